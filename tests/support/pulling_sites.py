# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sites whose key comes from two KMEs (odd_kme.py): Beijing draws at KME a, Stellenbosch fetches at KME b."""
from odd_kme import OddKmes
from sites import Broken, Receiving, Site


class Pullers:
    """`receiving` is Stellenbosch's receiver; each call of `pull` is one `keys pull` of Beijing's."""

    def __init__(self, root, settings=None, files=None, plain=False):
        self.root, self.plain = root, plain
        self.files = files or root / "certificates"
        self.files.mkdir(exist_ok=True)
        self.kmes = OddKmes(self.files, settings or {})
        self.a, self.b = Site(root, "beijing"), Site(root, "stellenbosch")
        self.a.run("peer", "add", self.b.card)
        self.b.run("peer", "add", self.a.card)
        self.set_kme(self.a, self.b, "a")
        self.set_kme(self.b, self.a, "b")
        self.receiving = None
        self.receive()

    def set_kme(self, site, peer, side, *more, url=None, **changed):
        other = {"a": "b", "b": "a"}[side]
        words = {"url": url or self.kmes.url(side), "own-sae": f"sae-{side}", "peer-sae": f"sae-{other}",
                 "cert": self.files / f"sae-{side}.pem", "key": self.files / f"sae-{side}.key", "ca": self.files / "ca.pem", **changed}
        named = [word for name, value in words.items() if value is not None for word in (f"--{name}", value)]
        site.run("peer", "kme", peer.name, *named, *(["--plain-http"] if self.plain else []), *more)

    def receive(self, prefix=()):
        self.stop_receiving()
        self.receiving = Receiving(self.b, prefix=prefix)
        if self.receiving.port is not None:
            self.a.run("peer", "address", "stellenbosch", f"127.0.0.1:{self.receiving.port}")
        return self.receiving

    def stop_receiving(self):
        if self.receiving is not None:
            self.receiving.stop()
            self.receiving = None

    def pull(self, size, *words, **named):
        return self.a.json("keys", "pull", "--peer", self.b.name, "--bytes", size, *words, **named)

    def pads(self, site, peer):
        for entry in site.json("keys", "status")["peers"]:
            if entry["name"] == peer.name:
                return {pad["id"]: pad for pad in entry["pads"]}
        return {}

    def check_one_key(self):
        """Both ledgers hold and fit together, both have the same confirmed pads, and nothing waits."""
        for one, other in ((self.a, self.b), (self.b, self.a)):
            one.verify()
            export = self.root / "export"
            export.unlink(missing_ok=True)
            one.run("ledger", "export", "-o", export)
            differences = other.json("ledger", "compare", export)["differences"]
            if differences:
                raise Broken(f"{one.name} and {other.name} differ: {differences}")
            if one.left_over():
                raise Broken(f"{one.name}: pads left over")
        here, there = self.pads(self.a, self.b), self.pads(self.b, self.a)
        for name, pad in here.items():
            if pad["state"] == "confirmed" and (name not in there or there[name]["pages"] != pad["pages"]):
                raise Broken(f"pad {name} may be sent with, and {self.b.name} does not hold it")
        return here, there

    def check_tidy(self):
        for site in (self.a, self.b):
            waiting = [str(path) for path in (site.home / "pulls").glob("*/*")]
            if waiting:
                raise Broken(f"{site.name}: keys wait for a pad: {waiting}")

    def close(self):
        try:
            self.stop_receiving()
        finally:
            self.kmes.close()
