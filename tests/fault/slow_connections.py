#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""200 slow connections to one receiver: strangers who never finish a handshake, and a known identity that never says
what it wants. A good peer delivers meanwhile; descriptors and memory are bounded; deadlines shed what is slow.
"""
import socket
import ssl
import sys
import threading
import time

import hostile_peer
from hostile import site_id
from pair import run_cases, sites, want
from soak import Watch

STRANGERS, SILENT, MUTE = 100, 50, 50  # no TLS · TLS without HELLO · HELLO and nothing else
HANDSHAKE = 10  # seconds, docs/protocol.md, "Deadlines and bounds"; once for TLS, once for HELLO
MEANWHILE = 5  # seconds within which the good peer's picture must be there


class Slow:
    """Opens them all, lets each stranger have a byte more every now and then, counts who was shed."""

    def __init__(self, two, port):
        self.two, self.port = two, port
        self.strangers, self.known = [], []
        self._over = threading.Event()
        self._drip = threading.Thread(target=self._trickle, daemon=True)

    def open(self):
        for _ in range(STRANGERS):
            self.strangers.append(socket.create_connection(("127.0.0.1", self.port), timeout=5))
        self._drip.start()

    def open_known(self):
        for number in range(SILENT + MUTE):
            try:
                plain = socket.create_connection(("127.0.0.1", self.port), timeout=5)
                tls = self.two.middle.dialling().wrap_socket(plain)
                if number % 2:
                    hostile_peer.Talk(tls, site_id(self.two, self.two.a)).hello()
                self.known.append(tls)
            except (OSError, ssl.SSLError):
                pass  # one too many: closed at once

    def _trickle(self):
        """The head of a TLS record of 512 bytes, and then its body byte by byte."""
        for data in [b"\x16\x03\x01\x02\x00", *[b"\x01"] * 511]:
            for each in self.strangers:
                try:
                    each.sendall(data)
                except OSError:
                    pass
            if self._over.wait(0.5):
                return

    def shed(self):
        """(strangers, known) that the receiver has closed."""
        return sum(map(self._ended, self.strangers)), sum(map(self._ended, self.known))

    @staticmethod
    def _ended(connection):
        connection.setblocking(False)
        try:
            while connection.recv(4096):
                pass
            return True
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        except OSError:
            return True

    def close(self):
        self._over.set()
        for each in self.strangers + self.known:
            each.close()


def good_peer(two, port):
    """A third site with pads of its own."""
    site = sites.Site(two.root, f"good-{port}")
    two.b.run("peer", "add", site.card)
    site.run("peer", "add", two.b.card)
    courier = two.root / "good.courier"
    site.run("keys", "courier", "--peer", two.b.name, "--bytes", "64KiB", "--send-share", "0.9", "-o", courier)
    two.b.run("keys", "import", courier)
    return site


def two_hundred_slow_connections(two):
    """None of them costs a good peer its turn."""
    good = good_peer(two, 0)
    watch, picture = Watch(), two.picture()
    with two.receiving() as receiver:
        two.send(two.picture())
        good.run("peer", "add", two.b.card, "--address", f"127.0.0.1:{receiver.port}", "--replace")
        watch.look(receiver.process.pid)
        idle, slow = watch.descriptors, Slow(two, receiver.port)
        started = time.monotonic()
        try:
            slow.open_known()
            slow.open()
            watch.look(receiver.process.pid)
            good.run("send", picture, "--to", two.b.name, "--exact", "--wait", 60)
            took = time.monotonic() - started
            want(two.arrived(picture) == 1, "the good peer's picture is not there")
            want(took < MEANWHILE, f"the good peer had to wait {took:.1f} s")
            sessions = len(slow.known) - slow.shed()[1]
            want(sessions <= 64, f"{sessions} sessions of one peer")
            sites.wait_for(lambda: slow.shed()[0] == STRANGERS, "the strangers to be shed", HANDSHAKE + 5)
            # Every second one said HELLO; those are a peer's sessions, and quiet ones may last.
            sites.wait_for(lambda: slow.shed()[1] >= len(slow.known) - MUTE, "connections without HELLO to be shed", HANDSHAKE + 5)
            shed_after = time.monotonic() - started
            watch.look(receiver.process.pid)
        finally:
            slow.close()
        two.send(two.picture())
    # 64 handshakes, 64 sessions of a peer, and the good one's.
    want(watch.descriptors <= idle + 64 + 64 + 8, f"{watch.descriptors} descriptors, {idle} before")
    want(watch.memory_kib < 96 * 1024, f"{watch.memory_kib} KiB")
    return (
        f"{STRANGERS} strangers, {sessions} of {SILENT + MUTE} sessions admitted; the good peer took {took:.1f} s, "
        f"shed within {shed_after:.1f} s, {watch.descriptors} descriptors, {watch.memory_kib // 1024} MiB"
    )


if __name__ == "__main__":
    sys.exit(run_cases([two_hundred_slow_connections]))
