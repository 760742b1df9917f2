# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody in the middle who has broken TLS can do to one frame of a session (docs/protocol.md, "Frames")."""
import dataclasses
import struct
import typing

import wire_format as wire

DIALLER, LISTENER = 0, 1
NAMES = {
    wire.HELLO: "HELLO",
    wire.CONFIRM_ASK: "CONFIRM_ASK",
    wire.CONFIRM: "CONFIRM",
    wire.CONFIRM_UNKNOWN: "CONFIRM_UNKNOWN",
    wire.RECORD: "RECORD",
    wire.RECORDED: "RECORDED",
    wire.USED: "USED",
    wire.REFUSED: "REFUSED",
    wire.CHUNK_FRAME: "CHUNK",
    wire.ANSWER: "ANSWER",
    wire.CANCEL: "CANCEL",
    wire.PING: "PING",
    wire.PONG: "PONG",
    wire.BYE: "BYE",
}
HEADER_FIELDS = {  # offset and length in an encoded message header of one range
    "marker": (0, 12),
    "header length": (12, 4),
    "message id": (16, 16),
    "sender": (32, 16),
    "receiver": (48, 16),
    "content length": (64, 8),
    "chain head": (72, 32),
    "counts": (104, 4),
    "pad": (108, 16),
    "first page": (124, 8),
    "page count": (132, 8),
    "floor's pad": (140, 16),
    "floor": (156, 8),
}
FIELDS = {  # offset and length in the body
    wire.HELLO: {"version": (0, 2), "site": (2, 16)},
    wire.CONFIRM_ASK: {"pad": (0, 16)},
    wire.CONFIRM: {"pad": (0, 16), "tag": (16, 16)},
    wire.CONFIRM_UNKNOWN: {"pad": (0, 16)},
    wire.RECORD: HEADER_FIELDS,
    wire.RECORDED: {"id": (0, 16), "tag": (16, 16), "next chunk": (32, 8)},
    wire.USED: {"id": (0, 16), "pad": (16, 16), "first": (32, 8), "count": (40, 8), "other id": (48, 16), "advance to": (64, 8)},
    wire.REFUSED: {"id": (0, 16), "code": (16, 2)},
    wire.CHUNK_FRAME: {"id": (0, 16), "index": (16, 8), "ciphertext": (24, -16), "tag": (-16, 16)},
    wire.ANSWER: {"id": (0, 16), "answer": (16, 16)},
    wire.CANCEL: HEADER_FIELDS,
    wire.PING: {},
    wire.PONG: {},
    wire.BYE: {"reason": (0, 1)},
}


def frame(kind, body):
    return struct.pack("<IB", len(body), kind) + body


@dataclasses.dataclass
class Attack:
    """Done once, to the `nth` frame of type `kind` that `end` sends. `act(frame, random)` gives the pieces to pass on
    instead of the frame; one of them may be LATER: the frame itself, behind the one that follows it.
    """

    name: str
    end: int
    kind: int
    act: typing.Callable
    nth: int = 1


LATER = object()


def drop(_data, _random):
    return []


def duplicate(data, _random):
    return [data, data]


def reorder(_data, _random):
    return [LATER]


def truncate(data, random):
    """Some of its last bytes are missing; what follows moves up."""
    return [data[: random.randrange(len(data))]]


def shorten(data, random):
    """A shorter body under a length that fits it."""
    body = data[5:]
    return [frame(data[4], body[: random.randrange(len(body))] if body else b"x")]


def lengthen(data, random):
    """A longer body under a length that fits it."""
    return [frame(data[4], data[5:] + random.randbytes(random.randrange(1, 64)))]


def flip(start, length):
    """One bit of the frame; negative places count from its end."""

    def act(data, random):
        at = start if start >= 0 else len(data) + start
        end = at + length if length > 0 else len(data) + length
        changed = bytearray(data)
        changed[random.randrange(at, end)] ^= 1 << random.randrange(8)
        return [bytes(changed)]

    return act


def retype(data, random):
    """Its body under another type."""
    return [frame(random.choice([kind for kind in NAMES if kind != data[4]]), data[5:])]


def put(other, what):
    """`other` in place of the frame, before it or behind it."""
    places = {"for": lambda data: [other], "before": lambda data: [other, data], "behind": lambda data: [data, other]}
    return lambda data, _random: places[what](data)


def splice(other):
    """The first half of this chunk's ciphertext with the second half, or the tag, of another."""

    def act(data, random):
        middle = random.choice([len(data) - wire.TAG, (29 + len(data)) // 2])
        return [data[:middle] + other[middle : len(data)]]

    return act


def field_flips(end, kind, nth=1):
    """A flip in the frame's length, its type and each field of its body."""
    made = [Attack("flip length", end, kind, flip(0, 4), nth), Attack("flip type", end, kind, flip(4, 1), nth)]
    for name, (start, length) in FIELDS[kind].items():
        made.append(Attack(f"flip {name}", end, kind, flip(start + 5 if start >= 0 else start, length), nth))
    return made


def on_frame(end, kind, nth=1):
    """All that can be done to a frame that knows of no other."""
    whole = [drop, duplicate, reorder, truncate, shorten, lengthen, retype]
    return [Attack(act.__name__, end, kind, act, nth) for act in whole] + field_flips(end, kind, nth)


class Rewriter:
    """Middleman.change: passes frames on, one of them attacked. Keeps every frame it saw, as a library for replays."""

    QUIET = 0.1  # seconds without a byte after which an attacked session is cut: neither end knows more to say

    def __init__(self, two):
        self.two = two
        self.attack = None
        self.random = None
        self.library = {}  # (end, kind) → frames as first seen, the newest last
        self._streams = {}

    def arm(self, attack, random):
        self.attack, self.random, self._count = attack, random, 0

    def __call__(self, session, end, data):
        reader, held = self._streams.setdefault((session, end), (wire.FrameReader(), []))
        if not data:
            return b"".join(held) + reader.rest
        passed = b""
        for kind, body in reader.feed(data):
            whole = frame(kind, body)
            self.library.setdefault((end, kind), []).append(whole)
            pieces = self._attacked(session, end, kind, whole)
            behind = [whole for piece in pieces if piece is LATER]
            passed += b"".join(piece for piece in pieces if piece is not LATER)
            if not behind:
                passed += b"".join(held)
                held.clear()
            held += behind
        return passed

    def _attacked(self, session, end, kind, whole):
        attack = self.attack
        if attack is None or (end, kind) != (attack.end, attack.kind):
            return [whole]
        self._count += 1
        if self._count != attack.nth:
            return [whole]
        pieces = attack.act(whole, self.random)
        self.attack = None
        # What comes of this session is all that comes of it: nobody dials again before the case has looked.
        self.two.middle.target = None
        self.two.middle.cut_when_quiet(self.QUIET)
        for piece in pieces:
            if piece not in (LATER, whole) and piece[4:5] in (bytes([wire.RECORD]), bytes([wire.CANCEL])):
                self.two.tap.see_forged(piece[5:])
        return pieces
