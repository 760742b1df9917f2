# SPDX-License-Identifier: GPL-3.0-or-later
"""Two sites that each run `satpad kme serve`, and the SAEs that ask them: real mutual TLS."""
import base64
import http.client
import json
import re
import signal
import ssl
import subprocess
import threading
import urllib.parse

import kme_certificates
from sites import Broken, Site


class Refused(Exception):
    """An answer that is not 200."""

    def __init__(self, code, body, headers):
        super().__init__(f"{code} {body!r}")
        self.code, self.body, self.headers = code, body, headers

    @property
    def message(self):
        return json.loads(self.body)["message"]

    @property
    def detail(self):
        return json.loads(self.body)["details"][0]


class Sae:
    """One connection of an SAE to a KME."""

    def __init__(self, folder, port, certificate, version=None):
        self.context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
        if certificate:
            self.context.load_cert_chain(folder / f"{certificate}.pem", folder / f"{certificate}.key")
        if version:
            self.context.minimum_version = self.context.maximum_version = version
        self.connection = http.client.HTTPSConnection("localhost", port, context=self.context, timeout=60)

    def raw(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        return answer, answer.read()

    def ask(self, method, path, body=None):
        text = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
        answer, content = self.raw(method, path, text, {"Content-Type": "application/json"} if text is not None else {})
        if answer.status != 200:
            raise Refused(answer.status, content, dict(answer.getheaders()))
        assert answer.headers["Cache-Control"] == "no-store", answer.headers
        return json.loads(content)

    def path(self, sae, tail):
        return f"/api/v1/keys/{urllib.parse.quote(sae, safe='')}/{tail}"

    def status(self, other):
        return self.ask("GET", self.path(other, "status"))

    def draw(self, other, number=1, size=256):
        """[(key_ID, key bytes)] in order."""
        return keys_of(self.ask("POST", self.path(other, "enc_keys"), {"number": number, "size": size}))

    def fetch(self, other, ids):
        return keys_of(self.ask("POST", self.path(other, "dec_keys"), {"key_IDs": [{"key_ID": one} for one in ids]}))

    def close(self):
        self.connection.close()


def keys_of(container):
    return [(one["key_ID"], base64.b64decode(one["key"], validate=True)) for one in container["keys"]]


class Serving:
    """A running `kme serve`; both its ports are known when the constructor returns."""

    def __init__(self, site, *words, prefix=()):
        self.site = site
        self.process = site.start("kme", "serve", "--listen", "127.0.0.1:0", "--kme-listen", "127.0.0.1:0", *words, prefix=prefix)
        self.said, self.ports, self._ready = [], {}, threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._ready.wait(30)
        if len(self.ports) != 2:
            self.process.kill()
            raise Broken(f"{site.name}: kme serve does not listen: {' '.join(self.said)[-600:]}")

    def _read(self):
        for line in self.process.stderr:
            self.said.append(line.strip())
            found = re.search(r"(serves keys|receives) on .*\(port (\d+)\)", line)
            if found:
                self.ports[found.group(1)] = int(found.group(2))
            if len(self.ports) == 2:
                self._ready.set()
        self._ready.set()

    @property
    def keys_port(self):
        return self.ports["serves keys"]

    @property
    def peers_port(self):
        return self.ports["receives"]

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise Broken(f"{self.site.name}: kme serve did not stop") from None
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()


class TwoKmes:
    """site-a with the SAEs sae-a and sae-c, site-b with sae-b; a's KME sends with the pads to b, and the other way round."""

    SAES = {"a": ("sae-a", "sae-c"), "b": ("sae-b",)}

    def __init__(self, root, key_bytes="256KiB", expiry=600, quota=0):
        self.root = root
        self.folder = root / "certificates"
        self.folder.mkdir()
        kme_certificates.make(self.folder)
        kme_certificates.signed(self.folder, "sae-c", "sae-c")
        self.sites = {name: Site(root, f"site-{name}", "--simulated") for name in "ab"}
        for here, there in (("a", "b"), ("b", "a")):
            site, other = self.sites[here], self.sites[there]
            site.run("peer", "add", other.card)
            files = [self.folder / name for name in (f"kme-{here}.pem", f"kme-{here}.key", "ca.pem")]
            site.run("kme", "setup", "--listen", "127.0.0.1:8443", "--cert", files[0], "--key", files[1], "--ca", files[2],
                     "--id", f"kme-{here}", "--expiry", expiry)
            for sae in self.SAES[here]:
                site.run("kme", "allow", sae, "--quota", quota)
            for sae in self.SAES[there]:
                site.run("kme", "allow", sae, "--at", other.name)
        self.serving, self.link = {}, {}
        self.couriers = 0
        if key_bytes:
            self.give_key(key_bytes)

    def give_key(self, size, share=0.5):
        self.couriers += 1
        file = self.root / f"pads-{self.couriers}.courier"
        self.sites["a"].run("keys", "courier", "--peer", "site-b", "--bytes", size, "--send-share", share, "-o", file)
        self.sites["b"].run("keys", "import", file)

    def point(self, here, port):
        """Site `here` dials its peer at this port from now on."""
        other = self.sites["b" if here == "a" else "a"]
        self.sites[here].run("peer", "add", other.card, "--address", f"127.0.0.1:{port}", "--replace")

    def serve(self, link=None, prefix=None):
        """Starts both. `link`, given the port of a site, gives the port by which the other one reaches it."""
        for name in "ab":
            self.serving[name] = Serving(self.sites[name], prefix=(prefix or {}).get(name, ()))
        for here, there in (("a", "b"), ("b", "a")):
            port = self.serving[there].peers_port
            self.point(here, link(port) if link else port)
        return self

    def start_again(self, here, link, how=signal.SIGKILL):
        """Ends a KME and starts it anew; `link`, by which the other site reaches it, leads to it again."""
        self.serving[here].end(how)
        self.serving[here] = Serving(self.sites[here])
        link.target_port = self.serving[here].peers_port

    def sae(self, name, kme=None, **named):
        at = kme or ("b" if name == "sae-b" else "a")
        return Sae(self.folder, self.serving[at].keys_port, name, **named)

    def end(self):
        for serving in self.serving.values():
            serving.end()

    def usage(self, here):
        return self.sites[here].json("kme", "usage")["usage"]

    def check(self, killed=()):
        """Both ledgers hold and agree, and every bit that left the pads is issued, fetched or burnt; a KME that was killed
        has not counted what died with it. Returns how many bits that are, by site."""
        died = {}
        for here in "ab":
            site = self.sites[here]
            pads = site.verify().values()
            left = 256 * sum(pad["handed_over"] for pad in pads)
            counted = sum(row["issued_bits"] + row["fetched_bits"] + row["burnt_bits"] for row in self.usage(here))
            died[here] = left - counted
            if died[here] < 0 or (died[here] and here not in killed):
                raise Broken(f"site-{here}: {left} bits left the pads, {counted} are counted")
        for here, there in (("a", "b"), ("b", "a")):
            export = self.root / f"{here}.export"
            export.unlink(missing_ok=True)
            self.sites[here].run("ledger", "export", "-o", export)
            differences = self.sites[there].json("ledger", "compare", export)["differences"]
            if differences:
                raise Broken(f"site-{there}: {differences}")
        return died
