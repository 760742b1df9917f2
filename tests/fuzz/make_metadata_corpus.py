# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz targets of metadata, by hand: `make_metadata_corpus.py`. A second run changes nothing."""
import pathlib
import struct
import zlib

HERE = pathlib.Path(__file__).resolve().parent


def seed(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def metadata_list(*items, left_out=0):
    """core/src/image/metadata_list.h."""
    body = b"".join(struct.pack("<BBBQ", kind, len(name), len(value), size) + name + value for kind, name, value, size in items)
    return b"SPML" + struct.pack("<HI", len(items), left_out) + body


def folder(at, entries):
    """docs/format.md, "Metadata block": (tag, type, count, value) by rising tag."""
    head, values = struct.pack("<H", len(entries)), b""
    values_at = at + 6 + 12 * len(entries)
    for tag, kind, count, value in entries:
        field = value.ljust(4, b"\0")
        if len(value) > 4:
            field = struct.pack("<I", values_at + len(values))
            values += value + b"\0" * (len(value) % 2)
        head += struct.pack("<HHI", tag, kind, count) + field
    return head + b"\0" * 4 + values


def text(tag, words):
    value = words.encode() + b"\0"
    return (tag, 2, len(value), value)


def rationals(tag, *parts):
    return (tag, 5, len(parts) // 2, struct.pack(f"<{len(parts)}I", *parts))


def block(main=(), exif=(), gps=()):
    pointers = [(tag, 4, 1, b"\0" * 4) for tag, there in ((0x8769, exif), (0x8825, gps)) if there]
    exif_at = 8 + len(folder(0, [*main, *pointers]))
    gps_at = exif_at + (len(folder(0, exif)) if exif else 0)
    places = {0x8769: exif_at, 0x8825: gps_at}
    pointers = [(tag, kind, count, struct.pack("<I", places[tag])) for tag, kind, count, _ in pointers]
    made = b"II*\0" + struct.pack("<I", 8) + folder(8, [*main, *pointers])
    return made + (folder(exif_at, exif) if exif else b"") + (folder(gps_at, gps) if gps else b"")


def varint(value):
    return bytes([value]) if value < 0x80 else bytes([0x80 | value & 0x7F, value >> 7])


def segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def jpeg(*before):
    """Not decodable, but of all a JPEG's parts: tables, two scans with stuffing and restarts, fill bytes."""
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"".join(before) + segment(0xDB, b"\0" * 5) + segment(0xC2, b"\x08\0\1\0\1\1\1\x11\0") + scan + b"\xff\xff" + segment(0xC4, b"\0" * 4) + scan + b"\xff\xd9"


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + b"".join(chunks) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


TIME = [text(0x9003, "2026:03:14 09:15:33"), text(0x9011, "+01:00")]
PLACE = [text(1, "N"), rationals(2, 52, 1, 7, 1, 3012, 100), text(3, "E"), rationals(4, 13, 1, 12, 1, 30, 1)]
HIGH = [*PLACE, (5, 1, 1, b"\1"), rationals(6, 34, 1)]
DEVICE = [text(0x010F, "Fabrikam"), text(0x0110, "P7")]
TURN = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)


def main():
    seed("metadata_list", "empty", metadata_list())
    seed("metadata_list", "three", metadata_list((1, b"Exif.GPSInfo.GPSLatitude", b"52/1 7/1 0/1", 24), (4, b"Xmp.dc.creator", "Zoë".encode(), 4), (9, b"x", b"", 70000)))
    for name, made in {
        "time": block(exif=TIME), "position": block(gps=PLACE), "altitude": block(gps=HIGH), "device": block(main=DEVICE),
        "all": block(main=[text(0x010E, "words"), *DEVICE, text(0x013B, "A"), text(0x8298, "C")], exif=[*TIME, text(0xA430, "own")], gps=HIGH),
    }.items():  # fmt: skip
        seed("exif_block", name, made)
        seed("exif_block", f"{name}_before_a_picture", varint(len(made)) + made + b"\xff\x0apicture")
    seed("exif_block", "orientation", b"Exif\0\0" + TURN)
    exif = segment(0xE1, b"Exif\0\0" + TURN)
    seed("strip", "jpeg", jpeg())
    seed("strip", "jpeg_full", jpeg(segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1abc"), exif, segment(0xFE, b"words"), segment(0xEE, b"Adobe\0\x64\0\0\0\0\1"), segment(0xE2, b"ICC_PROFILE\0\1\1p")) + b"rest")
    seed("strip", "png", png())
    seed("strip", "png_full", png(chunk(b"tEXt", b"Author\0A"), chunk(b"eXIf", TURN), chunk(b"gAMA", b"\0\1\x86\xa0"), chunk(b"prVt", b"x")) + b"rest")


if __name__ == "__main__":
    main()
