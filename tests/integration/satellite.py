# SPDX-License-Identifier: GPL-3.0-or-later
"""A station takes key from a satellite: two processes over loopback TCP, a photo sent with what came down."""
import json
import signal
import unittest

import pair  # noqa: F401: finds the support folder
from cutting_proxy import CuttingProxy
from satellites import Craft
from sites import Site, digest, needs_program, temporary_root, wait_for

ABOVE = ("--max-elevation", "60", "--min-elevation", "35", "--sky", "excellent", "--seed", "7")  # a quick pass with key


class Satellite(unittest.TestCase):
    def setUp(self):
        needs_program()
        root = self.root = self.enterContext(temporary_root())
        self.station = Site(root, "beijing", "--simulated")
        self.craft = Craft(root, "jinan-1", [self.station])

    def serve(self):
        serving = self.craft.serve()
        self.addCleanup(serving.stop)
        self.station.run("peer", "add", self.craft.card, "--address", f"127.0.0.1:{serving.port}", "--replace")
        return serving

    def take_launch_key(self):
        self.craft.give_launch_key(self.station)

    def test_a_pass_fills_the_key_pool_and_a_photo_goes_with_it(self):
        self.take_launch_key()
        serving = self.serve()
        told = self.station.json("pass", "run", "--satellite", "jinan-1", *ABOVE)
        self.assertTrue(told["simulated"])
        self.assertGreater(told["secure_bits"], 100_000)
        self.assertEqual([check["go"] for check in told["checks"]], [True] * len(told["checks"]))
        here = {pad["id"]: pad for pad in told["pads"]}
        there = self.craft.pads_with(self.station)
        self.assertEqual({pad["direction"] for pad in here.values()}, {"send", "receive"})
        for name, pad in here.items():
            self.assertEqual((pad["state"], there[name]["state"]), ("confirmed", "confirmed"))
            self.assertTrue(pad["simulated"] and there[name]["simulated"])
            self.assertEqual(pad["pages"], there[name]["pages"])
            self.assertIn("beijing jinan-class", pad["origin"])
            self.assertTrue(0 < pad["epsilon"] < 1e-9)
        pages = sorted(pad["pages"] for pad in here.values())
        self.assertAlmostEqual(pages[1] / sum(pages), 0.95, delta=0.001)
        self.assertTrue(wait_for(lambda: any("pass ended" in line for line in serving.said), "the satellite says so"))
        self.station.verify()
        # The satellite is a site like any other: it takes a message sealed with the pad that goes up.
        note = self.root / "note.txt"
        note.write_text("above you in a minute\n")
        sent = self.station.json("send", note, "--to", "jinan-1")
        self.assertEqual(sent["messages"][0]["state"], "verified")
        self.assertEqual(self.craft.json("inbox", "list")["messages"][0]["sha256"], digest(note))
        serving.stop()
        self.craft.verify()
        export = self.root / "export"
        self.craft.run("ledger", "export", "-o", export)
        self.assertEqual(self.station.json("ledger", "compare", export)["differences"], [])

    def test_events_come_once_a_second_and_ctrl_c_keeps_what_counts(self):
        self.take_launch_key()
        self.serve()
        process = self.station.start("--json", "pass", "run", "--satellite", "jinan-1", *ABOVE, "--speed", "40")
        events = []
        for line in process.stderr:
            if line.startswith("{"):
                events.append(json.loads(line))
                if events[-1].get("second") == 59:
                    process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0)
        seconds = [event for event in events if event["event"] == "second"]
        self.assertEqual([event["second"] for event in seconds], list(range(len(seconds))))
        self.assertLess(len(seconds), 70)
        for member in ("elevation_deg", "azimuth_deg", "range_km", "loss_db", "clicks", "sifted_bits", "qber", "secure_bits", "phase"):
            self.assertIn(member, seconds[0])
        self.assertEqual([event["phase"] for event in events if event["event"] == "phase"], ["reconciling"])
        told = json.loads(out)
        self.assertGreater(told["secure_bits"], 1_000)
        self.assertEqual(len(told["pads"]), 2)

    def test_a_change_of_the_satellites_site_waits_for_the_end_of_a_pass(self):
        self.take_launch_key()
        serving = self.serve()
        process = self.station.start("--json", "pass", "run", "--satellite", "jinan-1", *ABOVE, "--speed", "40")
        stranger = Site(self.root, "hefei", "--simulated")
        for line in process.stderr:
            if line.startswith("{") and json.loads(line).get("second") == 20:
                self.craft.run("peer", "add", stranger.card)
        out, _ = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(len(json.loads(out)["pads"]), 2)
        wait_for(lambda: any("again" in line for line in serving.said), "site.toml is read again")

    def test_a_call_cut_before_its_greeting_is_made_again(self):
        """In the handshake, or behind it, as by a satellite that reads its site.toml again; three times, not for ever."""
        self.take_launch_key()
        serving = self.serve()

        class Watching(CuttingProxy):
            blocks = []

            def changed(self, end, passed, block):
                if end == 0 and self.made == 1:
                    self.blocks.append(len(block))
                return block

        def run(proxy, code):
            self.station.run("peer", "add", self.craft.card, "--address", f"127.0.0.1:{proxy.port}", "--replace")
            self.station.run("keys", "relay", "--via", "jinan-1", code=code)

        watching = Watching(serving.port, lambda number: None)
        run(watching, 0)
        hello = sum(watching.blocks[:2])  # the caller's half of the handshake is two flights
        for limit in (200, hello, hello + 1):
            for cut, code in ((3, 6), (2, 0)):
                proxy = CuttingProxy(serving.port, lambda number: limit if number < cut else None)
                run(proxy, code)
                self.assertEqual(proxy.made, 3, f"cut after {limit}")

    def test_without_launch_key_nothing_begins(self):
        self.station.run("peer", "add", self.craft.card, "--address", "127.0.0.1:1")
        told = self.station.run("pass", "run", "--satellite", "jinan-1", *ABOVE, code=3)
        self.assertIn("launch key", told.stderr)

    def test_a_sky_or_elements_that_speak_against_it_are_a_no_go(self):
        self.take_launch_key()
        self.station.run("peer", "add", self.craft.card, "--address", "127.0.0.1:1", "--replace")
        run = ("pass", "run", "--satellite", "jinan-1")
        passes = self.station.json("pass", "predict", "--station", "beijing", "--satellite", "jinan-class", "--from", "2026-11-26", "--days", "2")["passes"]
        for reason in ("daylight", "low"):
            useless = next(one for one in passes if any(reason in said.lower() for said in one["reasons"]) and not one["usable"])
            for more in ((), ("--anyway",)):
                told = self.station.run(*run, "--at", useless["culmination"], *more, code=2)
                self.assertRegex(told.stderr, "NO GO  sky +" + useless["reasons"][0])
                self.assertIn("no go: sky, " + useless["reasons"][0], told.stderr)
        old = (*run, "--orbit", "micius", "--from", "2017-06-01")
        told = self.station.run(*old, code=2)
        self.assertRegex(told.stderr, "NO GO  elements +the elements of micius")
        self.assertIn("--anyway flies all the same", told.stderr)
        for more in ("--anyway", "--old-elements"):
            self.station.run(*old, more, code=6)  # nobody is there

    def test_what_the_satellite_refuses_for_is_the_exit_code(self):
        self.take_launch_key()
        for name, pad in self.craft.pads_with(self.station).items():
            if pad["direction"] == "send":
                self.craft.run("keys", "close", "--pad", name)
        self.serve()
        told = self.station.run("--json", "pass", "run", "--satellite", "jinan-1", *ABOVE, code=3)
        self.assertEqual(json.loads(told.stdout)["error"]["code"], "not_enough_key")
        self.assertIn("refused by the other end", told.stderr)

    def test_nobody_there_spends_nothing(self):
        self.take_launch_key()
        self.station.run("peer", "add", self.craft.card, "--address", "127.0.0.1:1", "--replace")
        before = self.station.verify()
        self.station.run("pass", "run", "--satellite", "jinan-1", *ABOVE, code=6)
        self.assertEqual(self.station.verify(), before)

    def test_an_attack_leaves_no_pads(self):
        self.take_launch_key()
        self.serve()
        told = self.station.json("pass", "run", "--satellite", "jinan-1", *ABOVE, "--attack", "intercept")
        self.assertEqual((told["secure_bits"], told["pads"]), (0, []))
        self.assertTrue(told["reason"])
        self.assertEqual(told["tag_pages"], 2)

    def test_one_clear_line_for_each_mistake(self):
        self.take_launch_key()
        for code, says, words in (
            (9, "nobody", ("pass", "run", "--satellite", "nobody", *ABOVE)),
            (2, "atlantis", ("pass", "run", "--satellite", "jinan-1", "--station", "atlantis", *ABOVE)),
            (2, "no such", ("pass", "run", "--satellite", "jinan-1", "--orbit", "no such", *ABOVE)),
        ):
            told = self.station.run(*words, code=code)
            self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)
            self.assertIn(says, told.stderr)
        self.craft.run("satellite", "init", "--name", "jinan-1", "--station", self.station.card, "-o", self.root, code=2)
        told = self.station.run("satellite", "serve", code=2)
        self.assertIn("no satellite's home", told.stderr)

    def test_a_real_home_takes_simulated_key_only_when_it_says_so(self):
        real = Site(self.root, "real")
        real.run("peer", "add", self.craft.card, "--address", "127.0.0.1:1")
        told = real.run("pass", "run", "--satellite", "jinan-1", *ABOVE, code=2)
        self.assertIn("SIMULATED", told.stderr)


if __name__ == "__main__":
    unittest.main()
