# SPDX-License-Identifier: GPL-3.0-or-later
"""The order on disk and wire, seen from outside with strace: erase, then the record's answer, then chunks; and how
many syncs a message costs."""
import re
import shutil
import unittest

from pair import SAMPLES, pair

TRACED = "fdatasync,fsync,sendmsg,sendto,write,writev,pwrite64,recvmsg,recvfrom,read,readv,openat,rename,connect"


def calls(trace):
    """(name, line) in the order the kernel saw them finish or start, whatever thread made them."""
    found = []
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        match = re.match(r"(?:\[?pid +\d+\]? +|\d+ +)?(\w+)\((.*)", line)
        if match:
            found.append((match.group(1), match.group(2)))
    return found


def is_sync(call):
    return call[0] in ("fdatasync", "fsync")


def is_folder_sync(call, folder):
    return call[0] == "fsync" and f"/{folder}>" in call[1]


class SystemCalls(unittest.TestCase):
    def setUp(self):
        if shutil.which("strace") is None:
            self.fail("strace is not installed; packaging/install-deps.sh test installs it")

    def trace(self, sites, words, side):
        out = sites.root / f"{side}.trace"
        return out, ["strace", "-I", "2", "-f", "-yy", "-s", "0", "-e", f"trace={TRACED}", "-o", out]

    def test_the_pages_are_erased_and_recorded_before_a_chunk_leaves(self):
        with pair() as sites, sites.receiving():
            # First contact exchanges CONFIRM, which has commits of its own.
            sites.send(SAMPLES / "rocket.jpg", "--thumbnail")
            out, prefix = self.trace(sites, (), "sender")
            sites.a.run("send", SAMPLES / "rocket.jpg", "--to", "stellenbosch", prefix=prefix)
            seen = calls(out)
            connected = next(i for i, call in enumerate(seen) if call[0] == "connect" and "TCP" in call[1])
            before_wire = seen[:connected]
            syncs = [call for call in before_wire if is_sync(call)]
            self.assertTrue(any(".pad" in call[1] for call in syncs), "no sync of the pad file before the connection")
            pad_sync = max(i for i, call in enumerate(before_wire) if is_sync(call) and ".pad" in call[1])
            pad_writes = [i for i, call in enumerate(seen) if call[0] == "pwrite64" and ".pad" in call[1]]
            self.assertTrue(pad_writes and max(pad_writes) < pad_sync, "a page was overwritten after its sync")
            self.assertTrue(any(is_folder_sync(call, "outbox") for call in before_wire), "the name of the sealed file was not synced")
            self.assertLessEqual(len(syncs), 5, [call[1][:80] for call in syncs])
            # Big sends are chunks: 65 552 bytes do not fit into what a record needs.
            big = [i for i, call in enumerate(seen) if call[0] in ("sendmsg", "sendto", "write", "writev") and "TCP" in call[1] and self.sent(call) > 4096]
            self.assertTrue(big, "no chunk was sent")
            received = [i for i, call in enumerate(seen) if call[0] in ("recvmsg", "recvfrom", "read", "readv") and "TCP" in call[1] and self.sent(call) > 0]
            # TLS: at least one read for the handshake and one that brings RECORDED, all before the first chunk.
            self.assertGreaterEqual(len([i for i in received if i < big[0]]), 2)

    @staticmethod
    def sent(call):
        result = re.search(r"= (\d+)$", call[1])
        return int(result.group(1)) if result else 0

    def test_the_receiver_needs_six_syncs(self):
        with pair() as sites:
            with sites.receiving():
                sites.send(SAMPLES / "rocket.jpg", "--thumbnail")
            out, prefix = self.trace(sites, (), "receiver")
            with sites.receiving(prefix=prefix) as listener:
                sites.send(SAMPLES / "rocket.jpg")
                del listener
            seen = calls(out)
            accepted = [i for i, call in enumerate(seen) if is_sync(call) and (".pad" in call[1])]
            self.assertTrue(accepted, "the receiver erased nothing")
            syncs = [call for call in seen[: accepted[-1] + 1] if is_sync(call)]
            self.assertTrue(any(is_folder_sync(call, "inbox") for call in syncs), "the name of the picture was not synced")
            self.assertLessEqual(len(syncs), 6, [call[1][:80] for call in syncs])


if __name__ == "__main__":
    unittest.main(verbosity=2)
