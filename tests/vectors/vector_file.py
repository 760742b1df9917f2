# SPDX-License-Identifier: GPL-3.0-or-later
"""Vector files: lines of `name: value`, `expect` first. Long bytes are zlib-compressed, then hexadecimal."""
import zlib


def write(path, fields):
    assert next(iter(fields)) == "expect"
    lines = []
    for name, value in fields.items():
        if isinstance(value, bytes):
            packed = zlib.compress(value, 9)
            if len(value) > 4096:
                lines.append(f"{name}-zlib: {packed.hex()}")
            else:
                lines.append(f"{name}: {value.hex()}")
        else:
            lines.append(f"{name}: {value}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(path):
    fields = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        value = value[1:]
        if name.endswith("-zlib"):
            name, value = name[:-5], zlib.decompress(bytes.fromhex(value)).hex()
        fields[name] = value
    return fields
