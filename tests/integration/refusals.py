# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be refused: tampering, strangers, too little key, damaged homes. Nothing is spent by it."""
import json
import os
import random
import shutil
import unittest

from pair import SAMPLES, Pair, inbox_files, pair
from sites import Site, digest, temporary_root, wait_for


class Tampered(unittest.TestCase):
    def check_refused(self, sites, bytes_of_message, codes):
        bad = sites.root / "bad.satpad"
        bad.write_bytes(bytes_of_message)
        result = sites.a.run("open", bad, "-o", sites.root / "out", code=None)
        self.assertIn(result.returncode, codes, result.stderr)
        self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)

    def test_a_changed_message_spends_nothing_and_leaves_nothing(self):
        with pair("2MB", 0.5) as sites:  # the importer may carry at once
            good = sites.root / "good.satpad"
            sites.b.run("seal", SAMPLES / "rocket.jpg", "--to", "beijing", "-o", good)
            data, before, rng = good.read_bytes(), sites.a.verify(), random.Random(5)
            header = list(range(0, 260, 7))
            for where in header + rng.sample(range(len(data)), 40) + [len(data) - 1]:
                changed = bytearray(data)
                changed[where] ^= 1 << rng.randrange(8)
                self.check_refused(sites, changed, (4, 7, 9))
            for length in (0, 1, 15, 100, len(data) // 2, len(data) - 1):
                self.check_refused(sites, data[:length], (4, 7))
            self.check_refused(sites, data + b"\0", (7,))
            self.assertEqual(sites.a.verify(), before)
            self.assertEqual(inbox_files(sites.a), [])
            opened = sites.a.json("open", good, "-o", sites.root / "out")
            self.assertEqual(digest(opened["path"]), digest(SAMPLES / "rocket.jpg"))

    def test_two_messages_spliced_are_refused(self):
        with pair("2MB", 0.5) as sites:
            first, second = sites.root / "1.satpad", sites.root / "2.satpad"
            for out in (first, second):
                sites.b.run("seal", SAMPLES / "rocket.jpg", "--to", "beijing", "-o", out)
            a, b = first.read_bytes(), second.read_bytes()
            before = sites.a.verify()
            middle = len(a) - 65_000
            self.check_refused(sites, a[:middle] + b[middle:], (4,))
            self.assertEqual(sites.a.verify(), before)

    def test_a_replay_costs_nothing_and_gives_the_same_file(self):
        with pair("2MB", 0.5) as sites:
            message, answer = sites.root / "m.satpad", sites.root / "answer"
            sites.b.run("seal", SAMPLES / "rocket.jpg", "--to", "beijing", "-o", message)
            first = sites.a.json("open", message, "--reply", answer)
            before = sites.a.verify()
            self.assertEqual(sites.a.json("open", message)["path"], first["path"])
            self.assertEqual(sites.a.verify(), before)
            self.assertEqual(sites.b.json("open", answer)["state"], "verified")
            self.assertEqual(sites.b.unsettled(), [])

    def test_a_message_for_another_site_is_refused(self):
        with pair("2MB", 0.5) as sites:
            message = sites.root / "m.satpad"
            sites.b.run("seal", SAMPLES / "rocket.jpg", "--to", "beijing", "-o", message)
            third = Site(sites.root, "wuhan")
            third.run("peer", "add", sites.b.card)
            third.run("open", message, code=9)
            sites.b.run("open", message, code=9)

    def test_an_unconfirmed_pad_is_not_for_carrying(self):
        with pair("2MB", 0.5) as sites:
            before = sites.a.verify()
            sites.a.run("seal", SAMPLES / "rocket.jpg", "--to", "stellenbosch", "-o", sites.root / "m", code=5)
            self.assertEqual(sites.a.verify(), before)
            reply = sites.root / "reply"
            sites.b.run("keys", "import", sites.courier, "-o", reply)
            sites.a.run("keys", "import", reply)
            sites.a.run("seal", SAMPLES / "rocket.jpg", "--to", "stellenbosch", "-o", sites.root / "m")


class Courier(unittest.TestCase):
    def test_a_damaged_or_foreign_delivery_changes_nothing(self):
        with temporary_root() as root:
            sites = Pair(root, None, 0.5)
            sites.a.run("keys", "courier", "--peer", "stellenbosch", "--bytes", "64kB", "-o", sites.courier)
            data, rng = sites.courier.read_bytes(), random.Random(9)
            self.assertEqual(sites.courier.stat().st_mode & 0o777, 0o600)
            for where in rng.sample(range(len(data)), 60) + [0, len(data) - 1]:
                changed = bytearray(data)
                changed[where] ^= 1 << rng.randrange(8)
                bad = root / "bad.courier"
                bad.write_bytes(changed)
                self.assertNotEqual(sites.b.run("keys", "import", bad, code=None).returncode, 0)
            self.assertEqual(sites.b.verify(), {})
            sites.a.run("keys", "import", sites.courier, code=9)  # its own maker
            sites.b.run("keys", "import", sites.courier)
            held = sites.b.verify()
            sites.b.run("keys", "import", sites.courier)
            bad.write_bytes(data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :])
            self.assertNotEqual(sites.b.run("keys", "import", bad, code=None).returncode, 0)
            self.assertEqual(sites.b.verify(), held)


