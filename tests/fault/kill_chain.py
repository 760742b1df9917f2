#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two relays in a row, a site on the ground and then a satellite, are killed at each durable call while the first hands the key
on to the second. Judged as in kill_relays.py, the second relay with them.

Five calls of each are drawn here, of all kinds; with SATPAD_KILLS=full it is each of them (kill_points.py).
"""
import sys

import kill_relays
import middleman
from pair import run_on_one, want, was_killed
from satellites import GroundRelay
from sites import Receiving, Site

MOST = 5
ASK = ("keys", "relay", "--via", "hub,jinan-1", "--peer", "stellenbosch", "--bytes", "512")
ONWARD = ("keys", "relay", "--via", "jinan-1")


class Chain(kill_relays.Three):
    """A hub more, between the asker and the satellite. It does not know where the satellite is until it is told to go there."""

    def __init__(self, root):
        super().__init__(root)
        self.hub = Site(root, "hub", "--simulated")
        for site in (self.a, self.craft):
            self.hub.run("peer", "add", site.card)
            site.run("peer", "add", self.hub.card)
            courier = root / f"hub-{site.name}.courier"
            self.hub.run("keys", "courier", "--peer", site.name, "--bytes", "512KiB", "-o", courier)
            self.tap.learn(courier.read_bytes())
            site.run("keys", "import", courier)
        self.near = middleman.Middleman(self.a.home, self.hub.home, root, self._contact, middleman.CONTACTS)
        self.far = middleman.Middleman(self.hub.home, self.craft.home, root, self._contact, middleman.CONTACTS)
        self.contacts[self.hub] = self.far
        self.far.target = self.serving.port
        self.a.run("peer", "add", self.hub.card, "--address", f"127.0.0.1:{self.near.port}", "--replace")
        self.ask()  # the first contacts confirm the keys, and the launch keys
        self.finish()

    def sites(self):
        return (*super().sites(), self.hub)

    def strangers(self, one, other):
        return {one, other} == {self.hub, self.b}

    def ask(self):
        serving = Receiving(GroundRelay(self.hub))
        self.near.target = serving.port
        try:
            self.a.run(*ASK)
        finally:
            serving.stop()

    def go_on(self, prefix=(), code=0):
        """The hub goes to the satellite with what it holds, then forgets the way."""
        self.hub.run("peer", "add", self.craft.card, "--address", f"127.0.0.1:{self.far.port}", "--replace")
        status = self.hub.run(*ONWARD, prefix=prefix, code=code).returncode
        self.hub.run("peer", "add", self.craft.card, "--replace")
        return status

    def finish(self):
        self.go_on()
        super().finish()


def hub_killed(chain):
    def die(prefix):
        chain.ask()
        return was_killed(chain.go_on(prefix=prefix, code=None))

    return kill_relays.each_call(chain, "hub", die, MOST)


def satellite_killed(chain):
    def die(prefix):
        chain.ask()
        serving = chain.serve(prefix=prefix)
        if serving.port is not None:
            status = chain.go_on(code=None)
            want(status in (0, 6), f"hub: exit {status}")
        chain.serve()
        return was_killed(serving.process.returncode)

    return kill_relays.each_call(chain, "satellite", die, MOST)


if __name__ == "__main__":
    sys.exit(run_on_one(Chain, [hub_killed, satellite_killed]))
