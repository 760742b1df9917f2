#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asker, far end and relay are killed at each durable call of a relay: the next contacts finish it, never with two different
pads; nobody may send with a page that the other one does not durably hold; the three ledgers agree. The wire tap sees each
contact, and in the end a message each way under all that was relayed: no page serves twice, the relay's own counted with them.

Four calls of each are drawn here, of all kinds; with SATPAD_KILLS=full it is each of them (kill_points.py).
"""
import itertools
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import middleman  # noqa: E402
from contact_tap import ContactSession, Relays  # noqa: E402
from kill_points import kill_at_points  # noqa: E402
from pair import SEED, burnt_pages, run_on_one, want, was_killed  # noqa: E402
from satellites import Craft, pads_between  # noqa: E402
from sites import Receiving, Site, digest  # noqa: E402
from wire_tap import Tap  # noqa: E402

MOST = 4
RELAY = ("keys", "relay", "--via", "jinan-1")
ASK = (*RELAY, "--peer", "stellenbosch", "--bytes", "512")


class Three:
    """Two stations, a satellite between them, and what must hold between them at any time."""

    def __init__(self, root):
        self.root = root
        self.a = Site(root, "beijing", "--simulated")
        self.b = Site(root, "stellenbosch", "--simulated")
        self.craft = Craft(root, "jinan-1", [self.a, self.b], "1MiB")
        self.tap, self.relays = Tap(), Relays()
        self.random = random.Random(SEED)
        self._names = itertools.count(1)
        self.contacts = {}  # station → the middleman of its contacts
        self._judged = itertools.count()
        self.links = {}  # sender → the middleman of its sessions with the other station
        for station, peer in ((self.a, self.b), (self.b, self.a)):
            self.tap.learn((self.craft.launch / f"{station.name}.courier").read_bytes())
            self.craft.give_launch_key(station)
            self.contacts[station] = middleman.Middleman(station.home, self.craft.home, root, self._contact, middleman.CONTACTS)
            self.links[station] = middleman.Middleman(station.home, peer.home, root, self._session)
            station.run("peer", "add", peer.card, "--address", f"127.0.0.1:{self.links[station].port}")
            address = f"127.0.0.1:{self.contacts[station].port}"
            station.run("peer", "add", self.craft.card, "--address", address, "--replace")
        self.serving = None
        self.serve()

    def sites(self):
        return (self.a, self.b, self.craft)

    def strangers(self, one, other):
        return False

    def _contact(self):
        return ContactSession(self.tap, self.relays, f"contact {next(self._names)}")

    def _session(self):
        return self.tap.session(f"session {next(self._names)}")

    def serve(self, prefix=()):
        self.stop()
        self.serving = self.craft.serve(prefix=prefix)
        for contacts in self.contacts.values():
            contacts.target = self.serving.port
        return self.serving

    def stop(self):
        if self.serving is not None:
            self.serving.stop()
            self.serving = None

    def finish(self):
        """Whatever was left is over after one contact of each, and one more of the asker."""
        for station in (self.a, self.b, self.a):
            station.run(*RELAY)
        for site in self.sites():
            left = site.json("keys", "relay", "--list")["relays"]
            want(not left, f"{site.name}: left over: {left}")

    def judge(self, where):
        """All rest. Each two ledgers are compared, now from this end and the next time from the other one."""
        sites = self.sites()[:: -1 if next(self._judged) % 2 else 1]
        for site in sites:
            site.verify()
        for place, site in enumerate(sites[:-1]):
            export = self.root / "export"
            export.unlink(missing_ok=True)
            site.run("ledger", "export", "-o", export)
            for other in sites[place + 1 :]:
                if not self.strangers(site, other):
                    differences = other.json("ledger", "compare", export)["differences"]
                    want(not differences, f"{where}: {other.name} and {site.name} differ: {differences}")
        here, there = pads_between(self.a, self.b), pads_between(self.b, self.a)
        for site, ours, peer, theirs in ((self.a, here, self.b, there), (self.b, there, self.a, here)):
            for name, pad in ours.items():
                if pad["direction"] != "send" or pad["state"] != "confirmed":
                    continue
                want(name in theirs, f"{where}: {site.name} may send with a pad that {peer.name} does not have")
                want(theirs[name]["pages"] == pad["pages"], f"{where}: two shapes of one pad")
        return here, there

    def judge_finished(self, where):
        """Every relayed pad is at both ends, and the CONFIRM of one equalled that of the other; nothing is left over."""
        self.finish()
        for site in self.sites():
            want(not site.left_over(), f"{where}: {site.name} has pads left over")
        here, there = self.judge(where)
        want(set(here) == set(there), f"{where}: pads at one end only")
        for name, pad in {**here, **there}.items():
            want(pad["state"] == "confirmed", f"{where}: pad {name} is {pad['state']}")

    def use_all(self, where):
        """Messages each way under all that was relayed. Whatever served twice is seen now."""
        for sender, peer in ((self.a, self.b), (self.b, self.a)):
            receiver = Receiving(peer)
            self.links[sender].target = receiver.port
            sent = 0
            try:
                while (free := self._free(sender, peer)) >= 12:
                    # 400: a message names at most 64 ranges, and a relay gives 7 pages each way. 8: header, tags and answers.
                    picture = self.root / f"picture-{next(self._names)}.bin"
                    picture.write_bytes(self.random.randbytes(32 * (min(free, 400) - 8)))
                    sender.run("send", picture, "--to", peer.name, "--exact", "--wait", 60)
                    want(digest(picture) in peer.inbox_digests(), f"{where}: {picture.name} did not arrive")
                    sent += 1
            finally:
                receiver.stop()
            want(sent > 0, f"{where}: nothing was relayed for {sender.name} to send with")
        self.judge_by_the_tap(where)

    @staticmethod
    def _free(sender, peer):
        return sum(pad["free"] for pad in pads_between(sender, peer).values() if pad["direction"] == "send")

    def judge_by_the_tap(self, where):
        for middle in (*self.contacts.values(), *self.links.values()):
            middle.settle()
        for site in self.sites():
            for pad, pages in burnt_pages(site).items():
                self.tap.see_burnt(pad, pages, f"{site.name}'s ledger")
        faults = self.tap.faults + self.tap.held
        want(not faults, f"{where}: the wire tap: " + "\n".join(faults))


def each_call(three, what, die, most=MOST, least=3):
    """`die(prefix)` says whether the injected death came, and then all goes on."""

    def attempt(prefix, where):
        died = die(prefix)
        three.judge(where)
        three.judge_finished(where)
        return died

    said = kill_at_points(what, attempt, most, least)
    three.use_all(what)
    return said


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

    return each_call(three, "asker at the news", die)


def relay_killed(three):
    def die(prefix):
        serving = three.serve(prefix=prefix)
        if serving.port is not None:
            for station, words in ((three.a, ASK), (three.b, RELAY), (three.a, RELAY)):
                status = station.run(*words, code=None).returncode
                want(status in (0, 6), f"{station.name}: exit {status}")
        three.serve()
        return was_killed(serving.process.returncode)

    return each_call(three, "relay", die)


def three_who_know_each_other(root):
    three = Three(root)
    three.finish()  # the first contacts confirm the launch keys
    return three


if __name__ == "__main__":
    sys.exit(run_on_one(three_who_know_each_other, [asker_killed, far_end_killed, asker_killed_at_the_news, relay_killed]))
