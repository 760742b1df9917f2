# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning passes: `pass predict` and `pass simulate` as scripts meet them. No home is needed, and none is made."""
import datetime
import json
import os
import pty
import signal
import struct
import subprocess
import unittest
import xml.etree.ElementTree

import pair  # noqa: F401: finds the support folder
from sites import PROGRAM, needs_program, temporary_root

XINGLONG = '[[station]]\nname = "xinglong"\nlatitude = 40.396\nlongitude = 117.577\nheight_m = 900\n'
MICIUS = [
    "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993",
    "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063",
]
LOW = ("--max-elevation", "25", "--sky", "excellent")  # a small pass is a quick one


class Passes(unittest.TestCase):
    def setUp(self):
        needs_program()
        root = self.root = self.enterContext(temporary_root())
        self.environment = {**os.environ, "HOME": str(root), "XDG_DATA_HOME": str(root / "data"), "XDG_STATE_HOME": str(root / "state")}
        self.mine = self.file("mine.toml", XINGLONG)

    def file(self, name, text):
        path = self.root / name
        path.write_text(text)
        return path

    def run_pass(self, *words, code=0):
        told = subprocess.run(
            [str(PROGRAM), *map(str, words)], env=self.environment, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
        self.assertEqual(told.returncode, code, told.stderr + told.stdout)
        return told

    def json(self, *words):
        return json.loads(self.run_pass("--json", "pass", *words).stdout)

    def refused(self, code, says, *words):
        """One clear line, the exit code, and the same in JSON."""
        told = self.run_pass("--json", "pass", *words, code=code)
        self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)
        self.assertIn(says, told.stderr)
        self.assertIn(says, json.loads(told.stdout)["error"]["message"])
        self.assertNotIn("--exact", told.stderr)


