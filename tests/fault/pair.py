# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sites, the wire tap between them, and the judgement that follows every case."""
import contextlib
import itertools
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import middleman  # noqa: E402
import sites  # noqa: E402
import wire_format as wire  # noqa: E402
from sites import Broken, digest  # noqa: E402
from wire_tap import Tap  # noqa: E402

SEED = 20261125


def want(condition, words):
    if not condition:
        raise Broken(words)


class Pair:
    """`a` sends to `b`, always through the middleman."""

    def __init__(self, root, pad_bytes=1 << 20, disks=None):
        """`disks`: the folders in which the two homes lie, when not in `root`."""
        self.root = root
        self.random = random.Random(SEED)
        self.a, self.b = (sites.Site(disk, name) for disk, name in zip(disks or (root, root), ("beijing", "stellenbosch")))
        self.tap = Tap()
        self._names = itertools.count(1)
        self._inbox = {}  # inbox file → digest; they never change
        self.middle = middleman.Middleman(self.a.home, self.b.home, root, lambda: self.tap.session(f"session {next(self._names)}"))
        self.a.run("peer", "add", self.b.card, "--address", f"127.0.0.1:{self.middle.port}")
        self.b.run("peer", "add", self.a.card)
        courier = root / "pads.courier"
        self.a.run("keys", "courier", "--peer", self.b.name, "--bytes", pad_bytes, "--send-share", "0.9", "-o", courier)
        self.tap.learn(courier.read_bytes())
        self.b.run("keys", "import", courier, "-o", root / "reply")
        self.a.run("keys", "import", root / "reply")

    def picture(self, size=3000):
        """A new file that no other is like."""
        path = self.root / f"picture-{next(self._names)}.bin"
        path.write_bytes(self.random.randbytes(size))
        return path

    @contextlib.contextmanager
    def receiving(self):
        receiver = sites.Receiving(self.b)
        self.middle.target = receiver.port
        try:
            yield receiver
        finally:
            receiver.stop()

    def send(self, picture, site=None, code=0, wait=60, prefix=()):
        site = site or self.a
        return site.run("--json", "send", picture, "--to", self.b.name, "--exact", "--wait", wait, code=code, prefix=prefix)

    def look_into_outbox(self, site=None):
        """Shows the tap every sealed byte that lies at the sender now."""
        site = site or self.a
        for path in sorted((site.home / "outbox").iterdir()):
            if path.suffix in (".sealed", ".part"):
                with contextlib.suppress(FileNotFoundError):  # delivered just now
                    self.tap.see_outbox_file(path.read_bytes(), f"{site.name}/outbox/{path.name}")

    def arrived(self, picture):
        """How often the picture lies in the receiver's inbox, whatever any program says."""
        for path in (self.b.home / "inbox").iterdir():
            if path not in self._inbox:
                self._inbox[path] = digest(path)
        return list(self._inbox.values()).count(digest(picture))

    def deliver_rest(self, pictures=()):
        """With the receiver up: delivers what waits, and sends again what recovery burnt. Each picture is there once."""
        self.a.run("outbox", "retry", "--wait", 60)
        want(not list((self.a.home / "outbox").glob("*.sealed")), "after a retry the outbox still holds sealed bytes")
        for picture in pictures:
            if self.arrived(picture) == 0:
                self.send(picture)
            want(self.arrived(picture) == 1, f"{picture.name} arrived {self.arrived(picture)} times")

    def settle(self, pictures=()):
        with self.receiving():
            self.deliver_rest(pictures)

    def judge(self, restored=False):
        """The tap holds, both ledgers verify and, unless a copy or a backup was about, agree."""
        self.middle.settle()
        self.look_into_outbox()
        want(not self.tap.faults, "\n".join(self.tap.faults))
        self.a.verify(), self.b.verify()
        if restored:
            return
        want(not self.a.unsettled(), f"the outbox still holds {self.a.unsettled()}")
        want(not self.tap.held, "\n".join(self.tap.held))
        for pad, pages in burnt_pages(self.a).items():
            self.tap.see_burnt(pad, pages, f"{self.a.name}'s ledger")
        want(not self.tap.faults, "\n".join(self.tap.faults))
        exported = self.root / f"ledger-{next(self._names)}"
        self.a.run("ledger", "export", "-o", exported)
        answer = self.b.json("ledger", "compare", exported, code=None)
        # A record that a case forged is rightly told of; nothing else may differ.
        forged = [message.hex() for message, headers in self.tap.forged.items() if headers]
        strange = [line for line in answer["differences"] if not any(message in f"{line}" for message in forged)]
        want(not strange and (answer["ok"] or forged), f"the ledgers differ: {strange}")

    def all_the_tap_says(self):
        """Of a case that broke: what the tap knows of it, beside whatever else went wrong."""
        self.middle.settle()
        with contextlib.suppress(OSError, wire.NotReadable):
            self.look_into_outbox()
        return self.tap.faults + self.tap.held

    def close(self):
        self.middle.close()


