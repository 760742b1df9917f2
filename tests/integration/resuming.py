# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts, kills and restarts on the way: the same bytes, no new key, the image once."""
import random
import unittest

from pair import pair
from sites import digest, wait_for

from cutting_proxy import CuttingProxy


def picture(sites, size=600_000):
    file = sites.root / "picture.bin"
    file.write_bytes(random.Random(size).randbytes(size))
    return file


class Resuming(unittest.TestCase):
    def test_five_cuts_cost_no_page_and_change_no_byte(self):
        with pair("2MB") as sites:
            file = picture(sites)
            planned = sites.send(file, "--dry-run")["messages"][0]["pages"]
            free = sites.a.pad(sites.b, "send")["free"]
            first = sites.send(file, "--wait", "0", code=6)["messages"][0]
            sealed = (sites.a.home / "outbox" / (first["id"] + ".sealed")).read_bytes()
            with sites.receiving() as listener:
                proxy = CuttingProxy(listener.port, dict(enumerate([70_000, 140_000, 90_000, 1_500, 200_000])).get)
                sites.point_at(proxy.port)
                watched = sites.a.home / "outbox" / (first["id"] + ".sealed")
                self.assertEqual(watched.read_bytes(), sealed)
                report = sites.a.json("outbox", "retry", "--wait", "60")
                self.assertEqual(report["messages"][0]["state"], "verified")
                self.assertGreaterEqual(proxy.made, 6)
                proxy.close()
            self.assertEqual(sites.b.inbox_digests(), [digest(file)])
            self.assertEqual(free - sites.a.pad(sites.b, "send")["free"], planned)
            sites.a.verify(), sites.b.verify()

    def test_a_receiver_killed_after_the_last_chunk_takes_the_image_once(self):
        with pair("2MB") as sites:
            file = picture(sites, 300_000)
            first = sites.send(file, "--wait", "0", code=6)["messages"][0]
            spool = sites.b.home / "spool" / (first["id"] + ".spool")
            with sites.receiving(prefix=["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=rename", "-e", "inject=rename:signal=KILL:when=1"]) as listener:
                sites.a.run("outbox", "retry", "--wait", "2", code=None)
                wait_for(lambda: listener.process.poll() is not None, "the receiver to be killed at R3")
            self.assertTrue(spool.exists())
            before = sites.a.pad(sites.b, "send")["free"]
            with sites.receiving():
                self.assertEqual(sites.a.json("outbox", "retry")["messages"][0]["state"], "verified")
            self.assertEqual(sites.b.inbox_digests(), [digest(file)])
            self.assertFalse(spool.exists())
            self.assertEqual(sites.a.pad(sites.b, "send")["free"], before)
            sites.a.verify(), sites.b.verify()

    def test_the_running_receiver_of_the_sender_goes_on_by_itself(self):
        with pair("2MB") as sites:
            file = picture(sites, 50_000)
            sites.send(file, "--wait", "0", code=6)
            with sites.receiving():
                from sites import Receiving

                sender = Receiving(sites.a)
                wait_for(lambda: not sites.a.unsettled(), "the outbox to empty")
                sender.stop()
            self.assertEqual(sites.b.inbox_digests(), [digest(file)])


if __name__ == "__main__":
    unittest.main(verbosity=2)
