#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two real `satpad kme serve` that SAEs draw from both ways; one or the other is killed at a random moment and started again.
No key comes twice, no key ID is fetched twice, what is drawn after the last kill is fetched whole, the ledgers hold and agree.

Six kills; with SATPAD_KILLS=full forty.
"""
import collections
import http.client
import os
import pathlib
import random
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from cutting_proxy import CuttingProxy  # noqa: E402
from kme_sites import Refused, TwoKmes  # noqa: E402
from pair import SEED  # noqa: E402
from sites import needs_program, temporary_root, wait_for  # noqa: E402

KILLS = 40 if os.environ.get("SATPAD_KILLS") == "full" else 6
SAES = {"sae-a": "sae-b", "sae-b": "sae-a", "sae-c": "sae-b"}


class Drawer(threading.Thread):
    """Draws for its SAE and lets the other one fetch, whoever of the KMEs dies meanwhile."""

    def __init__(self, kmes, master):
        super().__init__()
        self.kmes, self.master, self.slave = kmes, master, SAES[master]
        self.random = random.Random(f"{SEED} {master}")
        self.enough, self.connections = threading.Event(), {}
        self.keys, self.fetched, self.dead, self.dry, self.cut, self.fault = [], [], [], 0, 0, None

    def run(self):
        try:
            while not self.enough.is_set():
                self.draw_and_fetch(self.random.randint(1, 16))
                self.enough.wait(0.01)
        except Exception as fault:  # noqa: BLE001: told by the main thread
            self.fault = fault
        self.close()

    def close(self):
        for each in self.connections.values():
            each.close()
        self.connections.clear()

    def ask(self, sae, call):
        """The answer; None when the KME has gone before it came."""
        try:
            if sae not in self.connections:
                self.connections[sae] = self.kmes.sae(sae)
            return call(self.connections[sae])
        except (OSError, http.client.HTTPException):
            self.cut += 1
            if sae in self.connections:
                self.connections.pop(sae).close()
            self.enough.wait(0.05)
            return None

    def draw(self, number):
        """What was drawn; None: there was too little, or the KME went."""
        try:
            drawn = self.ask(self.master, lambda sae: sae.draw(self.slave, number))
        except Refused as refused:
            assert refused.code == 503, refused
            self.dry += 1
            return None
        self.keys += drawn or []
        return drawn

    def draw_and_fetch(self, number):
        """Whether all of it was drawn and fetched."""
        drawn = self.draw(number)
        return bool(drawn) and self.fetch(drawn)

    def is_there(self, name):
        """Whether a key can be fetched now."""
        try:
            wait_for(lambda: self.ask(self.slave, lambda sae: sae.fetch(self.master, [name])), "the KME answers")
        except Refused as refused:
            assert refused.code == 400, refused
            return False
        return True

    def fetch(self, drawn):
        """False: they died with the KME that they were to be fetched at."""
        ids = [name for name, _ in drawn]
        try:
            keys = wait_for(lambda: self.ask(self.slave, lambda sae: sae.fetch(self.master, ids)), "the KME is there again")
        except Refused as refused:
            assert refused.code == 400, refused
            self.dead += ids
            return False
        assert keys == drawn, f"{self.master}: other keys were fetched than were drawn"
        self.fetched += ids
        return True

    def fetch_again(self):
        """Nothing of what was fetched, or found dead, is there any more."""
        for name in self.random.sample(self.fetched, min(200, len(self.fetched))) + self.dead[-50:]:
            assert not self.is_there(name), f"{name} was fetched twice"


class Killed(unittest.TestCase):
    def setUp(self):
        needs_program()
        self.kmes = TwoKmes(self.enterContext(temporary_root()), "8MB")
        self.links = []
        self.kmes.serve(self.link)
        self.addCleanup(self.kmes.end)

    def link(self, port):
        made = CuttingProxy(port, lambda _: None)
        self.links.append(made)
        self.addCleanup(made.close)
        return made.port

    def kill_now_and_then(self):
        picker, to = random.Random(SEED), {"b": self.links[0], "a": self.links[1]}
        killed = collections.Counter()
        for _ in range(KILLS):
            threading.Event().wait(picker.uniform(0.2, 1.5))
            here = picker.choice("ab")
            self.kmes.start_again(here, to[here])
            killed[here] += 1
        return killed

    def judge(self, drawers):
        for each in drawers:
            each.join(120)
            self.assertFalse(each.is_alive(), f"{each.master} hangs")
            self.assertIsNone(each.fault, f"{each.master}: {each.fault!r}")
            wait_for(lambda each=each: each.draw_and_fetch(1), f"{each.master} draws again")
        for each in drawers:
            for _ in range(10):
                drawn = wait_for(lambda each=each: each.draw(16), f"{each.master} draws again")
                self.assertTrue(each.fetch(drawn), f"{each.master} was given key that cannot be fetched")
            each.fetch_again()
            each.close()
            print(f"{each.master}: {len(each.keys)} keys, {len(each.fetched)} fetched, {len(each.dead)} died, {each.dry} times dry")
            self.assertGreater(len(each.fetched), 160)
        keys = [key for each in drawers for key in each.keys]
        self.assertEqual(len({key for _, key in keys}), len(keys), "one key was given out twice")
        self.assertEqual(len({name for name, _ in keys}), len(keys))
        fetched = [name for each in drawers for name in each.fetched]
        self.assertEqual(len(set(fetched)), len(fetched))

    def test_kmes_that_die_give_no_key_twice(self):
        drawers = [Drawer(self.kmes, master) for master in SAES]
        for each in drawers:
            each.start()
        try:
            killed = self.kill_now_and_then()
        finally:
            for each in drawers:
                each.enough.set()
        self.judge(drawers)
        self.kmes.end()
        died = self.kmes.check(killed)
        print(f"seed {SEED}; killed {dict(killed)}; bits that died uncounted {died}")


if __name__ == "__main__":
    unittest.main()
