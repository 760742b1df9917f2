# SPDX-License-Identifier: GPL-3.0-or-later
"""A peer that owns a valid identity and valid pads, and keeps to docs/protocol.md as far as its script says."""
import socket
import ssl
import struct
import threading

import attacks
import wire_format as wire


class Talk:
    """One TLS connection, either end."""

    def __init__(self, tls, site):
        self.tls, self.site = tls, site
        self.reader = wire.FrameReader()
        self.waiting = []

    def hello(self):
        self.send(wire.HELLO, struct.pack("<H", 1) + self.site)

    def send(self, kind, body=b""):
        self.tls.sendall(attacks.frame(kind, body))

    def next(self):
        """(type, body) of the next frame; None when the other end has closed."""
        while not self.waiting:
            try:
                data = self.tls.recv(1 << 16)
            except (OSError, ssl.SSLError):
                return None
            if not data:
                return None
            self.waiting = self.reader.feed(data)
        return self.waiting.pop(0)

    def until_closed(self):
        """Reads on; the types of the frames that still came."""
        kinds = []
        while (got := self.next()) is not None:
            kinds.append(got[0])
        return kinds

    def close(self):
        try:
            self.tls.close()
        except OSError:
            pass


def dial(port, context, site, timeout=30):
    """A session with the listener at `port`, our HELLO sent."""
    tls = context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=timeout))
    talk = Talk(tls, site)
    talk.hello()
    return talk


class Listener:
    """Listens with a site's certificate; each connection is a thread that runs `behave(talk)` behind its HELLO."""

    def __init__(self, context, site):
        self.context, self.site, self.behave = context, site, None
        self.met = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            tls = self.context.wrap_socket(connection, server_side=True)
            self.met += 1
            talk = Talk(tls, self.site)
            talk.hello()
            self.behave(talk)
            talk.close()
        except (OSError, ssl.SSLError):
            pass  # the other end has gone

    def close(self):
        self._listener.close()
