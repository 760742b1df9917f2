#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is around a home goes wrong: clocks, a disk that is full, has no inodes left, cannot be written or goes away; one
home under several paths; a ledger that a newer Satpad wrote. Nothing is spent that need not be, and afterwards it goes on.
"""
import contextlib
import fcntl
import functools
import os
import pathlib
import sqlite3
import struct
import subprocess
import sys

from pair import Pair, run_cases, sites, want

CLOCK = pathlib.Path(os.environ.get("SATPAD_CLOCK", "build/dev/tests/libshifted_clock.so")).resolve()
TEN_YEARS = 10 * 365 * 86400


def one_line(result, *codes):
    """The exit status is one of these; an error is one line that says something."""
    lines = [line for line in result.stderr.strip().splitlines() if not line.startswith("satpad: note: ")]
    what = " ".join(map(str, result.args[3:6]))
    want(result.returncode in codes, f"{what}: exit {result.returncode}, wanted {codes}: {lines[-3:]}")
    want(result.returncode == 0 or (len(lines) == 1 and len(lines[0]) > 30), f"{what}: exit {result.returncode} and said {lines}")
    return result


# Time is a label, never state.


def clocks(two, shifts, step=0):
    want(CLOCK.exists(), f"{CLOCK} is not built")
    before = two.a.environment, two.b.environment
    for site, shift in zip((two.a, two.b), shifts):
        site.environment = {**site.environment, "LD_PRELOAD": str(CLOCK), "SATPAD_CLOCK_SHIFT": str(shift), "SATPAD_CLOCK_STEP": str(step)}
    first = two.picture()
    with two.receiving():
        two.send(first)
        two.send(two.picture(200_000))
    waiting = two.picture()
    two.send(waiting, code=6, wait=0)
    two.a.environment = {**two.a.environment, "SATPAD_CLOCK_SHIFT": str(-shifts[0])}
    two.look_into_outbox()
    two.settle([waiting])
    for site in (two.a, two.b):
        site.run("keys", "status"), site.run("ledger", "show"), site.verify()
    years = sorted({event["time"][:4] for event in two.a.json("ledger", "show", "--limit", 100000)["events"]})
    want(len(years) > 1, f"the clock was not shifted: {years}")
    two.a.environment, two.b.environment = before
    two.settle([two.picture()])
    return f"events of {', '.join(years)}"


def sender_ten_years_back(two):
    return clocks(two, (-TEN_YEARS, 0))


def sender_ahead_and_receiver_back(two):
    return clocks(two, (TEN_YEARS, -TEN_YEARS))


def clocks_that_step_back(two):
    """By a day, again and again, within each process."""
    return clocks(two, (TEN_YEARS, TEN_YEARS), step=86400)


# Disks.


class Disk:
    """A small file system: ext4 on a loop device, of blocks smaller than a page of memory or not, or a tmpfs."""

    def __init__(self, folder, kind, size, inodes):
        self.folder, self.kind = folder, kind
        folder.mkdir()
        if kind.startswith("ext4"):
            self.image = folder.with_suffix(".image")
            with self.image.open("wb") as image:
                image.truncate(size)
            run("mkfs.ext4", "-q", "-b", "1024" if kind == "ext4, small blocks" else "4096", "-m", "0", "-N", str(inodes), self.image)
        self.size, self.inodes = size, inodes
        self.mount()

    def mount(self):
        if self.kind.startswith("ext4"):
            run("mount", "-o", "loop", self.image, self.folder)
        else:
            run("mount", "-t", "tmpfs", "-o", f"size={self.size},nr_inodes={self.inodes},mode=0700", "satpad-test", self.folder)

    def unmount(self):
        run("umount", self.folder)

    def remount(self, mode):
        run("mount", "-o", f"remount,{mode}", self.folder)

    def fill(self, spare):
        """Until only so many bytes are left."""
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(1 << 16))
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(bytes(1 << 10))
            ballast.truncate(max(0, ballast.tell() - spare))
            os.fsync(ballast.fileno())

    def use_up_inodes(self):
        (self.folder / "many").mkdir()
        with contextlib.suppress(OSError):
            for number in range(self.inodes):
                (self.folder / "many" / str(number)).touch()

    def free(self):
        (self.folder / "ballast").unlink(missing_ok=True)
        for path in (self.folder / "many").glob("*"):
            path.unlink()
        with contextlib.suppress(FileNotFoundError):
            (self.folder / "many").rmdir()


def run(*words):
    done = subprocess.run([*map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotMount(f"{words[0]}: {done.stderr.strip()}")


class CannotMount(Exception):
    """Not permitted here, or not there."""


def on_small_disks(*kinds, size=16 << 20, inodes=400):
    """The case gets a pair whose homes lie on two small file systems of the first kind that can be mounted."""

    def wrap(case):
        @functools.wraps(case)
        def wrapped(two):
            refusals = []
            for kind in kinds:
                with contextlib.ExitStack() as stack:
                    root = stack.enter_context(sites.temporary_root())
                    try:
                        disks = []
                        for name in "ab":
                            disks.append(Disk(root / f"disk-{name}", kind, size, inodes))
                            stack.callback(subprocess.run, ["umount", "-l", str(disks[-1].folder)], capture_output=True)
                    except CannotMount as error:
                        refusals.append(str(error))
                        continue
                    small = Pair(root, disks=[disk.folder for disk in disks])
                    stack.callback(small.close)
                    said = case(small, *disks)
                    small.judge()
                    two.tap.observed += small.tap.observed
                    return f"on {kind}: {said or case.__doc__}"
            two.settle([two.picture()])
            return f"skipped: {'; '.join(refusals)}"

        return wrapped

    return wrap


def send_pads(two):
    return [pad for pad in two.a.json("keys", "status")["peers"][0]["pads"] if pad["direction"] == "send"]


def count(two, what):
    return sum(pad[what] for pad in send_pads(two))


def each_meets_a_full_disk(two, a, b, fill):
    """Sends, receives, imports, advances, makes key while `fill(disk)` left too little; each goes on when there is room."""
    ends = {}

    def note(what, result, *codes):
        ends[what] = one_line(result, *codes).returncode

    # The sender: refused before key is touched, or what was begun is burnt. Never more than the one message's pages.
    picture = two.picture(60_000)
    free, burnt = count(two, "free"), count(two, "burnt")
    fill(a)
    with two.receiving():
        note("send", two.send(picture, code=None, wait=5), 0, 8)
        a.free()
        want(free - count(two, "free") <= 60_000 // 32 + 20, "more than one message's pages went")
        refused = ends["send"] == 8 and count(two, "free") == free and count(two, "burnt") == burnt
        two.look_into_outbox()
        two.deliver_rest([picture])
    # The receiver: the message waits at the sender, nothing of it is lost.
    picture = two.picture(60_000)
    fill(b)
    try:
        receiver = sites.Receiving(two.b)
    except sites.Broken:  # too little even to listen
        ends["receive"] = "-"
    else:
        two.middle.target = receiver.port
        try:
            note("receive", two.send(picture, code=None, wait=2), 0, 6, 8)  # 8: the peer says that its storage failed
        finally:
            receiver.stop()
    b.free()
    two.look_into_outbox()
    two.settle([picture])
    # Key: imported once, whatever was cut.
    courier = two.root / f"courier-{next(two._names)}"
    two.a.run("keys", "courier", "--peer", two.b.name, "--bytes", "300kB", "-o", courier)
    two.tap.learn(courier.read_bytes())
    fill(b)
    note("import", two.b.run("keys", "import", courier, code=None), 0, 8)
    b.free()
    two.b.run("keys", "import", courier)
    fill(a)
    note("courier", two.a.run("keys", "courier", "--peer", two.b.name, "--bytes", "300kB", "-o", two.root / f"courier-{next(two._names)}", code=None), 0, 8)
    a.free()
    pad = next(pad for pad in send_pads(two) if pad["free"] > 5)
    fill(a)
    words = ["keys", "advance", "--pad", pad["id"], "--to", pad["mark"] + 5]
    note("advance", two.a.run(*words, code=None), 0, 8)
    a.free()
    two.a.run(*words)
    two.settle([two.picture()])
    for site, disk in ((two.a, a), (two.b, b)):
        want(not list((site.home / "pads").glob("*.part")), "unfinished pads stay")
    return ends, refused


def full_disk(two, a, b):
    """With nothing, a little and nearly enough room left."""
    all_ends = []
    for spare in (0, 20_000, 90_000, 400_000):
        ends, refused = each_meets_a_full_disk(two, a, b, lambda disk: disk.fill(spare))
        want(spare > 0 or refused, f"no room at all, and yet key was touched: {ends}")
        all_ends.append(f"{spare} B: " + " ".join(f"{what} {code}" for what, code in ends.items()))
    return "exits with room for " + "; ".join(all_ends)


@on_small_disks("ext4, small blocks", "ext4", "tmpfs")
def full_disk_of_small_blocks(two, a, b):
    return full_disk(two, a, b)


@on_small_disks("ext4", "tmpfs")
def full_disk_of_large_blocks(two, a, b):
    return full_disk(two, a, b)


@on_small_disks("tmpfs")
def full_disk_in_memory(two, a, b):
    return full_disk(two, a, b)


@on_small_disks("tmpfs")
def no_inodes(two, a, b):
    """Room for bytes, none for names."""
    ends, _ = each_meets_a_full_disk(two, a, b, lambda disk: disk.use_up_inodes())
    return "exits: " + " ".join(f"{what} {code}" for what, code in ends.items())


@on_small_disks("ext4", "tmpfs")
def read_only(two, a, b):
    """Each command is refused clearly, and goes on when the disk can be written again."""
    picture, file = two.picture(), two.root / "photo.satpad"
    waiting = two.picture()
    two.send(waiting, code=6, wait=0)
    before = two.a.verify(), two.b.verify()
    pad = two.a.pad(two.b, "send")
    a.remount("ro"), b.remount("ro")
    for words in (
        ["send", picture, "--to", two.b.name, "--exact", "--wait", "1"],
        ["seal", picture, "--to", two.b.name, "--exact", "-o", file],
        ["keys", "advance", "--pad", pad["id"], "--to", pad["mark"] + 5],
        ["keys", "courier", "--peer", two.b.name, "--bytes", "4kB", "-o", two.root / "none.courier"],
        ["outbox", "cancel", two.a.unsettled()[0]["id"]],
        ["storage", "passphrase", "remove"],
        ["home", "transfer", "-o", two.root / "none.transfer"],
        ["receive", "--listen", "127.0.0.1:0", "--timeout", "1"],
    ):
        one_line(two.a.run(*words, code=None), 8)
    one_line(two.b.run("keys", "import", two.root / "pads.courier", code=None), 8)
    want(not file.exists() and not (two.root / "none.transfer").exists(), "a file was written")
    a.remount("rw"), b.remount("rw")
    want((two.a.verify(), two.b.verify()) == before, "something was spent")
    two.settle([waiting, picture])


FS_IOC_SHUTDOWN = 0x8004587D  # linux/fs.h: _IOR('X', 125, __u32)


@on_small_disks("ext4")
def the_disk_goes_away(two, a, b):
    """Under a receiver and under a sender that work: what was promised is there when the disk is back."""
    for disk in (b, a):
        picture = two.picture(60_000)
        receiver = sites.Receiving(two.b)
        two.middle.target = receiver.port
        two.send(two.picture())
        sender = two.a.start("send", picture, "--to", two.b.name, "--exact", "--wait", "5")
        home = two.a.home if disk is a else two.b.home
        sites.wait_for(lambda: list((home / ("outbox" if disk is a else "spool")).glob("*.part" if disk is a else "*.spool")) or sender.poll() is not None, "work")
        descriptor = os.open(disk.folder, os.O_RDONLY)
        fcntl.ioctl(descriptor, FS_IOC_SHUTDOWN, struct.pack("I", 0))
        os.close(descriptor)
        _, said = sender.communicate(timeout=60)
        want(sender.returncode in (0, 6, 8), f"the sender ended with {sender.returncode}: {said[-300:]}")
        receiver.stop()
        disk.unmount()
        disk.mount()
        two.middle.settle()
        two.look_into_outbox()
        two.settle([picture])


# One home, several paths.


def seen_as(site, home):
    """The same site, reached through another path."""
    other = object.__new__(sites.Site)
    other.__dict__.update(site.__dict__)
    other.home = home
    return other


def eight_through(two, paths):
    pictures = [two.picture(20_000 + 500 * i) for i in range(8)]
    with two.receiving():
        senders = [
            seen_as(two.a, paths[i % len(paths)]).start("send", picture, "--to", two.b.name, "--exact", "--wait", "60") for i, picture in enumerate(pictures)
        ]
        while any(sender.poll() is None for sender in senders):
            two.look_into_outbox()
        for sender in senders:
            _, said = sender.communicate(timeout=90)
            want(sender.returncode == 0, f"one of eight: exit {sender.returncode}: {said.strip()[-300:]}")
    two.settle(pictures)


def symlinked_home(two):
    """Eight processes, through the home and through a link to it."""
    link = two.root / "link"
    link.symlink_to(two.a.home)
    eight_through(two, [two.a.home, link])


def bind_mounted_home(two):
    """Eight processes, through the home and through another mount of it."""
    other = two.root / "other"
    other.mkdir()
    try:
        run("mount", "--bind", two.a.home, other)
    except CannotMount as error:
        two.settle([two.picture()])
        return f"skipped: {error}"
    try:
        eight_through(two, [two.a.home, other])
        # A listener is one for each home, whatever it is called.
        with two.receiving():
            receiver = sites.Receiving(seen_as(two.a, other))
            second = two.a.run("receive", "--listen", "127.0.0.1:0", "--timeout", "1", code=None)
            receiver.stop()
            want(second.returncode == 8, f"a second listener through another path: exit {second.returncode}: {second.stderr}")
    finally:
        run("umount", "-l", other)


# Newer Satpad.


def set_schema(ledger, version):
    with contextlib.closing(sqlite3.connect(ledger)) as database:
        database.execute(f"PRAGMA user_version = {version}")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def newer_ledger(two):
    """Closed to every command, and not a byte of it changes."""
    ledger, picture = two.a.home / "ledger.db", two.picture()
    with contextlib.closing(sqlite3.connect(ledger)) as database:
        version = database.execute("PRAGMA user_version").fetchone()[0]
    for newer in (version + 1, 1000):
        set_schema(ledger, newer)
        before = ledger.read_bytes()
        for words in (
            ["keys", "status"],
            ["send", picture, "--to", two.b.name, "--exact", "--wait", "1"],
            ["seal", picture, "--to", two.b.name, "--exact", "-o", two.root / "none.satpad"],
            ["outbox", "retry"],
            ["receive", "--listen", "127.0.0.1:0", "--timeout", "1"],
            ["ledger", "verify"],
            ["home", "transfer", "-o", two.root / "none.transfer"],
        ):
            said = one_line(two.a.run(*words, code=None), 8).stderr
            want("newer" in said, f"{words[0]} does not say why: {said}")
            want(ledger.read_bytes() == before, f"{words[0]} changed the ledger of a newer Satpad")
    set_schema(ledger, version)
    two.settle([picture])


if __name__ == "__main__":
    sys.exit(
        run_cases(
            [
                sender_ten_years_back,
                sender_ahead_and_receiver_back,
                clocks_that_step_back,
                full_disk_of_small_blocks,
                full_disk_of_large_blocks,
                full_disk_in_memory,
                no_inodes,
                read_only,
                the_disk_goes_away,
                symlinked_home,
                bind_mounted_home,
                newer_ledger,
            ],
            pad_bytes=2 << 20,
        )
    )
