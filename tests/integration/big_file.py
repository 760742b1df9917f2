# SPDX-License-Identifier: GPL-3.0-or-later
"""A 200 MB file in bounded memory: the peak of each process, as the kernel counted it."""
import os
import random
import unittest

from pair import pair
from sites import digest

SIZE = 200_000_000
PEAK_LIMIT_KB = 100 * 1000


def peak_of(process):
    """Waits for the process and returns (exit status, peak resident kB)."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss


class BigFile(unittest.TestCase):
    def test_two_hundred_megabytes_in_a_hundred_of_memory(self):
        with pair("230MB", 0.95) as sites:
            big = sites.root / "big.raw"
            source = random.Random(200)
            with big.open("wb") as out:
                for _ in range(SIZE // 1_000_000):
                    out.write(source.randbytes(1_000_000))
            with sites.receiving() as listener:
                sender = sites.a.start("send", big, "--to", "stellenbosch", "--wait", "240")
                code, sender_peak = peak_of(sender)
                said = sender.stderr.read()
                listener.process.terminate()
                _, receiver_peak = peak_of(listener.process)
            self.assertEqual(code, 0, said)
            self.assertEqual(sites.b.inbox_digests(), [digest(big)])
            print(f"peak memory: sender {sender_peak} kB, receiver {receiver_peak} kB")
            self.assertLessEqual(sender_peak, PEAK_LIMIT_KB)
            self.assertLessEqual(receiver_peak, PEAK_LIMIT_KB)


if __name__ == "__main__":
    unittest.main(verbosity=2)
