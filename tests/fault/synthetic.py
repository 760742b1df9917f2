# SPDX-License-Identifier: GPL-3.0-or-later
"""Made-up deliveries, messages and sessions, sealed by docs/format.md: what a sound or a faulty sender would emit."""
import random
import struct

import wire_format as wire


class Sender:
    """A sender without any rule: it seals whatever it is told on whatever page."""

    def __init__(self, seed, pages=4096):
        self.random = random.Random(seed)
        self.site, self.peer = self.random.randbytes(16), self.random.randbytes(16)
        self.pad = wire.Pad(self.random.randbytes(16), 1, self.random.randbytes(wire.PAGE * pages), self.random.randbytes(16))

    def courier(self):
        generator = b"synthetic"
        head = wire.MAGIC + struct.pack("<HBB", 1, wire.KIND_COURIER, 0) + struct.pack("<I", 130 + len(generator) + 25)
        head += self.random.randbytes(16) + self.site + self.peer + self.random.randbytes(64)
        head += bytes([1, len(generator)]) + generator + struct.pack("<16sBQ", self.pad.id, 1, self.pad.count)
        return head + self.pad.pages[-wire.PAGE :] + self.pad.pages[: -wire.PAGE] + self.pad.confirm

    def seal(self, first, payload=b"a picture", name=b"photo.jpg", message=None):
        """A message whose pages start at `first`."""
        content = bytes([1 | 64]) + bytes([1]) + bytes([len(name)]) + name + payload
        chunks = -(-len(content) // wire.CHUNK)
        pages = 2 + chunks + -(-len(content) // wire.PAGE)
        message = message or self.random.randbytes(16)
        coded = wire.MAGIC + struct.pack("<HBB", 1, wire.KIND_MESSAGE, 0) + struct.pack("<I", 108 + 32 + 24)
        coded += struct.pack("<16s16s16sQ32sHH", message, self.site, self.peer, len(content), self.random.randbytes(32), 1, 1)
        coded += struct.pack("<16sQQ", self.pad.id, first, pages) + struct.pack("<16sQ", self.pad.id, first)
        return Message(self.pad, wire.parse_header(coded), content)


class Message:
    def __init__(self, pad, header, content):
        self.header = header
        self.key = lambda page: pad.page(header.place(page)[1])
        self.chunks = [self._seal(index, content[index * wire.CHUNK :][: wire.CHUNK]) for index in range(header.chunks)]

    def _seal(self, index, plain):
        key = b"".join(self.key(page) for page in self.header.pad_pages(index))[: len(plain)]
        ciphertext = wire.xor(plain, key)
        last = index + 1 == self.header.chunks
        return ciphertext + wire.chunk_tag(self.key(self.header.tag_key_page(index)), self.header.id, index, last, ciphertext)

    @property
    def record_tag(self):
        return wire.record_tag(self.key(0), self.header.coded)

    def outbox_file(self):
        return self.header.coded + b"".join(self.chunks)

    def message_file(self):
        return self.header.coded + self.record_tag + b"".join(self.chunks)


def frame(kind, body):
    return struct.pack("<IB", len(body), kind) + body


def record(message):
    return frame(wire.RECORD, message.header.coded)


def recorded(message):
    return frame(wire.RECORDED, message.header.id + message.record_tag + bytes(8))


def chunk(message, index):
    return frame(wire.CHUNK_FRAME, message.header.id + struct.pack("<Q", index) + message.chunks[index])


def answer(message, abandoned=False):
    page = message.key(1)
    return frame(wire.ANSWER, message.header.id + (page[16:] if abandoned else page[:16]))
