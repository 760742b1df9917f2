#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asker, far end and relay are killed at each durable call of a relay: the next contacts finish it, never with two different
pads; nobody may send with a page that the other one does not durably hold; the three ledgers agree.

Every seventh call of each kind here; with SATPAD_KILLS=full all of them.
"""
import itertools
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from pair import DURABLE, killing, want, was_killed  # noqa: E402
from satellites import Craft, pads_between  # noqa: E402
from sites import Broken, Site, needs_program, temporary_root  # noqa: E402

STEP = 1 if os.environ.get("SATPAD_KILLS") == "full" else 7
RELAY = ("keys", "relay", "--via", "jinan-1")
ASK = (*RELAY, "--peer", "stellenbosch", "--bytes", "256")


class Three:
    """Two stations, a satellite between them, and what must hold between them at any time."""

    def __init__(self, root):
        self.root = root
        self.a = Site(root, "beijing", "--simulated")
        self.b = Site(root, "stellenbosch", "--simulated")
        self.a.run("peer", "add", self.b.card)
        self.b.run("peer", "add", self.a.card)
        self.craft = Craft(root, "jinan-1", [self.a, self.b], "1MiB")
        for station in (self.a, self.b):
            self.craft.give_launch_key(station)
        self.serving = None
        self.serve()
        self.finish()

    def serve(self, prefix=()):
        self.stop()
        self.serving = self.craft.serve(prefix=prefix)
        if self.serving.port is not None:
            for station in (self.a, self.b):
                station.run("peer", "add", self.craft.card, "--address", f"127.0.0.1:{self.serving.port}", "--replace")
        return self.serving

    def stop(self):
        if self.serving is not None:
            self.serving.stop()
            self.serving = None

    def finish(self):
        """Whatever was left is over after one contact of each, and one more of the asker."""
        for station in (self.a, self.b, self.a):
            station.run(*RELAY)
        for site in (self.a, self.b, self.craft):
            left = site.json("keys", "relay", "--list")["relays"]
            want(not left, f"{site.name}: left over: {left}")

    def judge(self, where):
        """All rest."""
        sites = (self.a, self.b, self.craft)
        for site in sites:
            site.verify()
            export = self.root / "export"
            export.unlink(missing_ok=True)
            site.run("ledger", "export", "-o", export)
            for other in sites:
                if other is not site:
                    differences = other.json("ledger", "compare", export)["differences"]
                    want(not differences, f"{where}: {other.name} and {site.name} differ: {differences}")
        for site, peer in ((self.a, self.b), (self.b, self.a)):
            theirs = pads_between(peer, site)
            for name, pad in pads_between(site, peer).items():
                if pad["direction"] != "send" or pad["state"] != "confirmed":
                    continue
                want(name in theirs, f"{where}: {site.name} may send with a pad that {peer.name} does not have")
                want(theirs[name]["pages"] == pad["pages"], f"{where}: two shapes of one pad")

    def judge_finished(self, where):
        """Every relayed pad is at both ends, and the CONFIRM of one equalled that of the other."""
        self.finish()
        self.judge(where)
        here, there = pads_between(self.a, self.b), pads_between(self.b, self.a)
        want(set(here) == set(there), f"{where}: pads at one end only")
        for name, pad in {**here, **there}.items():
            want(pad["state"] == "confirmed", f"{where}: pad {name} is {pad['state']}")


def each_call(three, what, die, step=STEP):
    """`die(prefix)` says whether the injected death came, and then all goes on."""
    deaths = 0
    for syscall in DURABLE:
        for when in itertools.count(1, step):
            where = f"{what} killed at {syscall} {when}"
            died = die(killing(syscall, when))
            three.judge(where)
            three.judge_finished(where)
            if not died:
                break
            deaths += 1
            want(when < 200, f"{where}: no end of calls")
    want(deaths >= 4, f"killed {deaths} times only")
    return f"killed {deaths} times"


def asker_killed(three):
    return each_call(three, "asker", lambda prefix: was_killed(three.a.run(*ASK, prefix=prefix, code=None).returncode))


def far_end_killed(three):
    def die(prefix):
        three.a.run(*ASK)
        return was_killed(three.b.run(*RELAY, prefix=prefix, code=None).returncode)

    return each_call(three, "far end", die)


def asker_killed_at_the_news(three):
    def die(prefix):
        three.a.run(*ASK)
        three.b.run(*RELAY)
        return was_killed(three.a.run(*RELAY, prefix=prefix, code=None).returncode)

    return each_call(three, "asker at the news", die, 1)  # few calls


def relay_killed(three):
    def die(prefix):
        serving = three.serve(prefix=prefix)
        if serving.port is not None:
            for station, words in ((three.a, ASK), (three.b, RELAY), (three.a, RELAY)):
                status = station.run(*words, code=None).returncode
                want(status in (0, 6), f"{station.name}: exit {status}")
        died = serving.process.poll() is not None
        three.serve()
        return died

    return each_call(three, "relay", die)


def main():
    needs_program()
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    failed = 0
    with temporary_root() as root:
        three = Three(root)
        for case in (asker_killed, far_end_killed, asker_killed_at_the_news, relay_killed):
            if only not in case.__name__:
                continue
            started = time.monotonic()
            try:
                print(f"ok     {case.__name__}: {case(three)} [{time.monotonic() - started:.1f} s]", flush=True)
            except (Broken, AssertionError, OSError) as error:
                failed += 1
                print(f"BROKEN {case.__name__}: {error}", flush=True)
        three.stop()
    return min(failed, 100)


if __name__ == "__main__":
    sys.exit(main())
