#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sender is killed at each durable step of sending (T1 to T7), and again while it recovers."""
import itertools
import sys

from pair import DURABLE, killing, run_cases, want, was_killed


def kill_each_step(two, syscall):
    """Sends one picture after the other, each killed one step later, until one gets through."""
    with two.receiving():
        for when in itertools.count(1):
            picture = two.picture()
            status = two.send(picture, code=None, prefix=killing(syscall, when)).returncode
            two.middle.settle()
            two.look_into_outbox()
            two.deliver_rest([picture])
            if not was_killed(status):
                want(status == 0, f"the send that was not killed ended with {status}")
                want(when > 1, f"not one {syscall} call")
                return f"killed at each of {when - 1} {syscall} calls"
            want(when < 60, f"more than 60 {syscall} calls for one small picture")


def killed_at_fdatasync(two):
    return kill_each_step(two, "fdatasync")


def killed_at_fsync(two):
    return kill_each_step(two, "fsync")


def killed_at_rename(two):
    return kill_each_step(two, "rename")


def killed_at_unlink(two):
    return kill_each_step(two, "unlink")


def recovery_killed(two, first, when_first):
    """A dead reservation or a half-settled message, whose recovery dies one step later each time."""
    recovered = 0
    with two.receiving():
        for syscall in DURABLE:
            for when in itertools.count(1):
                picture = two.picture()
                two.send(picture, code=None, prefix=killing(first, when_first))
                killed = was_killed(two.a.run("outbox", "retry", code=None, prefix=killing(syscall, when)).returncode)
                two.middle.settle()
                two.look_into_outbox()
                two.deliver_rest([picture])
                if not killed:
                    break
                recovered += 1
    want(recovered > 2, f"recovery was killed at {recovered} steps only")
    return f"recovery killed at {recovered} steps"


def recovery_of_a_reservation_killed(two):
    """Dead between T1 and the end of T2."""
    return recovery_killed(two, "rename", 1)


def recovery_of_a_sealed_message_killed(two):
    """Dead after T7's commit, before the entry's files go."""
    return recovery_killed(two, "unlink", 1)


def a_changed_file_changes_nothing_that_is_sent(two):
    """Sealed with the peer away, then the file changes: the retry sends the sealed bytes."""
    picture = two.picture()
    before = picture.read_bytes()
    two.send(picture, code=6, wait=0)
    pages = two.a.pad(two.b, "send")["free"]
    picture.write_bytes(b"something else")
    two.look_into_outbox()
    with two.receiving():
        two.deliver_rest()
    want(two.a.pad(two.b, "send")["free"] == pages, "the retry cost key")
    picture.write_bytes(before)
    two.settle([picture])


if __name__ == "__main__":
    sys.exit(
        run_cases(
            [
                killed_at_fdatasync,
                killed_at_fsync,
                killed_at_rename,
                killed_at_unlink,
                recovery_of_a_reservation_killed,
                recovery_of_a_sealed_message_killed,
                a_changed_file_changes_nothing_that_is_sent,
            ]
        )
    )
