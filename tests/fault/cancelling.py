#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A message is cancelled in each state it can be in."""
import sys

import wire_format as wire
from pair import run_cases, sites, want
from processes import Stopped


def states(two):
    return {message["id"]: message["state"] for message in two.a.outbox()}


def seal_with_peer_away(two, size=3000):
    """(the picture, its message id) of a message that waits in the outbox."""
    picture = two.picture(size)
    two.send(picture, code=6, wait=0)
    two.look_into_outbox()
    waiting = two.a.unsettled()
    want(len(waiting) == 1, f"{len(waiting)} messages wait")
    return picture, waiting[0]["id"]


def cut_session(two, message, frame):
    """One try to deliver that is cut before the first frame of this type is passed on."""
    two.middle.before = lambda session, end: not session.frames[frame]
    with two.receiving():
        two.a.run("outbox", "retry", message, "--wait", 0.5, code=None)
    two.middle.before = None
    two.middle.settle()


def settle_cancel(two, message, wanted):
    with two.receiving():
        two.a.run("outbox", "retry", "--wait", 60, code=None)
    got = states(two).get(message, wanted)
    want(got == wanted, f"the message is {got}, not {wanted}")
    want(not two.a.unsettled(), "the outbox still waits")


def while_reserved_by_another_process(two):
    """Its process lives: cancelling leaves it alone, and it delivers."""
    picture = two.picture(2 << 20)
    stopped = Stopped(two, picture)
    before = two.a.pad(two.b, "send")
    status = two.a.run("outbox", "cancel", stopped.parts[0].stem, code=None).returncode
    after = two.a.pad(two.b, "send")
    want(status != 0 and after == before, f"cancel of a living reservation: exit {status}, {before} → {after}")
    with two.receiving():
        ended = stopped.go_on()
    want(ended == 0, f"the sender ended with {ended}")
    two.settle([picture])
    return f"cancel answered {status}"


def while_sealed_with_the_peer_away(two):
    """Bytes go at once, nothing leaves, and the next contact settles it."""
    picture, message = seal_with_peer_away(two)
    two.a.run("outbox", "cancel", message)
    left = [path.name for path in (two.a.home / "outbox").iterdir() if path.suffix == ".sealed"]
    want(not left, f"sealed bytes stay: {left}")
    settle_cancel(two, message, "cancelled")
    want(two.arrived(picture) == 0, "a cancelled picture arrived")
    uses = {use for book in two.tap.left.values() for owner, use, _ in book.values() if owner.hex() == message}
    want(uses <= {"answers"}, f"more than the answer left: {uses}")


def after_the_record(two):
    """Recorded, no chunk left yet: the receiver abandons and burns."""
    picture, message = seal_with_peer_away(two)
    cut_session(two, message, wire.RECORDED)
    want(two.b.pad(two.a, "receive")["reserved"] > 0, "nothing is recorded")
    two.a.run("outbox", "cancel", message)
    settle_cancel(two, message, "cancelled")
    want(two.arrived(picture) == 0, "a cancelled picture arrived")
    want(two.b.pad(two.a, "receive")["reserved"] == 0, "the receiver still waits for it")


def in_the_middle_of_the_chunks(two):
    """Some chunks left: the rest never does."""
    picture, message = seal_with_peer_away(two, 300_000)
    two.middle.before = lambda session, end: session.frames[wire.CHUNK_FRAME] < 3
    with two.receiving():
        two.a.run("outbox", "retry", message, "--wait", 0.5, code=None)
    two.middle.before = None
    two.middle.settle()
    two.a.run("outbox", "cancel", message)
    settle_cancel(two, message, "cancelled")
    want(two.arrived(picture) == 0, "a cancelled picture arrived")
    want(not list((two.b.home / "spool").glob("*.spool")), "the spool stays")


def after_it_was_accepted(two):
    """Too late, delivered: the receiver keeps the picture and says *accepted*."""
    picture, message = seal_with_peer_away(two)
    cut_session(two, message, wire.ANSWER)
    two.a.run("outbox", "cancel", message, code=None)
    settle_cancel(two, message, "verified")
    want(two.arrived(picture) == 1, "the accepted picture is gone")


def after_it_was_verified(two):
    """Nothing to cancel: an error, and nothing changes."""
    picture = two.picture()
    with two.receiving():
        sent = sites.json.loads(two.send(picture).stdout)["messages"][0]
        before = two.a.verify()
        status = two.a.run("outbox", "cancel", sent["id"], code=None).returncode
    want(two.a.verify() == before, "the ledger changed")
    want(two.arrived(picture) == 1, "the picture is gone")
    want(status != 0, "cancel of a verified message says done")


def twice(two):
    """The second cancel changes nothing."""
    _, message = seal_with_peer_away(two)
    two.a.run("outbox", "cancel", message)
    before = two.a.verify()
    two.a.run("outbox", "cancel", message, code=None)
    want(two.a.verify() == before, "the second cancel changed the ledger")
    settle_cancel(two, message, "cancelled")


def after_the_receiver_closed_the_pad(two):
    """The receiver can never take it: its refusal settles the cancel, and the outbox is empty."""
    picture, message = seal_with_peer_away(two)
    two.a.run("outbox", "cancel", message)
    two.b.run("keys", "close", "--pad", two.b.pad(two.a, "receive")["id"])
    settle_cancel(two, message, "cancelled")
    want(two.arrived(picture) == 0, "a cancelled picture arrived")


if __name__ == "__main__":
    sys.exit(
        run_cases(
            [
                while_reserved_by_another_process,
                while_sealed_with_the_peer_away,
                after_the_record,
                in_the_middle_of_the_chunks,
                after_it_was_accepted,
                after_it_was_verified,
                twice,
                after_the_receiver_closed_the_pad,
            ],
            pad_bytes=32 << 20,
        )
    )
