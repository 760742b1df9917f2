#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A durable file of a home is damaged while nobody looks; then the program meets it.

SATPAD_DAMAGED_HOMES: how many damages are drawn (10 without it). tst_damage does the same inside one process, with every
byte; here each command must end, with a status of docs/cli.md and one line, and whatever it did the tap must hold.
"""
import collections
import os
import pathlib
import random
import sys

from contract import one_line
from pair import SEED, digest, run_cases, sites, want, with_copies
from restored import Backup

DRAWN = int(os.environ.get("SATPAD_DAMAGED_HOMES", "10"))


def durable_files(site):
    """Everything of the home, and what is kept outside it."""
    state = pathlib.Path(site.environment["XDG_STATE_HOME"])
    files = [path for root in (site.home, state) for path in sorted(root.rglob("*")) if path.is_file()]
    return [path for path in files if path.name not in ("ledger.db-shm", "CACHEDIR.TAG") and path.suffix != ".lock"]


def damage(path, other, picker):
    """One damage, into the same inode where there is one left; what was done, for people."""
    data = path.read_bytes()
    way = picker.choice(("flip", "flip", "cut", "zero", "gone", "grow", "foreign"))
    at = picker.randrange(len(data)) if data else 0
    if way == "gone":
        path.unlink()
        return "gone"
    changed = {
        "flip": data[:at] + bytes([data[at] ^ 1 << picker.randrange(8)]) + data[at + 1 :] if data else b"",
        "cut": data[:at],
        "zero": data[: at & ~4095] + bytes(len(data[at & ~4095 :][:4096])) + data[(at & ~4095) + 4096 :],
        "grow": data + b"x",
        "foreign": other.read_bytes() if other.exists() else b"another",
    }[way]
    with path.open("r+b") as file:
        file.write(changed)
        file.truncate()
    return f"{way} at {at}"


def meet(two, site, count):
    """What an operator would do next. Every command ends, and says so as it should."""
    for words in (("keys", "status"), ("ledger", "verify"), ("inbox", "list"), ("outbox", "list")):
        result = site.run("--json", *words, code=None, timeout=30)
        one_line(result, (0, 2, 4, 5, 7, 8, 9))
        count[result.returncode] += 1
    try:
        with two.receiving():
            result = two.a.run("--json", "outbox", "retry", "--wait", 1, code=None, timeout=60)
    except sites.Broken:
        # It does not listen: then it says why, and ends.
        result = two.b.run("receive", "--listen", "127.0.0.1:0", "--timeout", "0.2", code=None, timeout=30)
        want(result.returncode, "the receiver did not listen, and now it does")
    one_line(result, (0, 2, 4, 5, 6, 7, 8, 9))
    count[result.returncode] += 1


@with_copies
def the_program_meets_a_damaged_file(two):
    """Drawn files, drawn damages; afterwards both homes are brought back."""
    picker, count, done = random.Random(SEED), collections.Counter(), []
    first, waiting, half = two.picture(), two.picture(), two.picture(200_000)
    with two.receiving():
        two.send(first)
        two.middle.before = lambda session, end: not session.frames[9] > 1
        two.send(half, code=None, wait=0.3)
    two.middle.before = None
    two.send(waiting, code=6, wait=0)
    two.look_into_outbox()
    backups = [Backup(two, two.a), Backup(two, two.b)]
    known = {digest(picture) for picture in (first, waiting, half)}
    files = [(site, path) for site in (two.a, two.b) for path in durable_files(site)]
    for number in range(DRAWN):
        site, path = files[number % len(files)] if DRAWN >= len(files) else picker.choice(files)
        peer = two.b if site is two.a else two.a
        other = peer.home / path.relative_to(site.home) if path.is_relative_to(site.home) else pathlib.Path("/nowhere")
        what = f"{path.relative_to(two.root)}: {damage(path, other, picker)}"
        try:
            meet(two, site, count)
            two.middle.settle()
            inbox = [each for each in (two.b.home / "inbox").iterdir() if each != path]
            want({digest(each) for each in inbox} <= known, "a wrong picture lies in the inbox")
            want(not two.tap.faults, "\n".join(two.tap.faults))
        except sites.Broken as broken:
            raise sites.Broken(f"{what}: {broken}") from None
        done.append(what)
        for backup in backups:
            backup.restore_unnoticed()
    return f"{len(done)} damages of {len(files)} files; exit statuses {dict(sorted(count.items()))}"


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(run_cases([the_program_meets_a_damaged_file]))
