#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Promise 9: key, plaintext and passphrases are looked for where they must not be.

Every pad, picture and key file of the test is known, so every eight bytes of them can be searched for at any place: in
what the programs say at each level of talking, in their arguments and environment, in every file of both homes and beside
them, and (with SATPAD_QUIET=full) in the memory of stopped processes, as far as it is not left out of core dumps. That the search finds what is
there is shown at the memory that is left out.
"""
import array
import hashlib
import os
import pathlib
import re
import resource
import signal
import socket
import sys

from pair import run_cases, sites, want
from wire_format import split_message, xor

PASSPHRASE = "correct horse battery staple"
NAME = "lighthouse-at-dusk.bin"
LEVELS = ((), ("--quiet",), ("--json",), ("--json", "--quiet"))
WORD = 8


class Secrets:
    """What must not show, cut into words of eight bytes. Two of random bytes are alike once in 2^64 pairs."""

    def __init__(self):
        self.words, self.texts = {}, {}

    def add(self, name, data):
        self.words.update(dict.fromkeys(array.array("Q", data[: len(data) // WORD * WORD]), name))
        self.words.pop(0, None)

    def add_text(self, name, text):
        self.texts[name] = text.encode()

    def find(self, data):
        """{name: words found}, wherever they begin."""
        found = {name: data.count(text) for name, text in self.texts.items() if text in data}
        for shift in range(WORD):
            usable = (len(data) - shift) // WORD * WORD
            if usable > 0:
                for word in self.words.keys() & set(array.array("Q", data[shift : shift + usable])):
                    found[self.words[word]] = found.get(self.words[word], 0) + 1
        return found


def key_of(two):
    """The pads, but for the answers: half a page each, that the receiver keeps and says aloud (docs/format.md)."""
    secrets = Secrets()
    for number, pad in enumerate(two.tap.pads.values()):
        secrets.add(f"pages of pad {number}", pad.pages)
    for header in two.tap.headers.values():
        pad, page = header.place(1)
        answer = two.tap.pads[pad].page(page)[:16]
        for at in (0, WORD):
            secrets.words.pop(int.from_bytes(answer[at : at + WORD], "little"), None)
    return secrets


def home_keys(site):
    """The seed of the identity and the storage key, while that lies plain (docs/format-at-rest.md)."""
    return (site.home / "identity.key").read_bytes()[32:64], (site.home / "storage.key").read_bytes()[32:64]


class Snapshot:
    """The memory of a stopped process: what a core file could hold, and what is left out of it."""

    def __init__(self, pid, what):
        self.what, self.dumped, self.left_out = what, [], []
        self.words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes() + pathlib.Path(f"/proc/{pid}/environ").read_bytes()
        self.limit = re.search(r"Max core file size +(\S+)", pathlib.Path(f"/proc/{pid}/limits").read_text()).group(1)
        self.filter = pathlib.Path(f"/proc/{pid}/coredump_filter").read_text().strip()
        smaps = pathlib.Path(f"/proc/{pid}/smaps").read_text()
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for region in re.finditer(r"^([0-9a-f]+)-([0-9a-f]+) (\S+) .*?^VmFlags:(.*?)$", smaps, re.MULTILINE | re.DOTALL):
                start, end = int(region[1], 16), int(region[2], 16)
                head = region[0].splitlines()[0]
                if "r" not in region[3] or "[v" in head or ("w" not in region[3] and "/" in head):
                    continue  # not readable, the kernel's own, or a file as it lies on the disk
                try:
                    memory.seek(start)
                    data = memory.read(end - start)
                except (OSError, OverflowError):
                    continue
                if data.count(0) != len(data):
                    (self.left_out if " dd" in region[4] else self.dumped).append((head, data))

    def judge(self, secrets, finds=()):
        """Nothing of `secrets` in what a core could hold; each of `finds` in what is left out: the search works."""
        for head, data in self.dumped:
            found = secrets.find(data)
            want(not found, f"{self.what}: memory {head} holds {found}")
        want(not secrets.find(self.words), f"{self.what}: arguments or environment hold {secrets.find(self.words)}")
        want(self.limit == "0", f"{self.what}: core files may have {self.limit} bytes")
        want(int(self.filter, 16) == 0, f"{self.what}: the core filter is {self.filter}")
        there = {}
        for _, data in self.left_out:
            there.update(secrets.find(data))
        for name in finds:
            want(any(each.startswith(name) for each in there), f"{self.what}: no {name} in the memory that is left out, only {there}: the case shows nothing")


class Held:
    """A command that is stopped in the middle: held up at each call of one kind, and stopped when `reached` says so."""

    def __init__(self, two, site, words, call, reached, given="", level=(), seconds=60):
        self.log = two.root / "stops"
        self.log.write_text("")
        # Nothing stops a process that is about to end: its memory is read while it is held up.
        delay = 20_000_000 if call == "exit_group" else 250_000
        held = ["strace", "-f", "-q", "-o", self.log, "-e", f"trace={call}", "-e", f"inject={call}:delay_enter={delay}"]
        read, write = os.pipe()
        os.write(write, given.encode())
        os.close(write)
        secret = ["--passphrase-fd", read] if given else []
        unlimited = lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)  # noqa: E731
        self.process = site.start(*level, *secret, *words, prefix=held, pass_fds=[read], preexec_fn=unlimited, cwd=two.root)
        os.close(read)
        sites.wait_for(lambda: reached() or self.process.poll() is not None, "the moment to stop", seconds)
        want(self.process.poll() is None, f"{words[0]} ended before it was stopped")
        self.pid = sites.wait_for(lambda: sites.children_of(self.process.pid), "the traced process")[0]
        os.kill(self.pid, signal.SIGSTOP)
        self.memory = Snapshot(self.pid, f"{words[0]} ({call})")

    def go_on(self, *codes):
        os.kill(self.pid, signal.SIGCONT)
        out, err = self.process.communicate(timeout=120)
        want(self.process.returncode in (codes or (0,)), f"exit {self.process.returncode}: {err[-300:]}")
        return out + err

    def abort(self):
        """As a crash would: a core file, if it makes one, is there afterwards."""
        os.kill(self.pid, signal.SIGABRT)
        os.kill(self.pid, signal.SIGCONT)
        self.process.communicate(timeout=60)


def holds(folder, pattern, size=1):
    """Whether a file of that name has at least so many bytes."""

    def reached():
        try:
            return [path for path in folder.glob(pattern) if path.stat().st_size >= size]
        except FileNotFoundError:
            return []

    return reached


def named_picture(two, size=1_100_000):
    folder = two.root / f"pictures-{next(two._names)}"
    folder.mkdir()
    picture = folder / NAME
    picture.write_bytes(two.random.randbytes(size))
    return picture


def said_nothing(secrets, said, what):
    found = secrets.find(said.encode())
    want(not found, f"{what} said {found}")


def courier_and_import_held(two):
    """Key in the making and in the taking."""
    for side, level in (("make", LEVELS[0]), ("take", LEVELS[1])):
        courier = two.root / f"big-{side}.courier"
        words = ["keys", "courier", "--peer", two.b.name, "--bytes", "4MB", "-o", courier]
        if side == "make":
            held = Held(two, two.a, words, "pwrite64", holds(two.a.home / "pads", "*.part", 1 << 20), level=level)
        else:
            two.a.run(*words)
            held = Held(two, two.b, ["keys", "import", courier], "pwrite64", holds(two.b.home / "pads", "*.part", 1 << 20), level=level)
        said = held.go_on()
        two.tap.learn(courier.read_bytes())
        secrets = key_of(two)
        held.memory.judge(secrets, ["pages of pad"])
        said_nothing(secrets, said, side)
        if side == "make":
            two.b.run("keys", "import", courier)
        courier.unlink()
    two.settle([two.picture()])


def send_held(two):
    """In mid-seal, with a passphrase; then while it waits for a peer that is away."""
    _, storage = home_keys(two.a)
    set_passphrase(two)
    for level in LEVELS:
        picture = named_picture(two)
        secrets = key_of(two)
        secrets.add("picture", picture.read_bytes())
        secrets.add("storage key", storage)
        secrets.add_text("passphrase", PASSPHRASE)
        words = ["send", picture, "--to", two.b.name, "--exact", "--wait", "3"]
        held = Held(two, two.a, words, "pwrite64", holds(two.a.home / "outbox", "*.part", 1 << 20), PASSPHRASE + "\n", level)
        held.memory.judge(secrets, ["storage key"])
        two.look_into_outbox()
        if level:
            said_nothing(secrets, held.go_on(6), f"send {level}")
        else:
            held.abort()
            want(not list(two.root.glob("core*")), "a core file was written")
            with_passphrase(two, "keys", "status")  # recovers
    waiting = Held(two, two.a, ["outbox", "retry", "--wait", "5"], "connect", lambda: (two.root / "stops").read_text().count("connect(") > 1, PASSPHRASE + "\n")
    waiting.memory.judge(secrets)
    waiting.go_on(6)
    remove_passphrase(two)
    two.look_into_outbox()
    two.settle()


def receive_held(two):
    """In mid-arrival, in mid-opening, and when all is over."""
    for level, where, pattern in (((), "spool", "*.spool"), (("--quiet",), "inbox", "*.part"), (("--json",), "inbox", "*.part")):
        picture = named_picture(two)
        secrets = key_of(two)
        secrets.add("picture", picture.read_bytes())
        said, memory = receive_once(two, picture, where, pattern, level)
        memory.judge(secrets, ["picture"] if where == "inbox" else [])
        said_nothing(secrets, said, f"receive {level}")
        want(level == ("--json",) or NAME not in said.split("\n" + str(two.b.home))[0], "the receiver logs the file's name")
    with two.receiving() as receiver:
        picture = named_picture(two)
        two.send(picture)
        secrets = key_of(two)
        secrets.add("picture", picture.read_bytes())
        secrets.add("storage key", home_keys(two.b)[1])  # the identity's seed is with OpenSSL (docs/security.md)
        os.kill(receiver.process.pid, signal.SIGSTOP)
        memory = Snapshot(receiver.process.pid, "an idle receiver")
        os.kill(receiver.process.pid, signal.SIGCONT)
        memory.judge(secrets, ["storage key"])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def receive_once(two, picture, where, pattern, level):
    """A receiver stopped when a file of that name has begun; (what it said, its memory)."""
    held = ["strace", "-f", "-q", "-o", two.root / "stops", "-e", "trace=pwrite64", "-e", "inject=pwrite64:delay_enter=100000"]
    port = free_port()  # --quiet does not say which one the system chose
    receiver = two.b.start(*level, "receive", "--listen", f"127.0.0.1:{port}", "--once", "--timeout", "60", prefix=held)
    two.middle.target = port
    sender = two.a.start("send", picture, "--to", two.b.name, "--exact", "--wait", "60")
    sites.wait_for(lambda: holds(two.b.home / where, pattern, 1 << 16)() or receiver.poll() is not None, f"a file in {where}", 60)
    want(receiver.poll() is None, f"the receiver ended before it was stopped: {receiver.communicate()[1][-300:] if receiver.poll() is not None else ''}")
    pid = sites.children_of(receiver.pid)[0]
    os.kill(pid, signal.SIGSTOP)
    memory = Snapshot(pid, f"receive ({where})")
    os.kill(pid, signal.SIGCONT)
    sender.communicate(timeout=90)
    want(sender.returncode == 0, f"the sender ended with {sender.returncode}")
    out, err = receiver.communicate(timeout=60)
    return err + "\n" + out, memory


def seal_and_open_held(two):
    """By hand: in the middle of both."""
    picture, out = named_picture(two), two.root / "photo.satpad"
    secrets = key_of(two)
    secrets.add("picture", picture.read_bytes())
    sealing = Held(two, two.a, ["seal", picture, "--to", two.b.name, "--exact", "-o", out], "pwrite64", holds(two.a.home / "outbox", "*.part", 1 << 20))
    sealing.memory.judge(secrets)
    said_nothing(secrets, sealing.go_on(), "seal")
    two.tap.see_message_file(out.read_bytes(), out.name)
    folder, reply = two.root / "saved", two.root / "photo.answer"
    opening = Held(two, two.b, ["open", out, "-o", folder, "--reply", reply], "pwrite64", holds(two.b.home / "inbox", "*.part", 1 << 18))
    opening.memory.judge(secrets, ["picture"])
    said_nothing(secrets, opening.go_on(), "open")
    two.a.run("open", reply)
    # Once more, held at the end: the copy and its digest are made of the picture in the inbox.
    again = Held(two, two.b, ["open", out, "-o", folder], "exit_group", lambda: "exit_group(" in (two.root / "stops").read_text())
    answered = key_of(two)
    answered.add("picture", picture.read_bytes())
    again.memory.judge(answered)
    again.go_on()


def fitted_held(two):
    """A picture that is made smaller: what travels is known from the sealed bytes and the pad."""
    sample = pathlib.Path(__file__).resolve().parents[2] / "resources" / "samples" / "rocket.jpg"
    words = ["send", sample, "--to", two.b.name, "--budget", "30kB", "--wait", "0"]
    held = Held(two, two.a, words, "fdatasync", holds(two.a.home / "outbox", "*.part", 1 << 10))
    held.go_on(6)
    sealed = next((two.a.home / "outbox").glob("*.sealed")).read_bytes()
    header, _, chunks = split_message(sealed, with_record_tag=False)
    key = b"".join(two.tap._key(header, page) for page in header.pad_pages(0))
    secrets = key_of(two)
    # Pixels and what they are coded into lie in common memory; core files are off in three ways.
    held.memory.judge(secrets)
    content = Secrets()
    content.add("fitted picture", xor(chunks[0][1], key[: len(chunks[0][1])])[64:])  # behind the file's name
    want(not content.find(held.memory.words), "the picture is in the arguments")
    want(not content.find(sealed), "the picture is in the outbox")
    two.look_into_outbox()
    two.settle()


def set_passphrase(two):
    with_passphrase(two, "storage", "passphrase", "set")


def remove_passphrase(two):
    with_passphrase(two, "storage", "passphrase", "remove")


def with_passphrase(two, *words):
    read, write = os.pipe()
    os.write(write, (PASSPHRASE + "\n").encode())
    os.close(write)
    process = two.a.start("--passphrase-fd", read, *words, pass_fds=[read])
    os.close(read)
    out, err = process.communicate(timeout=60)
    want(process.returncode == 0, f"{words}: exit {process.returncode}: {err}")
    said_nothing(_passphrase(), out + err, words)


def _passphrase():
    secrets = Secrets()
    secrets.add_text("passphrase", PASSPHRASE)
    return secrets


def passphrase_held(two):
    """While the key file is replaced."""
    _, storage = home_keys(two.a)
    secrets = key_of(two)
    secrets.add_text("passphrase", PASSPHRASE)
    secrets.add("storage key", storage)
    for verb in ("set", "remove"):
        held = Held(two, two.a, ["storage", "passphrase", verb], "rename", lambda: "rename(" in (two.root / "stops").read_text(), PASSPHRASE + "\n")
        held.memory.judge(secrets, ["storage key"])
        said_nothing(secrets, held.go_on(), verb)
    two.settle([two.picture()])


def wrong_words_are_not_repeated(two):
    """A wrong passphrase and damaged files: the error text holds nothing of them."""
    set_passphrase(two)
    secrets = key_of(two)
    secrets.add_text("passphrase", "a wrong one that is searched for")
    read, write = os.pipe()
    os.write(write, b"a wrong one that is searched for\n")
    os.close(write)
    process = two.a.start("--json", "--passphrase-fd", read, "keys", "status", pass_fds=[read])
    os.close(read)
    said = "".join(process.communicate(timeout=60))
    want(process.returncode == 8, f"exit {process.returncode}")
    said_nothing(secrets, said, "keys status")
    remove_passphrase(two)
    courier = two.root / "changed.courier"
    two.a.run("keys", "courier", "--peer", two.b.name, "--bytes", "4kB", "-o", courier)
    data = bytearray(courier.read_bytes())
    secrets.add("a damaged pad", bytes(data[300:]))
    data[-40] ^= 1
    courier.write_bytes(data)
    refused = two.b.run("--json", "keys", "import", courier, code=4)
    said_nothing(secrets, refused.stdout + refused.stderr, "keys import")
    courier.unlink()
    two.settle([two.picture()])


def digests(data):
    """Unkeyed digests of it, raw and in hexadecimal."""
    for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2s"):
        yield name, hashlib.new(name, data).digest()
    for size in (16, 20, 32, 48, 64):
        yield f"blake2b-{size * 8}", hashlib.blake2b(data, digest_size=size).digest()


def files_and_digests(two):
    """A picture goes over; then every file of both sites is searched, for digests too."""
    picture = named_picture(two, 300_000)
    with two.receiving() as receiver:
        waited = two.send(picture, prefix=["strace", "-f", "-qq", "-o", two.root / "opened", "-e", "trace=open,openat,creat,memfd_create,mkdir"])
    said = waited.stdout + waited.stderr + "\n".join(receiver.said)
    exported = two.a.run("ledger", "export").stdout + two.a.run("ledger", "show", "--limit", "100000").stdout + two.b.run("ledger", "export").stdout
    secrets = key_of(two)
    secrets.add("picture", picture.read_bytes())
    secrets.add_text("passphrase", PASSPHRASE)
    stored = Secrets()
    things = {"picture": picture.read_bytes(), "name": NAME.encode()}
    for number, pad in enumerate(two.tap.pads.values()):
        things[f"pad {number}"] = pad.pages
        things.update({f"page {page} of pad {number}": pad.page(page) for page in range(min(pad.count, 64))})
    for name, data in things.items():
        for kind, value in digests(data):
            stored.words.setdefault(int.from_bytes(value[:WORD], "little"), f"{kind} of {name}")
            stored.texts[f"{kind} of {name} in hexadecimal"] = value.hex()[:32].encode()
    stored.add_text("name", NAME)
    count = 0
    for site in (two.a, two.b):
        for path in [*site.home.rglob("*"), *pathlib.Path(site.environment["XDG_STATE_HOME"]).rglob("*")]:
            if not path.is_file() or path.parent.name == "inbox":
                continue
            count += 1
            data = path.read_bytes()[: 1 << 20]  # pads are sealed alike to their end
            found = {**secrets.find(data), **(stored.find(data) if path.parent.name != "pads" else {})}
            want(not found, f"{path.relative_to(two.root)} holds {found}")
    said_nothing(secrets, said + exported, "send and receive")
    hidden = stored.find(("\n".join(receiver.said) + exported).encode())
    want(not hidden, f"the receiver's log or the ledger's export holds {hidden}")
    made = re.findall(r'(?:open|openat|creat|mkdir)\((?:AT_FDCWD, )?"([^"]+)", [^)]*(?:O_CREAT|0[0-7]{3})', (two.root / "opened").read_text())
    outside = [path for path in made if not path.startswith(str(two.root))]
    want(made and not outside, f"made outside its folders: {outside}")
    return f"{count} files, {len(stored.words)} digests"


def main():
    sites.needs_program()
    if os.geteuid() != 0:
        print("skipped: only root may read the memory of a process that is not dumpable")
        return 77
    cases = [files_and_digests, wrong_words_are_not_repeated]
    if os.environ.get("SATPAD_QUIET") == "full":
        cases += [courier_and_import_held, send_held, receive_held, seal_and_open_held, fitted_held, passphrase_held]
    return run_cases(cases, pad_bytes=14 << 20)


if __name__ == "__main__":
    sys.exit(main())
