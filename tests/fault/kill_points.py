# SPDX-License-Identifier: GPL-3.0-or-later
"""At which durable calls something is killed.

With SATPAD_KILLS=full at each. Else an undisturbed run is counted first, and of what it did some calls are drawn: of every
kind that came, and spread over each kind from its first call to its last; where exactly differs from day to day. The seed is
printed, SATPAD_KILL_SEED sets it.
"""
import itertools
import os
import pathlib
import random
import tempfile

from pair import DURABLE, killing, want

FULL = os.environ.get("SATPAD_KILLS") == "full"
KILL_SEED = int(os.environ.get("SATPAD_KILL_SEED") or random.SystemRandom().randrange(1 << 32))
MOST_CALLS = 1000
print(f"kill points {'all' if FULL else f'drawn with seed {KILL_SEED}'}", flush=True)


def counted(run):
    """{call: how many of it came} while `run(prefix)` ran undisturbed."""
    with tempfile.TemporaryDirectory(prefix="satpad-counts-") as folder:
        file = pathlib.Path(folder) / "counts"
        run(killing(",".join(DURABLE), 0, file))
        counts = dict.fromkeys(DURABLE, 0)
        for line in file.read_text().splitlines():
            name, count = line.split()
            counts[name] += int(count)
    return counts


def drawn(counts, most, dice):
    """So many of these calls, as (call, which of them), but at least one of each kind."""
    shares = {syscall: 1 for syscall, count in counts.items() if count}
    while sum(shares.values()) < min(most, sum(counts.values())):
        shares[max(shares, key=lambda syscall: counts[syscall] / shares[syscall])] += 1
    points = []
    for syscall, share in shares.items():
        offset = dice.random()
        points += [(syscall, 1 + int((place + offset) * counts[syscall] / share)) for place in range(share)]
    return points


def kill_at_points(what, attempt, most, least=3):
    """`attempt(prefix, where)` runs once, judges, and says whether the death came. Returns what was done, in words."""
    if FULL:
        deaths = 0
        for syscall in DURABLE:
            for when in itertools.count(1):
                want(when < MOST_CALLS, f"{what} at {syscall} {when}: no end of calls")
                if not attempt(killing(syscall, when), f"{what} killed at {syscall} {when}"):
                    break
                deaths += 1
        said = "all"
    else:
        counts = counted(lambda prefix: want(not attempt(prefix, f"{what} undisturbed"), f"{what} died undisturbed"))
        points = drawn(counts, most, random.Random(f"{KILL_SEED} {what}"))
        at = []
        for syscall, when in points:
            # No run is quite like another: the last call of a kind may not come again, an earlier one does.
            while not (died := attempt(killing(syscall, when), f"{what} killed at {syscall} {when}")) and when > 1:
                when //= 2
            if died:
                at.append(f"{syscall} {when}")
        want(len(at) >= len(points) - 1, f"{what}: of {points} died at {at} only")
        deaths, said = len(at), f"{', '.join(at)}; of " + ", ".join(f"{count} {syscall}" for syscall, count in counts.items() if count)
    want(deaths >= least, f"{what}: killed {deaths} times only")
    return f"killed {deaths} times ({said})"
