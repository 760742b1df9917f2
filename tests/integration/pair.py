# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sites that know each other and share pads: the start of most integration tests."""
import contextlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

from sites import Receiving, Site, needs_program, temporary_root  # noqa: E402

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "resources" / "samples"


class Pair:
    """Beijing makes the courier file, Stellenbosch imports it; `receiving` lets Stellenbosch listen."""

    def __init__(self, root, key_bytes, share):
        self.root = root
        self.a, self.b = Site(root, "beijing"), Site(root, "stellenbosch")
        self.a.run("peer", "add", self.b.card)
        self.b.run("peer", "add", self.a.card)
        self.courier = root / "pads.courier"
        if key_bytes:
            self.a.run("keys", "courier", "--peer", "stellenbosch", "--bytes", key_bytes, "--send-share", share, "-o", self.courier, timeout=600)
            self.b.run("keys", "import", self.courier, timeout=600)

    @contextlib.contextmanager
    def receiving(self, *words, prefix=()):
        listener = Receiving(self.b, *words, prefix=prefix)
        self.point_at(listener.port)
        try:
            yield listener
        finally:
            listener.stop()

    def point_at(self, port):
        self.a.run("peer", "add", self.b.card, "--address", f"127.0.0.1:{port}", "--replace")

    def send(self, *words, **named):
        return self.a.json("send", *words, "--to", "stellenbosch", **named)


@contextlib.contextmanager
def pair(key_bytes="2MB", share=0.9):
    needs_program()
    with temporary_root() as root:
        yield Pair(root, key_bytes, share)


def inbox_files(site):
    return sorted(path.name for path in (site.home / "inbox").iterdir())
