# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP forwarder on loopback that cuts connections after chosen numbers of bytes from the dialler."""
import socket
import threading


class CuttingProxy:
    """Connection i is cut once `cuts[i]` bytes went from its dialler to the target; later ones run through."""

    def __init__(self, target_port, cuts):
        self.target_port, self.cuts, self.made = target_port, list(cuts), 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            limit = self.cuts[self.made] if self.made < len(self.cuts) else None
            self.made += 1
            far = socket.create_connection(("127.0.0.1", self.target_port))
            threading.Thread(target=self._pump, args=(near, far, limit), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, None), daemon=True).start()

    @staticmethod
    def _pump(source, target, limit):
        passed = 0
        try:
            while True:
                block = source.recv(4096 if limit is None else max(1, min(4096, limit - passed)))
                if not block:
                    break
                target.sendall(block)
                passed += len(block)
                if limit is not None and passed >= limit:
                    break
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def close(self):
        self._listener.close()
