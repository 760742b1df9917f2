# SPDX-License-Identifier: GPL-3.0-or-later
"""What the wire tap must be able to read: docs/format.md (message, courier file) and docs/protocol.md (frames)."""
import dataclasses
import struct

PAGE = 32
CHUNK = 65536
TAG = 16
PAGES_PER_CHUNK = 1 + CHUNK // PAGE
MAGIC = b"SATPAD\r\n"
KIND_MESSAGE, KIND_COURIER = 1, 2


class NotReadable(Exception):
    """The bytes are not what the format says."""


def poly1305(key, message):
    """RFC 8439, section 2.5."""
    prime = (1 << 130) - 5
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    h = 0
    for at in range(0, len(message), 16):
        h = (h + int.from_bytes(message[at : at + 16] + b"\x01", "little")) * r % prime
    return ((h + int.from_bytes(key[16:], "little")) % (1 << 128)).to_bytes(16, "little")


def pad16(data):
    return bytes(-len(data) % 16)


def xor(a, b):
    assert len(a) == len(b)
    return (int.from_bytes(a, "little") ^ int.from_bytes(b, "little")).to_bytes(len(a), "little")


def record_tag(page, header):
    return poly1305(page, header + pad16(header) + struct.pack("<QQ", len(header), 0))


def chunk_tag(page, message_id, index, last, ciphertext):
    place = message_id + struct.pack("<QB7x", index, last)
    return poly1305(page, place + ciphertext + pad16(ciphertext) + struct.pack("<Q", len(ciphertext)))


@dataclasses.dataclass(frozen=True)
class Header:
    coded: bytes
    id: bytes
    sender: bytes
    receiver: bytes
    content: int
    ranges: tuple  # (pad id, first page, count)
    floors: tuple

    @property
    def chunks(self):
        return -(-self.content // CHUNK)

    def chunk_size(self, index):
        return min(CHUNK, self.content - index * CHUNK)

    def tag_key_page(self, index):
        return 2 + PAGES_PER_CHUNK * index

    def pad_pages(self, index):
        first = self.tag_key_page(index) + 1
        return range(first, first + -(-self.chunk_size(index) // PAGE))

    def place(self, message_page):
        """(pad id, page) of one of the message's pages."""
        for pad, first, count in self.ranges:
            if message_page < count:
                return pad, first + message_page
            message_page -= count
        raise NotReadable("a message page outside the header's ranges")


def header_length(data):
    if len(data) < 16 or data[:8] != MAGIC or struct.unpack_from("<HB", data, 8) != (1, KIND_MESSAGE):
        raise NotReadable("no message header")
    return struct.unpack_from("<I", data, 12)[0]


def parse_header(data):
    """The header that fills `data`."""
    if header_length(data) != len(data):
        raise NotReadable("the header has another length")
    message, sender, receiver, content, _head, r, p = struct.unpack_from("<16s16s16sQ32sHH", data, 16)
    if len(data) != 108 + 32 * r + 24 * p:
        raise NotReadable("the header's counts do not fit its length")
    ranges = tuple(struct.unpack_from("<16sQQ", data, 108 + 32 * i) for i in range(r))
    floors = tuple(struct.unpack_from("<16sQ", data, 108 + 32 * r + 24 * i) for i in range(p))
    header = Header(bytes(data), message, sender, receiver, content, ranges, floors)
    if sum(count for _, _, count in ranges) != 2 + header.chunks + -(-content // PAGE):
        raise NotReadable("the header's ranges do not add up")
    return header


def split_message(data, with_record_tag):
    """(header, record tag or None, [(chunk, ciphertext, tag or None if cut off)]) of a file that may end early. Without a record
    tag it is one of an outbox, with the marks of docs/format-at-rest.md, "Outbox file", behind the chunks."""
    length = header_length(data)
    header = parse_header(data[:length])
    at, tag = length, None
    if with_record_tag:
        tag = data[at : at + TAG]
        at += TAG
    chunks = []
    for index in range(header.chunks):
        size = header.chunk_size(index)
        ciphertext, chunk_end = data[at : at + size], data[at + size : at + size + TAG]
        if ciphertext:
            chunks.append((index, ciphertext, chunk_end if len(chunk_end) == TAG else None))
        at += size + TAG
    if len(data) > at + (0 if with_record_tag else TAG * header.chunks):
        raise NotReadable("bytes behind the last chunk")
    return header, tag, chunks


@dataclasses.dataclass
class Pad:
    id: bytes
    direction: int  # 1: the exporter sends with it
    pages: bytes  # all pages, in order
    confirm: bytes

    def page(self, number):
        return self.pages[PAGE * number : PAGE * (number + 1)]

    @property
    def count(self):
        return len(self.pages) // PAGE


def parse_courier(data):
    """The pads of a courier file."""
    if data[:8] != MAGIC or struct.unpack_from("<HB", data, 8) != (1, KIND_COURIER):
        raise NotReadable("no courier file")
    manifest = struct.unpack_from("<I", data, 12)[0]
    k, g = data[128], data[129]
    if manifest != 130 + g + 25 * k:
        raise NotReadable("the manifest's counts do not fit its length")
    pads, at = [], manifest
    for i in range(k):
        pad, direction, pages = struct.unpack_from("<16sBQ", data, 130 + g + 25 * i)
        last, rest = data[at : at + PAGE], data[at + PAGE : at + PAGE * pages]
        at += PAGE * pages
        pads.append(Pad(pad, direction, rest + last, data[at : at + TAG]))
        at += TAG
    if at != len(data):
        raise NotReadable("the courier file has another length")
    return pads


def plausible_content_header(start):
    """True when `start`, the first bytes of a decrypted content, opens like docs/format.md says."""
    try:
        flags, at = start[0], 1
        mode, codec = flags & 3, flags >> 2 & 15
        for present in (flags & 64, flags & 128, flags & 128):
            while present:
                at += 1
                present = start[at - 1] & 128
        size = start[at]
        name = start[at + 1 : at + 1 + size].decode("utf-8")
        return mode != 0 and codec <= 8 and size > 0 and len(name.encode()) == size and "/" not in name
    except (IndexError, UnicodeDecodeError):
        return False


HELLO, CONFIRM_ASK, CONFIRM, CONFIRM_UNKNOWN, RECORD, RECORDED, USED, REFUSED, CHUNK_FRAME, ANSWER, CANCEL, PING, PONG, BYE = range(1, 15)


class FrameReader:
    """Cuts one direction of a session into (type, body) frames, however the bytes arrive."""

    def __init__(self):
        self.rest = b""

    def feed(self, data):
        self.rest += data
        frames = []
        while len(self.rest) >= 5:
            length, kind = struct.unpack_from("<IB", self.rest)
            if len(self.rest) < 5 + length:
                break
            frames.append((kind, self.rest[5 : 5 + length]))
            self.rest = self.rest[5 + length :]
        return frames

    def cut_chunk(self):
        """(message id, index, partial sealed chunk) when the stream ended inside a CHUNK, else None."""
        if len(self.rest) < 5 + 24 or self.rest[4] != CHUNK_FRAME:
            return None
        return self.rest[5:21], struct.unpack_from("<Q", self.rest, 21)[0], self.rest[29:]
