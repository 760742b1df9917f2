#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The middleman shows each end the other's key, passes every byte on, and keeps what was emitted before a cut."""
import pathlib
import random
import socket
import ssl
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import middleman

SEED = 7


class Recorder:
    def __init__(self):
        self.sent = (bytearray(), bytearray())
        self.closed = threading.Event()

    def feed(self, end, data):
        self.sent[end].extend(data)

    def close(self):
        self.closed.set()


class Echo(threading.Thread):
    """A listening site: reads until it has `size` bytes, answers them reversed, ends."""

    def __init__(self, files, size):
        super().__init__(daemon=True)
        self.size = size
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*files)
        self.context.set_alpn_protocols(["satpad/1"])
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.got = bytearray()
        self.start()

    def run(self):
        connection, _ = self.listener.accept()
        with self.context.wrap_socket(connection, server_side=True) as tls:
            self.protocol = tls.selected_alpn_protocol()
            while len(self.got) < self.size and (data := tls.recv(4096)):
                self.got.extend(data)
            if len(self.got) == self.size:
                tls.sendall(bytes(reversed(self.got)))
        self.listener.close()


def read_all(tls):
    data = bytearray()
    try:
        while part := tls.recv(4096):
            data.extend(part)
    except (ssl.SSLError, OSError):
        pass  # a cut
    return bytes(data)


def public_key(certificate):
    """The raw Ed25519 key of a DER certificate: it follows its algorithm and a bit string's head (RFC 8410)."""
    head = bytes.fromhex("300506032b6570032100")
    at = certificate.index(head) + len(head)
    return certificate[at : at + 32]


class MiddlemanTest(unittest.TestCase):
    def setUp(self):
        rng = random.Random(SEED)
        self.folder = tempfile.TemporaryDirectory(prefix="satpad-middleman-")
        self.addCleanup(self.folder.cleanup)
        root = pathlib.Path(self.folder.name)
        homes = [root / "dialler", root / "listener"]
        for home in homes:
            home.mkdir()
            (home / "identity.key").write_bytes(b"SATPIDK1" + bytes(24) + rng.randbytes(64))
        own = root / "own"
        own.mkdir()
        self.listener_files = middleman.certificate(homes[1], own)
        self.recorders = []
        self.middle = middleman.Middleman(homes[0], homes[1], root, self.record)
        self.addCleanup(self.middle.close)
        self.data = rng.randbytes(200_000)

    def record(self):
        self.recorders.append(Recorder())
        return self.recorders[-1]

    def dial(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["satpad/1"])
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.middle.port)))

    def test_bytes_pass_both_ways_and_are_recorded(self):
        echo = Echo(self.listener_files, len(self.data))
        self.middle.target = echo.port
        with self.dial() as tls:
            shown = tls.getpeercert(binary_form=True)
            own = ssl.PEM_cert_to_DER_cert(pathlib.Path(self.listener_files[0]).read_text())
            self.assertEqual(public_key(shown), public_key(own))
            tls.sendall(self.data)
            self.assertEqual(read_all(tls), self.data[::-1])
        self.middle.settle()
        echo.join()
        self.assertEqual(echo.protocol, "satpad/1")
        self.assertEqual(bytes(self.recorders[0].sent[0]), self.data)
        self.assertEqual(bytes(self.recorders[0].sent[1]), self.data[::-1])
        self.assertTrue(self.recorders[0].closed.is_set())

    def test_a_cut_keeps_what_was_emitted(self):
        echo = Echo(self.listener_files, len(self.data))
        self.middle.target = echo.port
        self.middle.before = lambda session, end: len(session.sent[0]) < 100_000
        with self.dial() as tls:
            try:
                tls.sendall(self.data)
            except OSError:
                pass
            self.assertEqual(read_all(tls), b"")
        self.middle.settle()
        echo.join()
        sent = bytes(self.recorders[0].sent[0])
        self.assertGreaterEqual(len(sent), 100_000)
        self.assertTrue(self.data.startswith(sent))
        self.assertLess(len(echo.got), len(sent))

    def test_a_listener_that_is_away_ends_the_connection(self):
        with socket.create_server(("127.0.0.1", 0)) as unused:
            self.middle.target = unused.getsockname()[1]
        with self.dial() as tls:
            self.assertEqual(read_all(tls), b"")
        self.assertEqual(self.recorders, [])


if __name__ == "__main__":
    print(f"seed {SEED}")
    unittest.main(verbosity=2)
