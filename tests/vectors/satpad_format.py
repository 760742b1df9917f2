# SPDX-License-Identifier: GPL-3.0-or-later
"""The formats of docs/format.md, written from that text alone, with nothing but the standard library.

A second implementation, to be read beside the text and to check the first one. It is slow, and it is not
constant-time: never use it with real key.
"""
import base64
import hashlib
import lzma
import struct

MAGIC = b"SATPAD\r\n"
CHUNK = 65536
PAGE = 32


class Reject(Exception):
    """A reader must refuse this input: at which stage, by which rule of the text."""

    def __init__(self, stage, rule):
        super().__init__(f"{stage}: rule {rule}")
        self.stage = stage
        self.rule = rule


def need(holds, stage, rule):
    if not holds:
        raise Reject(stage, rule)


def le(value, size):
    return value.to_bytes(size, "little")


def pad16(data):
    return bytes(-len(data) % 16)


def poly1305(key, message):
    """RFC 8439 section 2.5."""
    assert len(key) == PAGE
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    s = int.from_bytes(key[16:], "little")
    accumulator = 0
    for i in range(0, len(message), 16):
        block = int.from_bytes(message[i:i + 16] + b"\x01", "little")
        accumulator = (accumulator + block) * r % ((1 << 130) - 5)
    return le((accumulator + s) & ((1 << 128) - 1), 16)


def marker(kind, last=0, version=1):
    return MAGIC + le(version, 2) + bytes([kind, last])


# Geometry

