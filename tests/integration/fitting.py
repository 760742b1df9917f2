# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture fitted to a budget: what the plan says, what the sealed file weighs, what the receiver gets; the bench beside other programs."""
import json
import os
import stat
import subprocess
import unittest

from pair import SAMPLES, pair

PAGE, CHUNK = 32, 65536
PICTURES = ("rocket.jpg", "coffee.png", "terrain16.png", "tulips-alpha.png")
BUDGETS = (2048, 8192, 32768)


def content_of(sealed):
    """Bytes of content in a message file: what is left of it without its header and tags."""
    data = sealed.read_bytes()
    header = int.from_bytes(data[12:16], "little")
    left = len(data) - header - 16
    chunks = -(-left // (CHUNK + 16))
    return left - 16 * chunks


class Fitting(unittest.TestCase):
    def test_no_budget_is_broken_on_the_wire_and_all_are_used(self):
        with pair(key_bytes="4MB", share=0.1) as sites:
            fills = []  # the importer's pads are confirmed at once: it seals
            for name in PICTURES:
                for budget in BUDGETS:
                    out = sites.root / f"{name}.{budget}"
                    sealed = sites.b.json("seal", SAMPLES / name, "--to", "beijing", "--budget", budget, "-o", out, timeout=120)
                    payload = sealed["payload_bytes"]
                    self.assertLessEqual(payload, budget)
                    # Beside the payload there is the content header: at most 32 bytes and the name.
                    beside = content_of(out) - payload
                    self.assertTrue(0 < beside <= 32 + len(name), beside)
                    plan = sites.b.json("send", SAMPLES / name, "--to", "beijing", "--budget", budget, "--dry-run", timeout=120)["messages"][0]
                    self.assertEqual(plan["payload_bytes"], payload)  # the same bytes again
                    self.assertEqual(plan["key_bytes"], sealed["key_bytes"])
                    if not plan["pixels_exact"]:
                        fills.append(payload / budget)
            self.assertGreater(len(fills), 8)
            self.assertGreaterEqual(sum(fills) / len(fills), 0.97)

    def test_a_dry_run_says_how_it_will_look(self):
        with pair() as sites:
            def plan(name, budget):
                return sites.a.json("send", SAMPLES / name, "--to", "stellenbosch", "--budget", budget, "--dry-run", timeout=120)["messages"][0]

            low, high = plan("coffee.png", "2kB"), plan("coffee.png", "60kB")
            self.assertLess(low["score"], high["score"])
            self.assertEqual((low["score_word"], high["score_word"]), ("poor", "high"))
            self.assertLess(low["psnr_db"], high["psnr_db"])
            self.assertLess(low["sent_width"], 600)
            self.assertIn(high["codec"], ("jxl", "avif_boxless"))
            exact = plan("coffee.png", "500kB")
            self.assertTrue(exact["pixels_exact"])
            self.assertEqual((exact["score_word"], exact["psnr_db"]), ("pixels exact", None))
            deep = plan("terrain16.png", "70kB")
            self.assertEqual((deep["codec"], deep["sent_width"]), ("jxl", 403))
            self.assertGreater(deep["largest_error"], 0)
            words = sites.a.run("send", SAMPLES / "coffee.png", "--to", "stellenbosch", "--budget", "60kB", "--dry-run", timeout=120).stdout
            self.assertIn("high", words)
            self.assertIn("PSNR", words)

    def test_a_thumbnail_arrives_as_a_picture_anyone_reads(self):
        with pair() as sites, sites.receiving():
            sent = sites.send(SAMPLES / "rocket.jpg", "--thumbnail", timeout=120)["messages"][0]
            self.assertEqual(sent["state"], "verified")
            self.assertLessEqual(sent["payload_bytes"], 2048)
            path = sites.b.json("inbox", "list")["messages"][0]["path"]
            seen = json.loads(subprocess.run(["exiftool", "-json", "-n", path], capture_output=True, text=True, check=True).stdout)[0]
            self.assertEqual(seen["FileType"], "AVIF" if path.endswith(".avif") else "JXL")
            self.assertGreater(seen["ImageWidth"], 64)
            again = sites.b.json("send", path, "--to", "beijing", "--budget", "9kB", "--dry-run", timeout=120)["messages"][0]
            self.assertEqual(again["sent_width"], seen["ImageWidth"])


class Bench(unittest.TestCase):
    def rival(self, folder, name, script):
        path = folder / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def test_the_table_names_who_won_and_who_could_not(self):
        with pair(key_bytes=None) as sites:
            tools = sites.root / "tools"
            pictures = sites.root / "pictures"
            tools.mkdir()
            pictures.mkdir()
            (pictures / "coffee.png").write_bytes((SAMPLES / "coffee.png").read_bytes())
            (pictures / "notes.txt").write_text("no picture")
            # One that gives the original whatever is asked (never small enough), one that fails.
            self.rival(tools, "cwebp", '/bin/cp "$6" "$8"\n')
            self.rival(tools, "cjxl", "exit 3\n")
            table = sites.root / "table.md"
            environment = dict(os.environ, PATH=f"{tools}:/nowhere")
            program = os.environ["SATPAD"]
            told = subprocess.run([program, "--json", "bench", "image", "--pictures", pictures, "--folder", sites.root, "--budgets", "3kB,600kB",
                                   "--table", table], capture_output=True, text=True, env=environment, check=False, timeout=200)
            self.assertEqual(told.returncode, 0, told.stderr)
            cases = json.loads(told.stdout)["cases"]
            self.assertEqual([case["budget_bytes"] for case in cases], [3000, 600000])
            self.assertTrue(all(case["bytes"] <= case["budget_bytes"] for case in cases))
            self.assertEqual([rival["tool"] for rival in cases[0]["rivals"]], ["cwebp", "cjxl"])
            self.assertEqual([rival["bytes"] for rival in cases[0]["rivals"]], [0, 0])
            self.assertTrue(cases[1]["pixels_exact"])
            self.assertEqual(cases[1]["rivals"][0]["score"], 100)
            text = table.read_text()
            self.assertIn("2 cases, 0 over the budget", text)
            self.assertIn("cjxl: 0 wins, 0 ties, 0 losses; 2 times it has nothing so small", text)
            self.assertIn("cwebp: 0 wins, 1 ties, 0 losses; 1 times", text)

    def test_a_folder_without_pictures_is_said(self):
        with pair(key_bytes=None) as sites:
            program = os.environ["SATPAD"]
            for words in (["--pictures", sites.root], []):
                told = subprocess.run([program, "bench", "image", *words], capture_output=True, text=True, check=False, timeout=60)
                self.assertIn(told.returncode, (2, 7))
                self.assertIn("picture", told.stderr)


if __name__ == "__main__":
    unittest.main()
