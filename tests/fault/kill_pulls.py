#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawer and fetcher of a pull are killed at each durable call of it, and the KMEs between asking and answering: the next pull
finishes what was left. No page may be sent with that the peer does not hold, the ledgers agree, no key waits anywhere, and in
the end a message under all that was pulled arrives.

Some calls of each are drawn here, of all kinds; with SATPAD_KILLS=full it is each of them (kill_points.py).
"""
import itertools
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from kill_points import kill_at_points  # noqa: E402
from odd_kme import OddKmes  # noqa: E402
from pair import SEED, run_on_one, want, was_killed  # noqa: E402
from pulling_sites import Pullers  # noqa: E402
from sites import digest, wait_for  # noqa: E402

SIZE = "3kB"
PULL = ("keys", "pull", "--peer", "stellenbosch", "--bytes", SIZE)
SMALL = {"both": {"max_key_per_request": 32, "max_key_size": 256, "key_size": 256}}


class Killed(Pullers):
    def __init__(self, root):
        super().__init__(root, SMALL)
        self.random = random.Random(SEED)
        self._names = itertools.count(1)

    def judge(self, where):
        """After whatever died: the next pull finishes it, and brings what is asked for."""
        if self.receiving is None or self.receiving.process.poll() is not None:
            self.receive()
        told = self.pull(SIZE)
        want(told["bytes"] >= 3000, f"{where}: too little came: {told}")
        here, there = self.check_one_key()
        self.check_tidy()
        want({name for name, pad in here.items() if pad["state"] != "closed"} <= set(there), f"{where}: pads at one end only")

    def use_all(self, where):
        """Whatever the two sites hold differently is seen now."""
        sent = 0
        while (free := sum(pad["free"] for pad in self.pads(self.a, self.b).values())) >= 12:
            picture = self.root / f"picture-{next(self._names)}.bin"
            picture.write_bytes(self.random.randbytes(32 * (min(free, 400) - 8)))
            self.a.run("send", picture, "--to", self.b.name, "--exact", "--wait", 60)
            want(digest(picture) in self.b.inbox_digests(), f"{where}: {picture.name} did not arrive")
            sent += 1
        want(sent > 0, f"{where}: nothing was pulled to send with")
        self.check_one_key()

    def stop(self):
        self.close()

    def new_kmes(self, settings):
        self.kmes = OddKmes(self.files, settings)
        self.set_kme(self.a, self.b, "a")
        self.set_kme(self.b, self.a, "b")
        self.receive()  # reads its settings


def drawer_killed(both):
    def attempt(prefix, where):
        died = was_killed(both.a.run(*PULL, prefix=prefix, code=None).returncode)
        both.judge(where)
        return died

    said = kill_at_points("drawer", attempt, 6)
    both.use_all("drawer")
    return said


def fetcher_killed(both):
    def attempt(prefix, where):
        receiving = both.receive(prefix=prefix)
        if receiving.port is not None:
            status = both.a.run(*PULL, code=None).returncode
            want(status in (0, 6), f"{where}: exit {status}")
        both.stop_receiving()
        died = was_killed(receiving.process.returncode)
        both.judge(where)
        return died

    said = kill_at_points("fetcher", attempt, 6)
    both.use_all("fetcher")
    return said


def kmes_killed(both):
    """Each KME has the keys of a request in hand, and dies with them and with all that nobody fetched."""
    deaths = []
    for side, method, at in (("a", "enc_keys", 1), ("a", "enc_keys", 2), ("b", "dec_keys", 1), ("b", "dec_keys", 2)):
        where = f"KME {side} at {method} {at}"
        both.kmes.close()
        hanging = {**SMALL, side: {"hang": [{"method": method, "at": [at]}]}}
        both.new_kmes(hanging)
        pulling = both.a.start(*PULL)
        wait_for(lambda: both.kmes.ask("counts")[side][method] >= at, where)
        both.kmes.process.kill()
        both.kmes.process.wait()
        _, said = pulling.communicate(timeout=120)
        want(pulling.returncode == 6, f"{where}: exit {pulling.returncode}: {said}")
        both.kmes.process.stdin.close()
        both.kmes.process.stdout.close()
        both.new_kmes(SMALL)
        both.judge(where)
        deaths.append(where)
    both.use_all("KMEs")
    return "killed: " + ", ".join(deaths)


if __name__ == "__main__":
    sys.exit(run_on_one(Killed, [drawer_killed, fetcher_killed, kmes_killed]))
