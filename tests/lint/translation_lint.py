#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every word of the desktop has its Chinese, with the same places for figures and names. Asks lupdate, so that a string that was added and never
translated is found. Usage: translation_lint.py TREE
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

LUPDATE = shutil.which("lupdate", path="/usr/lib/qt6/bin:/usr/bin")
PLACES = re.compile(r"%L?\d|%n")


def faults_of(file):
    faults = []
    for message in ElementTree.parse(file).iter("message"):
        source = message.find("source").text
        made = message.find("translation")
        form = made.find("numerusform")
        text = (made if form is None else form).text
        if not text or made.get("type") == "unfinished":
            faults.append(f"not translated: {source!r}")
        elif sorted(PLACES.findall(source)) != sorted(PLACES.findall(text)):
            faults.append(f"other places than {source!r}: {text!r}")
    return faults


def updated(root, words, folder):
    copy = pathlib.Path(folder) / words.name
    shutil.copy(words, copy)
    subprocess.run(
        [LUPDATE, "-silent", "-no-obsolete", "-locations", "none", str(root / "app" / "gui"), "-ts", str(copy)],
        check=True, capture_output=True)
    return copy


def main():
    root = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        planted = pathlib.Path(folder) / "planted.ts"
        planted.write_text(
            '<TS><context><message><source>%1 pages</source><translation>页</translation></message>'
            '<message><source>Send</source><translation type="unfinished"></translation></message></context></TS>')
        if len(faults_of(planted)) != 2:
            print("self-check: a planted fault was not found")
            return 1
        faults = faults_of(updated(root, root / "resources" / "i18n" / "satpad_zh_CN.ts", folder))
    print("\n".join(faults) or "every word has its Chinese")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