class Strangers(unittest.TestCase):
    def test_a_stranger_is_refused_logged_and_costs_nothing(self):
        with pair() as sites, sites.receiving() as listener:
            stranger = Site(sites.root, "stranger")
            stranger.run("peer", "add", sites.b.card, "--address", f"127.0.0.1:{listener.port}")
            # It knows the receiver but the receiver does not know it; pads of its own make no difference.
            stranger.run("keys", "courier", "--peer", "stellenbosch", "--bytes", "64kB", "-o", sites.root / "s.courier")
            before = sites.b.verify()
            small = sites.root / "small.bin"
            small.write_bytes(b"x" * 100)
            result = stranger.run("send", small, "--to", "stellenbosch", "--wait", "5", code=4)
            self.assertIn("did not accept", result.stderr)
            wait_for(lambda: any("refused" in line for line in listener.said), "the receiver to log the stranger")
            self.assertEqual(sites.b.verify(), before)
            self.assertEqual(inbox_files(sites.b), [])
            sites.send(small)  # the receiver still works


class TooLittleKey(unittest.TestCase):
    def test_nothing_is_reserved_and_the_gap_is_named(self):
        with pair("64kB", 0.5) as sites:
            big = sites.root / "big.bin"
            big.write_bytes(os.urandom(1 << 20))
            before = sites.a.verify()
            result = sites.a.run("--json", "send", big, "--to", "stellenbosch", code=3)
            error = json.loads(result.stdout)["error"]
            self.assertEqual(error["code"], "not_enough_key")
            self.assertIn("missing", error["message"])
            self.assertIn("would fit", error["message"])
            self.assertEqual(sites.a.verify(), before)


class DamagedHomes(unittest.TestCase):
    """Each damage closes the home: exit 8 (5 where it looks like a copy), one line that says what to do."""

    def check(self, sites, codes=(8,)):
        result = sites.a.run("send", SAMPLES / "rocket.jpg", "--to", "stellenbosch", "--wait", "0", code=None)
        self.assertIn(result.returncode, codes, result.stderr)
        line = result.stderr.strip()
        self.assertEqual(len(line.splitlines()), 1, line)
        self.assertGreater(len(line), 40)

    def damaged(self, change, codes=(8,)):
        with pair("200kB", 0.9) as sites:
            change(sites)
            self.check(sites, codes)

    def without_wal(self, sites):
        for suffix in ("-wal", "-shm"):
            (sites.a.home / f"ledger.db{suffix}").unlink(missing_ok=True)

    def test_ledger_gone(self):
        def change(sites):
            (sites.a.home / "ledger.db").unlink()
            self.without_wal(sites)

        self.damaged(change)

    def test_ledger_empty(self):
        def change(sites):
            (sites.a.home / "ledger.db").write_bytes(b"")
            self.without_wal(sites)

        self.damaged(change)

    def test_ledger_truncated(self):
        def change(sites):
            path = sites.a.home / "ledger.db"
            self.without_wal(sites)
            os.truncate(path, path.stat().st_size // 2)

        self.damaged(change)

    def test_ledger_overwritten(self):
        def change(sites):
            path = sites.a.home / "ledger.db"
            self.without_wal(sites)
            data = bytearray(path.read_bytes())
            for i in range(0, min(8192, len(data))):
                data[i] ^= 0x55
            path.write_bytes(data)

        self.damaged(change)

    def test_ledger_of_another_home(self):
        def change(sites):
            self.without_wal(sites)
            shutil.copyfile(sites.b.home / "ledger.db", sites.a.home / "ledger.db")

        self.damaged(change)

    def test_pad_file_gone(self):
        self.damaged(lambda sites: (sites.a.home / "pads" / (sites.a.pad(sites.b, "send")["id"] + ".pad")).unlink())

    def test_pad_file_cut(self):
        def change(sites):
            path = sites.a.home / "pads" / (sites.a.pad(sites.b, "send")["id"] + ".pad")
            os.truncate(path, path.stat().st_size - 1)

        self.damaged(change)

    def test_pad_files_swapped(self):
        def change(sites):
            one, two = (sites.a.home / "pads" / (sites.a.pad(sites.b, d)["id"] + ".pad") for d in ("send", "receive"))
            kept = one.read_bytes()
            one.write_bytes(two.read_bytes())
            two.write_bytes(kept)

        self.damaged(change)

    def test_storage_key_gone(self):
        self.damaged(lambda sites: (sites.a.home / "storage.key").unlink())

    def test_storage_key_of_another_home(self):
        self.damaged(lambda sites: shutil.copyfile(sites.b.home / "storage.key", sites.a.home / "storage.key"))

    def test_a_copied_home_carries_nothing_by_hand(self):
        with pair("200kB", 0.5) as sites:
            shutil.move(sites.b.home, sites.root / "original")
            shutil.copytree(sites.root / "original", sites.b.home)
            sites.b.run("seal", SAMPLES / "page-scan.jpg", "--to", "beijing", "--thumbnail", "-o", sites.root / "m", code=5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
