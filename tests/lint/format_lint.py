#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every C++ source is as `make format` leaves it. Usage: format_lint.py TREE"""
import pathlib
import re
import subprocess
import sys

import tree

STYLE = pathlib.Path(sys.argv[1]).resolve() / ".clang-format"


def lint(root):
    """One run over all files: clang-format says file:line:column of every departure."""
    paths = tree.files(root, suffixes=(".h", ".cpp"))
    found = subprocess.run(
        ["clang-format-14", "--dry-run", f"--style=file:{STYLE}", *map(str, paths)],
        cwd=root, capture_output=True, check=True, text=True,
    ).stderr
    places = re.findall(r"^(\S+:\d+):\d+: warning: code should be clang-formatted", found, re.MULTILINE)
    return [f"{place}: not formatted; run: make format" for place in places]


GOOD = {"core/src/a.cpp": "int f()\n{\n    return 1;\n}\n"}
BAD = {
    "core/src/a.cpp": ("int f() {\n    return 1;\n}\n", "core/src/a.cpp:1"),
    "core/src/a.cpp#2": ("int f()\n{\n  return 1;\n}\n", "core/src/a.cpp:2"),
}

if __name__ == "__main__":
    sys.exit(tree.main(lint, GOOD, BAD))
