# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lint tests share: walking the source tree, and reporting."""
import pathlib
import sys
import tempfile

SKIPPED = {"build", ".git", "__pycache__"}


def files(root, suffixes=(), names=()):
    """Source files below `root` with one of the suffixes or names, sorted, as paths relative to it."""
    found = []
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if SKIPPED.intersection(relative.parts) or not path.is_file():
            continue
        if path.suffix in suffixes or path.name in names:
            found.append(relative)
    return found


def planted(contents):
    """A temporary tree with the given {path: text}; remove with .cleanup()."""
    folder = tempfile.TemporaryDirectory(prefix="satpad-lint-")
    for name, text in contents.items():
        path = pathlib.Path(folder.name) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def self_check(lint, good, bad):
    """`lint(root)` must find nothing in `good` and every {path: (text, words of the fault)} of `bad`, alone."""
    with planted(good) as folder:
        unexpected = lint(pathlib.Path(folder))
    missed = [f"finds fault with a good tree: {fault}" for fault in unexpected]
    for path, (text, words) in bad.items():
        name = path.split("#")[0]  # "file.cpp#2" plants another fault into the same file
        with planted({**good, name: text}) as folder:
            faults = lint(pathlib.Path(folder))
        if not any(name in fault and words in fault for fault in faults):
            missed.append(f"misses the planted fault {path} ({words}); found {faults}")
    return missed


def main(lint, good, bad):
    """Runs the self-check, then the lint over the tree named on the command line; returns the exit status."""
    missed = self_check(lint, good, bad)
    faults = lint(pathlib.Path(sys.argv[1]).resolve())
    for line in missed + faults:
        print(line)
    print(f"{len(bad)} planted faults, {len(missed)} self-check failures, {len(faults)} faults in the tree")
    return 1 if missed or faults else 0