def chunk_count(content_length):
    return -(-content_length // CHUNK)


def page_count(content_length):
    return 2 + chunk_count(content_length) + -(-content_length // PAGE)


def page(pages, number, count=1):
    return pages[number * PAGE:(number + count) * PAGE]


# Header

def write_header(message_id, sender, receiver, content_length, ranges, floors, chain_head):
    """`ranges` holds (pad id, first, count), `floors` holds (pad id, floor)."""
    body = message_id + sender + receiver + le(content_length, 8) + chain_head
    body += le(len(ranges), 2) + le(len(floors), 2)
    for pad, first, count in ranges:
        body += pad + le(first, 8) + le(count, 8)
    for pad, floor in floors:
        body += pad + le(floor, 8)
    return marker(1) + le(16 + len(body), 4) + body


def read_header(data):
    """The header that starts `data`, as a dictionary with its length."""
    need(data[:8] == MAGIC, "header", 1)
    need(len(data) >= 16, "header", 5)
    version, kind, reserved, length = struct.unpack_from("<HBBI", data, 8)
    need(version == 1, "header", 2)
    need(kind == 1, "header", 3)
    need(reserved == 0, "header", 4)
    need(164 <= length <= 8192 and len(data) >= length, "header", 5)
    message_id, sender, receiver = data[16:32], data[32:48], data[48:64]
    content_length, = struct.unpack_from("<Q", data, 64)
    r, p = struct.unpack_from("<HH", data, 104)
    need(1 <= r <= 64 and 1 <= p <= r, "header", 9)
    need(length == 108 + 32 * r + 24 * p, "header", 5)
    need(any(message_id), "header", 6)
    need(any(sender) and any(receiver) and sender != receiver, "header", 7)
    need(1 <= content_length <= 1 << 40, "header", 8)
    ranges = [struct.unpack_from("<16sQQ", data, 108 + 32 * i) for i in range(r)]
    floors = [struct.unpack_from("<16sQ", data, 108 + 32 * r + 24 * i) for i in range(p)]
    check_ranges(ranges, floors, content_length)
    return {"length": length, "id": message_id, "sender": sender, "receiver": receiver,
            "content_length": content_length, "chain_head": data[72:104], "ranges": ranges, "floors": floors}


def check_ranges(ranges, floors, content_length):
    for pad, first, count in ranges:
        need(any(pad) and count > 0, "header", 10)
        need(first + count <= 1 << 48, "header", 11)
    for (pad, first, count), (next_pad, next_first, _) in zip(ranges, ranges[1:]):
        need(pad < next_pad or (pad == next_pad and first + count <= next_first), "header", 12)
    need(sum(count for _, _, count in ranges) == page_count(content_length), "header", 13)
    first_of = {}
    for pad, first, _ in ranges:
        first_of.setdefault(pad, first)
    need([pad for pad, _ in floors] == list(first_of), "header", 14)
    for pad, floor in floors:
        need(floor <= first_of[pad], "header", 15)


# Tags

def record_tag(header, pages):
    return poly1305(page(pages, 0), header + pad16(header) + le(len(header), 8) + le(0, 8))


def chunk_tag(key, message_id, number, last, ciphertext):
    place = message_id + le(number, 8) + bytes([last]) + bytes(7)
    return poly1305(key, place + ciphertext + pad16(ciphertext) + le(len(ciphertext), 8))


def xor(a, b):
    assert len(a) == len(b)
    return (int.from_bytes(a, "little") ^ int.from_bytes(b, "little")).to_bytes(len(a), "little")


# Message file

def seal_chunks(message_id, content, pages):
    """List of sealed chunks."""
    count = chunk_count(len(content))
    sealed = []
    for i in range(count):
        plain = content[i * CHUNK:(i + 1) * CHUNK]
        base = 2 + 2049 * i
        ciphertext = xor(plain, page(pages, base + 1, -(-len(plain) // PAGE))[:len(plain)])
        sealed.append(ciphertext + chunk_tag(page(pages, base), message_id, i, i == count - 1, ciphertext))
    return sealed


def write_message(header, content, pages):
    return header + record_tag(header, pages) + b"".join(seal_chunks(header[16:32], content, pages))


def open_message(data, pages):
    """(header, content) of a message file. `pages` holds all message pages in order."""
    header = read_header(data)
    clear = data[:header["length"]]
    sealed = data[header["length"] + 16:]
    need(data[header["length"]:header["length"] + 16] == record_tag(clear, pages), "record", 16)
    count = chunk_count(header["content_length"])
    need(len(sealed) == header["content_length"] + 16 * count, "chunk", 18)
    content = b""
    for i in range(count):
        part = sealed[i * (CHUNK + 16):(i + 1) * (CHUNK + 16)]
        ciphertext, tag = part[:-16], part[-16:]
        base = 2 + 2049 * i
        need(tag == chunk_tag(page(pages, base), header["id"], i, i == count - 1, ciphertext), "chunk", 17)
        pad = page(pages, base + 1, -(-len(ciphertext) // PAGE))
        content += xor(ciphertext, pad[:len(ciphertext)])
    return header, content


# Content header

HIDDEN = {0x2028, 0x2029, 0x061C, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A),
          *range(0x00, 0x20), *range(0x7F, 0xA0), ord("/")}


def is_safe_name(raw):
    try:
        name = raw.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return False
    return 1 <= len(raw) <= 255 and name[0] != "." and not any(ord(c) in HIDDEN for c in name)


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def write_content_header(mode, codec, size, width, height, name, answers=b""):
    first = mode | codec << 2 | (0x40 if size else 0) | (0x80 if width and height else 0)
    out = (b"\x08" + answers if answers else b"") + bytes([first])
    if size:
        out += varint(size)
    if width and height:
        out += varint(width) + varint(height)
    return out + bytes([len(name)]) + name


class Taker:
    """Takes fields off the front of a content."""

    def __init__(self, content):
        self.content, self.position = content, 0

    def byte(self):
        return self.raw(1)[0]

    def raw(self, size):
        need(self.position + size <= len(self.content), "content", 24)
        self.position += size
        return self.content[self.position - size:self.position]

    def number(self, limit):
        value = 0
        for shift in range(0, 63, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                need(byte != 0, "content", 21)
                need(value <= limit, "content", 22)
                return value
        raise Reject("content", 21)

    def rest(self):
        return self.content[self.position:]


def read_content_header(content):
    """(fields, payload)."""
    take = Taker(content)
    first = take.byte()
    answers = b""
    if first == 0x08:
        answers = take.raw(4)
        first = take.byte()
    need(first & 3 != 0, "content", 19)
    need(first >> 2 & 15 <= 8, "content", 20)
    size = take.number(1 << 40) if first & 0x40 else 0
    width = take.number((1 << 32) - 1) if first & 0x80 else 0
    height = take.number((1 << 32) - 1) if first & 0x80 else 0
    name = take.raw(take.byte())
    need(is_safe_name(name), "content", 23)
    fields = {"mode": first & 3, "codec": first >> 2 & 15, "size": size, "width": width, "height": height, "name": name,
              "answers": answers}
    return fields, take.rest()


# Remarks

REMARK_FIELDS = ("kind", "id", "number", "region", "reason")


def write_request(asked, budget=0, region=None):
    """`region` is (x, y, width, height)."""
    out = bytes([(0x40 if budget else 0) | (0x80 if region else 0)]) + asked
    if budget:
        out += varint(budget)
    if region:
        x, y, width, height = region
        out += varint(x + 1) + varint(y + 1) + varint(width) + varint(height)
    return out


def write_refusal(request, reason, most=0):
    return bytes([0x04 | (0x40 if most else 0)]) + request + bytes([reason]) + (varint(most) if most else b"")


def is_remark(content):
    return bool(content) and content[0] & 3 == 0 and content[0] != 0x08


def read_remark(content):
    """Fields of REMARK_FIELDS."""
    take = Taker(content)
    first = take.byte()
    kind = first >> 2 & 15
    need(kind == 0 or (kind == 1 and first < 0x80), "content", 19)
    subject = take.raw(16)
    reason = take.byte() if kind == 1 else 0
    need(any(subject) and (kind == 1 or first & 0xC0 != 0x80), "content", 25)
    need(kind == 0 or 1 <= reason <= 8, "content", 26)
    number = take.number(1 << 40) if first & 0x40 else 0
    region = None
    if first & 0x80:
        most = (1 << 32) - 1
        x, y, width, height = (take.number(most) for _ in range(4))
        need(x - 1 + width <= most and y - 1 + height <= most, "content", 22)
        region = (x - 1, y - 1, width, height)
    need(not take.rest(), "content", 27)
    return {"kind": kind, "id": subject, "number": number, "region": region, "reason": reason}


def check_payload(fields, payload):
    """Rules 28 to 34; of rules 31, 33 and 34 what can be seen from outside."""
    packed = fields["codec"] in (2, 3, 4)
    need(packed or fields["codec"] == 0 if fields["mode"] == 1 else not packed, "payload", 28)
    need(fields["codec"] != 0 or len(payload) == fields["size"], "payload", 29)
    need(not packed or 0 < len(payload) < fields["size"] <= 1 << 26, "payload", 30)
    if fields["codec"] in (7, 8):
        take = Taker(payload)
        length = take.number(2048)
        need(length <= len(take.rest()) and take.rest().startswith(b"II*\0\x08\0\0\0"), "payload", 34)
        payload = take.rest()[length:]
    if fields["codec"] in (6, 8):
        need(payload[:1] in (b"\x0a", b"\x01"), "payload", 33)
        if payload[:1] == b"\x01":
            take = Taker(payload[1:])
            need(take.number(1 << 28) < len(take.rest()), "payload", 33)
    if fields["codec"] == 4:
        lzma2 = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": max(4096, fields["size"])}])
        try:
            plain = lzma2.decompress(payload, fields["size"] + 1)
        except lzma.LZMAError:
            raise Reject("payload", 31) from None
        need(len(plain) == fields["size"] and lzma2.eof and not lzma2.unused_data, "payload", 31)


# Card

CARD = "SATPAD-CARD-1:"


def blake2b(data):
    return hashlib.blake2b(data, digest_size=32).digest()


def write_card(simulated, site, key, name, address, flags=None):
    payload = bytes([int(simulated) if flags is None else flags]) + site + key
    payload += bytes([len(name)]) + name + bytes([len(address)]) + address
    check = blake2b(CARD.encode() + payload)[:8]
    return CARD + base64.b32encode(payload + check).decode().rstrip("=") + "\n"


def is_address(raw):
    host, colon, port = raw.rpartition(b":")
    bracketed = len(host) > 2 and host[:1] == b"[" and host[-1:] == b"]"
    inner = host[1:-1] if bracketed else host
    plain = all(c not in inner for c in (b"[", b"]")) and (bracketed or b":" not in inner)
    good_port = port.isdigit() and port[:1] != b"0" and len(port) <= 5 and int(port) <= 65535
    return bool(colon) and len(host) > 0 and all(0x21 <= c <= 0x7E for c in host) and plain and good_port


def read_card(text):
    need(len(text) <= 4096, "card", 1)
    line = "".join(c for c in text if c not in " \t\r\n")
    need(line.startswith(CARD), "card", 2)
    letters = line[len(CARD):]
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        raise Reject("card", 3) from None
    need(base64.b32encode(raw).decode().rstrip("=") == letters, "card", 3)
    need(len(raw) >= 8, "card", 9)
    payload, check = raw[:-8], raw[-8:]
    need(check == blake2b(CARD.encode() + payload)[:8], "card", 4)
    need(len(payload) >= 50 and len(payload) >= 51 + payload[49], "card", 9)
    name_length = payload[49]
    name, rest = payload[50:50 + name_length], payload[50 + name_length:]
    need(len(rest) == 1 + rest[0], "card", 9)
    need(payload[0] <= 1, "card", 5)
    need(any(payload[1:17]) and any(payload[17:49]), "card", 6)
    need(len(name) <= 64 and is_safe_name(name), "card", 7)
    need(not rest[1:] or is_address(rest[1:]), "card", 8)
    return {"simulated": bool(payload[0]), "site": payload[1:17], "key": payload[17:49], "name": name,
            "address": rest[1:]}


def pairing_words(a, b):
    digest = blake2b(b"satpad pairing 1" + min(a, b) + max(a, b))
    words = []
    for value in struct.unpack_from("<8H", digest):
        consonant = "bdfghjklmnprstvz"
        words.append(consonant[value >> 12] + "aiou"[value >> 10 & 3] + consonant[value >> 6 & 15]
                     + "aiou"[value >> 4 & 3] + consonant[value & 15])
    return words


# CONFIRM and the courier's files

def confirm(pad_id, manifest, pages):
    body = pad_id + le(len(manifest), 8) + manifest
    return poly1305(pages[-PAGE:], body + pad16(body) + le(len(pages) // PAGE, 8) + pages[:-PAGE])


IGNORED = bytes.fromhex("000000f0030000f0030000f0030000f0") + bytes(16)


def clear_ignored(key_page):
    """The page without the 22 bits that Poly1305 ignores in its key."""
    return bytes(b & ~mask for b, mask in zip(key_page, IGNORED))


def write_manifest(batch, exporter, importer, exporter_key, importer_key, generator, pads, flags=0):
    """`pads` holds (pad id, direction, page count)."""
    body = batch + exporter + importer + exporter_key + importer_key + bytes([len(pads), len(generator)]) + generator
    for pad, direction, count in pads:
        body += pad + bytes([direction]) + le(count, 8)
    return marker(2, flags) + le(16 + len(body), 4) + body


def write_courier(manifest, pads):
    """`pads` holds (pad id, pages)."""
    out = manifest
    for pad, pages in pads:
        out += pages[-PAGE:] + pages[:-PAGE] + confirm(pad, manifest, pages)
    return out


def read_manifest(data):
    need(data[:10] == MAGIC + le(1, 2) and data[10:11] == b"\x02", "manifest", 1)
    need(len(data) >= 16 and data[11] <= 1, "manifest", 1)
    length, = struct.unpack_from("<I", data, 12)
    need(130 <= length <= 244 and len(data) >= length, "manifest", 2)
    k, g = data[128], data[129]
    need(1 <= k <= 2 and 1 <= g <= 64 and length == 130 + g + 25 * k, "manifest", 2)
    generator = data[130:130 + g]
    need(all(0x20 <= c <= 0x7E for c in generator), "manifest", 2)
    ids = [data[16:32], data[32:48], data[48:64], data[64:96], data[96:128]]
    need(all(any(x) for x in ids) and ids[1] != ids[2] and ids[3] != ids[4], "manifest", 3)
    pads = [struct.unpack_from("<16sBQ", data, 130 + g + 25 * i) for i in range(k)]
    for pad, direction, _ in pads:
        need(any(pad) and direction in (1, 2), "manifest", 4)
    if k == 2:
        need(pads[0][0] != pads[1][0] and [p[1] for p in pads] == [1, 2], "manifest", 4)
    for _, _, count in pads:
        need(3 <= count < 1 << 32, "manifest", 5)
    return {"length": length, "simulated": data[11] == 1, "batch": ids[0], "exporter": ids[1], "importer": ids[2],
            "exporter_key": ids[3], "importer_key": ids[4], "generator": generator, "pads": pads}


def read_courier(data):
    """(manifest, list of (pad id, pages)); what needs this site's own state is not checked."""
    manifest = read_manifest(data)
    need(len(data) == manifest["length"] + sum(PAGE * n + 16 for _, _, n in manifest["pads"]), "length", 6)
    at = manifest["length"]
    pads = []
    for pad, _, count in manifest["pads"]:
        section = data[at:at + PAGE * count + 16]
        pages = section[PAGE:-16] + section[:PAGE]
        need(section[:PAGE] == clear_ignored(section[:PAGE]), "confirm", 9)
        need(section[-16:] == confirm(pad, data[:manifest["length"]], pages), "confirm", 9)
        pads.append((pad, pages))
        at += len(section)
    return manifest, pads


def write_reply(batch, importer, exporter, proofs):
    return marker(3) + batch + importer + exporter + bytes([len(proofs)]) + b"".join(p + t for p, t in proofs)


def read_reply(data):
    need(data[:12] == marker(3), "reply", 1)
    need(len(data) >= 61 and 1 <= data[60] <= 2 and len(data) == 61 + 32 * data[60], "reply", 1)
    proofs = [(data[61 + 32 * i:77 + 32 * i], data[77 + 32 * i:93 + 32 * i]) for i in range(data[60])]
    need(proofs == sorted(proofs, key=lambda p: p[0]) and len({p[0] for p in proofs}) == len(proofs), "reply", 1)
    return {"batch": data[12:28], "importer": data[28:44], "exporter": data[44:60], "proofs": proofs}
