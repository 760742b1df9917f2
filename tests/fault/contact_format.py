# SPDX-License-Identifier: GPL-3.0-or-later
"""What the wire tap must be able to read of a contact: docs/contact.md."""
import dataclasses
import struct

import wire_format as wire

HELLO, WELCOME, PASS_BEGIN, PASS_READY = 1, 2, 3, 4
STORED = 10
RELAY_TOLD, RELAY_TAKEN, RELAY_KEY, RELAY_STORED, RELAY_NEWS = 15, 18, 19, 20, 22

REAL = 8
LINK = 15 + 3 * 2  # reals


class Fields:
    """Takes one message apart, from the left."""

    def __init__(self, message):
        self.rest = message[1:]

    def take(self, count):
        if count > len(self.rest):
            raise wire.NotReadable("a message of a contact is cut short")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def number(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def text(self):
        return self.take(self.number())

    def proofs(self):
        """{pad id: CONFIRM}"""
        return {self.take(16): self.take(16) for _ in range(self.number())}

    def pages(self):
        use = self.take(16)
        ranges = tuple((self.take(16), self.number(), self.number()) for _ in range(self.number()))
        return Pages(use, ranges)

    def flight(self):
        self.take(REAL * (LINK + 2) + 1 + REAL)
        self.number()
        self.take(1 + REAL * 3 + 1 + REAL)
        self.number()
        self.take(REAL * 3 * self.number())

    def end(self):
        if self.rest:
            raise wire.NotReadable("something is left over in a message of a contact")


@dataclasses.dataclass(frozen=True)
class Pages:
    """Pages that serve something else than a message, as their sender tells them."""

    use: bytes
    ranges: tuple  # (pad id, first page, count)

    def places(self):
        return [(pad, page) for pad, first, count in self.ranges for page in range(first, first + count)]


@dataclasses.dataclass(frozen=True)
class Told:
    coded: bytes
    relay: bytes
    asker: bytes
    far_end: bytes
    out: bytes
    out_pages: int
    back: bytes
    back_pages: int
    pages: Pages

    @property
    def to_asker(self):
        """The leg's pages are the key; behind it there is one more, for the tag."""
        return len(self.pages.places()) == self.out_pages + self.back_pages

    @property
    def manifest(self):
        parts = struct.pack("<16s16s16s", self.relay, self.asker, self.far_end)
        return b"satpad relay 1" + parts + struct.pack("<16sQ16sQ", self.out, self.out_pages, self.back, self.back_pages)


def parse_told(message):
    fields = Fields(message)
    relay, asker, far_end, out = (fields.take(16) for _ in range(4))
    out_pages = fields.number()
    back = fields.take(16)
    back_pages = fields.number()
    fields.take(REAL * 3)
    fields.take(16 * fields.number() + 1)
    fields.text()
    told = Told(message, relay, asker, far_end, out, out_pages, back, back_pages, fields.pages())
    fields.end()
    return told


@dataclasses.dataclass(frozen=True)
class Key:
    untagged: bytes
    relay: bytes
    proofs: dict
    cipher: bytes
    tag: bytes


def parse_key(message):
    fields = Fields(message)
    relay, proofs = fields.take(16), fields.proofs()
    cipher = fields.take(fields.number())
    tag = fields.take(16)
    fields.end()
    return Key(message[:-16], relay, proofs, cipher, tag)


def parse_proofs(message):
    """The proofs that a message tells of pads, whatever else it tells; None of one that tells none."""
    fields = Fields(message)
    if message[0] == HELLO:
        fields.take(1)
    elif message[0] == WELCOME:
        fields.take(1), fields.text(), fields.take(REAL * LINK), fields.number()
    elif message[0] in (RELAY_STORED, RELAY_NEWS):
        fields.take(16)
    elif message[0] != STORED:
        return None
    return fields.proofs()


def parse_tag_pages(message):
    """Of a pass."""
    fields = Fields(message)
    if message[0] == PASS_BEGIN:
        fields.take(16), fields.text(), fields.flight()
    return fields.pages()


def confirm(pad_id, pages, manifest):
    """docs/format.md, "CONFIRM"."""
    body = pad_id + struct.pack("<Q", len(manifest)) + manifest
    count = len(pages) // wire.PAGE
    rest, key = pages[: -wire.PAGE], pages[-wire.PAGE :]
    return wire.poly1305(key, body + wire.pad16(body) + struct.pack("<Q", count) + rest)


class MessageReader:
    """Cuts one direction of a contact into messages, however the bytes arrive. The listener's begins with its verdict."""

    def __init__(self, verdict):
        self.rest = b""
        self._verdict = verdict

    def feed(self, data):
        self.rest += data
        if self._verdict and self.rest:
            self.rest, self._verdict = self.rest[1:], False
        messages = []
        while len(self.rest) >= 4:
            length = struct.unpack_from("<I", self.rest)[0]
            if len(self.rest) < 4 + length:
                break
            messages.append(self.rest[4 : 4 + length])
            self.rest = self.rest[4 + length :]
        return messages

    def cut_message(self):
        return self.rest[4:]
