#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The receiver is killed at each durable step of receiving (R1 to R6), and again while it recovers."""
import itertools
import sys

import wire_format as wire
from pair import DURABLE, Stepper, killing, run_cases, sites, want, was_killed


def send_to(two, receiver, picture):
    """One picture to a receiver that may die; when it does, the sender dies too: nobody is left who knew."""
    if receiver.port is None:
        return  # it died while it opened its home
    two.middle.target = receiver.port
    sender = two.a.start("send", picture, "--to", two.b.name, "--exact", "--wait", "60")
    sites.wait_for(lambda: receiver.process.poll() is not None or sender.poll() is not None, "the receiver's death or the sender's end")
    if sender.poll() is None:
        sender.kill()
    sender.communicate()


def receive_killed(two, picture, syscall, when):
    """True when the receiver died at the entry of its `when`-th `syscall`."""
    receiver = sites.Receiving(two.b, prefix=killing(syscall, when))
    send_to(two, receiver, picture)
    status = receiver.process.poll()
    receiver.stop()
    return status is not None


def killed_behind_each_durable_call(two):
    """Sync, rename or removal, whichever thread makes it."""
    for when in itertools.count(1):
        picture = two.picture()
        stepper = Stepper(two.root / f"steps-{picture.name}", when)
        receiver = sites.Receiving(two.b, prefix=stepper.prefix, watch=stepper.start)
        send_to(two, receiver, picture)
        receiver.stop()
        stepper.end()
        two.middle.settle()
        two.look_into_outbox()
        two.settle([picture])
        if not stepper.killed:
            want(when > 6, f"only {when - 1} durable calls")
            return f"killed behind each of {when - 1} durable calls"
        want(when < 60, "more than 60 durable calls for one small picture")


def killed_at_each_sync(two):
    """At the entry of a sync: what it was to make durable may be lost."""
    for when in itertools.count(1):
        picture = two.picture()
        killed = receive_killed(two, picture, "fdatasync", when)
        two.middle.settle()
        two.look_into_outbox()
        two.settle([picture])
        if not killed:
            want(when > 1, "not one sync")
            return f"killed at each of {when - 1} syncs"
        want(when < 60, "more than 60 syncs for one small picture")


def recovery_killed(two):
    """The receiver dies between R3 and R5; its next start dies one step later each time."""
    recovered = 0
    for syscall in DURABLE:
        for when in itertools.count(1):
            picture = two.picture()
            receive_killed(two, picture, "rename", 1)
            status = two.b.run("receive", "--listen", "127.0.0.1:0", "--timeout", "0.1", code=None, prefix=killing(syscall, when)).returncode
            two.settle([picture])
            if not was_killed(status):
                break
            recovered += 1
    want(recovered > 2, f"recovery was killed at {recovered} steps only")
    return f"recovery killed at {recovered} steps"


def killed_after_the_last_chunk(two):
    """The answer is on its way when both ends go: the picture arrived once, the retry only fetches the answer."""
    picture = two.picture(200_000)
    two.middle.before = lambda session, end: not session.frames[wire.ANSWER]
    with two.receiving() as receiver:
        two.send(picture, code=6, wait=0.5)
        receiver.kill()
    two.middle.before = None
    want(len(two.a.unsettled()) == 1, "the message is not in the outbox")
    free = two.a.pad(two.b, "send")["free"]
    two.settle([picture])
    want(two.a.pad(two.b, "send")["free"] == free, "the retry cost key")


def cut_in_every_chunk(two):
    """Five cuts: the transfer goes on by chunk, costs no page more, and no byte of ciphertext differs."""
    picture = two.picture(400_000)
    cuts = iter(range(1, 6))
    state = {"next": next(cuts)}

    def before(session, end):
        if session.frames[wire.CHUNK_FRAME] >= 1 and state["next"] is not None:
            state["next"] = next(cuts, None)
            return False
        return True

    two.middle.before = before
    with two.receiving():
        two.send(picture, code=None, wait=0.5)
        free = two.a.pad(two.b, "send")["free"]
        for _ in range(10):
            if two.a.unsettled():
                two.a.run("outbox", "retry", "--wait", 1, code=None)
    want(state["next"] is None, "fewer than five cuts")
    two.settle([picture])
    want(two.a.pad(two.b, "send")["free"] == free, "the resumed transfer cost key")


if __name__ == "__main__":
    sys.exit(
        run_cases(
            [
                killed_behind_each_durable_call,
                killed_at_each_sync,
                recovery_killed,
                killed_after_the_last_chunk,
                cut_in_every_chunk,
            ],
            pad_bytes=2 << 20,
        )
    )