def burnt_pages(site):
    """{pad id: pages} that the events call burnt. The page that keyed CONFIRM is among them."""
    reserved, burnt = {}, {}
    for event in site.json("ledger", "show", "--limit", 10_000_000)["events"]:
        if event["kind"] == "reserved":
            reserved.setdefault(event["message"], []).append(event)
        elif event["kind"] == "burnt":
            # Of a message: all its ranges. Of a pad: the range said.
            for part in [event] if "pad" in event else reserved[event["message"]]:
                pages = range(part["first"], part["first"] + part["count"])
                burnt.setdefault(bytes.fromhex(part["pad"]), set()).update(pages)
    return burnt


def killing(calls, when, counts=os.devnull):
    """Words before a command: SIGKILL at the entry of the `when`-th of these calls of any of its threads (0: never), and how
    many of each came goes into the file `counts`. See tests/support/kill_at.c.
    """
    return [sites.PROGRAM.parents[1] / "tests" / "kill_at", calls, when, counts]


DURABLE = ("fdatasync", "fsync", "rename", "unlink")


class Stepper:
    """Lets a traced process pass its first `when` - 1 durable calls, whichever of its threads makes them, and kills it
    right behind the next. (strace counts by thread, so it stops the process at every one of them.)
    """

    def __init__(self, log, when):
        self.log, self.when, self.passed, self.killed = log, when, 0, False
        calls = ",".join(DURABLE)
        self.prefix = ["strace", "-f", "-qq", "-o", log, "-e", f"trace={calls}", "-e", f"inject={calls}:signal=STOP"]
        self._call = re.compile(r"^\d+ +(?:" + "|".join(DURABLE) + r")\(", re.MULTILINE)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self, tracer):
        """`tracer` is the strace process."""
        self._tracer = tracer
        self._thread.start()

    def end(self):
        self._over.set()
        self._thread.join()

    def _run(self):
        idle = 0
        while not self._over.wait(0.005):
            seen = len(self._call.findall(self.log.read_text(errors="replace"))) if self.log.exists() else 0
            new = seen > self.passed
            idle = 0 if new else idle + 1
            # A call may be logged before its stop takes effect, and then SIGCONT comes too early: say it again.
            if not new and idle % 20:
                continue
            self.passed += new
            self.killed = self.passed == self.when
            try:
                os.kill(sites.children_of(self._tracer.pid)[0], signal.SIGKILL if self.killed else signal.SIGCONT)
            except (IndexError, ProcessLookupError, FileNotFoundError):
                continue  # not there yet, or ended by itself
            if self.killed:
                return


def was_killed(status):
    """kill_at and strace die by the signal of their child."""
    return status in (-signal.SIGKILL, 128 + signal.SIGKILL)


def copy_home(home, to):
    """A faithful copy, as a backup program makes it: same bytes, other inodes."""
    shutil.copytree(home, to, symlinks=True)


def run_cases(cases, **pair):
    """Runs each case and judges it; a line a case; returns the exit status. The cases share their two sites, which only
    makes them harder, until one breaks something or brings copies of a home about.
    """
    sites.needs_program()
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    failed = 0
    print(f"seed {SEED}")
    with contextlib.ExitStack() as stack:
        two = None
        for case in cases:
            if only not in case.__name__:
                continue
            copies = getattr(case, "restored", False)
            if two is None or copies:
                stack.close()
                root = stack.enter_context(sites.temporary_root())
                two = Pair(root, **pair)
                stack.callback(two.close)
            before, started = two.tap.observed, time.monotonic()
            try:
                said = case(two)
                two.judge(restored=copies)
                took = f"{two.tap.observed - before} bytes made from key tapped, {time.monotonic() - started:.1f} s"
                print(f"ok     {case.__name__}: {said or case.__doc__} [{took}]", flush=True)
                want(two.tap.observed > before, "the tap saw nothing: the case shows nothing")
            except (Broken, AssertionError, LookupError, OSError, subprocess.SubprocessError) as error:
                failed += 1
                print(f"BROKEN {case.__name__}: {type(error).__name__}: {error}", flush=True)
                for line in two.all_the_tap_says()[:5]:
                    print(f"       tap: {line}", flush=True)
                two = None
            if copies:
                two = None
    print(f"{failed} cases broken")
    return min(failed, 100)


def run_on_one(make, cases):
    """Runs each case on the same thing, `make(root)`, which ends with stop(); a line a case; returns the exit status."""
    sites.needs_program()
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    failed = 0
    with sites.temporary_root() as root:
        one = make(root)
        for case in cases:
            if only not in case.__name__:
                continue
            started = time.monotonic()
            try:
                print(f"ok     {case.__name__}: {case(one)} [{time.monotonic() - started:.1f} s]", flush=True)
            except (Broken, AssertionError, OSError) as error:
                failed += 1
                print(f"BROKEN {case.__name__}: {error}", flush=True)
        one.stop()
    return min(failed, 100)


def with_copies(case):
    """Marks a case in which a copy or a backup was about: seals may overlap in an outbox, never on the wire."""
    case.restored = True
    return case
