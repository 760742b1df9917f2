#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several processes on one home, stopped ones among them, and two living copies of one sender."""
import os
import pathlib
import signal
import sys

from pair import burnt_pages, copy_home, run_cases, sites, want, with_copies


def eight_send_at_once(two):
    """Eight processes, one home: eight pictures arrive, no page is shared, not even in the outbox."""
    pictures = [two.picture(200_000 + 500 * i) for i in range(8)]
    with two.receiving():
        senders = [two.a.start("--json", "send", picture, "--to", two.b.name, "--exact", "--wait", "60") for picture in pictures]
        while any(sender.poll() is None for sender in senders):
            two.look_into_outbox()
        for sender in senders:
            _, err = sender.communicate(timeout=90)
            want(sender.returncode == 0, f"one of eight: exit {sender.returncode}: {err.strip()[-300:]}")
    two.settle(pictures)


def eight_send_at_once_and_half_are_killed(two):
    """Four of eight die at a moment of their own; the others deliver, the dead ones' pages burn or their messages go on."""
    pictures = [two.picture() for _ in range(8)]
    with two.receiving():
        senders = [two.a.start("send", picture, "--to", two.b.name, "--exact", "--wait", "60") for picture in pictures]
        # Each victim dies when one more of the others' messages stands in the outbox: spread over the whole work.
        for count, victim in enumerate(senders[::2]):
            sites.wait_for(lambda: len(list((two.a.home / "outbox").iterdir())) > count or victim.poll() is not None, "an outbox entry", 60)
            victim.kill()
        for sender in senders:
            sender.communicate(timeout=90)
        want(all(sender.returncode == 0 for sender in senders[1::2]), "a sender that was not killed failed")
    two.middle.settle()
    two.look_into_outbox()
    two.settle(pictures)


class Stopped:
    """A `send` that stopped itself while it wrote its sealed file. Its process lives, but does nothing."""

    def __init__(self, two, picture):
        # Each write is held up on entry, so that the moment between two of them can be met from outside.
        slow = ["-e", "trace=pwrite64", "-e", "inject=pwrite64:delay_enter=300000"]
        words = ["send", picture, "--to", two.b.name, "--exact", "--wait", "60"]
        self.tracer = two.a.start(*words, prefix=["strace", "-f", "-q", "-o", two.root / "stops", *slow])
        outbox = two.a.home / "outbox"
        grown = lambda: [part for part in outbox.glob("*.part") if part.stat().st_size >= 1 << 20]  # noqa: E731
        self.parts = sites.wait_for(lambda: grown() or self.tracer.poll() is not None, "the sealed file to grow", 60)
        want(self.tracer.poll() is None, "the sender ended before it was stopped")
        # Only now: strace forks short-lived children of its own when it starts.
        self.child = sites.wait_for(lambda: sites.children_of(self.tracer.pid), "the traced sender to show")[0]
        os.kill(self.child, signal.SIGSTOP)
        want(len(self.parts) == 1 and grown() == self.parts, f"not in mid-seal: {self.parts}")

    def kill(self):
        os.kill(self.child, signal.SIGKILL)
        self.tracer.communicate(timeout=60)

    def go_on(self):
        """Wakes it; returns its exit status."""
        os.kill(self.child, signal.SIGCONT)
        self.tracer.communicate(timeout=60)
        return self.tracer.returncode


def a_stopped_process_keeps_its_reservation(two):
    """Stopped in mid-seal while others send, recover and look: nothing of it is burnt, and it delivers when it wakes."""
    picture, other = two.picture(3 << 20), two.picture()
    stopped = Stopped(two, picture)
    two.tap.see_living(stopped.parts[0].read_bytes(), burnt_pages(two.a), "a stopped sender")
    before = two.a.pad(two.b, "send")
    want(before["reserved"] >= (3 << 20) // 32, f"nothing is reserved: {before}")
    with two.receiving():
        two.send(other)
        two.a.run("outbox", "retry", "--wait", 5, code=None)
        after = two.a.pad(two.b, "send")
        want(after["burnt"] == before["burnt"], f"recovery burnt a living process's pages: {before} → {after}")
        want(after["reserved"] == before["reserved"], f"the reservation went: {before} → {after}")
        two.look_into_outbox()
        status = stopped.go_on()
        want(status == 0, f"the woken sender ended with {status}")
    two.settle([picture, other])


def a_stopped_process_that_dies_is_recovered(two):
    """The same, but it is killed: the next process burns its pages and nothing is left behind."""
    picture = two.picture(3 << 20)
    stopped = Stopped(two, picture)
    before = two.a.pad(two.b, "send")
    two.look_into_outbox()
    stopped.kill()
    after = two.a.pad(two.b, "send")
    want(after["reserved"] == 0 and after["burnt"] == before["burnt"] + before["reserved"], f"not burnt: {before} → {after}")
    want(not list((two.a.home / "outbox").glob("*.part")), "recovery left sealed bytes in the outbox")
    two.settle([picture])


def clone_of(two):
    """A second living sender: the home and what is kept outside it, copied byte for byte."""
    clone = object.__new__(sites.Site)
    clone.name, clone.root, clone.card = two.a.name, two.root, two.a.card
    clone.home = two.root / "clone"
    copy_home(two.a.home, clone.home)
    state = two.root / "clone.state"
    copy_home(pathlib.Path(two.a.environment["XDG_STATE_HOME"]), state)
    clone.environment = {**two.a.environment, "XDG_STATE_HOME": str(state)}
    return clone


@with_copies
def two_live_clones(two):
    """Both copies seal on the same pages; the second to ask is told USED, and nothing of it leaves."""
    with two.receiving():
        two.send(two.picture())
        clone = clone_of(two)
        first, second = two.picture(), two.picture()
        two.send(first)
        status = two.send(second, site=clone, code=None, wait=5).returncode
        want(status in (5, 8), f"the clone's send ended with {status}")
        two.look_into_outbox(clone)
        want(two.arrived(second) == 0, "the clone's picture arrived")
        # The original knows nothing of the trouble and goes on.
        third = two.picture()
        two.send(third)
    want(two.arrived(third) == 1, "the original's picture did not arrive")
    return f"the clone's exit status was {status}"


@with_copies
def two_live_clones_at_once(two):
    """Both copies send at the same moment: each page goes to at most one of them."""
    with two.receiving():
        two.send(two.picture())
        clone = clone_of(two)
        senders = [site.start("send", two.picture(), "--to", two.b.name, "--exact", "--wait", "5") for site in (two.a, clone)]
        ends = []
        for sender in senders:
            sender.communicate(timeout=60)
            ends.append(sender.returncode)
        two.look_into_outbox(clone)
    want(sorted(ends)[0] in (0, 5), f"exit statuses {ends}")
    want(ends.count(0) <= 1, f"both copies delivered on the same pages: {ends}")


if __name__ == "__main__":
    sys.exit(
        run_cases(
            [
                eight_send_at_once,
                eight_send_at_once_and_half_are_killed,
                a_stopped_process_keeps_its_reservation,
                a_stopped_process_that_dies_is_recovered,
                two_live_clones,
                two_live_clones_at_once,
            ],
            pad_bytes=32 << 20,
        )
    )
