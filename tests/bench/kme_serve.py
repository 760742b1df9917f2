# SPDX-License-Identifier: GPL-3.0-or-later
"""1 Mbit of 256-bit keys from 16 kept connections to `satpad kme serve`, the two sites 50 ms apart; syncs counted by strace.

Prints the seconds. Fails when it takes more than 10 s, or a site syncs more than once for 64 keys.
"""
import os
import pathlib
import re
import signal
import shutil
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from kme_sites import TwoKmes  # noqa: E402
from sites import children_of, needs_program, temporary_root, wait_for  # noqa: E402

KEYS, CONNECTIONS, DELAY_S, MOST_S = 3907, 16, 0.05, 10.0


class DelayingProxy:
    """A TCP forwarder on loopback whose every byte takes `delay` seconds each way."""

    def __init__(self, target_port, delay):
        self._target, self._delay = target_port, delay
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            near, _ = self._listener.accept()
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:  # it reads site.toml again
                near.close()
                continue
            for source, target in ((near, far), (far, near)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pump, args=(source, target), daemon=True).start()

    def _pump(self, source, target):
        waiting, more = [], threading.Condition()

        def deliver():
            while True:
                with more:
                    more.wait_for(lambda: waiting)
                    due, block = waiting.pop(0)
                time.sleep(max(0.0, due - time.monotonic()))
                try:
                    if block:
                        target.sendall(block)
                    else:
                        target.shutdown(socket.SHUT_WR)
                        return
                except OSError:
                    return

        threading.Thread(target=deliver, daemon=True).start()
        block = b"."
        while block:
            try:
                block = source.recv(65536)
            except OSError:
                block = b""
            with more:
                waiting.append((time.monotonic() + self._delay, block))
                more.notify()


def syncs_of(trace):
    return len(re.findall(r"(?:fsync|fdatasync|syncfs|sync_file_range)\(", trace.read_text()))


def draw_all(kmes):
    shares = [KEYS // CONNECTIONS + (i < KEYS % CONNECTIONS) for i in range(CONNECTIONS)]
    saes = [kmes.sae("sae-a") for _ in shares]
    for each in saes:
        each.status("sae-b")  # the handshake is over
    drawn, begin = [[] for _ in shares], threading.Barrier(CONNECTIONS + 1)

    def work(i):
        begin.wait()
        while len(drawn[i]) < shares[i]:
            drawn[i] += saes[i].draw("sae-b", min(16, shares[i] - len(drawn[i])))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(CONNECTIONS)]
    for each in threads:
        each.start()
    begin.wait()
    began = time.monotonic()
    for each in threads:
        each.join()
    seconds = time.monotonic() - began
    keys = [key for share in drawn for key in share]
    assert len(keys) == KEYS == len({key for _, key in keys})
    assert kmes.sae("sae-b").fetch("sae-a", [name for name, _ in keys]) == keys
    return seconds


def main():
    needs_program()
    if not shutil.which("strace"):
        print("strace is missing: without it the syncs are not counted, and this bench says nothing")
        return 1
    with temporary_root() as root:
        kmes = TwoKmes(root, "1MB")
        traces = {name: root / f"{name}.strace" for name in "ab"}
        prefix = {name: ("strace", "-f", "-qq", "-e", "trace=fsync,fdatasync,sync_file_range,syncfs", "-o", traces[name]) for name in "ab"}
        kmes.serve(lambda port: DelayingProxy(port, DELAY_S).port, prefix=prefix)
        wait_for(lambda: all(kmes.sae(name).status(other) for name, other in (("sae-a", "sae-b"), ("sae-b", "sae-a"))), "both serve")
        time.sleep(1.5)  # what reading site.toml again costs is not counted
        before = {name: syncs_of(trace) for name, trace in traces.items()}
        seconds = draw_all(kmes)
        time.sleep(2.5)  # the meter's last commit
        syncs = {name: syncs_of(trace) - before[name] for name, trace in traces.items()}
        for serving in kmes.serving.values():
            for child in children_of(serving.process.pid):
                os.kill(child, signal.SIGTERM)
            serving.process.wait(30)
            serving.end()
        kmes.check()
    print(f"{KEYS} keys of 256 bits, {CONNECTIONS} connections, sites {DELAY_S * 1000:.0f} ms apart: {seconds:.2f} s; "
          f"syncs {syncs['a']} and {syncs['b']}, at most {KEYS // 64} each")
    return 1 if seconds > MOST_S or max(syncs.values()) > KEYS // 64 else 0


if __name__ == "__main__":
    sys.exit(main())
