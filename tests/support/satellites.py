# SPDX-License-Identifier: GPL-3.0-or-later
"""A SIMULATED satellite as a process: a site whose home `satellite init` makes, and that serves instead of receiving."""
import os

from sites import Receiving, Site


class Craft(Site):
    """Knows `stations` from its cards; their launch keys lie in its folder until they are given."""

    def __init__(self, root, name, stations, launch_key="64KiB"):  # noqa: super().__init__ would make an ordinary home
        self.name, self.home, self.root = name, root / name, root
        self.environment = {**os.environ, "HOME": str(root), "XDG_DATA_HOME": str(root / "data"), "XDG_STATE_HOME": str(root / f"{name}.state")}
        self.launch = root / f"{name}.launch"
        self.launch.mkdir()
        cards = [word for station in stations for word in ("--station", station.card)]
        self.run("satellite", "init", "--name", name, "--listen", "127.0.0.1:7740", "--launch-key", launch_key, *cards, "-o", self.launch)
        self.card = self.launch / f"{name}.card"

    def start(self, *words, prefix=(), **named):
        if words and words[0] == "receive":
            words = ("satellite", "serve", *words[1:])
        return super().start(*words, prefix=prefix, **named)

    def serve(self, prefix=()):
        return Receiving(self, prefix=prefix)

    def give_launch_key(self, station):
        station.run("peer", "add", self.card)
        station.run("keys", "import", self.launch / f"{station.name}.courier")

    def pads_with(self, station):
        return pads_between(self, station)


class GroundRelay:
    """A site that serves as a relay, as far as Receiving asks."""

    def __init__(self, site):
        self.site, self.name = site, site.name

    def start(self, *words, **named):
        return self.site.start("relay", "serve", *words[1:], **named)


def pads_between(site, peer):
    """Pads that `site` shares with `peer`, by id."""
    for entry in site.json("keys", "status")["peers"]:
        if entry["name"] == peer.name:
            return {pad["id"]: pad for pad in entry["pads"]}
    return {}
