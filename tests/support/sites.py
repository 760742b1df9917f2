# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sites in temporary homes, driven through the command line alone. SATPAD names the program."""
import contextlib
import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading

PROGRAM = pathlib.Path(os.environ.get("SATPAD", "build/dev/bin/satpad")).resolve()
SETTLED = ("verified", "cancelled", "failed")


class Broken(AssertionError):
    """The program did not do what it promises."""


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def wait_for(condition, what, seconds=30):
    """Polls until `condition()` gives something; a deadline, not a pause, decides."""
    ticker = threading.Event()
    for _ in range(int(seconds * 100)):
        value = condition()
        if value:
            return value
        ticker.wait(0.01)
    raise Broken(f"waited {seconds} s in vain: {what}")


class Site:
    """One home. Every process gets the same private XDG folders, so nothing outside the test is touched."""

    def __init__(self, root, name, *options):
        self.name, self.home, self.root = name, root / name, root
        state = root / f"{name}.state"
        self.environment = {**os.environ, "HOME": str(root), "XDG_DATA_HOME": str(root / "data"), "XDG_STATE_HOME": str(state)}
        self.run("init", "--name", name, "--listen", "127.0.0.1:7740", *options)  # `receive --listen` says better
        self.card = root / f"{name}.card"
        self.run("site", "card", "-o", self.card)

    def words(self, *words):
        return [str(PROGRAM), "--home", str(self.home), *map(str, words)]

    def start(self, *words, prefix=(), **named):
        """A process with its streams piped."""
        return subprocess.Popen(
            [*map(str, prefix), *self.words(*words)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **named,
        )

    def run(self, *words, code=0, prefix=(), timeout=120):
        """Runs to the end; `code` None takes any exit status."""
        process = self.start(*words, prefix=prefix)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise Broken(f"{self.name}: {' '.join(map(str, words))}: still running after {timeout} s") from None
        if code is not None and process.returncode != code:
            said = (err or out).strip()[-400:]
            raise Broken(f"{self.name}: {' '.join(map(str, words))}: exit {process.returncode}, wanted {code}: {said}")
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def json(self, *words, **named):
        result = self.run("--json", *words, **named)
        try:
            return json.loads(result.stdout)
        except ValueError:
            raise Broken(f"{self.name}: {words}: stdout is not one JSON object: {result.stdout[:200]!r}") from None

    def verify(self):
        """`ledger verify` holds and every pad adds up; returns {pad id: counts}."""
        report = self.json("ledger", "verify")
        if not report["ok"]:
            raise Broken(f"{self.name}: ledger verify: {report}")
        for pad in report["pads"]:
            if pad["free"] + pad["reserved"] + pad["spent"] + pad["burnt"] + pad["handed_over"] != pad["pages"]:
                raise Broken(f"{self.name}: pad {pad['id']} does not add up: {pad}")
        return {pad["id"]: pad for pad in report["pads"]}

    def left_over(self):
        """Pads that `keys status` lists as left over: those with files here and no place in the ledger, and no other."""
        listed = {left["id"] for left in self.json("keys", "status")["left_over"]}  # null while key is being taken in
        unknown = {path.name.split(".")[0] for path in (self.home / "pads").iterdir()} - set(self.verify())
        if listed != unknown:
            raise Broken(f"{self.name}: listed as left over {sorted(listed)}, there are {sorted(unknown)}")
        return listed

    def close_left_over(self):
        """How many there were."""
        left = self.left_over()
        for pad in left:
            self.run("keys", "close", "--pad", pad)
        if left and self.left_over():
            raise Broken(f"{self.name}: what was left over stays")
        return len(left)

    def open_pad(self, peer, direction):
        """The one open pad of this direction, as `keys status` shows it; None when each is closed."""
        for entry in self.json("keys", "status")["peers"]:
            if entry["name"] == peer.name:
                pads = [pad for pad in entry["pads"] if pad["direction"] == direction and pad["state"] != "closed"]
                assert len(pads) <= 1
                return pads[0] if pads else None
        return None

    def pad(self, peer, direction):
        """The same, and there is one."""
        pad = self.open_pad(peer, direction)
        if pad is None:
            raise Broken(f"{self.name}: no pad with {peer.name}")
        return pad

    def outbox(self):
        return self.json("outbox", "list")["messages"]

    def unsettled(self):
        return [message for message in self.outbox() if message["state"] not in SETTLED]

    def inbox_digests(self):
        return [message["sha256"] for message in self.json("inbox", "list")["messages"]]


def children_of(pid):
    return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Receiving:
    """A running `receive`; its port is known when the constructor returns."""

    def __init__(self, site, *words, prefix=(), watch=None):
        self.process = site.start("receive", "--listen", "127.0.0.1:0", *words, prefix=prefix)
        self._traced = bool(prefix)
        if watch:
            watch(self.process)  # before it is waited for
        self.said = []
        self.port = None
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait(30)
        if self.port is None:
            self.process.kill()
            self.process.wait()
            if self.process.returncode != -signal.SIGKILL or not prefix:
                raise Broken(f"{site.name}: receive does not listen: {' '.join(self.said)[-400:]}")

    def _read(self):
        for line in self.process.stderr:
            self.said.append(line.strip())
            found = re.search(r"\(port (\d+)\)", line)
            if found:
                self.port = int(found.group(1))
                self._ready.set()
        self._ready.set()

    def _pid(self):
        """The receiver itself, below a tracer."""
        if not self._traced:
            return self.process.pid
        return children_of(self.process.pid)[0]

    def stop(self):
        if self.process.poll() is None:
            os.kill(self._pid(), signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.kill(self._pid(), signal.SIGKILL)
                self.process.wait()
                raise Broken("receive did not stop on SIGTERM") from None
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.stop()


@contextlib.contextmanager
def temporary_root():
    with tempfile.TemporaryDirectory(prefix="satpad-fault-") as folder:
        yield pathlib.Path(folder)


def needs_program():
    """Exit status 2 when there is nothing to test: a missing program is no success."""
    if not PROGRAM.exists():
        print(f"{PROGRAM} is not built")
        sys.exit(2)
