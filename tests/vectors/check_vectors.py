# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every vector of a folder with the second implementation: `check_vectors.py FOLDER [TOOL]`.

With TOOL, that program first fills a new folder with vectors, so that what it writes is checked: each must be ok.
"""
import pathlib
import subprocess
import sys
import tempfile

import satpad_format as f
import vector_file


def read_message(v):
    _, content = f.open_message(bytes.fromhex(v["file"]), bytes.fromhex(v["pages"]))
    if f.is_remark(content):
        fields = f.read_remark(content)
        if v["expect"] == "ok":
            assert " ".join(map(str, fields["region"] or ())) == v["region"]
            assert (fields["id"].hex(), fields["kind"]) == (v["id"], int(v["remark"]))
            assert (fields["number"], fields["reason"]) == (int(v["number"]), int(v["reason"]))
        return
    fields, payload = f.read_content_header(content)
    f.check_payload(fields, payload)
    if v["expect"] == "ok":
        assert fields["answers"].hex() == v.get("answers", "")
        for name in ("mode", "codec", "size", "width", "height"):
            assert fields[name] == int(v[name]), name
        assert fields["name"].decode() == v["name"] and payload.hex() == v["payload"]


def read_card(v):
    fields = f.read_card(bytes.fromhex(v["text"]).decode("latin-1"))
    if v["expect"] == "ok":
        assert (fields["site"].hex(), fields["key"].hex()) == (v["site"], v["key"])
        assert (fields["name"].decode(), fields["address"].decode()) == (v["name"], v["address"])
        assert int(fields["simulated"]) == int(v["simulated"])


READERS = {
    "message": read_message,
    "card": read_card,
    "courier": lambda v: f.read_courier(bytes.fromhex(v["file"])),
    "reply": lambda v: f.read_reply(bytes.fromhex(v["file"])),
}


def outcome(v):
    """(stage, rule) as the reader sees it."""
    if v["kind"] == "pairing":
        words = " ".join(f.pairing_words(bytes.fromhex(v["a"]), bytes.fromhex(v["b"])))
        return ("ok", v["rule"]) if words == v["words"] else ("words", words)
    try:
        READERS[v["kind"]](v)
    except f.Reject as refused:
        return refused.stage, str(refused.rule)
    return "ok", v["rule"] if v["expect"] == "ok" else "none"


def check(folder, all_ok):
    paths = sorted(p for p in folder.glob("*.txt") if p.name != "CMakeLists.txt")
    wrong = 0
    for path in paths:
        v = vector_file.read(path)
        assert next(iter(v)) == "expect", path.name
        seen = outcome(v)
        if seen != (v["expect"], v["rule"]) or (all_ok and v["expect"] != "ok"):
            print(f"{path.name}: expected {v['expect']} ({v['rule']}), seen {seen[0]} ({seen[1]})")
            wrong += 1
    print(f"{folder}: {len(paths)} vectors, {wrong} wrong")
    return bool(paths) and wrong == 0


def check_every_rule_has_one(folder):
    """Each rule a reader can break alone is broken by some vector."""
    wanted = {("message", str(n)) for n in range(1, 35) if n != 32} | {("card", str(n)) for n in range(1, 10)}
    wanted |= {("courier", str(n)) for n in (1, 2, 3, 4, 5, 6, 9)} | {("reply", "1")}
    vectors = [vector_file.read(p) for p in folder.glob("*.txt") if p.name != "CMakeLists.txt"]
    missing = wanted - {(v["kind"], v["rule"]) for v in vectors if v["expect"] != "ok"}
    for kind, rule in sorted(missing):
        print(f"no vector breaks rule {rule} of a {kind}")
    return not missing


def main():
    good = f.poly1305(
        bytes.fromhex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b"),
        b"Cryptographic Forum Research Group").hex() == "a8061dc1305136c6c22b8baf0c0127a9"
    folder = pathlib.Path(sys.argv[1])
    good = check(folder, False) and check_every_rule_has_one(folder) and good
    if len(sys.argv) > 2:
        with tempfile.TemporaryDirectory() as made:
            subprocess.run([sys.argv[2], made], check=True)
            good = check(pathlib.Path(made), True) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
