#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules a reader sees: a licence line in every source, no overlong file, nothing left for later, no
path of somebody's machine. Usage: source_lint.py TREE
"""
import re
import sys

import tree

SUFFIXES = (".h", ".hpp", ".cpp", ".py", ".sh", ".cmake", ".in")
NAMES = ("CMakeLists.txt", "Makefile", "run")
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
MAX_LINES = 600
LATER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X"]) + r")\b")
# A folder of one machine: it must not be needed to build, test or read.
MACHINE = re.compile(r"(?<![\w.$}])/(" + "|".join(["wo" + "rk", "ho" + "me", "ro" + "ot", "Us" + "ers"]) + r")/\w")


def licensed(lines):
    return any(LICENCE in line for line in lines[:3])


def lint(root):
    faults = []
    for path in tree.files(root, suffixes=SUFFIXES + (".md", ".json"), names=NAMES):
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        source = path.suffix in SUFFIXES or path.name in NAMES
        if source and not licensed(lines):
            faults.append(f"{path}: no {LICENCE} in its first lines")
        if source and len(lines) > MAX_LINES:
            faults.append(f"{path}: {len(lines)} lines, more than {MAX_LINES}")
        for number, line in enumerate(lines, 1):
            if source and LATER.search(line):
                faults.append(f"{path}:{number}: leaves work for later: {line.strip()}")
            if MACHINE.search(line):
                faults.append(f"{path}:{number}: names a folder of one machine: {line.strip()}")
    return faults


HEAD = f"// {LICENCE}\n"
GOOD = {
    "core/src/a.cpp": HEAD + "int hackney; // a todo list\n" + "\n" * 500,
    "run.sh": f"#!/bin/sh\n# {LICENCE}\ncat ${{HOME}}/home/x\n",
    "docs/a.md": "Any word, any length.\n" * 700,
}
BAD = {
    "core/src/a.cpp": ("int a;\n", "no SPDX"),
    "core/src/a.cpp#2": (HEAD + "\n" * 600, "601 lines"),
    "core/src/a.cpp#3": (HEAD + "// TO" + "DO later\n", "for later"),
    "core/src/a.cpp#4": (HEAD + "// XX" + "X\n", "for later"),
    "core/src/a.cpp#5": (HEAD + 'open("/ho' + 'me/someone/x");\n', "one machine"),
    "CMakeLists.txt": ("project(x)\n", "no SPDX"),
    "docs/a.md": ("See /wo" + "rk/main.\n", "one machine"),
}

if __name__ == "__main__":
    sys.exit(tree.main(lint, GOOD, BAD))
