#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile peers: they own a valid identity and valid pads, and break the protocol or the other site's patience.

SATPAD_JUNK_RECORDS: how many junk records one receiver must bear (16384 without it; the long form is 2^20).
Each case ends with one line and a status of docs/cli.md at the victim, and with a picture between honest sites: what the
peer did costs it nothing but that peer's own pads. Memory (VmHWM) and descriptors are read from /proc, from outside.
"""
import itertools
import os
import random
import struct
import sys
import time

import attacks
import hostile_peer
import wire_format as wire
from contract import one_line
from pair import SEED, run_cases, sites, want, with_copies
from soak import Watch

JUNK_RECORDS = int(os.environ.get("SATPAD_JUNK_RECORDS", "16384"))
MEMORY_KIB = 96 * 1024  # of a receiver; an honest one needs some 30 MiB, a frame 64 KiB
U64 = (1 << 64) - 1
HUGE = (1 << 63, U64, 1 << 62, 1 << 40, (1 << 32) + 1)


def site_id(two, site):
    """As the courier's headers name it: the tap has seen one of each direction."""
    header = next(iter(two.tap.headers.values()))
    return header.sender if site is two.a else header.receiver


class Hostile:
    """`a` sends to a listener with `b`'s keys, which runs a script. The middleman stands between, the tap listens."""

    def __init__(self, two):
        self.two = two
        with two.receiving():
            two.send(two.picture())
        self.listener = hostile_peer.Listener(two.middle.listening(), site_id(two, two.b))

    def __enter__(self):
        self.two.middle.target = self.listener.port
        self.two.tap.hostile = attacks.LISTENER
        return self

    def __exit__(self, *_):
        self.listener.close()
        self.two.middle.settle()
        self.two.tap.hostile = None

    def victim(self, behave, allowed, wait=1, most=None):
        """One `send` to the script; ends within its patience and as the contract says."""
        self.listener.behave = behave
        picture = self.two.picture(70_000)
        started = time.monotonic()
        result = self.two.a.run("--json", "send", picture, "--to", self.two.b.name, "--exact", "--wait", wait, code=None)
        took = time.monotonic() - started
        one_line(result, allowed)
        want(took < (most or wait + 8), f"the send took {took:.1f} s")
        self.two.look_into_outbox()
        return picture, result


def cut_short(talk):
    """Everything up to the victim's RECORD; its header."""
    while (got := talk.next()) is not None:
        if got[0] == wire.RECORD:
            return wire.parse_header(got[1])
    raise OSError("no RECORD came")


def settle(two, pictures):
    """An honest listener again: all of them arrive, once."""
    with two.receiving():
        two.a.run("outbox", "retry", "--wait", 60)
        for picture in pictures:
            if two.arrived(picture) == 0:
                two.send(picture)
            want(two.arrived(picture) == 1, f"{picture.name} arrived {two.arrived(picture)} times")


def new_pads(two, reply=True, at_both=True):
    """Another delivery, and the pads before it closed. Without the reply the sender's new pad is unconfirmed. Not `at_both`: a pad
    under which somebody has forged a record cannot be closed at the receiver."""
    for direction in ("send", "receive"):
        for site, peer in ((two.a, two.b), (two.b, two.a))[: 2 if at_both else 1]:
            pad = site.open_pad(peer, direction)
            if pad:
                site.run("keys", "close", "--pad", pad["id"])
    courier, answer = two.root / "more.courier", two.root / "more.reply"
    for path in (courier, answer):
        path.unlink(missing_ok=True)
    words = ["keys", "courier", "--peer", two.b.name, "--bytes", "1MiB", "--send-share", "0.9", "-o", courier]
    two.a.run(*words)
    two.tap.learn(courier.read_bytes())
    two.b.run("keys", "import", courier, "-o", answer)
    if reply:
        two.a.run("keys", "import", answer)


@with_copies
def a_receiver_that_says_used_to_everything(two):
    """Exit 5, nothing left; the pad is suspended, and the advice given leads on, however large the figure."""
    figures = [0, 1 << 32, 1 << 63, U64]
    with Hostile(two) as hostile:
        for number, figure in enumerate(figures):

            def used(talk, figure=figure):
                header = cut_short(talk)
                pad, first, count = header.ranges[0]
                body = header.id + pad + struct.pack("<QQ", first, count) + bytes(16) + struct.pack("<Q", max(figure, first + count))
                talk.send(wire.USED, body)
                talk.until_closed()

            picture, result = hostile.victim(used, (5,), wait=10)
            advice = [word for word in result.stderr.split() if word.isdigit()]
            pad = two.a.pad(two.b, "send")
            want(pad["state"] == "suspended", f"the pad is {pad['state']}")
            want(advice and int(advice[-1]) <= pad["pages"] - 1, f"advised to advance past the pad: {result.stderr.strip()[-200:]}")
            two.a.run("keys", "advance", "--pad", pad["id"], "--to", advice[-1])
            if number:
                new_pads(two)
    settle(two, [])
    return f"{len(figures)} figures, up to 2^64-1"