class Predict(Passes):
    def over_xinglong(self, *words):
        return self.json("predict", "--station", "xinglong", "--presets", self.mine, "--from", "2016-12-19T12:00:00Z", "--days", "0.5", *words)

    def test_the_published_pass_is_there_with_all_its_members(self):
        told = self.over_xinglong("--satellite", "micius")
        usable = [one for one in told["passes"] if one["usable"]]
        self.assertEqual(len(usable), 1)
        one = usable[0]
        for member in ("satellite", "rise", "culmination", "set", "max_elevation_deg", "azimuth_deg", "sun_elevation_deg", "usable_s"):
            self.assertIn(member, one)
        culmination = datetime.datetime.fromisoformat(one["culmination"].replace("Z", "+00:00"))
        published = datetime.datetime(2016, 12, 19, 16, 52, 14, tzinfo=datetime.timezone.utc)
        self.assertLess(abs((culmination - published).total_seconds()), 2)
        self.assertAlmostEqual(one["max_elevation_deg"], 47.8, delta=0.05)
        self.assertLess(one["rise"], one["culmination"])
        self.assertLess(one["culmination"], one["set"])
        self.assertEqual(one["reasons"], [])
        self.assertGreater(one["expected_secure_bits"], 20_000)
        self.assertEqual(told["expected_secure_bits"], sum(each["expected_secure_bits"] for each in told["passes"]))
        for each in told["passes"]:
            self.assertEqual(each["expected_secure_bits"] > 0, each["usable"])
            self.assertTrue(each["usable"] or each["reasons"])

    def test_several_satellites_and_options(self):
        both = self.over_xinglong("--satellite", "micius", "--satellite", "jinan-class")["passes"]
        self.assertEqual({one["satellite"] for one in both}, {"micius", "jinan-class"})
        self.assertEqual([one["rise"] for one in both], sorted(one["rise"] for one in both))
        steep = self.over_xinglong("--satellite", "micius", "--min-elevation", "50")["passes"]
        self.assertEqual({one["usable"] for one in steep}, {False})
        self.assertTrue(all("too low" in one["reasons"] for one in steep))
        self.assertFalse(any(one["usable"] for one in self.over_xinglong("--sun-below", "-89")["passes"]))
        big = self.over_xinglong("--satellite", "micius", "--terminal", "observatory", "--sky", "excellent")
        self.assertGreater(big["expected_secure_bits"], 1_000_000)

    def test_elements_of_a_file(self):
        elements = self.file("fresh.tle", "QSS (MOZI)\r\n" + "\r\n".join(MICIUS) + "\r\n")
        told = self.over_xinglong("--elements", elements, "--satellite", "QSS (MOZI)")
        self.assertEqual(told["passes"][0]["satellite"], "QSS (MOZI)")
        self.assertEqual(told["expected_secure_bits"], self.over_xinglong("--satellite", "micius")["expected_secure_bits"])

    def test_the_table_marks_what_is_usable_and_sums_up(self):
        told = self.run_pass("pass", "predict", "--station", "xinglong", "--presets", self.mine, "--from", "2016-12-19T12:00", "--days", "0.5")
        lines = told.stdout.strip().splitlines()
        self.assertIn("SIMULATED", told.stdout)
        marked = [line for line in lines[:-1] if line.startswith("* ")]
        self.assertEqual(len(marked), 2)
        self.assertRegex(lines[-1], r"^\* 2 of \d+ passes usable, \d+ kbit of key expected in all$")
        self.assertIn("left out", told.stderr)
        self.assertIn("lijian-1-a", told.stderr)

    def test_no_pass_is_an_empty_list_and_a_sentence(self):
        words = ("predict", "--station", "beijing", "--satellite", "jinan-class", "--from", "2026-11-26T06:00", "--days", "0.1")
        self.assertEqual(self.json(*words)["passes"], [])
        told = self.run_pass("pass", *words)
        self.assertIn("No satellite rises over beijing", told.stdout)

    def test_the_age_of_elements(self):
        words = ("predict", "--station", "beijing", "--satellite", "micius", "--days", "1", "--from")
        self.assertEqual(self.run_pass("pass", *words, "2016-12-20").stderr, "")
        warned = self.run_pass("pass", *words, "2016-12-30")
        self.assertIn("days away from the time asked", warned.stderr)
        self.assertEqual(self.run_pass("--quiet", "pass", *words, "2016-12-30").stderr, "")
        self.refused(2, "--old-elements", *words, "2017-06-01")
        self.run_pass("pass", *words, "2017-06-01", "--old-elements")

    def test_the_presets_of_a_home_are_used_and_no_home_is_made(self):
        home = self.root / "home"
        self.run_pass("--home", home, "init", "--name", "x")
        self.file("home/presets.toml", XINGLONG)
        self.run_pass("--home", home, "pass", "predict", "--station", "xinglong", "--days", "1")
        self.run_pass("--home", self.root / "none", "pass", "predict", "--station", "beijing", "--days", "1")
        self.assertFalse((self.root / "none").exists())
        self.assertFalse((self.root / "data").exists())

    def test_each_fault_is_one_line(self):
        here = ("predict", "--station", "beijing")
        self.refused(2, "no station 'atlantis'; there are: beijing", "predict", "--station", "atlantis")
        self.refused(2, "no satellite 'sputnik'", *here, "--satellite", "sputnik")
        self.refused(2, "no sky 'green'", *here, "--sky", "green")
        self.refused(2, "no terminal 'ship'", *here, "--terminal", "ship")
        self.refused(2, "looks like 2026", *here, "--from", "tomorrow")
        self.refused(2, "--days", *here, "--days", "0")
        self.refused(2, "--station", "predict")
        self.refused(7, "cannot be read", *here, "--presets", self.root / "nowhere.toml")
        self.refused(7, "cannot be read", *here, "--presets", self.root)
        self.refused(7, "bad.toml, line 2", *here, "--presets", self.file("bad.toml", "\nstation = 3\n"))
        self.refused(7, "bad.toml, line", *here, "--presets", self.file("bad.toml", "[[station\x1b"))
        self.refused(7, "over 1 MiB", *here, "--presets", self.file("long.toml", "#" * (1 << 20) + "\n"))
        self.refused(7, "checksum", *here, "--elements", self.file("bad.tle", "\n".join(MICIUS).replace("97.3699", "97.3698")))
        self.refused(7, "no element set", *here, "--elements", self.file("bad.tle", "# nothing\n"))
        deep = self.file(
            "deep.tle",
            "1 08195U 75081A   06176.33215444  .00000099  00000-0  11873-3 0   813\n"
            "2 08195  64.1586 279.0717 6877146 264.7651  20.2257  2.00491383225656\n",
        )
        self.refused(7, "deep-space", *here, "--elements", deep, "--satellite", "08195")
        self.refused(2, "no source 'torch'", *here, "--elements", deep, "--source", "torch")


