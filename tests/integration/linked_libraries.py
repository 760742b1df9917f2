# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs load when they start: no reader of foreign pictures outside the decoder child, nothing large within it."""
import os
import pathlib
import re
import subprocess
import unittest

PROGRAM = pathlib.Path(os.environ["SATPAD"])
CODECS = ("jpeg", "png16", "tiff", "webp", "jxl", "avif")


def libraries(program):
    """The names of all shared libraries, those of libraries too, without lib and version."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    return {match.group(1) for match in re.finditer(r"^\s*lib([^\s]+?)\.so", listed, re.MULTILINE)}


class Linked(unittest.TestCase):
    def test_ldd_sees_libraries_at_all(self):
        self.assertIn("c", libraries(PROGRAM))
        self.assertTrue(set(CODECS) <= libraries(PROGRAM.with_name("satpad-decode")))

    def test_the_program_links_no_reader_of_opencv(self):
        linked = libraries(PROGRAM)
        self.assertIn("opencv_core", linked)
        self.assertNotIn("opencv_imgcodecs", linked)
        self.assertEqual({name for name in linked if name.startswith("gdal") or name.startswith("Qt")}, set())

    def test_the_decoder_links_neither_opencv_nor_qt(self):
        linked = libraries(PROGRAM.with_name("satpad-decode"))
        self.assertEqual({name for name in linked if re.match(r"opencv|Qt|gdal|ssl|crypto|sqlite|sodium", name)}, set())


if __name__ == "__main__":
    unittest.main()
