# SPDX-License-Identifier: GPL-3.0-or-later
"""What a photo tells beside its pixels: shown before sending, taken out, left behind by fitting, kept when asked. exiftool is the second reader."""
import json
import struct
import subprocess
import unittest

from pair import SAMPLES, pair

ARTIST, SERIAL, MODEL, TAKEN = "A. N. Photographer", "SN-0042-7781", "Pocket Seven", "2026:03:14 09:15:33"
SECONDS = 439041101  # of 20 000 000: a number to look for
HIDDEN = [ARTIST.encode(), SERIAL.encode(), MODEL.encode(), TAKEN.encode(), struct.pack("<I", SECONDS), struct.pack(">I", SECONDS)]


def folder(at, entries):
    """A TIFF folder, big-endian, with its longer values behind it."""
    head, values = struct.pack(">H", len(entries)), b""
    values_at = at + 6 + 12 * len(entries)
    for tag, kind, count, value in sorted(entries):
        field = value.ljust(4, b"\0")
        if len(value) > 4:
            field = struct.pack(">I", values_at + len(values))
            values += value
        head += struct.pack(">HHI", tag, kind, count) + field
    return head + b"\0" * 4 + values


def text(tag, words):
    return (tag, 2, len(words) + 1, words.encode() + b"\0")