class Simulate(Passes):
    def test_members_of_a_run(self):
        told = self.json("simulate", "--station", "stellenbosch", *LOW)
        self.assertIs(told["simulated"], True)
        self.assertEqual((told["station"], told["satellite"], told["reason"]), ("stellenbosch", "jinan-class", ""))
        self.assertEqual(told["max_elevation_deg"], 25)
        self.assertAlmostEqual(told["usable_s"], 261, delta=3)
        self.assertAlmostEqual(told["clicks"] / told["sifted_bits"], 2, delta=0.02)
        self.assertAlmostEqual(told["qber"], 0.020, delta=0.002)
        self.assertTrue(1 <= told["f_ec"] <= 1.10)
        self.assertTrue(0 < told["leak_ec_bits"] < told["sifted_bits"])
        self.assertTrue(130_000 < told["secure_bits"] < 200_000)
        self.assertAlmostEqual(told["secure_bps"], told["secure_bits"] / told["usable_s"], places=3)
        self.assertTrue(0 < told["key_after_s"] < 20)
        self.assertTrue(0 < told["epsilon"]["secrecy"] <= 1e-10)
        for basis in ("z", "x"):
            self.assertGreater(told["bounds"][basis]["single"], 0)
            self.assertTrue(0 < told["bounds"][basis]["phase_error"] < 0.2)

    def test_repeated_runs_and_the_seed(self):
        told = self.json("simulate", *LOW, "--seed", "5", "--repeat", "2")
        self.assertEqual([run["seed"] for run in told["runs"]], [5, 6])
        self.assertNotEqual(*(run["clicks"] for run in told["runs"]))
        self.assertEqual(told["summary"]["with_key"], 2)
        again = self.json("simulate", *LOW, "--seed", "6")
        self.assertEqual(again["clicks"], told["runs"][1]["clicks"])

    def test_the_text_says_simulated_first(self):
        told = self.run_pass("pass", "simulate", "--max-elevation", "20")
        self.assertTrue(told.stdout.splitlines()[0].startswith("SIMULATED "), told.stdout)
        self.assertIn("key       ", told.stdout)
        self.assertEqual(told.stderr, "")

    def test_attacks_end_without_key_and_with_the_reason(self):
        for attack, reason in (("pns", "the decoy pulses show no single photons"), ("intercept:0.4", "mending the errors")):
            told = self.json("simulate", *LOW, "--attack", attack)
            self.assertEqual(told["secure_bits"], 0)
            self.assertTrue(told["reason"].startswith(reason), told["reason"])
            self.assertEqual(told["attack"], attack)

    def test_a_real_pass_by_its_time(self):
        here = ("simulate", "--presets", self.mine, "--station", "xinglong", "--satellite", "micius", "--at")
        told = self.json(*here, "2016-12-19T16:52:14Z")
        self.assertEqual(told["culmination"][:16], "2016-12-19T16:52")
        self.assertAlmostEqual(told["usable_s"], 332, delta=1)
        self.assertGreater(told["secure_bits"], 15_000)
        useless = self.json(*here, "2016-12-19T03:50:00Z")
        self.assertEqual((useless["secure_bits"], useless["clicks"]), (0, 0))
        self.assertIn("daylight", useless["reason"])
        self.refused(2, "it rises next at 2016-12-19T15:1", *here, "2016-12-19T14:00:00Z")
        self.refused(2, "--old-elements", *here, "2017-12-19T14:00:00Z")

    def test_an_observatory_sees_more(self):
        short = ("--min-elevation", "80", "--seed", "3")
        told = self.run_pass("pass", "simulate", "--terminal", "observatory", *short)
        self.assertIn("SIMULATED", told.stdout)
        self.assertIn("observatory terminal", told.stdout)
        large, small = (self.json("simulate", "--terminal", terminal, *short) for terminal in ("observatory", "portable"))
        self.assertTrue(large["simulated"])
        self.assertGreater(large["clicks"], 5 * small["clicks"])
        self.assertGreater(large["secure_bits"], 1_000_000)

    def test_plots(self):
        svg, png = self.root / "pass.svg", self.root / "pass.png"
        svg.write_text("what was there")
        self.json("simulate", "--max-elevation", "20", "--plot", svg)
        text = "".join(xml.etree.ElementTree.parse(svg).getroot().itertext())
        for word in ("SIMULATED", "jinan-class over beijing", "sky good", "Elevation", "QBER"):
            self.assertIn(word, text)
        self.json("simulate", "--max-elevation", "12", "--plot", png)
        data = png.read_bytes()
        self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(struct.unpack(">II", data[16:24]), (1200, 1400))
        self.assertEqual(sorted(path.name for path in self.root.iterdir() if path.suffix == ".part"), [])

    def test_each_fault_is_one_line(self):
        self.refused(2, "no station 'atlantis'", "simulate", "--station", "atlantis")
        self.refused(2, "no satellite 'sputnik'", "simulate", "--satellite", "sputnik")
        self.refused(2, "no sky 'green'", "simulate", "--sky", "green")
        self.refused(2, "no terminal 'ship'", "simulate", "--terminal", "ship")
        self.refused(2, "an attack is", "simulate", "--attack", "shouting")
        for fraction in ("0", "1.5", "x", "nan", ""):
            self.refused(2, "an attack is", "simulate", "--attack", f"intercept:{fraction}")
        self.refused(2, ".png or .svg", "simulate", "--plot", self.root / "pass.gif")
        self.refused(2, "no folder", "simulate", "--plot", self.root / "nowhere" / "pass.png")
        self.refused(2, "--max-elevation", "simulate", "--max-elevation", "91")
        self.refused(2, "--max-elevation", "simulate", "--max-elevation", "80", "--at", "2026-11-26T04:00")
        self.refused(2, "looks like 2026", "simulate", "--at", "noon")
        self.refused(7, "bad.toml, line 1", "simulate", "--presets", self.file("bad.toml", "x = 1\n"))

    def test_ctrl_c_stops_it(self):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [str(PROGRAM), "--json", "pass", "simulate", "--repeat", "1000"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs)  # fmt: skip
        os.close(theirs)
        said = b""
        while b"SIMULATED pass" not in said:  # the bar, so it is at work
            said += os.read(ours, 4096)
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=60)[0]
        os.close(ours)
        self.assertEqual(process.returncode, 2)
        self.assertEqual(json.loads(out)["error"]["code"], "cancelled")


if __name__ == "__main__":
    unittest.main(verbosity=2)
