# SPDX-License-Identifier: GPL-3.0-or-later
"""Key between two stations through a satellite both have contact with: three real processes, then photos with what it made."""
import unittest

import pair  # noqa: F401: finds the support folder
from satellites import Craft, GroundRelay, pads_between
from sites import Receiving, Site, digest, needs_program, temporary_root, wait_for


class Relaying(unittest.TestCase):
    def setUp(self):
        needs_program()
        root = self.root = self.enterContext(temporary_root())
        self.a = Site(root, "beijing", "--simulated")
        self.b = Site(root, "stellenbosch", "--simulated")
        self.a.run("peer", "add", self.b.card)
        self.b.run("peer", "add", self.a.card)
        self.craft = Craft(root, "jinan-1", [self.a, self.b], launch_key="256KiB")
        for station in (self.a, self.b):
            self.craft.give_launch_key(station)

    def serve(self):
        serving = self.craft.serve()
        self.addCleanup(serving.stop)
        for station in (self.a, self.b):
            station.run("peer", "add", self.craft.card, "--address", f"127.0.0.1:{serving.port}", "--replace")
        return serving

    def ask(self, size="32KiB", **named):
        return self.a.json("keys", "relay", "--via", "jinan-1", "--peer", "stellenbosch", "--bytes", size, **named)

    def fetch(self, station, **named):
        return station.json("keys", "relay", "--via", "jinan-1", **named)

    def check_everything(self):
        """Both ends have the same pads, all three ledgers hold, and what they say of each other fits."""
        here, there = pads_between(self.a, self.b), pads_between(self.b, self.a)
        self.assertEqual(set(here), set(there))
        for name, pad in here.items():
            self.assertEqual((pad["state"], there[name]["state"]), ("confirmed", "confirmed"))
            self.assertEqual(pad["pages"], there[name]["pages"])
            self.assertEqual({pad["direction"], there[name]["direction"]}, {"send", "receive"})
            self.assertTrue(pad["origin"].startswith("relay jinan-1 (parents "))
            self.assertTrue(pad["simulated"] and there[name]["simulated"])
            self.assertEqual((pad["generator"], there[name]["generator"]), ("libsodium randombytes_buf",) * 2)
        for site in (self.a, self.b):
            lines = [line for line in site.run("keys", "status").stdout.splitlines() if "relay jinan-1" in line]
            self.assertEqual(len(lines), len(here))
            for line in lines:
                self.assertRegex(line, "generator libsodium randombytes_buf; SIMULATED]$")
        sites = (self.a, self.b, self.craft)
        for site in sites:
            site.verify()
            export = self.root / f"{site.name}.export"
            export.unlink(missing_ok=True)
            site.run("ledger", "export", "-o", export)
            for other in sites:
                if other is not site:
                    self.assertEqual(other.json("ledger", "compare", export)["differences"], [])
        return here

    def send_both_ways(self):
        """Directly, with relayed key: the satellite has no part in it."""
        note = self.root / "note.txt"
        note.write_text("over the horizon\n")
        for sender, receiver in ((self.a, self.b), (self.b, self.a)):
            listening = Receiving(receiver)
            try:
                sender.run("peer", "add", receiver.card, "--address", f"127.0.0.1:{listening.port}", "--replace")
                told = sender.json("send", note, "--to", receiver.name)
                self.assertEqual(told["messages"][0]["state"], "verified")
            finally:
                listening.stop()
            self.assertIn(digest(note), receiver.inbox_digests())

    def test_two_stations_get_key_and_use_it(self):
        self.serve()
        told = self.ask()
        self.assertEqual([row["step"] for row in told["relays"]], ["made"])
        self.assertEqual(told["relays"][0]["known_by"], ["jinan-1"])
        listed = self.craft.json("keys", "relay", "--list")["relays"]
        self.assertEqual([(row["stage"], row["asker"], row["far_end"]) for row in listed], [("far_end", "beijing", "stellenbosch")])
        self.assertEqual([row["step"] for row in self.fetch(self.b)["relays"]], ["collected"])
        self.assertEqual([row["step"] for row in self.fetch(self.a)["relays"]], ["confirmed"])
        self.assertEqual(self.fetch(self.a)["relays"], [])
        for site in (self.a, self.b, self.craft):
            self.assertEqual(site.json("keys", "relay", "--list")["relays"], [])
        pads = self.check_everything()
        self.assertEqual(sum(pad["pages"] for pad in pads.values()), 1024)
        self.send_both_ways()

    def test_the_far_end_can_send_at_once_and_a_session_confirms_the_rest(self):
        self.serve()
        self.ask()
        self.fetch(self.b)
        self.assertIn("unconfirmed", {pad["state"] for pad in pads_between(self.a, self.b).values()})
        self.send_both_ways()
        self.assertEqual({pad["state"] for pad in pads_between(self.a, self.b).values()}, {"confirmed"})
        self.fetch(self.a)
        self.check_everything()

    def test_one_clear_line_for_each_mistake(self):
        self.serve()
        stranger = Site(self.root, "hefei", "--simulated")
        self.a.run("peer", "add", stranger.card)
        for code, says, words in (
            (2, "--via", ()),
            (2, "--bytes", ("--via", "jinan-1", "--peer", "stellenbosch")),
            (9, "nobody", ("--via", "nobody")),
            (9, "nobody", ("--via", "jinan-1", "--peer", "nobody", "--bytes", "8KiB")),
            (2, "at most", ("--via", "jinan-1", "--peer", "stellenbosch", "--bytes", "4MiB")),
            (2, "at least", ("--via", "jinan-1", "--peer", "stellenbosch", "--bytes", "100")),
            (2, "no relay", ("--close", "00" * 16)),
            (3, "needed", ("--via", "jinan-1", "--peer", "stellenbosch", "--bytes", "2MiB")),
        ):
            told = self.a.run("keys", "relay", *words, code=code)
            self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)
            self.assertIn(says, told.stderr)
        told = self.a.run("keys", "relay", "--via", "jinan-1", "--peer", "hefei", "--bytes", "8KiB", code=9)  # a stranger to the relay
        self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)
        for name, pad in self.craft.pads_with(self.a).items():
            if pad["direction"] == "send":
                self.craft.run("keys", "close", "--pad", name)
        told = self.a.run("keys", "relay", "--via", "jinan-1", "--peer", "stellenbosch", "--bytes", "8KiB", code=3)
        self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)

    def test_a_relay_that_is_not_over_keeps_its_site_here(self):
        serving = self.serve()
        self.ask()
        serving.stop()
        file = self.root / "jinan-1.transfer"
        told = self.craft.run("home", "transfer", "-o", file, code=2)
        self.assertIn("keys relay --list", told.stderr)
        self.assertFalse(file.exists())
        (relay,) = self.craft.json("keys", "relay", "--list")["relays"]
        self.craft.run("keys", "relay", "--close", relay["relay"])
        self.craft.run("keys", "relay", "--close", relay["relay"])  # the asker will not hear of it
        self.craft.run("home", "transfer", "-o", file)

    def ground_relay(self):
        """A fibre site that shares key with Beijing and the satellite, and knows where that is."""
        hub = Site(self.root, "hub", "--simulated")
        for site, card in ((self.a, self.a.card), (self.craft, self.craft.card)):
            site.run("peer", "add", hub.card)
            hub.run("peer", "add", card)
            courier = self.root / f"hub-{site.name}.courier"
            hub.run("keys", "courier", "--peer", site.name, "--bytes", "64KiB", "-o", courier)
            site.run("keys", "import", courier)
        return hub

    def serve_ground(self, hub):
        serving = Receiving(GroundRelay(hub))
        self.addCleanup(serving.stop)
        self.a.run("peer", "add", hub.card, "--address", f"127.0.0.1:{serving.port}", "--replace")
        return serving

    def test_two_relays_in_a_row_are_one_command(self):
        hub = self.ground_relay()
        craft = self.serve()
        hub.run("peer", "add", self.craft.card, "--address", f"127.0.0.1:{craft.port}", "--replace")
        self.serve_ground(hub)
        told = self.a.json("keys", "relay", "--via", "hub,jinan-1", "--peer", "stellenbosch", "--bytes", "16KiB")
        self.assertEqual(told["relays"][0]["known_by"], ["hub", "jinan-1"])

        def collected():  # the hub hands it on by itself
            return [row["step"] for row in self.fetch(self.b)["relays"]]

        self.assertEqual(wait_for(collected, "the satellite has it"), ["collected"])
        self.assertEqual([row["step"] for row in self.fetch(self.a)["relays"]], ["confirmed"])
        here, there = pads_between(self.a, self.b), pads_between(self.b, self.a)
        self.assertEqual(set(here), set(there))
        self.assertEqual({pad["state"] for pad in (*here.values(), *there.values())}, {"confirmed"})
        for site in (self.a, self.b, self.craft, hub):
            site.verify()
            self.assertEqual(site.json("keys", "relay", "--list")["relays"], [])
        self.send_both_ways()

    def test_a_relay_on_the_ground_flies_no_passes(self):
        hub = self.ground_relay()
        self.serve_ground(hub)
        told = self.a.run("pass", "run", "--satellite", "hub", "--max-elevation", "60", "--orbit", "jinan-class", code=None)
        self.assertNotEqual(told.returncode, 0)
        self.assertIn("no passes", told.stderr)


if __name__ == "__main__":
    unittest.main()
