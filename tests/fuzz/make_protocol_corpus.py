#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz targets of docs/protocol.md: what an honest site 01… says to site 02…"""
import pathlib
import random
import struct

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"


def frame(kind, body):
    return struct.pack("<IB", len(body), kind) + body


def main():
    header = bytearray((CORPUS / "header" / "message_small").read_bytes())
    header[32:48] = b"\x01" * 16  # sender
    header[48:64] = b"\x02" * 16  # receiver
    content = struct.unpack_from("<Q", header, 64)[0]
    message, header = bytes(header[16:32]), bytes(header)
    pad, tag = b"\x05" * 16, b"\xaa" * 16
    own = b"\x02" * 8 + struct.pack("<Q", 1)  # the id of the first message the session under test has queued
    hello = frame(1, struct.pack("<H", 1) + b"\x01" * 16)
    record = hello + frame(5, header)
    seeds = {
        "confirm": hello + frame(2, pad) + frame(3, pad + tag) + frame(4, pad),
        "record_cancel": record + frame(11, header) + frame(14, b"\0"),
        "record_chunk": record + frame(9, message + struct.pack("<Q", 0) + b"\x11" * (content + 16)),
        "recorded": hello + frame(6, own + tag + struct.pack("<Q", 0)),
        "used": hello + frame(7, own + b"\x02" * 8 + b"\x01" * 8 + struct.pack("<QQ", 0, 1) + message + struct.pack("<Q", 1)),
        "refused": hello + frame(8, own + struct.pack("<H", 1)),
        "answer": hello + frame(10, own + tag),
        "ping": hello + frame(12, b"") + frame(13, b"") + frame(14, b"\1"),
    }
    for target in ("frame", "session", "session_pair"):
        (CORPUS / target).mkdir(parents=True, exist_ok=True)
    for name, data in seeds.items():
        (CORPUS / "frame" / name).write_bytes(data)
        (CORPUS / "session" / name).write_bytes(data)
    for number in (1, 2, 3):
        draw = random.Random(number)
        steps = bytes([4, draw.randrange(256)]) + bytes(draw.randrange(256) for _ in range(60))
        (CORPUS / "session_pair" / f"steps_{number}").write_bytes(steps)
    contact = {
        "small": [b"a", b"bc" * 40],
        "one_octet_each": [bytes([i]) for i in range(30)],
        "longer_than_a_step": [b"r" * 252, b"m" * 253, b"s" * 600],
    }
    (CORPUS / "contact_frame").mkdir(parents=True, exist_ok=True)
    for name, messages in contact.items():
        data = b"".join(struct.pack("<I", len(message)) + message for message in messages)
        (CORPUS / "contact_frame" / name).write_bytes(b"\x05" + data)
    (CORPUS / "contact_frame" / "cut").write_bytes(b"\x01" + struct.pack("<I", 9) + b"cut")
    (CORPUS / "contact_frame" / "empty").write_bytes(b"\x02" + struct.pack("<I", 1) + b"x" + struct.pack("<I", 0))
    (CORPUS / "contact_frame" / "longest").write_bytes(b"\x03" + struct.pack("<I", 4 << 20) + b"l")
    (CORPUS / "contact_frame" / "too_long").write_bytes(b"\x03" + struct.pack("<I", (4 << 20) + 1) + b"l")


if __name__ == "__main__":
    main()
