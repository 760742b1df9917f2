#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz target `pull_wire`: each message of docs/contact.md, "Pull", and some that must be refused."""
import pathlib

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus" / "pull_wire"
PULL, PAD, TAG, UUID = (bytes([i]) * 16 for i in (0x21, 0x22, 0x23, 0x24))


def number(value):
    coded = b""
    while value >= 0x80:
        coded, value = coded + bytes([value & 0x7F | 0x80]), value >> 7
    return coded + bytes([value])


def text_id(words):
    return number(len(words)) + words.encode()


def manifest(batch, key_bytes, *ids):
    return number(batch) + number(key_bytes) + number(len(ids)) + b"".join(ids)


def main():
    uuid_text = "24242424-2424-2424-2424-242424242424"
    seeds = {
        "begin": (40, b"\x01" + PULL + number(125000) + b"\x01"),
        "begin_of_nothing": (40, b"\x01" + PULL + number(0) + b"\x00"),
        "ready": (41, number(3) + b"\x00"),
        "manifest": (42, manifest(0, 32, b"\x00" + UUID, b"\x00" + PAD)),
        "manifest_of_texts": (42, manifest(7, 128, text_id("A+B/C==" * 20), text_id("24242424-2424-2424-2424-24242424242F"))),
        "manifest_of_a_uuid_in_long": (42, manifest(7, 128, text_id(uuid_text))),
        "manifest_of_one_twice": (42, manifest(7, 32, b"\x00" + UUID, b"\x00" + UUID)),
        "manifest_of_too_much": (42, manifest(0, 1 << 20, b"\x00" + UUID, b"\x00" + PAD)),
        "fetched": (43, number(7) + number(3) + number(1) + number(2) + number(300)),
        "fetched_falling": (43, number(7) + number(2) + number(2) + number(1)),
        "cut": (44, PAD + number(0) + number(8) + number(2048) + TAG),
        "cut_of_one_page": (44, PAD + number(0) + number(0) + number(1) + TAG),
        "held": (45, PAD + TAG),
        "close": (46, PULL),
        "closed": (47, PULL),
    }
    CORPUS.mkdir(parents=True, exist_ok=True)
    for name, (kind, body) in seeds.items():
        (CORPUS / name).write_bytes(bytes([kind]) + body)


if __name__ == "__main__":
    main()
