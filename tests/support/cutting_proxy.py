# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP forwarder on loopback that cuts chosen connections after a number of bytes from the dialler."""
import socket
import threading


class CuttingProxy:
    """Connection i is cut once `limit_of(i)` bytes went from its dialler to the target; None lets it run through.

    `target_port` may be changed: connections made later go there. While nothing listens there, diallers are cut off.
    """

    def __init__(self, target_port, limit_of):
        self.target_port, self.made, self.cut = target_port, 0, 0
        self._limit_of = limit_of
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            limit = self._limit_of(self.made)
            self.made += 1
            self.cut += limit is not None
            try:
                far = socket.create_connection(("127.0.0.1", self.target_port))
            except OSError:
                near.close()
                continue
            threading.Thread(target=self._pump, args=(0, near, far, limit), daemon=True).start()
            threading.Thread(target=self._pump, args=(1, far, near, None), daemon=True).start()

    def changed(self, end, passed, block):
        """What goes on instead of `block`, which follows the `passed` bytes before it from this end (0: the dialler)."""
        return block

    def _pump(self, end, source, target, limit):
        passed = 0
        try:
            while True:
                block = source.recv(4096 if limit is None else max(1, min(4096, limit - passed)))
                if not block:
                    break
                target.sendall(self.changed(end, passed, block))
                passed += len(block)
                if limit is not None and passed >= limit:
                    break
        except OSError:
            pass
        for each in (source, target):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def close(self):
        self._listener.close()