def rationals(tag, *parts):
    return (tag, 5, len(parts) // 2, struct.pack(f">{len(parts)}I", *parts))


def exif():
    """As a camera writes it: who, when, where, with which."""
    taken = [text(0x9003, TAKEN), text(0xA431, SERIAL)]
    place = [text(1, "N"), rationals(2, 52, 1, 7, 1, SECONDS, 20_000_000), text(3, "E"), rationals(4, 13, 1, 12, 1, 30, 1)]
    main = [text(0x0110, MODEL), text(0x013B, ARTIST), (0x8769, 4, 1, b"\0" * 4), (0x8825, 4, 1, b"\0" * 4)]
    exif_at = 8 + len(folder(0, main))
    gps_at = exif_at + len(folder(0, taken))
    main = main[:2] + [(0x8769, 4, 1, struct.pack(">I", exif_at)), (0x8825, 4, 1, struct.pack(">I", gps_at))]
    return b"MM\0*" + struct.pack(">I", 8) + folder(8, main) + folder(exif_at, taken) + folder(gps_at, place)


def photo(path):
    """The sample with that EXIF, a comment, and bytes behind its end."""
    plain = (SAMPLES / "rocket.jpg").read_bytes()
    block = b"Exif\0\0" + exif()
    segment = b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    comment = b"\xff\xfe" + struct.pack(">H", 2 + len(ARTIST)) + ARTIST.encode()
    path.write_bytes(plain[:2] + segment + comment + plain[2:] + SERIAL.encode())
    return path


def picture_parts(jpeg):
    """What decodes: tables, frames and coded scans, up to the end of the picture."""
    parts, at = [], 2
    while jpeg[at + 1] != 0xD9:
        marker, length = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        end = at + 2 + length
        if marker == 0xDA:
            while not (jpeg[end] == 0xFF and jpeg[end + 1] != 0 and not 0xD0 <= jpeg[end + 1] <= 0xD7):
                end += 1
        if not 0xE0 <= marker <= 0xEF and marker != 0xFE:
            parts.append(jpeg[at:end])
        at = end
    return parts


def exiftool(path):
    """Group:Tag → value, as another program reads it."""
    result = subprocess.run(["exiftool", "-json", "-n", "-G1", str(path)], capture_output=True, text=True, check=True)
    return json.loads(result.stdout)[0]


def received(sites):
    return [message["path"] for message in sites.b.json("inbox", "list")["messages"]]


class Shown(unittest.TestCase):
    def test_a_dry_run_shows_what_would_travel(self):
        with pair() as sites:
            file = photo(sites.root / "photo.jpg")
            plan = sites.send(file, "--dry-run")["messages"][0]
            values = {row["name"]: row.get("value") for row in plan["metadata"]}
            self.assertEqual(values["Exif.GPSInfo.GPSLatitude"], f"52/1 7/1 {SECONDS}/20000000")
            self.assertEqual(values["Exif.Photo.BodySerialNumber"], SERIAL)
            self.assertLessEqual({"position", "time", "serial number", "owner", "comment"}, {row["class"] for row in plan["metadata"]})
            self.assertEqual(plan["metadata_left"], [])
            stripped = sites.send(file, "--dry-run", "--strip")["messages"][0]
            self.assertEqual(stripped["metadata"], [])
            self.assertEqual(stripped["metadata_left"], plan["metadata"])
            self.assertLess(stripped["payload_bytes"], plan["payload_bytes"])
            fitted = sites.send(file, "--dry-run", "--budget", "6kB", "--keep-metadata", "time")["messages"][0]
            self.assertEqual([row["class"] for row in fitted["metadata"]], ["time"])
            self.assertIn("position", [row["class"] for row in fitted["metadata_left"]])
            said = sites.a.run("send", file, "--to", "stellenbosch", "--dry-run").stdout
            self.assertIn("position 52.1228 N 13.2083 E", said)

    def test_an_exact_photo_is_warned_of_before_it_is_sealed(self):
        with pair() as sites:
            file = photo(sites.root / "photo.jpg")
            said = sites.a.run("seal", file, "--to", "stellenbosch", "-o", sites.root / "no" / "folder", code=None).stderr
            warning = next(line for line in said.splitlines() if "carries:" in line)
            for words in ("photo.jpg", "position 52.1228 N 13.2083 E", f"time {TAKEN}", f"serial number {SERIAL}", f"owner {ARTIST}", "--strip"):
                self.assertIn(words, warning)
            quiet = sites.a.run("--quiet", "send", file, "--to", "stellenbosch", "--wait", "0", code=6).stderr
            self.assertNotIn("carries", quiet)
            for words in (["--strip"], ["--budget", "4kB"]):
                self.assertNotIn("carries", sites.a.run("send", file, "--to", "stellenbosch", "--dry-run", *words).stderr)
            self.assertNotIn("carries", sites.a.run("send", SAMPLES / "rocket.jpg", "--to", "stellenbosch", "--dry-run").stderr)

    def test_wishes_that_make_no_sense_are_usage_errors_of_one_line(self):
        with pair() as sites:
            file = photo(sites.root / "photo.jpg")
            for words in (
                ["--strip", "--budget", "4kB"],
                ["--strip", "--thumbnail"],
                ["--keep-metadata", "time"],
                ["--budget", "4kB", "--keep-metadata", "gps"],
                ["--budget", "4kB", "--keep-metadata", "time,"],
            ):
                result = sites.a.run("send", file, "--to", "stellenbosch", *words, code=2)
                self.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
            sites.a.run("send", SAMPLES.parent / "nothing.tif", "--to", "stellenbosch", "--strip", code=7)


class Sent(unittest.TestCase):
    def test_a_stripped_copy_has_the_same_pixels_and_nothing_else(self):
        with pair() as sites, sites.receiving():
            file = photo(sites.root / "photo.jpg")
            sent = sites.send(file, "--strip")["messages"][0]
            self.assertEqual(sent["state"], "verified")
            path = received(sites)[0]
            self.assertTrue(path.endswith("photo.jpg"))
            with open(path, "rb") as stream:
                arrived = stream.read()
            for words in HIDDEN:
                self.assertNotIn(words, arrived)
            self.assertEqual(picture_parts(arrived), picture_parts(file.read_bytes()))
            for tag in exiftool(path):
                self.assertFalse(tag.startswith(("GPS", "ExifIFD", "IFD0", "XMP", "IPTC")), tag)

    def test_a_fitted_picture_says_nothing(self):
        with pair() as sites, sites.receiving():
            file = photo(sites.root / "photo.jpg")
            sites.send(file, "--budget", "6kB"), sites.send(file, "--thumbnail")
            paths = received(sites)
            self.assertEqual(len(paths), 2)
            for path in paths:
                with open(path, "rb") as stream:
                    arrived = stream.read()
                for words in [*HIDDEN, b"Exif", b"GPS"]:
                    self.assertNotIn(words, arrived)

    def test_what_was_asked_for_is_kept_and_any_reader_finds_it(self):
        with pair() as sites, sites.receiving():
            file = photo(sites.root / "photo.jpg")
            for budget in ("3kB", "20kB"):
                sent = sites.send(file, "--budget", budget, "--keep-metadata", "position,time")["messages"][0]
                self.assertLessEqual(sent["payload_bytes"], int(budget[:-2]) * 1000)
            paths = received(sites)
            self.assertEqual(len(paths), 2)
            for path in paths:
                tags = exiftool(path)
                self.assertAlmostEqual(tags["Composite:GPSLatitude"], 52 + 7 / 60 + SECONDS / 20_000_000 / 3600, places=6)
                self.assertAlmostEqual(tags["Composite:GPSLongitude"], 13 + 12 / 60 + 30 / 3600, places=6)
                self.assertEqual(tags["ExifIFD:DateTimeOriginal"], TAKEN)
                with open(path, "rb") as stream:
                    arrived = stream.read()
                for words in (ARTIST, SERIAL, MODEL):
                    self.assertNotIn(words.encode(), arrived)


class Logged(unittest.TestCase):
    def test_values_reach_neither_ledger_nor_log(self):
        with pair() as sites, sites.receiving() as listener:
            sites.send(photo(sites.root / "photo.jpg"), "--budget", "6kB", "--keep-metadata", "owner")
            listener.stop()
            kept = [*(p for p in sites.a.home.rglob("*") if p.is_file()), *(p for p in sites.root.glob("*.state/**/*") if p.is_file())]
            for path in kept:
                self.assertNotIn(ARTIST.encode(), path.read_bytes(), path)
            self.assertNotIn(ARTIST, " ".join(listener.said))


if __name__ == "__main__":
    unittest.main(verbosity=2)