def a_receiver_with_a_wrong_record_tag(two):
    """Exit 4: no chunk leaves, the message stays and is delivered later."""
    picker, pictures = random.Random(SEED), []
    with Hostile(two) as hostile:
        for next_chunk in (0, 2):

            def recorded(talk, next_chunk=next_chunk):
                header = cut_short(talk)
                talk.send(wire.RECORDED, header.id + picker.randbytes(16) + struct.pack("<Q", next_chunk))
                want(wire.CHUNK_FRAME not in talk.until_closed(), "a chunk left under a wrong record tag")

            pictures.append(hostile.victim(recorded, (4,), wait=10)[0])
    settle(two, pictures)


def a_receiver_that_never_answers(two):
    """Exit 6 when the sender's patience ends, wherever the silence begins; never a hang."""
    pictures = []

    def deaf(talk):
        talk.until_closed()

    def record_only(talk):
        header = cut_short(talk)
        page = two.tap.pads[header.ranges[0][0]].page(header.ranges[0][1])
        talk.send(wire.RECORDED, header.id + wire.record_tag(page, header.coded) + bytes(8))
        talk.until_closed()

    with Hostile(two) as hostile:
        for behave in (deaf, record_only):
            pictures.append(hostile.victim(behave, (6,), wait=0.5)[0])
    settle(two, pictures)


def a_receiver_that_answers_nonsense(two):
    """Frames out of turn, impossible figures, any refusal code: a status of the contract, and the message stays."""
    picker, pictures = random.Random(SEED), []

    def reply(kind, make):
        def behave(talk):
            header = cut_short(talk)
            talk.send(kind, make(header))
            talk.until_closed()

        return behave

    tag = lambda header: wire.record_tag(two.tap.pads[header.ranges[0][0]].page(header.ranges[0][1]), header.coded)  # noqa: E731
    scripts = [
        reply(wire.ANSWER, lambda header: header.id + picker.randbytes(16)),
        reply(wire.ANSWER, lambda header: picker.randbytes(32)),
        reply(wire.CHUNK_FRAME, lambda header: header.id + bytes(60)),
        reply(wire.CONFIRM, lambda header: header.ranges[0][0] + bytes(16)),
        reply(wire.CONFIRM_UNKNOWN, lambda header: header.ranges[0][0]),
        reply(wire.BYE, lambda header: bytes([picker.randrange(256)])),
    ]
    scripts += [reply(wire.RECORDED, lambda header, next_chunk=value: header.id + tag(header) + struct.pack("<Q", next_chunk)) for value in HUGE]
    scripts += [reply(wire.REFUSED, lambda header, code=code: header.id + struct.pack("<H", code)) for code in (*range(13), 0xFFFF)]
    for first, count in itertools.product((0, *HUGE), (0, 1, *HUGE[:2])):
        body = struct.pack("<QQ", first, count) + bytes(16) + struct.pack("<Q", picker.choice(HUGE))
        scripts.append(reply(wire.USED, lambda header, body=body: header.id + header.ranges[0][0] + body))
    drawn = picker.sample(scripts, 4) if JUNK_RECORDS < 1 << 20 else scripts
    with Hostile(two) as hostile:
        for behave in drawn:
            # 2: "wrong state", as the peer says; 7, 8, 9: its reasons to refuse.
            pictures.append(hostile.victim(behave, (2, 4, 5, 6, 7, 8, 9), wait=0.3)[0])
    settle(two, pictures)
    return f"{len(drawn)} of {len(scripts)} replies"


