# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz targets of the formats, from the vectors and by hand: `make_corpus.py`, beside tests/vectors."""
import hashlib
import pathlib
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "vectors"))
import satpad_format as f  # noqa: E402
import vector_file  # noqa: E402


def seed(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


SITE = bytes(range(1, 17))
# RFC 8032, section 7.1, test 1.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


def site_toml(peers):
    text = f'format = 1\n\n[site]\nid = "{SITE.hex()}"\nname = "Graz"\nkind = "real"\nlisten = "0.0.0.0:7740"\nsimulated = false\n'
    for number in range(1, peers + 1):
        text += f'\n[[peer]]\nid = "{bytes([number] * 16).hex()}"\nname = "Peer {number}"\nkey = "{PUBLIC.hex()}"\naddress = "203.0.113.{number}:7740"\n'
    return text.encode()


# Key from a KME with the last peer, and a KME of this site's own.
SITE_KMES = b"""saes = ["SAE-B1", "SAE-B2"]

[peer.kme]
url = "https://kme.example:8443/consumer"
own_sae = "SAE-A"
peer_sae = "SAE-B"
certificate = "/k/sae.pem"
private_key = "/k/sae.key"
authority = "/k/ca.pem"
kme_id = "KME-1"
headers = ["X-Trace: 1"]
plain_http = false
simulated = true
most_keys = 128
most_key_bits = 4096

[kme]
id = "KME-A"
listen = "127.0.0.1:8443"
certificate = "/k/kme.pem"
private_key = "/k/kme.key"
authority = "/k/ca.pem"
expiry_s = 600

[[kme.sae]]
id = "SAE-A1"
quota_bits = 1000000
"""


def transfer_file(pads=0, pictures=0):
    """docs/format-at-rest.md, "Transfer file", as small as it can be."""
    head = bytes([0, 0]) + bytes(6) + SITE
    entries = [
        (1, b"", site_toml(0)),
        (2, b"", b"SATPIDK1" + head + SEED + PUBLIC),
        (3, b"", b"SATPSTK1" + head + bytes(48)),
        (4, b"", b"ledger"),
    ]
    entries += [(5, bytes([number + 1] * 16), b"pad") for number in range(pads)]
    entries += [(6, bytes([number] * 16).hex().encode() + b"_photo.jpg", b"picture") for number in range(pictures)]
    body = b"".join(struct.pack("<BBHIQ", kind, 0, len(name), 0, len(data)) + name + data for kind, name, data in entries)
    salt = bytes(range(32))
    before = struct.pack("<8sB3xI16sQ32s", b"SATPMOV1", 0, len(entries), SITE, 72 + len(body) + 32, salt) + body
    key = hashlib.blake2b(b"satpad transfer file" + salt, key=SEED, digest_size=32).digest()
    return before + hashlib.blake2b(before, key=key, digest_size=32).digest()


def ledger_export():
    pad, message = "5a" * 16, "17" * 16
    lines = [
        "satpad-ledger 1", f"site {SITE.hex()}", "events 9", f"chain {'c3' * 32}",
        f"pad {pad} peer {'02' * 16} send pages 100 open", f"range 0 10 spent {message}", "range 10 5 burnt -", "range 99 1 burnt -",
        f"pad {'5b' * 16} peer {'02' * 16} receive pages 100 closed", f"head {message} {'d4' * 32}",
    ]  # fmt: skip
    return "".join(line + "\n" for line in [*lines, f"end {len(lines)}"]).encode()


MICIUS = [
    "1 41731U 16051A   16353.90152003  .00000364  00000-0  17957-4 0  9993",
    "2 41731  97.3699 267.4500 0013200 178.5836 246.0824 15.23915303 19063",
]
MOLNIYA = [
    "1 08195U 75081A   06176.33215444  .00000099  00000-0  11873-3 0   813",
    "2 08195  64.1586 279.0717 6877146 264.7651  20.2257  2.00491383225656",
]  # fmt: skip
PRESETS = """[[station]]
name = "roof"
latitude = 47.05
longitude = 15.45
height_m = 400
horizon = [[0, 5], [90, 20.5], [180, 12]]

[[satellite]]
name = "mine"
source = "lamp"
[satellite.circular]
height_km = 550
local_time_hours = 21.5
argument_of_latitude_deg = 10
epoch = 2026-01-01T00:00:00Z

[[satellite]]
name = "micius-again"
source = "micius"
elements = ["%s", "%s"]

[[source]]
name = "lamp"
pulse_rate_hz = 1e8
intensities = [0.6, 0.1, 0.0]
probabilities = [0.5, 0.3, 0.2]
wavelength_m = 1550e-9
half_divergence_rad = 1e-5
jitter_rad = 1e-6
extra_loss_db = 3
misalignment = 0.01
gate_s = 1e-9

[[terminal]]
name = "half-metre"
aperture_m = 0.5
obscuration = 0.3
optics = 0.3
detector = 0.6
mass_kg = 250

[[sky]]
name = "city"
zenith_transmission = 0.6
background_cps = 2000
""" % tuple(MICIUS)


def satellites():
    seed("element_sets", "bare", "\n".join(MICIUS).encode())
    seed("element_sets", "named", ("# two\nQSS (MOZI)\r\n" + "\r\n".join(MICIUS) + "\n\n0 MOLNIYA 2-14\n" + "\n".join(MOLNIYA) + "\n").encode())
    seed("presets", "all_kinds", PRESETS.encode())
    for number, part in enumerate(PRESETS.split("\n\n")):
        seed("presets", f"part_{number}", part.encode())
    seed("presets", "no_key", b'[;sky]]\nname = "city"\nbac.kgr\xe3und_cps = 2000\n')
    seed("presets", "beyond_ascii", b'[[satellite]]\nname = "mine"\n[satellit\xd0\x9c = 10\n')
    seed("presets", "escapes", b'sky = [{name = "a\\u0042\\t", zenith_transmission = 0x1, background_cps = inf}]\n[a.b]\nc = 1979-05-27T07:32:00-08:00\n')


def box(name, *parts):
    content = b"".join(parts)
    return struct.pack(">I", 8 + len(content)) + name + content


def avif_head(width, height, *brands):
    """The boxes a reader needs to find the size of the primary item."""
    size = box(b"ispe", struct.pack(">III", 0, width, height))
    used = box(b"ipma", struct.pack(">IIHBBB", 0, 1, 1, 2, 1, 0x82))
    properties = box(b"iprp", box(b"ipco", box(b"pixi", b"\0\0\0\0\3\x08\x08\x08"), size), used)
    meta = box(b"meta", b"\0\0\0\0", box(b"hdlr", bytes(20)), box(b"pitm", b"\0\0\0\0\0\1"), properties)
    return box(b"ftyp", brands[0], bytes(4), *brands) + meta + box(b"mdat", b"\x12\0")


def tiff_head(order, big=False):
    entries = [(256, 3, 40), (257, 4, 30), (274, 3, 6)]
    if big:
        head = order + struct.pack("<HHHQ", 43, 8, 0, 16) + struct.pack("<Q", len(entries))
        return head + b"".join(struct.pack("<HHQQ", tag, kind, 1, value) for tag, kind, value in entries) + bytes(8)
    way = "<" if order == b"II" else ">"
    head = order + struct.pack(way + "HIH", 42, 8, len(entries))
    for tag, kind, value in entries:
        head += struct.pack(way + "HHI", tag, kind, 1)
        head += struct.pack(way + "HH", value, 0) if kind == 3 else struct.pack(way + "I", value)
    return head + bytes(4)


def png_head(*chunks):
    head = b"\x89PNG\r\n\x1a\n"
    for name, data in ((b"IHDR", struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)), *chunks):
        head += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return head


