# SPDX-License-Identifier: GPL-3.0-or-later
"""Two KMEs that draw from each other at the same time, over a link that is cut twice.

No deadlock, no equal key twice, and every bit that left the pads is issued, fetched or burnt, at both sites. Ten seconds;
SATPAD_KME_SECONDS says otherwise.
"""
import os
import pathlib
import socket
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from cutting_proxy import CuttingProxy  # noqa: E402
from kme_sites import Refused, TwoKmes  # noqa: E402
from sites import needs_program, temporary_root  # noqa: E402

SECONDS = float(os.environ.get("SATPAD_KME_SECONDS", "10"))
SAES = {"sae-a": "sae-b", "sae-b": "sae-a", "sae-c": "sae-b"}


class Link(CuttingProxy):
    """A forwarder whose connections are all cut at once when somebody says so."""

    def __init__(self, target_port):
        self._ends, self._lock = [], threading.Lock()
        super().__init__(target_port, lambda _: None)

    def _pump(self, end, source, target, limit):
        with self._lock:
            self._ends.append(source)
        super()._pump(end, source, target, limit)

    def cut_all(self):
        with self._lock:
            ends, self._ends = self._ends, []
        for each in ends:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        return len(ends)


class Drawer(threading.Thread):
    """Draws for its SAE, and lets the other SAE fetch, until the time is over."""

    def __init__(self, kmes, master, until):
        super().__init__()
        self.kmes, self.master, self.slave, self.until = kmes, master, SAES[master], until
        self.keys, self.lost, self.dry, self.fault, self.longest = [], 0, 0, None, 0.0

    def run(self):
        try:
            master, slave = self.kmes.sae(self.master), self.kmes.sae(self.slave)
            number, pause = 1, threading.Event()
            while time.monotonic() < self.until:
                number = number % 16 + 1
                pause.wait(0.01)  # else the pool is empty before the link is cut
                began = time.monotonic()
                try:
                    drawn = master.draw(self.slave, number)
                except Refused as refused:
                    assert refused.code == 503, refused
                    self.dry += 1
                    continue
                finally:
                    self.longest = max(self.longest, time.monotonic() - began)
                self.keys += drawn
                assert slave.fetch(self.master, [name for name, _ in drawn]) == drawn
        except Exception as fault:  # noqa: BLE001: told by the main thread
            self.fault = fault


class BothWays(unittest.TestCase):
    def test_two_sites_draw_from_each_other(self):
        needs_program()
        root = self.enterContext(temporary_root())
        kmes = TwoKmes(root, "8MB")
        links = []

        def link(port):
            links.append(Link(port))
            self.addCleanup(links[-1].close)
            return links[-1].port

        kmes.serve(link)
        self.addCleanup(kmes.end)
        began = time.monotonic()
        drawers = [Drawer(kmes, master, began + SECONDS) for master in SAES]
        for each in drawers:
            each.start()
        cut = 0
        for part in (1, 2):
            while time.monotonic() < began + SECONDS * part / 3:
                threading.Event().wait(0.05)
            cut += sum(each.cut_all() for each in links)
        for each in drawers:
            each.join(SECONDS + 60)
            self.assertFalse(each.is_alive(), f"{each.master} hangs")
            self.assertIsNone(each.fault, f"{each.master}: {each.fault!r}")
        kmes.end()
        keys = [key for each in drawers for key in each.keys]
        for each in drawers:
            print(f"{each.master}: {len(each.keys)} keys, {each.dry} times dry, longest wait {each.longest:.2f} s")
            self.assertGreater(len(each.keys), 100)
        print(f"{cut} ends of connections were cut")
        self.assertGreater(cut, 0)
        self.assertEqual(len({key for _, key in keys}), len(keys))
        self.assertEqual(len({name for name, _ in keys}), len(keys))
        kmes.check()


if __name__ == "__main__":
    unittest.main()
