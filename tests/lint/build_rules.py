#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The build itself keeps the rooms apart (docs/architecture.md, "Rooms and arrows").

With the real compile command of one source of each room: a planted include of a room or of Qt that the room may not see
must not compile. With a copy of the real tree: Qt linked below app/gui must not configure.
Usage: build_rules.py TREE BUILD
"""
import json
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

CORE, KEYCLIENT, TRANSPORT = "satpad/core/types.h", "satpad/keyclient/courier/courier.h", "satpad/transport/node.h"
QT = "QObject"

# Room: (what must compile, so that a failure means something; what must not).
ROOMS = {
    "core/src": ([CORE], [KEYCLIENT, TRANSPORT, QT]),
    "keyclient/src": ([CORE, KEYCLIENT], [TRANSPORT, QT]),
    "transport/src": ([CORE, TRANSPORT], [KEYCLIENT, QT]),
    "app/service": ([CORE, KEYCLIENT, TRANSPORT], [QT]),
    "app/cli": ([CORE], [QT]),
}
QT_FREE_TARGETS = {"core": "satpad_core", "keyclient": "satpad_keyclient", "transport": "satpad_transport"}


def command_of(build, tree, room):
    """The compile command of the room's first source, as words, without its input and output."""
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"])
        if source.suffix != ".cpp" or not source.is_relative_to(tree / room):
            continue
        words = shlex.split(entry["command"])
        for option in ("-c", "-o"):
            at = words.index(option)
            del words[at : at + 2]
        return words, entry["directory"]
    return None, None


def compiles(words, directory, header):
    """(the compiler's verdict, its messages) on a source that includes nothing but `header`."""
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
        source.write(f"#include <{header}>\n")
        source.flush()
        run = subprocess.run([*words, "-fsyntax-only", source.name], cwd=directory, capture_output=True, text=True)
    return run.returncode == 0, run.stderr


def check_includes(tree, build):
    faults, tried = [], 0
    for room, (allowed, forbidden) in ROOMS.items():
        if not any((tree / room).rglob("*.cpp")):
            continue  # a room of headers only: the includes of its users are tried
        words, directory = command_of(build, tree, room)
        if words is None:
            faults.append(f"{room}: no source of it is compiled")
            continue
        for header in allowed + forbidden:
            tried += 1
            ok, messages = compiles(words, directory, header)
            if ok != (header in allowed):
                faults.append(f"{room}: <{header}> {'compiles' if ok else 'does not compile: ' + messages[:300]}")
            elif not ok and f"{header}: No such file" not in messages:
                faults.append(f"{room}: <{header}> fails, but not because it is out of sight: {messages[:300]}")
    return faults, tried


def configure(source, build):
    run = subprocess.run(
        ["cmake", "-G", "Ninja", "-S", source, "-B", build, "-DCMAKE_BUILD_TYPE=Debug"], capture_output=True, text=True
    )
    return run.returncode == 0, run.stdout + run.stderr


def check_qt_links(tree):
    with tempfile.TemporaryDirectory(prefix="satpad-rules-") as folder:
        copy, build = pathlib.Path(folder) / "tree", pathlib.Path(folder) / "build"
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns("build", ".git", "__pycache__"))
        ok, messages = configure(copy, build)
        if not ok:
            return [f"the tree as it is does not configure: {messages[-500:]}"]
        for room, target in QT_FREE_TARGETS.items():
            with (copy / room / "CMakeLists.txt").open("a") as lists:
                lists.write(f"\ntarget_link_libraries({target} PRIVATE Qt6::Core)\n")
        ok, messages = configure(copy, build)
    if ok:
        return ["Qt6::Core linked below app/gui configures"]
    text = " ".join(messages.split())
    return [
        f"{target}: linking Qt6::Core is not what stopped it"
        for target in QT_FREE_TARGETS.values()
        if f'Target "{target}" links to: Qt6::Core but the target was not found' not in text
    ]


def main():
    tree, build = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
    faults, tried = check_includes(tree, build)
    faults += check_qt_links(tree)
    for fault in faults:
        print(fault)
    print(f"{tried} includes and {len(QT_FREE_TARGETS)} links tried, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