def jpeg_head(marker, inks=3):
    frame = struct.pack(">BHHB", 8, 30, 40, inks) + bytes(3 * inks)
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", 8) + b"Exif\0\0" + b"\xff" + bytes([marker]) + struct.pack(">H", 2 + len(frame)) + frame


def riff(*chunks):
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bmp(bits, width, height, rows, palette=b"", compression=0, masks=b"", head=40, colours=0):
    tail = b"" if head == 40 else masks + bytes(head - 40 - len(masks))
    after = masks if head == 40 else b""
    start = 14 + head + len(after) + len(palette)
    told = struct.pack("<IiiHHIIiiII", head, width, height, 1, bits, compression, 0, 0, 0, colours, 0)
    return b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + told + tail + after + palette + rows


def bitmaps():
    yield "bits_1", bmp(1, 9, 2, bytes.fromhex("aa800000 55000000"), b"\0\0\0\0\xff\xff\xff\0")
    yield "bits_4", bmp(4, 3, -2, bytes.fromhex("01200000 21000000"), bytes(range(12)), colours=3)
    yield "bits_8", bmp(8, 3, 1, b"\0\1\2\0", bytes(range(12)), colours=3)
    yield "bits_16", bmp(16, 2, 2, bytes(range(8)))
    yield "bits_565", bmp(16, 2, 1, b"\xff\xff\x1f\0", compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F))
    yield "bits_24", bmp(24, 1, 2, bytes(range(8)))
    yield "bits_32", bmp(32, 1, 2, bytes(range(8)))
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    yield "with_alpha", bmp(32, 1, 1, b"\1\2\3\x80", compression=3, masks=masks, head=108)
    profile = masks + b"DEBM" + bytes(52) + struct.pack("<III", 128, 4, 0)
    yield "with_profile", bmp(32, 1, 1, b"\1\2\3\x80", compression=3, masks=profile, head=124)
    yield "old_head", b"BM" + struct.pack("<IHHIIHHHH", 40, 0, 0, 32, 12, 2, 1, 1, 1) + b"\0\0\0\xff\xff\xff" + b"\x80\0\0\0"


