#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Station and satellite are killed at each durable call of a pass: neither may ever send with a page that the other one does
not durably hold, both ledgers agree, what is left over is listed and can be closed, and the next pass works. The wire tap sees
each contact: no page keys two tags, and no byte of a burnt page left.

Seven calls of each end are drawn here, of all kinds; with SATPAD_KILLS=full it is each of them (kill_points.py).
"""
import itertools
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import middleman  # noqa: E402
from contact_tap import ContactSession, Relays  # noqa: E402
from kill_points import kill_at_points  # noqa: E402
from pair import burnt_pages, run_on_one, want, was_killed  # noqa: E402
from satellites import Craft, pads_between  # noqa: E402
from sites import Site  # noqa: E402
from wire_tap import Tap  # noqa: E402

MOST = 7
# A quarter of a minute overhead, some sixty kilobits: what is stored matters here, not how much.
PASS = ("pass", "run", "--satellite", "jinan-1", "--max-elevation", "89", "--min-elevation", "85", "--sky", "excellent", "--seed", "7")


class Contact:
    """A station, a satellite, and what must hold between them at any time."""

    def __init__(self, root):
        self.root = root
        self.station = Site(root, "beijing", "--simulated")
        self.craft = Craft(root, "jinan-1", [self.station], "256KiB")
        self.tap, self.relays = Tap(), Relays()
        self._names = itertools.count(1)
        self.tap.learn((self.craft.launch / f"{self.station.name}.courier").read_bytes())
        self.craft.give_launch_key(self.station)
        self.middle = middleman.Middleman(self.station.home, self.craft.home, root, self._contact, middleman.CONTACTS)
        address = f"127.0.0.1:{self.middle.port}"
        self.station.run("peer", "add", self.craft.card, "--address", address, "--replace")
        self.serving = None
        self.serve()
        self.fly()

    def _contact(self):
        return ContactSession(self.tap, self.relays, f"contact {next(self._names)}")

    def serve(self, prefix=()):
        self.stop()
        self.serving = self.craft.serve(prefix=prefix)
        self.middle.target = self.serving.port
        return self.serving

    def stop(self):
        if self.serving is not None:
            self.serving.stop()
            self.serving = None

    def fly(self, prefix=(), code=0):
        return self.station.run(*PASS, prefix=prefix, code=code).returncode

    def judge(self, where):
        """Both rest. A pad that one end may send with is held by the other one, whole and as long."""
        ends = (self.station, self.craft)
        held = {site: pads_between(site, peer) for site, peer in (ends, ends[::-1])}
        for site, peer in (ends, ends[::-1]):
            site.left_over()
            for name, pad in held[site].items():
                if pad["direction"] != "send" or pad["state"] != "confirmed":
                    continue
                want(name in held[peer], f"{where}: {site.name} may send with a pad that {peer.name} does not have")
                theirs = held[peer][name]
                want(theirs["pages"] == pad["pages"] and theirs["direction"] == "receive", f"{where}: two shapes of one pad")
            export = self.root / "export"
            export.unlink(missing_ok=True)
            peer.run("ledger", "export", "-o", export)
            differences = site.json("ledger", "compare", export)["differences"]
            want(not differences, f"{where}: the ledgers differ: {differences}")
        self.middle.settle()
        want(not self.tap.faults, f"{where}: the wire tap: " + "\n".join(self.tap.faults))

    def judge_burnt(self, where):
        """What is burnt stays burnt and what left stays known, so once behind many contacts sees it all."""
        for site in (self.station, self.craft):
            for pad, pages in burnt_pages(site).items():
                self.tap.see_burnt(pad, pages, f"{site.name}'s ledger")
        want(not self.tap.faults, f"{where}: the wire tap: " + "\n".join(self.tap.faults))

    def close_leftovers(self):
        """Pads that stay unconfirmed after a contact, and files of pads that never were: listed, and given up one by one."""
        closed = sum(site.close_left_over() for site in (self.station, self.craft))
        for site, peer in ((self.station, self.craft), (self.craft, self.station)):
            for name, pad in pads_between(site, peer).items():
                if pad["state"] == "unconfirmed":
                    site.run("keys", "close", "--pad", name)
                    closed += 1
        return closed


def station_killed(contact):
    """The station dies, the satellite lives on."""

    def attempt(prefix, where):
        status = contact.fly(prefix=prefix, code=None)
        contact.judge(where)
        want(was_killed(status) or status == 0, f"{where}: exit {status}")
        return was_killed(status)

    said = kill_at_points("station", attempt, MOST)
    contact.judge_burnt("station")
    return said


def satellite_killed(contact):
    """The satellite dies; the station ends with a network's error or with its pads."""

    def attempt(prefix, where):
        serving = contact.serve(prefix=prefix)
        status = contact.fly(code=None) if serving.port is not None else None
        want(status in (0, 6, None), f"{where}: the station's exit {status}")
        contact.serve()
        contact.judge(where)
        died = was_killed(serving.process.returncode)
        want(died or status == 0, f"{where}: exit {status}")
        return died

    said = kill_at_points("satellite", attempt, MOST)
    contact.judge_burnt("satellite")
    return said


def the_next_pass_works(contact):
    """After all those deaths a pass gives confirmed pads, and what was left over is closed."""
    before = len(pads_between(contact.station, contact.craft))
    contact.fly()
    want(len(pads_between(contact.station, contact.craft)) == before + 2, "no two pads more")
    closed = contact.close_leftovers()
    contact.judge("after closing")
    contact.judge_burnt("after closing")
    want(len(contact.relays.told) >= 4, f"the tap saw {len(contact.relays.told)} tag pages")
    return f"{closed} pads left over, closed"


if __name__ == "__main__":
    sys.exit(run_on_one(Contact, [station_killed, satellite_killed, the_next_pass_works]))
