#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attacks of wire.py on frames that a plain delivery does not have, whole sessions replayed, and bytes below TLS.

SATPAD_WIRE_ATTACKS=0: all of them; else a few of each kind.
"""
import os
import random
import re
import socket
import struct
import sys

import attacks
import hostile_peer
import wire_format as wire
from attacks import DIALLER, LISTENER, Attack
from contract import one_line
from cutting_proxy import CuttingProxy
from hostile import Hostile, new_pads, settle, site_id
from pair import SEED, run_cases, want
from wire import Bench, draw

FULL = os.environ.get("SATPAD_WIRE_ATTACKS") == "0"


def chosen(bench, *frames, few):
    every = [attack for end, kind in frames for attack in attacks.on_frame(end, kind)]
    return draw(every, 0 if FULL else few, bench.picker), len(every)


def attacked(bench, attack, receiver, words):
    """Runs a command whose session is attacked; False when the frame did not come."""
    two = bench.two
    two.middle.target = receiver.port
    bench.rewriter.arm(attack, bench.picker)
    result = two.a.run("--json", *words, code=None)
    two.middle.settle()
    fired, bench.rewriter.attack = bench.rewriter.attack is None, None
    one_line(result, (0, 2, 4, 5, 6, 7, 8, 9))
    two.middle.target = receiver.port
    return fired


def confirm_is_attacked(two):
    """Of fresh pads nobody has confirmed: no attack makes a pad pass that should not, or the other way round for long."""
    held = 0
    with two.receiving() as receiver, Bench(two) as bench:
        two.send(two.picture())
        todo, possible = chosen(bench, (DIALLER, wire.CONFIRM_ASK), (LISTENER, wire.CONFIRM), few=2)
        for attack in todo:
            new_pads(two, reply=False)
            picture = two.picture()
            fired = attacked(bench, attack, receiver, ("send", picture, "--to", two.b.name, "--exact", "--wait", 1))
            want(fired, f"{attack.name}: no {attacks.NAMES[attack.kind]}")
            two.look_into_outbox()
            if two.a.pad(two.b, "send")["state"] == "suspended":
                # The tag differed, as far as the sender could see: this pad is never used again.
                want(attack.kind == wire.CONFIRM, f"{attack.name} suspended the pad")
                held += 1
                for message in two.a.unsettled():
                    two.a.run("outbox", "cancel", message["id"])
                two.a.run("outbox", "retry", "--wait", 30)
                new_pads(two)
                two.send(picture)
            two.a.run("outbox", "retry", "--wait", 30)
            want(two.arrived(picture) == 1, f"{attack.name}: it arrived {two.arrived(picture)} times")
    return f"{len(todo)} of {possible} attacks, {held} pads suspended"


def a_cancel_is_attacked(two):
    """A cancelled message never arrives, and the cancel is settled at a later contact."""
    with two.receiving() as receiver, Bench(two) as bench:
        two.send(two.picture())
        todo, possible = chosen(bench, (DIALLER, wire.CANCEL), (LISTENER, wire.ANSWER), few=1)
        # The same id over pages that lie 4096 further on: the receiver takes it for the whole story.
        todo.append(Attack("other pages", DIALLER, wire.CANCEL, lambda data, _random: [data[:130] + bytes([data[130] ^ 16]) + data[131:]]))
        for attack in todo:
            two.middle.target = None
            picture = two.picture()
            two.send(picture, code=6, wait=0)
            two.look_into_outbox()
            message = two.a.unsettled()[-1]["id"]
            two.a.run("outbox", "cancel", message)
            attacked(bench, attack, receiver, ("outbox", "retry", "--wait", 0.5))
            two.a.run("outbox", "retry", "--wait", 30)
            want(not two.a.unsettled(), f"{attack.name}: the cancel is not settled")
            want(two.arrived(picture) == 0, f"{attack.name}: a cancelled picture arrived")
            # A CANCEL made up for later pages has burnt them at the receiver: past them.
            probe = two.picture()
            result = two.send(probe, code=None, wait=30)
            if result.returncode:
                bench.sent = [probe]
                bench.step_past(result)
                two.send(probe, wait=30)
    return f"{len(todo)} of {possible} attacks"


def a_refusal_is_attacked(two):
    """REFUSED of a pad that the receiver has closed: whatever becomes of it, nothing leaves and the way on is a new pad."""
    with two.receiving() as receiver, Bench(two) as bench:
        two.send(two.picture())
        todo, possible = chosen(bench, (LISTENER, wire.REFUSED), few=2)
        for attack in todo:
            two.b.run("keys", "close", "--pad", two.b.pad(two.a, "receive")["id"])
            picture = two.picture()
            want(attacked(bench, attack, receiver, ("send", picture, "--to", two.b.name, "--exact", "--wait", 1)), "no REFUSED")
            want(two.arrived(picture) == 0, f"{attack.name}: it arrived on a closed pad")
            two.a.run("outbox", "cancel", two.a.unsettled()[-1]["id"])
            two.a.run("outbox", "retry", "--wait", 30)
            new_pads(two)
            two.send(picture, wait=30)
    return f"{len(todo)} of {possible} attacks"


def a_used_is_attacked(two):
    """USED of pages recorded for something else: whatever becomes of it, nothing leaves on them."""
    with two.receiving() as receiver, Bench(two) as bench:
        two.send(two.picture())
        todo, possible = chosen(bench, (LISTENER, wire.USED), few=2)
        for attack in todo:
            picture = two.picture()
            taken = Attack("flip message id", DIALLER, wire.RECORD, attacks.flip(5 + 16, 16))
            want(attacked(bench, taken, receiver, ("send", picture, "--to", two.b.name, "--exact", "--wait", 1)), "no RECORD")
            attacked(bench, attack, receiver, ("outbox", "retry", "--wait", 0.5))
            want(two.arrived(picture) == 0, f"{attack.name}: it arrived on used pages")
            two.a.run("outbox", "retry", "--wait", 10, code=None)
            pad = two.a.pad(two.b, "send")
            want(pad["state"] == "suspended", f"{attack.name}: the pad is {pad['state']}")
            # A changed figure may lie anywhere; the way on is what the refusal says, and a new pad when that is the end.
            advice = re.search(r"keys advance --pad (\w+) --to (\d+)", two.send(picture, code=5).stderr)
            want(advice and advice[1] == pad["id"], f"{attack.name}: no way on is said")
            two.a.run("keys", "advance", "--pad", advice[1], "--to", advice[2])
            if two.a.pad(two.b, "send")["free"] < 1000:
                new_pads(two, at_both=False)
            two.send(picture, wait=30)
            want(two.arrived(picture) == 1, "it did not arrive on new pages")
    return f"{len(todo)} of {possible} attacks"


def an_earlier_session_is_replayed(two):
    """Every byte an end sent in an earlier session, to the other end again: nothing is taken, spent or shown twice."""
    with two.receiving() as receiver, Bench(two) as bench:
        two.send(two.picture(70_000))
        frames = {end: b"".join(x for (e, _), each in bench.rewriter.library.items() if e == end for x in each) for end in (0, 1)}
        before, files = two.b.pad(two.a, "receive"), len(list((two.b.home / "inbox").iterdir()))
        for cut in (len(frames[0]), len(frames[0]) // 2, 40):
            talk = hostile_peer.Talk(two.middle.dialling().wrap_socket(socket.create_connection(("127.0.0.1", receiver.port))), None)
            talk.tls.sendall(frames[0][:cut])
            talk.tls.settimeout(2)
            want(wire.RECORDED not in talk.until_closed(), "a settled message was recorded anew")
            talk.close()
        after = two.b.pad(two.a, "receive")
        want(after == before, f"a replay moved pages: {before} → {after}")
        want(len(list((two.b.home / "inbox").iterdir())) == files, "a replay made a file")
    with Hostile(two) as hostile:

        def again(talk):
            talk.tls.sendall(frames[1])
            want(wire.CHUNK_FRAME not in talk.until_closed(), "a chunk left on a replayed word")

        picture, _ = hostile.victim(again, (4, 6), wait=0.5)
    settle(two, [picture])


class Spoiler(CuttingProxy):
    """Changes one byte of what is below TLS, in one direction, at a drawn place."""

    def __init__(self, target):
        self.plan, self.done = None, False
        super().__init__(target, lambda i: None)

    def changed(self, end, passed, block):
        if self.done or self.plan is None or end != self.plan[0] or not passed <= self.plan[1] < passed + len(block):
            return block
        self.done = True
        return self.plan[2](block, self.plan[1] - passed)


def bytes_below_tls_are_changed(two):
    """What anybody on the way can do: each is a cut, and the same bytes are delivered by the next session."""
    picker, count, spoiler = random.Random(SEED), 0, Spoiler(two.middle.port)
    ways = {
        "flip": lambda data, at: data[:at] + bytes([data[at] ^ 1 << picker.randrange(8)]) + data[at + 1 :],
        "drop": lambda data, at: data[:at] + data[at + 1 :],
        "repeat": lambda data, at: data[:at] + data[max(0, at - 40) : at] + data[at:],
    }
    try:
        two.a.run("peer", "add", two.b.card, "--address", f"127.0.0.1:{spoiler.port}", "--replace")
        with two.receiving():
            for way in ways.values():
                for end in (0, 1):
                    for _ in range(20 if FULL else 1):
                        spoiler.plan, spoiler.done = (end, picker.randrange(74_000 if end == 0 else 1_600), way), False
                        picture = two.picture(70_000)
                        # 4: an alert of the handshake says "refused", and then it is not dialled again.
                        one_line(two.send(picture, code=None, wait=0.7), (0, 4, 6))
                        spoiler.plan = None
                        two.a.run("outbox", "retry", "--wait", 30)
                        want(two.arrived(picture) == 1, f"it arrived {two.arrived(picture)} times")
                        count += spoiler.done
    finally:
        two.a.run("peer", "add", two.b.card, "--address", f"127.0.0.1:{two.middle.port}", "--replace")
        spoiler.close()
    return f"{count} bytes changed"


if __name__ == "__main__":
    sys.exit(
        run_cases(
            [
                bytes_below_tls_are_changed,
                an_earlier_session_is_replayed,
                a_cancel_is_attacked,
                a_refusal_is_attacked,
                confirm_is_attacked,
                a_used_is_attacked,
            ],
            pad_bytes=(96 << 20) if FULL else (8 << 20),
        )
    )
