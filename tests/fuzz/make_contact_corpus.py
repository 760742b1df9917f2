#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz target `contact` that no short contact gives: each message of docs/contact.md about a pass's beginning
and about relays, as sites 01…, 02… and the relay 03… would say it."""
import pathlib
import struct

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus" / "contact"
ASKER, FAR_END, RELAY, SECOND_RELAY = (bytes([i]) * 16 for i in range(1, 5))
ID, OUT, BACK, PARENT, USE, TAG = (bytes([i]) * 16 for i in range(0x11, 0x17))


def number(value):
    coded = b""
    while value >= 0x80:
        coded, value = coded + bytes([value & 0x7F | 0x80]), value >> 7
    return coded + bytes([value])


def text(words):
    return number(len(words)) + words.encode()


def reals(*values):
    return struct.pack(f"<{len(values)}d", *values)


def pages(count):
    return USE + number(1) + PARENT + number(0) + number(count)


def proofs(*pads):
    return number(len(pads)) + b"".join(pad + TAG for pad in pads)


def pass_begin(frame_bits=65536, background=300):
    link = reals(625e6, 0.5, 0.5, 850e-9, 4.5e-6, 1e-6, 0.28, 0.3, 0.4, 0.5, 3, 0.01, 0.5, 1e-9, 0.01)
    link += reals(0.8, 0.5, 0.1, 0.3, 0.0, 0.2)
    flight = link + reals(1e-10, 1e-15) + b"\x00" + reals(0.01) + number(frame_bits) + b"\x00"
    flight += reals(0.8, background, 0.1) + b"\x00" + reals(0) + number(7) + number(2)
    flight += reals(-1, 1.2, 560) + reals(0, 1.3, 540)
    return ID + text("beijing 2026-11-26") + flight + pages(1)


def relay_told(route, leg):
    ids = ID + ASKER + FAR_END + OUT + number(4) + BACK + number(3)
    return ids + reals(1e-10, 2e-10, 0) + number(len(route)) + b"".join(route) + b"\x01" + text("a diode") + pages(leg)


def main():
    seeds = {
        "pass_begin": (3, pass_begin()),
        "pass_begin_of_split_bytes": (3, pass_begin(frame_bits=65532)),
        "pass_begin_of_endless_noise": (3, pass_begin(background=1e8)),
        "refused": (11, b"\x08" + text("no room")),
        "refused_for_want_of_key": (11, b"\x0c" + text("needed 60 pages, free 2")),
        "refused_for_who_knows_what": (11, b"\xff" + text("")),
        "relay_ask": (13, ID + FAR_END + number(4) + number(3) + number(0)),
        "relay_ask_of_two": (13, ID + FAR_END + number(4) + number(3) + number(1) + SECOND_RELAY),
        "relay_next": (14, bytes(16)),
        "relay_told_to_asker": (15, relay_told([RELAY], 7)),
        "relay_told_to_far_end": (15, relay_told([RELAY, SECOND_RELAY], 8)),
        "relay_wait": (16, ID + proofs() + text("too little key")),
        "relay_none": (17, b""),
        "relay_taken": (18, ID),
        "relay_key": (19, ID + proofs(OUT, BACK) + number(7 * 32) + b"\xc5" * (7 * 32) + TAG),
        "relay_stored": (20, ID + proofs(OUT, BACK) + text("")),
        "relay_given_up": (21, ID + proofs() + text("the pad is closed")),
        "relay_news": (22, ID + proofs(OUT, BACK) + text("")),
        "relay_news_of_the_end": (22, ID + proofs() + text("the next site gave it up")),
        "relay_heard": (23, ID),
        "relay_noted": (24, ID),
        "relay_turn": (25, b""),
    }
    CORPUS.mkdir(parents=True, exist_ok=True)
    for name, (kind, body) in seeds.items():
        (CORPUS / name).write_bytes(bytes([kind]) + body)


if __name__ == "__main__":
    main()
