# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact and fitted files between two processes over TCP and TLS; what a dry run says and leaves alone."""
import random
import struct
import unittest
import zlib

from pair import SAMPLES, inbox_files, pair
from sites import digest


def sixteen_bit_tiff(path, side=64):
    """An uncompressed 16-bit gray TIFF, little-endian, one strip."""
    pixels = b"".join(struct.pack("<H", (x * 997 + y * 31) & 0xFFFF) for y in range(side) for x in range(side))
    entries = [(256, 3, side), (257, 3, side), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1), (278, 3, side), (279, 4, len(pixels))]
    table = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries) + b"\0" * 4
    path.write_bytes(b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels + table)


class Exact(unittest.TestCase):
    def test_every_kind_of_file_arrives_bit_identical(self):
        with pair("12MB") as sites, sites.receiving():
            tiff, text, odd = sites.root / "scan.tif", sites.root / "note.txt", sites.root / "one byte"
            sixteen_bit_tiff(tiff)
            text.write_text("plain text travels exact\n" * 40, encoding="utf-8")
            odd.write_bytes(b"\0")
            files = [SAMPLES / "rocket.jpg", SAMPLES / "coffee.png", SAMPLES / "terrain16.png", tiff, text, odd]
            report = sites.send(*files, "--exact")
            self.assertEqual([m["state"] for m in report["messages"]], ["verified"] * len(files))
            self.assertCountEqual(sites.b.inbox_digests(), [digest(f) for f in files])
            for message, file in zip(report["messages"], files):
                self.assertEqual(message["payload_bytes"] + message["saved_bytes"], file.stat().st_size)
                self.assertEqual(message["key_bytes"], message["pages"] * 32)
            self.assertEqual([m["codec"] for m in report["messages"]][::5], ["jxl_from_jpeg", "raw"])
            self.assertGreater(report["messages"][0]["saved_bytes"], files[0].stat().st_size * 0.14)
            sites.a.verify(), sites.b.verify()

    def test_what_packing_saves_is_said_before_and_after(self):
        with pair() as sites, sites.receiving():
            photo = SAMPLES / "rocket.jpg"
            plan = sites.send(photo, "--dry-run")["messages"][0]
            self.assertEqual((plan["codec"], plan["state"]), ("jxl_from_jpeg", "planned"))
            said = sites.a.run("send", photo, "--to", "stellenbosch", "--dry-run").stdout
            self.assertRegex(said, r"saved \d+\.\d kB of key \(1\d %\) as JPEG XL")
            sent = sites.send(photo)["messages"][0]
            for name in ("codec", "saved_bytes", "payload_bytes", "pages"):
                self.assertEqual(sent[name], plan[name])
            sealed = sites.a.json("seal", photo, "--to", "stellenbosch", "-o", sites.root / "photo.satpad")
            self.assertEqual(sealed["saved_bytes"], plan["saved_bytes"])

    def test_a_name_that_looks_like_a_path_stays_in_the_inbox(self):
        with pair() as sites, sites.receiving():
            hidden = sites.root / ".profile"
            hidden.write_text("x")
            sites.send(hidden)
            for message in sites.b.json("inbox", "list")["messages"]:
                self.assertTrue(message["path"].startswith(str(sites.b.home / "inbox") + "/"))
            self.assertFalse([name for name in inbox_files(sites.b) if name.startswith(".")])


class Fitted(unittest.TestCase):
    def test_the_dry_run_told_the_cost_and_left_the_ledger_alone(self):
        with pair() as sites, sites.receiving():
            photo = SAMPLES / "coffee.png"
            before = (sites.a.home / "ledger.db").read_bytes()
            plan = sites.send(photo, "--budget", "32KiB", "--dry-run")["messages"][0]
            self.assertEqual(plan["state"], "planned")
            self.assertEqual((sites.a.home / "ledger.db").read_bytes(), before)
            sent = sites.send(photo, "--budget", "32KiB")["messages"][0]
            self.assertEqual(sent["state"], "verified")
            self.assertLessEqual(sent["payload_bytes"], 32 * 1024)
            self.assertEqual((sent["payload_bytes"], sent["key_bytes"]), (plan["payload_bytes"], plan["key_bytes"]))
            arrived = sites.b.json("inbox", "list")["messages"][0]
            # A JPEG XL is the file itself; an AVIF has got back the boxes it travelled without.
            boxes = 271 if arrived["name"].endswith(".avif") else 0
            self.assertEqual(arrived["bytes"] - boxes, sent["payload_bytes"])
            self.assertTrue(arrived["name"].endswith((".jxl", ".avif")))

    def test_a_thumbnail_costs_little(self):
        with pair() as sites, sites.receiving():
            sent = sites.send(SAMPLES / "rocket.jpg", "--thumbnail")["messages"][0]
            self.assertLessEqual(sent["payload_bytes"], 2048)
            self.assertEqual(sent["state"], "verified")


class Queue(unittest.TestCase):
    def test_both_sites_send_over_one_reachable_address(self):
        with pair("2MB", 0.5) as sites, sites.receiving() as listener:
            picture = sites.root / "back.bin"
            picture.write_bytes(random.Random(7).randbytes(20_000))
            # Beijing is not reachable, so this waits until Beijing dials in.
            waiting = sites.b.json("send", picture, "--to", "beijing", "--wait", "0", code=6)["messages"][0]
            self.assertEqual(waiting["state"], "sealed")
            sites.send(SAMPLES / "rocket.jpg")
            listener.stop()
            self.assertIn(digest(picture), sites.a.inbox_digests())
            self.assertEqual(sites.b.unsettled(), [])

    def test_a_file_changed_between_tries_changes_nothing_that_is_sent(self):
        with pair() as sites:
            file = sites.root / "changing.bin"
            file.write_bytes(random.Random(3).randbytes(100_000))
            was = digest(file)
            first = sites.send(file, "--wait", "0", code=6)["messages"][0]
            sealed = sites.a.home / "outbox" / (first["id"] + ".sealed")
            bytes_then = zlib.crc32(sealed.read_bytes())
            file.write_bytes(b"something else")
            self.assertEqual(zlib.crc32(sealed.read_bytes()), bytes_then)
            free = sites.a.pad(sites.b, "send")["free"]
            with sites.receiving():
                report = sites.a.json("outbox", "retry")
            self.assertEqual(report["messages"][0]["state"], "verified")
            self.assertEqual(sites.b.inbox_digests(), [was])
            self.assertEqual(sites.a.pad(sites.b, "send")["free"], free)


if __name__ == "__main__":
    unittest.main(verbosity=2)
