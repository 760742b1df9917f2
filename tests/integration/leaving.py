# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages left with a satellite in one contact and collected in the next: three real processes, none of them in touch
with more than the satellite."""
import unittest

import pair  # noqa: F401: finds the support folder
from satellites import Craft
from sites import Site, digest, needs_program, temporary_root

ABOVE = ("--max-elevation", "60", "--min-elevation", "35", "--sky", "excellent", "--seed", "7")  # a quick pass with key


class Leaving(unittest.TestCase):
    def setUp(self):
        needs_program()
        root = self.root = self.enterContext(temporary_root())
        self.a = Site(root, "beijing", "--simulated")
        self.b = Site(root, "stellenbosch", "--simulated")
        self.a.run("peer", "add", self.b.card)
        self.b.run("peer", "add", self.a.card)
        courier, reply = root / "pads.courier", root / "reply"
        self.a.run("keys", "courier", "--peer", "stellenbosch", "--bytes", "512KiB", "-o", courier)
        self.b.run("keys", "import", courier, "-o", reply)
        self.a.run("keys", "import", reply)
        self.craft = Craft(root, "jinan-1", [self.a, self.b], launch_key="256KiB")
        for station in (self.a, self.b):
            self.craft.give_launch_key(station)
        self.note = root / "note.txt"
        self.note.write_text("over the horizon\n" * 400)

    def serve(self):
        serving = self.craft.serve()
        self.addCleanup(serving.stop)
        self.point_at(serving.port)
        return serving

    def point_at(self, port):
        for station in (self.a, self.b):
            station.run("peer", "add", self.craft.card, "--address", f"127.0.0.1:{port}", "--replace")

    def send(self, *words, **named):
        return self.a.json("send", self.note, "--to", "stellenbosch", "--via", "jinan-1", *words, **named)

    def call(self, station, **named):
        return station.json("receive", "--via", "jinan-1", **named)

    def steps(self, told):
        return [row["step"] for row in told["carried"]]

    def kept(self):
        return [(row["kind"], row["from"], row["to"], row["stage"]) for row in self.craft.json("relay", "list")["messages"]]

    def check_everything(self):
        for site in (self.a, self.b, self.craft):
            site.verify()
        export = self.root / "export"
        export.unlink(missing_ok=True)
        self.a.run("ledger", "export", "-o", export)
        self.assertEqual(self.b.json("ledger", "compare", export)["differences"], [])

    def test_a_picture_goes_by_way_of_the_satellite_and_its_sender_learns_so(self):
        self.serve()
        at_craft = self.craft.verify()
        sent = self.send()["messages"][0]
        self.assertEqual((sent["state"], sent["via"], sent["way"]), ("carried", "jinan-1", "left"))
        self.assertEqual(self.kept(), [("message", "beijing", "stellenbosch", "kept")])
        self.assertIn("left with jinan-1", self.a.run("outbox", "list").stdout)
        self.assertEqual(self.steps(self.call(self.a)), [])
        got = self.call(self.b)
        self.assertEqual(self.steps(got), ["collected"])
        self.assertEqual([row["sha256"] for row in got["messages"]], [digest(self.note)])
        self.assertEqual(got["messages"][0]["from"], "beijing")
        self.assertEqual(self.kept(), [("answer", "stellenbosch", "beijing", "kept")])
        self.assertEqual(self.steps(self.call(self.a)), ["verified"])
        self.assertEqual((self.kept(), self.a.outbox()), ([], []))
        self.assertEqual(self.steps(self.call(self.b)), [])
        self.assertEqual(self.craft.verify(), at_craft)  # it spent nothing, and had nothing to spend
        for site in (self.a, self.b, self.craft):
            self.assertEqual([path.name for path in (site.home / "left").iterdir() if "lock" not in path.name], [])
        self.check_everything()

    def test_a_pass_and_a_key_relay_take_along_what_waits(self):
        self.serve()
        self.send()
        told = self.b.json("pass", "run", "--satellite", "jinan-1", *ABOVE)
        self.assertGreater(told["secure_bits"], 0)
        self.assertEqual(self.steps(told), ["collected"])
        self.assertEqual(self.b.inbox_digests(), [digest(self.note)])
        told = self.a.json("keys", "relay", "--via", "jinan-1", "--peer", "stellenbosch", "--bytes", "4KiB")
        self.assertEqual(self.steps(told), ["verified"])
        self.assertEqual([row["step"] for row in told["relays"]], ["made"])
        self.check_everything()

    def test_nobody_there_seals_once_and_any_contact_leaves_it(self):
        self.point_at(1)
        told = self.send(code=6)
        self.assertEqual((told["messages"][0]["state"], told["messages"][0]["way"]), ("carried", "waits"))
        self.assertIn("satpad receive --via jinan-1", told["error"]["message"])
        self.assertIn("waits for jinan-1", self.a.run("outbox", "list").stdout)
        self.a.run("receive", "--via", "jinan-1", code=6)
        before = self.a.verify()
        self.serve()
        self.assertEqual(self.steps(self.call(self.a)), ["left"])
        self.assertEqual(self.steps(self.call(self.b)), ["collected"])
        self.assertEqual(self.steps(self.call(self.a)), ["verified"])
        self.assertEqual(self.a.verify(), before)
        self.assertEqual(self.b.inbox_digests(), [digest(self.note)])
        self.check_everything()

    def test_what_the_satellite_altered_is_not_opened_and_goes_again(self):
        self.serve()
        self.send()
        other = self.root / "other.txt"
        other.write_text("untouched\n")
        self.a.run("send", other, "--to", "stellenbosch", "--via", "jinan-1")
        before = self.b.verify()
        kept = {path.stat().st_size: path for path in (self.craft.home / "left").glob("*.bytes")}
        altered = kept[max(kept)]
        data = bytearray(altered.read_bytes())
        data[len(data) // 2] ^= 1
        altered.write_bytes(data)
        told = self.call(self.b, code=4)
        self.assertEqual(sorted(self.steps(told)), ["collected", "refused"])
        self.assertEqual(told["error"]["code"], "authentication_failed")
        for word in ("beijing", "jinan-1"):
            self.assertIn(word, told["error"]["message"])
        self.assertEqual(self.b.inbox_digests(), [digest(other)])
        spent = lambda report: sum(pad["spent"] for pad in report.values())  # noqa: E731
        self.assertLess(spent(self.b.verify()) - spent(before), 10)  # the small one's pages only
        self.assertEqual(sorted(self.steps(self.call(self.a))), ["returned", "verified"])
        self.assertEqual(self.steps(self.call(self.a)), ["left"])
        self.assertEqual(self.steps(self.call(self.b)), ["collected"])
        self.assertEqual(self.steps(self.call(self.a)), ["verified"])
        self.assertEqual(sorted(self.b.inbox_digests()), sorted([digest(other), digest(self.note)]))
        self.check_everything()

    def test_cancelled_before_it_was_left_it_never_leaves(self):
        self.point_at(1)
        message = self.send(code=6)["messages"][0]["id"]
        self.a.run("outbox", "cancel", message)
        self.serve()
        self.assertEqual(self.steps(self.call(self.a)), [])
        self.assertEqual(self.kept(), [])
        self.assertEqual(self.steps(self.call(self.b)), [])

    def test_cancelled_too_late_the_answer_says_so(self):
        self.serve()
        message = self.send()["messages"][0]["id"]
        self.a.run("outbox", "cancel", message)
        self.assertEqual(self.steps(self.call(self.b)), ["collected"])
        self.assertEqual(self.steps(self.call(self.a)), ["verified"])
        self.check_everything()

    def test_one_clear_line_for_each_mistake(self):
        self.serve()
        send = ("send", self.note, "--to", "stellenbosch")
        before = self.a.verify()
        for code, says, words in (
            (9, "nobody", (*send, "--via", "nobody")),
            (2, "--via", (*send, "--via", "jinan-1", "--wait", "3")),
            (2, "without --via", ("send", self.note, "--to", "jinan-1", "--via", "jinan-1")),
            (2, "--via", ("receive", "--via", "jinan-1", "--once")),
            (9, "nobody", ("receive", "--via", "nobody")),
            (9, "no message", ("relay", "drop", "00" * 16)),
        ):
            told = self.a.run(*words, code=code)
            self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)
            self.assertIn(says, told.stderr)
        told = self.a.json(*send, "--via", "jinan-1", "--dry-run")
        self.assertEqual(told["messages"][0]["state"], "planned")
        self.assertEqual(self.a.verify(), before)

    def test_a_site_that_keeps_something_for_others_stays_here(self):
        serving = self.serve()
        self.send()
        serving.stop()
        told = self.craft.run("home", "transfer", "-o", self.root / "moved", code=2)
        self.assertIn("satpad relay list", told.stderr)

    def test_dropped_at_the_satellite_it_comes_back(self):
        self.serve()
        message = self.send()["messages"][0]["id"]
        self.craft.run("relay", "drop", message)
        self.assertEqual(self.steps(self.call(self.b)), [])
        self.assertEqual(self.steps(self.call(self.a)), ["returned"])
        self.assertIn("dropped", self.a.run("outbox", "list").stdout)
        self.assertEqual(self.kept(), [])


if __name__ == "__main__":
    unittest.main()
