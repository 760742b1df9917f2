# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz targets of the QR reader, by libqrencode: `make_qr_corpus.py`. A second run changes nothing."""
import ctypes
import math
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
PLAIN = 2  # QRencodeMode: digits and letters are found by themselves
CARD = b"satpad-card-1 stellenbosch 4kq7-mz2v"


class Code(ctypes.Structure):
    _fields_ = [("version", ctypes.c_int), ("width", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_ubyte))]


LIBRARY = ctypes.CDLL("libqrencode.so.4")
LIBRARY.QRcode_encodeString.restype = ctypes.POINTER(Code)


def seed(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(bytes(data))


def modules(text, version, level):
    code = LIBRARY.QRcode_encodeString(text, version, level, PLAIN, 1).contents
    side = code.width
    return side, [[code.data[y * side + x] & 1 for x in range(side)] for y in range(side)]


def packed(side, rows):
    """fuzz_qr_modules.cpp: the side, then a bit for each module, dark is 1."""
    bits = [bit for row in rows for bit in row]
    bits += [0] * (-len(bits) % 8)
    return bytes([side]) + bytes(int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, len(bits), 8))


def picture(side, rows, pixels, turn):
    """fuzz_qr_picture.cpp: the width, then gray samples, row by row."""
    wide = math.ceil(side * pixels * (abs(math.cos(turn)) + abs(math.sin(turn))))
    samples = bytearray()
    for y in range(wide):
        for x in range(wide):
            u, v = (x + 0.5 - wide / 2) / pixels, (y + 0.5 - wide / 2) / pixels
            column = math.floor(u * math.cos(turn) + v * math.sin(turn) + side / 2)
            row = math.floor(v * math.cos(turn) - u * math.sin(turn) + side / 2)
            dark = 0 <= column < side and 0 <= row < side and rows[row][column]
            samples.append(20 if dark else 235)
    return bytes([wide]) + samples


def stream(*fields):
    """Bits of (value, width), filled up with zeros."""
    bits = "".join(format(value, f"0{width}b") for value, width in fields)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))


def words(version, *fields):
    """fuzz_qr_words.cpp: the version, then the words a corrected code holds."""
    return bytes([version]) + stream(*fields)


for name, text, version, level in [
    ("card", CARD, 0, 1),
    ("digits", b"20261127094512", 1, 0),
    ("letters", b"SATPAD 1:2", 1, 3),
    ("many_blocks", CARD, 14, 3),
    ("most", CARD, 20, 2),
]:
    seed("qr_modules", name, packed(*modules(text, version, level)))
seed("qr_modules", "no_version", bytes([22]) + bytes(61))

letters = [(c, 8) for c in b"satpad"]
seed("qr_words", "bytes", words(1, (4, 4), (6, 8), *letters, (0, 4), (0xEC, 8)))
seed("qr_words", "long_bytes", words(14, (4, 4), (6, 16), *letters, (0, 4)))
seed("qr_words", "digits", words(1, (1, 4), (8, 10), (123, 10), (456, 10), (78, 7), (0, 4)))
seed("qr_words", "letters", words(1, (2, 4), (3, 9), (45 * 10 + 11, 11), (12, 6), (0, 4)))
seed("qr_words", "character_set", words(2, (7, 4), (26, 8), (4, 4), (6, 8), *letters, (0, 4)))
seed("qr_words", "count_past_the_end", words(10, (4, 4), (0xFFFF, 16), *letters))
seed("qr_words", "unknown_mode", words(5, (8, 4), (1, 8)))

small = modules(b"SATPAD 1:2", 1, 1)
seed("qr_picture", "straight", picture(*small, 2, 0))
seed("qr_picture", "turned", picture(*small, 2, 0.3))
seed("qr_picture", "with_alignment", picture(*modules(CARD[:20], 2, 0), 2, math.pi / 2))
