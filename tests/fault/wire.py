#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody in the middle who has broken TLS attacks one frame of a session, in each direction, of every type.

SATPAD_WIRE_ATTACKS: how many are drawn of those on a delivery (0: all of them, with every field flipped eight times).
Each time: no wrong picture, none twice, no page of the receiver's spent by bytes that were not the sender's, exit status
and words by the contract, and what was not delivered is delivered by a plain retry. Where the frame was the one that says
which pages belong to what, the pad may have to be advanced instead (docs/protocol.md, USED): then nothing has left.
"""
import collections
import os
import random
import re
import sys

import attacks
import wire_format as wire
from attacks import DIALLER, LISTENER, Attack, put
from contract import one_line
from pair import SEED, run_cases, sites, want

DRAWN = int(os.environ.get("SATPAD_WIRE_ATTACKS", "18"))
SIZE = 70_000  # two chunks
WAIT = 0.5  # seconds of `send --wait`: what an attack leaves unsaid is said by then, or never


def on_a_delivery():
    """Every attack on the frames that each delivery has."""
    chunks = [attack for nth in (1, 2) for attack in attacks.on_frame(DIALLER, wire.CHUNK_FRAME, nth)]
    made = chunks + attacks.on_frame(DIALLER, wire.RECORD)
    for kind in (wire.RECORDED, wire.ANSWER):
        made += attacks.on_frame(LISTENER, kind)
    for end in (DIALLER, LISTENER):
        for kind in (wire.HELLO, wire.BYE):
            made += attacks.on_frame(end, kind)
    return made


def with_earlier_frames(library):
    """Frames of an earlier session, of another message or chunk, in or beside their place."""
    made = []
    for end, kind in ((DIALLER, wire.RECORD), (LISTENER, wire.RECORDED), (DIALLER, wire.CHUNK_FRAME), (LISTENER, wire.ANSWER)):
        for where in ("for", "before", "behind"):
            made.append(Attack(f"an earlier one {where} it", end, kind, put(library[end, kind][-1], where)))
    last, before = library[DIALLER, wire.CHUNK_FRAME][-1], library[DIALLER, wire.CHUNK_FRAME][-2]
    made.append(Attack("splice with another message's", DIALLER, wire.CHUNK_FRAME, attacks.splice(before)))
    made.append(Attack("splice with another message's", DIALLER, wire.CHUNK_FRAME, attacks.splice(last), 2))
    for end, kind in ((LISTENER, wire.RECORDED), (DIALLER, wire.CHUNK_FRAME)):
        for what in (wire.PING, wire.PONG):
            made.append(Attack(f"{attacks.NAMES[what]} before it", end, kind, put(attacks.frame(what, b""), "before")))
    made.append(Attack("RECORD again behind it", DIALLER, wire.CHUNK_FRAME, put(library[DIALLER, wire.RECORD][-1], "behind")))
    return made


def draw(every, number, picker):
    """`number` of them (0: all, flips eight times), first one of each type and direction, then the next of each …"""
    if number == 0:
        return every + [attack for attack in every if attack.name.startswith("flip") for _ in range(7)]
    groups = collections.defaultdict(list)
    for attack in picker.sample(every, len(every)):
        groups[attack.end, attack.kind].append(attack)
    turns = max(len(group) for group in groups.values())
    in_turn = [group[turn] for turn in range(turns) for group in groups.values() if turn < len(group)]
    return in_turn[:number]


class Bench:
    """Two sites, and one attacked delivery after the other."""

    def __init__(self, two):
        self.two = two
        self.rewriter = attacks.Rewriter(two)
        self.picker = random.Random(SEED)
        self.sent = []
        self.count = collections.Counter()

    def __enter__(self):
        self.two.middle.change = self.rewriter
        return self

    def __exit__(self, *_):
        self.two.middle.change = None

    def attacked(self, attack, receiver):
        """A new picture in a session in which the attack met its frame: what the sender said, and the pad before."""
        two = self.two
        for patience in range(1, 6):
            two.middle.target = receiver.port
            before = two.b.pad(two.a, "receive")
            self.sent.append(two.picture(SIZE))
            self.rewriter.arm(attack, self.picker)
            words = ["--json", "send", self.sent[-1], "--to", two.b.name, "--exact", "--wait", patience * WAIT]
            result = two.a.run(*words, code=None)
            two.middle.settle()
            if self.rewriter.attack is None:
                return result, before
            # A busy machine: patience ended first. What waits is delivered unharmed.
            self.rewriter.attack = None
            if result.returncode not in (0, 6):
                self.step_past(result)
                two.send(self.sent[-1], wait=30)
            two.a.run("outbox", "retry", "--wait", 30)
        raise sites.Broken("the attack found no frame")

    def deliver(self, attack, receiver):
        """A new picture under attack, then without."""
        two = self.two
        result, before = self.attacked(attack, receiver)
        self.look(result, before)
        two.middle.target = receiver.port
        self.go_on(result)
        two.middle.settle()  # the next attack must not meet the end of this session
        for picture in self.sent:
            want(two.arrived(picture) == 1, f"{picture.name} arrived {two.arrived(picture)} times")
        want(len(list((two.b.home / "inbox").iterdir())) == len(two._inbox), "a file nobody sent lies in the inbox")
        self.sent.clear()

    def look(self, result, before):
        """Right behind the attack: what the sender says, and what the receiver's pages are worth."""
        two, picture = self.two, self.sent[-1]
        one_line(result, (0, 2, 4, 5, 6, 7, 8, 9))  # a REFUSED may be made up, so any code but internal error
        arrived = two.arrived(picture)
        after = two.b.pad(two.a, "receive")
        spent = after["spent"] - before["spent"]
        want(arrived in (0, 1), f"the picture arrived {arrived} times")
        want((spent > 0) == bool(arrived), f"{spent} pages spent, {arrived} pictures arrived")
        want(after["burnt"] == before["burnt"] or arrived, f"the receiver burnt pages: {before} → {after}")
        want(arrived or result.returncode, "the send says done, but nothing arrived")
        self.count["delivered in spite of it" if arrived else "stopped by it"] += 1

    def go_on(self, under_attack):
        """A plain retry delivers. A forged RECORD may have taken the pages, this one's or later ones'; the way on is past them."""
        two, picture = self.two, self.sent[-1]
        retried = two.a.run("outbox", "retry", "--wait", 30, code=None)
        if two.arrived(picture):
            want(retried.returncode == 0, f"it arrived, but the retry ended with {retried.returncode}: {retried.stderr.strip()[-300:]}")
            return
        self.step_past(retried if retried.returncode else under_attack)
        two.send(picture, wait=30)

    def step_past(self, refused):
        """Exit 5 after a forged record: nothing has left, and the advice in its words leads on."""
        two = self.two
        said = f"exit {refused.returncode}: {refused.stdout.strip()[-300:]} {refused.stderr.strip()[-300:]}"
        want(refused.returncode == 5 and two.tap.forged, f"not delivered, and no RECORD was forged: {said}")
        self.count["held by a forged record"] += 1
        for message in two.a.unsettled():
            two.a.run("outbox", "cancel", message["id"])
        advice = re.search(r"keys advance --pad (\w+) --to (\d+)", refused.stderr)
        if advice:
            two.a.run("keys", "advance", "--pad", advice[1], "--to", advice[2])

    def words(self):
        return ", ".join(f"{number} {what}" for what, number in sorted(self.count.items()))


def a_frame_of_a_delivery_is_attacked(two):
    """Each type, each direction."""
    with two.receiving() as receiver, Bench(two) as bench:
        bench.deliver(Attack("nothing", DIALLER, wire.RECORD, lambda data, _random: [data]), receiver)
        bench.deliver(Attack("nothing", DIALLER, wire.RECORD, lambda data, _random: [data]), receiver)
        every = on_a_delivery() + with_earlier_frames(bench.rewriter.library)
        chosen = draw(every, DRAWN, bench.picker)
        for attack in chosen:
            try:
                bench.deliver(attack, receiver)
            except sites.Broken as broken:
                raise sites.Broken(f"{attacks.NAMES[attack.kind]} {attack.nth} from {attack.end}, {attack.name}: {broken}") from None
    return f"{len(chosen)} of {len(every)} attacks: {bench.words()}"


if __name__ == "__main__":
    sys.exit(run_cases([a_frame_of_a_delivery_is_attacked], pad_bytes=(16 << 20) if DRAWN else (96 << 20)))