def maps():
    yield "plain_bitmap", b"P1\n# bits\n4 2\n1010 0 1\n0 1\n"
    yield "plain_gray", b"P2 2 2 15\n0 5 10 15\n"
    yield "plain_colour", b"P3\n1 2\n1000\n0 500 1000 1000 0 1\n"
    yield "raw_bitmap", b"P4 9 2\n\xaa\x80\x55\0"
    yield "raw_gray", b"P5 2 2 65535\n\0\1\xff\xff\x80\0\x7f\xff"
    yield "raw_colour", b"P6 2 1 255\n\1\2\3\4\5\6"


def pictures():
    for kind, files in (("bmp", bitmaps()), ("pnm", maps())):
        for name, data in files:
            seed(kind, name, data)
            seed("picture_probe", f"{kind}_{name}", data)
    heads = {
        "jpeg": jpeg_head(0xC0), "jpeg_inks": jpeg_head(0xC2, 4), "jpeg_lossless": jpeg_head(0xC3), "exif": tiff_head(b"MM"),
        "png": png_head((b"IDAT", b"")), "png_animated": png_head((b"acTL", struct.pack(">II", 2, 0)), (b"IDAT", b"")),
        "webp_lossy": riff((b"VP8 ", bytes.fromhex("300100 9d012a 2800 1e00"))), "webp_lossless": riff((b"VP8L", bytes.fromhex("2f 27400700 00"))),
        "webp_extended": riff((b"VP8X", bytes.fromhex("08000000 270000 1d0000")), (b"EXIF", tiff_head(b"II"))),
        "tiff": tiff_head(b"II"), "tiff_wide": tiff_head(b"II", big=True), "gif": b"GIF89a\x28\0\x1e\0",
        "jxl": bytes.fromhex("ff0a 7f2e0000 00"), "jxl_boxes": box(b"JXL ", b"\r\n\x87\n") + box(b"jxlp", bytes(4), bytes.fromhex("ff0a7f")) + box(b"jxlp", b"\x80\0\0\1", bytes.fromhex("2e000000")),
        "avif": avif_head(40, 30, b"avif", b"mif1", b"miaf"), "avif_animated": avif_head(40, 30, b"avis", b"avif"), "heic": avif_head(40, 30, b"heic", b"mif1"),
    }  # fmt: skip
    for name, data in heads.items():
        seed("picture_probe", name, data)


def by_hand():
    satellites()
    pictures()
    for peers in (0, 2):
        seed("site_config", f"peers_{peers}", site_toml(peers))
    seed("site_config", "kmes", site_toml(1) + SITE_KMES)
    seed("transfer_file", "smallest", transfer_file())
    seed("transfer_file", "full", transfer_file(2, 2))
    seed("ledger_export", "small", ledger_export())
    seed("pad_file", "whole", b"")
    seed("pad_file", "changed_header", b"\x68\x00" + b"\x20\x00\x01")
    seed("pad_file", "changed_page", b"\x68\x00" + b"\x00\x10\x01")


def main():
    by_hand()
    for path in sorted((HERE.parent / "vectors").glob("*.txt")):
        v = vector_file.read(path) if path.name != "CMakeLists.txt" else {"kind": None}
        name, good = path.stem, v.get("expect") == "ok"
        if v["kind"] == "message" and good:
            data = bytes.fromhex(v["file"])
            header, content = f.open_message(data, bytes.fromhex(v["pages"]))
            if header["length"] < 500:
                seed("header", name, data[:header["length"]])
            seed("content_header", name, content[:300])
        elif v["kind"] == "card" and (good or v["rule"] == "8"):
            text = bytes.fromhex(v["text"])
            seed("card", name, text)
            letters = b"".join(text.split())[len(f.CARD):].decode()
            raw = f.base64.b32decode(letters + "=" * (-len(letters) % 8))
            seed("card", name + "_payload", raw[:-8])
        elif v["kind"] == "courier" and good:
            data = bytes.fromhex(v["file"])
            seed("courier_file", name, data[:f.read_manifest(data)["length"]])
        elif v["kind"] == "reply" and good:
            seed("courier_file", name, bytes.fromhex(v["file"]))


if __name__ == "__main__":
    main()
