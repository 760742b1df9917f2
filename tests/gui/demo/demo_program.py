# SPDX-License-Identifier: GPL-3.0-or-later
"""`satpad demo --gui` as a real process: it becomes satpad-gui, comes up without a screen, and leaves nothing behind."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[2] / "support"))

from sites import PROGRAM, needs_program, temporary_root, wait_for  # noqa: E402

SAMPLES = HERE.parents[3] / "resources" / "samples"
DESKTOP = PROGRAM.parent / "satpad-gui"


def catches(process, number):
    """Whether the process has a handler of its own for this signal."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    mask = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return int(mask, 16) >> (number - 1) & 1


class DemoProgram(unittest.TestCase):
    def setUp(self):
        needs_program()
        if not DESKTOP.exists():
            self.fail(f"{DESKTOP} is not built")
        self.root = self.enterContext(temporary_root())
        self.temporary = self.root / "tmp"
        self.temporary.mkdir()
        runtime = self.root / "runtime"
        runtime.mkdir(mode=0o700)
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")},
            "HOME": str(self.root),
            "XDG_CONFIG_HOME": str(self.root / "config"),
            "XDG_STATE_HOME": str(self.root / "state"),
            "XDG_RUNTIME_DIR": str(runtime),
            "TMPDIR": str(self.temporary),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def start(self, *words, program=PROGRAM):
        process = subprocess.Popen(
            [program, *map(str, words)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(process.communicate)  # last: closes its pipes
        self.addCleanup(process.kill)
        return process

    def run_to_end(self, *words, program=PROGRAM):
        process = self.start(*words, program=program)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def homes(self):
        return [home.parent.name for home in self.temporary.glob("satpad-demo-*/*/site.toml")]

    def come_up(self, *words):
        process = self.start("demo", "--gui", *words)
        try:
            wait_for(lambda: process.poll() is not None or len(self.homes()) >= 3, "two homes and a satellite", 60)
            self.assertIsNone(process.poll(), "it ended by itself")
            wait_for(lambda: catches(process, signal.SIGTERM), "it listens to signals")
        except AssertionError as broken:
            process.kill()
            self.fail(f"{broken}: {process.communicate()[1]}")
        return process

    def test_it_comes_up_and_closes_cleanly(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process = self.come_up()
            self.assertEqual(os.readlink(f"/proc/{process.pid}/exe"), str(DESKTOP))  # the same process, no child
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, err)
            self.assertEqual(out, "")
            self.assertEqual(list(self.temporary.iterdir()), [])

    def test_it_takes_the_picture_along(self):
        picture = SAMPLES / "coffee.png"
        process = self.come_up("--image", picture)
        words = pathlib.Path(f"/proc/{process.pid}/cmdline").read_text().split("\0")
        self.assertEqual(words[1:4], ["--demo", "--image", str(picture)])
        process.terminate()
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)

    def test_a_missing_desktop_program_is_said(self):
        alone = self.root / "bin"
        alone.mkdir()
        shutil.copy2(PROGRAM, alone / "satpad")
        self.environment["PATH"] = str(alone)
        code, out, err = self.run_to_end("demo", "--gui", program=alone / "satpad")
        self.assertEqual(code, 7, err)
        self.assertEqual(out, "")
        self.assertIn("satpad-gui is not installed", err)
        self.assertIn("satpad demo without --gui", err)
        code, out, err = self.run_to_end("--json", "demo", "--gui", program=alone / "satpad")
        self.assertEqual(code, 7, err)
        self.assertEqual(json.loads(out)["error"]["code"], "unreadable_file")

    def test_it_is_found_where_the_shell_finds_it(self):
        alone, elsewhere = self.root / "bin", self.root / "elsewhere"
        for folder in (alone, elsewhere):
            folder.mkdir()
        shutil.copy2(PROGRAM, alone / "satpad")
        desktop = elsewhere / "satpad-gui"
        desktop.write_text('#!/bin/sh\necho "$0 $*"\nexit 5\n')
        self.environment["PATH"] = f"{alone}:{elsewhere}:/usr/bin:/bin"
        desktop.chmod(0o644)  # a file that nobody may run is none
        self.assertEqual(self.run_to_end("demo", "--gui", program=alone / "satpad")[0], 7)
        desktop.chmod(0o755)
        code, out, err = self.run_to_end("demo", "--gui", program=alone / "satpad")
        self.assertEqual((code, out), (5, f"{desktop} --demo\n"), err)  # its exit code is the demo's

    def test_without_a_display_it_is_said(self):
        del self.environment["QT_QPA_PLATFORM"]
        code, out, err = self.run_to_end("demo", "--gui")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("no display", err)

    def test_wrong_usage_is_exit_two(self):
        for program, words in (
            (PROGRAM, ("demo", "--gui", "--keep", self.root / "kept")),
            (DESKTOP, ("--demo", "--home", self.root / "home")),
            (DESKTOP, ("--image", SAMPLES / "coffee.png")),
        ):
            code, _, err = self.run_to_end(*words, program=program)
            self.assertEqual(code, 2, err)
            self.assertTrue(err.strip())
        self.assertEqual(list(self.temporary.iterdir()), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
