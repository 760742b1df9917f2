# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds of the fuzz targets of the formats, from the vectors: `make_corpus.py`, beside tests/vectors."""
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "vectors"))
import satpad_format as f  # noqa: E402
import vector_file  # noqa: E402


def seed(target, name, data):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def main():
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
