#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of tst_score.cpp and what they score in double precision.

score_values.py check FILE    each value of FILE is what ssimulacra2_reference.py gives
score_values.py list FILE     the same lines with that value put in anew
score_values.py write FILE FOLDER    their pictures as PPM, for another program to score

A line of FILE: scene, change, width, height, value in double precision, value of libjxl 0.11.2's `ssimulacra2`.
"""
import pathlib
import sys

import ssimulacra2_reference

TOLERANCE = 1e-6


def scatter(x, y, c, seed):
    """A byte that looks like chance."""
    mixed = (x * 73856093 ^ y * 19349663 ^ (c + 1) * 83492791 ^ seed * 2654435761) & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 15) * 2246822519 & 0xFFFFFFFF
    return mixed >> 13 & 255


def wave(n, period):
    """A triangle from 0 to 255 and back."""
    return abs(n % (2 * period) - period) * 255 // period


def clamp(value):
    return min(255, max(0, value))


SCENES = {
    "waves": lambda x, y, c: (wave(x + 3 * c, 29) + wave(y, 17 + 4 * c)) // 2,
    "checks": lambda x, y, c: (40 + 60 * c if (x // 8 + y // 8) % 2 else 200 - 50 * c) + x // 4,
    "noise": lambda x, y, c: (scatter(x, y, c, 1) + wave(x + y, 23)) // 2,
    "page": lambda x, y, c: 30 if x % 11 < 2 and y % 13 < 8 else 245,
    "gray": lambda x, y, c: (wave(x, 19) + scatter(x, y, 0, 2)) // 2,
}


def average(at, x0, y0, x1, y1):
    values = [at(x, y) for y in range(y0, y1) for x in range(x0, x1)]
    return sum(values) // len(values)


def changed(change, at, x, y, c, width, height):
    """One sample of the changed picture; at(x, y) gives the original's samples of channel c."""
    if change == "steps":
        return clamp(at(x, y) // 16 * 16 + 8)
    if change == "grain":
        return clamp(at(x, y) + scatter(x, y, c, 3) % 33 - 16)
    if change == "dark":
        return at(x, y) * 7 // 8
    if change == "soft":
        return average(at, max(0, x - 1), max(0, y - 1), min(width, x + 2), min(height, y + 2))
    if change == "blocks":
        x0, y0 = x // 8 * 8, y // 8 * 8
        return (at(x, y) + average(at, x0, y0, min(width, x0 + 8), min(height, y0 + 8))) // 2
    raise ValueError(change)


def planes(scene, width, height):
    return [[[SCENES[scene](x, y, c) for x in range(width)] for y in range(height)] for c in range(3)]


def changed_planes(change, original, width, height):
    return [
        [
            [changed(change, lambda i, j, p=original[c]: p[j][i], x, y, c, width, height) for x in range(width)]
            for y in range(height)
        ]
        for c in range(3)
    ]


def pair(scene, change, width, height):
    original = planes(scene, width, height)
    return original, changed_planes(change, original, width, height)


def value_of(scene, change, width, height):
    def coded(picture):
        return [[[sample / 255 for sample in row] for row in plane] for plane in picture]
    one, two = pair(scene, change, width, height)
    return ssimulacra2_reference.score(coded(one), coded(two))


def ppm(picture, width, height):
    head = b"P6\n%d %d\n255\n" % (width, height)
    return head + bytes(picture[c][y][x] for y in range(height) for x in range(width) for c in range(3))


def cases(path):
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            scene, change, width, height, value, tool = line.split()
            yield scene, change, int(width), int(height), float(value), tool


def main(verb, path, *rest):
    wrong = 0
    for scene, change, width, height, value, tool in cases(pathlib.Path(path)):
        if verb == "write":
            for name, picture in zip(("original", "changed"), pair(scene, change, width, height)):
                file = pathlib.Path(rest[0]) / f"{scene}-{change}-{width}-{height}-{name}.ppm"
                file.write_bytes(ppm(picture, width, height))
            continue
        found = value_of(scene, change, width, height)
        if verb == "list":
            print(f"{scene:7}{change:8}{width:4}{height:5}{found:14.6f}{tool:>14}")
        elif abs(found - value) > TOLERANCE:
            print(f"{scene} {change} {width}×{height}: {found:.6f}, the file says {value:.6f}")
            wrong += 1
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
