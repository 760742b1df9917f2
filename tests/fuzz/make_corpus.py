# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz targets of the formats, from the vectors and by hand: `make_corpus.py`, beside tests/vectors."""
import hashlib
import pathlib
import struct
import sys

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


def by_hand():
    satellites()
    for peers in (0, 2):
        seed("site_config", f"peers_{peers}", site_toml(peers))
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
