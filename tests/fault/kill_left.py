#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sender, satellite and receiver are killed at each durable call while a message goes by way of the satellite: each picture
arrives once, whole, or still waits; nothing is sealed anew; the ledgers agree. The wire tap sees every contact: no page serves
twice, one place of one message has one content, and nothing but sealed bytes and true answers passes.

Four calls of each are drawn here, of all kinds; with SATPAD_KILLS=full it is each of them (kill_points.py).
"""
import sys

from contact_format import Fields
from contact_tap import ContactSession
from kill_relays import Three, each_call
import wire_format as wire
from pair import run_on_one, want, was_killed
from sites import Receiving, digest

MOST = 4
DATA_PART = 28
CALL = ("receive", "--via", "jinan-1")


class LeftSession(ContactSession):
    """Reads what is left and collected, too."""

    def __init__(self, *words, left):
        super().__init__(*words)
        self.left = left  # left id → what passed of it, from its beginning

    def _read(self, message):
        if message[0] != DATA_PART:
            super()._read(message)
            return
        fields = Fields(message)
        name, at = fields.take(49), fields.number()
        data = fields.take(fields.number())
        fields.end()
        known = self.left.setdefault(name, b"")
        if at > len(known) or known[at : at + len(data)] != data[: len(known) - at]:
            self._fault(f"bytes of a message left changed at {at}")
        self.left[name] = known[:at] + data + known[at + len(data) :]
        if name[48] == 1:
            self.tap._answer(self.tap.headers[name[32:48]], data[24:], self.where)
            return
        try:
            self.tap.see_message_file(self.left[name], self.where)
        except wire.NotReadable:
            pass  # not whole yet


class Leaving(Three):
    def __init__(self, root):
        self.left = {}
        super().__init__(root)
        courier, reply = root / "between.courier", root / "between.reply"
        self.a.run("keys", "courier", "--peer", self.b.name, "--bytes", "2MiB", "--send-share", "0.9", "-o", courier)
        self.tap.learn(courier.read_bytes())
        self.b.run("keys", "import", courier, "-o", reply)
        self.a.run("keys", "import", reply)
        self.pictures = []
        self.finish()

    def _contact(self):
        return LeftSession(self.tap, self.relays, f"contact {next(self._names)}", left=self.left)

    def picture(self):
        path = self.root / f"picture-{next(self._names)}.bin"
        path.write_bytes(self.random.randbytes(5000))
        self.pictures.append(path)
        return path

    def send(self, prefix=()):
        return self.a.run("send", self.picture(), "--to", self.b.name, "--via", "jinan-1", code=None, prefix=prefix).returncode

    def finish(self):
        """Whatever was sealed arrives by contacts alone; what was sealed but not noted yet goes over a session."""
        for station in (self.a, self.b, self.a):
            station.run(*CALL)
        for message in self.a.unsettled():
            want(message["state"] == "sealed", f"after three contacts {message['id']} is {message['state']}")
        if self.a.unsettled():
            receiver = Receiving(self.b)
            self.links[self.a].target = receiver.port
            try:
                self.a.run("outbox", "retry", "--wait", 60)
            finally:
                receiver.stop()
            for station in (self.a, self.b):
                station.run(*CALL)
        want(not self.a.unsettled(), f"left over: {self.a.unsettled()}")
        for site in self.sites():
            left = [path.name for path in (site.home / "left").iterdir() if not path.name.endswith("lock")]
            want(not left or site is self.craft, f"{site.name}: left over: {left}")
        want(not self.craft.json("relay", "list")["messages"], "the satellite keeps something still")

    def judge_finished(self, where):
        self.finish()
        self.judge(where)
        # Only a sender killed before it had sealed leaves a picture behind: then no message is verified for it either.
        inbox = self.b.inbox_digests()
        want(len(inbox) == len(set(inbox)), f"{where}: a picture arrived twice")
        want(set(inbox) <= {digest(picture) for picture in self.pictures}, f"{where}: something arrived that nobody sent")
        events = self.a.json("ledger", "show", "--limit", 10_000_000)["events"]
        verified = sum(event["kind"] == "verified" for event in events)
        want(verified == len(inbox), f"{where}: {verified} verified, {len(inbox)} arrived")

    def use_all(self, where):
        """One more, undisturbed."""
        want(self.send() == 0, f"{where}: a send afterwards failed")
        self.finish()
        want(digest(self.pictures[-1]) in self.b.inbox_digests(), f"{where}: the last one did not arrive")
        self.judge_by_the_tap(where)
        passed = [name for name in self.left if name[48] == 0 and name[32:48] in self.tap.headers]
        want(passed and len(passed) < len(self.left), f"{where}: the tap saw no message, or no answer")


def sender_killed(three):
    return each_call(three, "sender", lambda prefix: was_killed(three.send(prefix)), MOST)


def receiver_killed(three):
    def die(prefix):
        want(three.send() == 0, "send")
        return was_killed(three.b.run(*CALL, prefix=prefix, code=None).returncode)

    return each_call(three, "receiver", die, MOST)


def sender_killed_at_the_answer(three):
    def die(prefix):
        want(three.send() == 0, "send")
        three.b.run(*CALL)
        return was_killed(three.a.run(*CALL, prefix=prefix, code=None).returncode)

    return each_call(three, "sender at the answer", die, MOST)


def satellite_killed(three):
    def die(prefix):
        serving = three.serve(prefix=prefix)
        if serving.port is not None:
            want(three.send() in (0, 6), "send")
            for station in (three.b, three.a):
                status = station.run(*CALL, code=None).returncode
                want(status in (0, 6), f"{station.name}: exit {status}")
        three.serve()
        return was_killed(serving.process.returncode)

    return each_call(three, "satellite", die, MOST)


if __name__ == "__main__":
    sys.exit(run_on_one(Leaving, [sender_killed, receiver_killed, sender_killed_at_the_answer, satellite_killed]))