def junk(two, number, picker):
    """RECORD frames that a receiver must refuse one by one: no pad of its own, foreign sites, ranges past the pad."""
    real = next(header for header in two.tap.headers.values())
    pad, _, _ = real.ranges[0]
    for _ in range(number):
        content = picker.choice((1, 5000, 1 << 40))
        pages = 2 + -(-content // wire.CHUNK) + -(-content // wire.PAGE)
        ranges = struct.pack("<16sQQ", picker.choice((pad, picker.randbytes(16))), picker.choice((1 << 31, (1 << 32) - 1, 1 << 40)), pages)
        coded = real.coded[:16] + picker.randbytes(16) + real.sender + real.receiver + struct.pack("<Q", content)
        yield coded + real.coded[72:108] + ranges + ranges[:16] + bytes(8)


def send_junk(two, receiver, number, picker, watch):
    """All of them, in as many sessions as the receiver makes of it; how many were refused, and the sessions."""
    refused = sessions = 0
    records = iter(list(junk(two, 4096, picker)))
    sent = 0
    while sent < number:
        talk = hostile_peer.dial(receiver.port, two.middle.dialling(), site_id(two, two.a))
        sessions += 1
        for record in records:
            body = record[:16] + struct.pack("<QQ", sent, picker.getrandbits(64)) + record[32:]
            talk.send(wire.RECORD, body)
            sent += 1
            if sent % 64 == 0 or sent == number:
                while refused < sent:
                    got = talk.next()
                    want(got is not None, "the session ended")
                    refused += got[0] == wire.REFUSED
            if sent == number:
                break
            if sent % 4096 == 0:
                watch.look(receiver.process.pid)
        else:
            records = iter(list(junk(two, 4096, picker)))
        talk.send(wire.BYE, b"\0")
        talk.until_closed()
        talk.close()
    return refused, sessions


def a_sender_of_junk_records(two):
    """Each is refused, and the receiver's memory, descriptors, ledger and words stay bounded."""
    picker, watch, started = random.Random(SEED), Watch(), time.monotonic()
    with two.receiving() as receiver:
        two.send(two.picture())
        pad, ledger = two.b.pad(two.a, "receive"), (two.b.home / "ledger.db").stat().st_size
        watch.look(receiver.process.pid)
        before = watch.memory_kib
        refused, sessions = send_junk(two, receiver, JUNK_RECORDS, picker, watch)
        watch.look(receiver.process.pid)
        said = len(receiver.said)
        two.send(two.picture())
    want(said < 60 + 30 * (time.monotonic() - started) / 60, f"the receiver said {said} lines about it")
    want(two.b.pad(two.a, "receive")["reserved"] == pad["reserved"], "junk was recorded")
    want(watch.memory_kib < MEMORY_KIB, f"the receiver had {watch.memory_kib} KiB, {before} before")
    want(watch.descriptors < 64, f"the receiver had {watch.descriptors} descriptors")
    want((two.b.home / "ledger.db").stat().st_size < ledger + (1 << 20), "the ledger grew with the junk")
    return f"{refused} refused in {sessions} sessions, {watch.memory_kib // 1024} MiB ({before // 1024} before), {said} lines said"


def a_sender_of_huge_lengths(two):
    """Frame lengths, message lengths, chunk indices and page ranges no message can have: refused before any memory is taken."""
    picker, watch = random.Random(SEED), Watch()
    with two.receiving() as receiver:
        two.send(two.picture())
        real = next(iter(two.tap.headers.values()))
        pad = real.ranges[0][0]
        tries = [struct.pack("<IB", length, kind) for kind in (*attacks.NAMES, 0, 15, 255) for length in (0x7FFFFFFF, 0xFFFFFFFF, 65577)]
        for content, first, count in itertools.product((1 << 40, (1 << 40) + 1, *HUGE, 0), (0, *HUGE), (1, (1 << 35) + (1 << 24) + 2, *HUGE)):
            coded = real.coded[:16] + picker.randbytes(16) + real.coded[32:64] + struct.pack("<Q", content) + real.coded[72:108]
            coded += struct.pack("<16sQQ", pad, first, count) + struct.pack("<16sQ", pad, picker.choice((0, *HUGE)))
            tries.append(attacks.frame(wire.RECORD, coded) if picker.random() < 0.8 else attacks.frame(wire.CANCEL, coded))
        tries += [attacks.frame(wire.CHUNK_FRAME, real.id + struct.pack("<Q", index) + bytes(60)) for index in HUGE]
        before = two.b.pad(two.a, "receive")
        for number, data in enumerate(tries):
            talk = hostile_peer.dial(receiver.port, two.middle.dialling(), site_id(two, two.a))
            talk.tls.sendall(data + attacks.frame(wire.BYE, b"\0"))
            kinds = talk.until_closed()
            want(not {wire.RECORDED, wire.ANSWER}.intersection(kinds), f"try {number} was taken: {data[:200].hex()}")
            talk.close()
            watch.look(receiver.process.pid)
        two.send(two.picture())
        after = two.b.pad(two.a, "receive")
    want(after["reserved"] == before["reserved"] and after["burnt"] == before["burnt"], f"pages went: {before} → {after}")
    want(watch.memory_kib < MEMORY_KIB, f"the receiver had {watch.memory_kib} KiB")
    return f"{len(tries)} tries, {watch.memory_kib // 1024} MiB, {watch.descriptors} descriptors"


if __name__ == "__main__":
    sys.exit(
        run_cases(
            [
                a_receiver_with_a_wrong_record_tag,
                a_receiver_that_never_answers,
                a_receiver_that_answers_nonsense,
                a_sender_of_huge_lengths,
                a_sender_of_junk_records,
                a_receiver_that_says_used_to_everything,
            ],
            pad_bytes=8 << 20,
        )
    )
