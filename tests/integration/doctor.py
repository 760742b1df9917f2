#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the doctor finds between a site, its KME and its peer: the first layer that fails, in the words and with the exit code of
the pull that fails there. Real processes, real TLS."""
import unittest

import pair  # noqa: F401: finds the support folder
from kme_certificates import make
from pulling_sites import Pullers
from sites import needs_program, temporary_root

LAYERS = ["ledger", "clock", "pads", "kme_settings", "kme_name", "kme_connection", "kme_tls", "kme_certificate", "client_certificate",
          "sae", "draw", "peer", "peer"]


class Doctor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        needs_program()
        cls.files = cls.enterClassContext(temporary_root())
        make(cls.files)

    def begin(self, **settings):
        root = self.enterContext(temporary_root())
        both = Pullers(root, settings, files=self.files)
        self.addCleanup(both.close)
        return both

    def look(self, both, *words, code=0):
        told = both.a.json("doctor", "--peer", "stellenbosch", *words, code=code)
        self.assertEqual(told["ok"], code == 0)
        return told

    def test_everything_holds_and_nothing_is_taken(self):
        both = self.begin()
        told = self.look(both)
        self.assertEqual([check["layer"] for check in told["checks"]], LAYERS)
        states = {check["layer"]: check["state"] for check in told["checks"]}
        self.assertEqual({layer for layer, state in states.items() if state == "skipped"}, {"draw"})
        self.assertNotIn("bad", states.values())
        self.assertEqual(both.kmes.ask("counts")["a"]["enc_keys"], 0)
        both.check_one_key()

    def test_one_key_is_drawn_on_request(self):
        both = self.begin()
        told = self.look(both, "--draw")
        self.assertEqual({check["layer"]: check["state"] for check in told["checks"]}["draw"], "good")
        self.assertEqual(both.kmes.ask("counts")["a"]["enc_keys"], 1)

    def test_the_first_layer_that_fails_in_the_words_of_the_pull(self):
        both = self.begin()
        cases = {
            "kme_name": (6, {"url": "https://no-such-host.invalid"}),
            "kme_connection": (6, {"url": "https://127.0.0.1:1"}),
            "kme_certificate": (4, {"ca": self.files / "stranger-ca.pem"}),
            "client_certificate": (4, {"cert": self.files / "sae-stranger.pem", "key": self.files / "sae-stranger.key"}),
        }
        for layer, (code, changed) in cases.items():
            with self.subTest(layer):
                both.set_kme(both.a, both.b, "a", **changed)
                self.compare(both, layer, code)

    def test_an_sae_that_nobody_knows(self):
        unknown = [{"method": method, "code": 404, "body": '{"message": "no such SAE"}', "type": "application/json"}
                   for method in ("status", "enc_keys")]
        self.compare(self.begin(a={"answers": unknown}), "sae", 6)

    def test_an_expired_certificate(self):
        both = self.begin(a={"certificate": "kme-a-old"})
        self.compare(both, "kme_certificate", 4)

    def test_another_kme_than_expected(self):
        both = self.begin()
        both.set_kme(both.a, both.b, "a", "--kme-id", "kme-z")
        self.compare(both, "kme_certificate", 4)

    def test_plain_http_is_refused_where_it_is_set(self):
        both = self.begin()
        told = both.a.json("peer", "kme", "stellenbosch", "--url", both.kmes.url("a").replace("https", "http"), "--own-sae", "sae-a",
                           "--peer-sae", "sae-b", code=4)
        self.assertEqual(told["error"]["code"], "kme_plain_http")

    def test_plain_http_is_said_when_it_is_allowed(self):
        root = self.enterContext(temporary_root())
        both = Pullers(root, {"both": {"plain": True}}, files=self.files, plain=True)
        self.addCleanup(both.close)
        tls = next(check for check in self.look(both)["checks"] if check["layer"] == "kme_tls")
        self.assertEqual(tls["state"], "note")
        self.assertIn("Plain http", tls["text"])

    def test_a_peer_that_is_not_there(self):
        both = self.begin()
        both.stop_receiving()
        told = self.look(both, code=6)
        self.assertEqual(told["first_bad"], "peer")

    def test_the_stock_stands_beside_the_pads(self):
        both = self.begin()
        peer = both.a.json("keys", "status")["peers"][0]
        self.assertGreater(peer["kme"]["stored_bits"], 0)
        self.assertEqual(peer["free_send_bytes"], 0)
        both.set_kme(both.a, both.b, "a", url="https://127.0.0.1:1")
        self.assertIn("127.0.0.1:1", both.a.json("keys", "status")["peers"][0]["kme"]["error"])

    def test_files_that_are_not_there_are_refused_in_words(self):
        both = self.begin()
        for words in (("peer", "kme", "stellenbosch", "--url", "https://x", "--own-sae", "a", "--peer-sae", "b", "--cert", "/no.pem",
                       "--key", "/no.key"),
                      ("kme", "setup", "--listen", "127.0.0.1:0", "--cert", "/no.pem", "--key", "/no.key", "--ca", "/no.ca")):
            said = both.a.json(*words, code=2)["error"]["message"]
            self.assertIn("/no.pem", said)
            self.assertIn("No such file", said)
        self.assertIn("no KME", both.a.run("kme", "serve", code=9).stderr)

    def test_every_peer_is_looked_at(self):
        both = self.begin()
        told = both.b.json("doctor", code=6)  # Beijing does not listen
        self.assertEqual(told["first_bad"], "peer")
        self.assertEqual({check.get("peer") for check in told["checks"]}, {None, "beijing"})

    def compare(self, both, layer, code):
        told = self.look(both, code=code)
        bad = [check for check in told["checks"] if check["state"] == "bad"]
        self.assertEqual([check["layer"] for check in bad], [layer])
        self.assertEqual(told["first_bad"], layer)
        self.assertNotIn("\n", bad[0]["text"])
        pulled = both.pull("2kB", code=code)
        # The method that was asked is another one; the words are the same.
        self.assertEqual(bad[0]["text"], pulled["error"]["message"].replace(": enc_keys: ", ": status: "))
        self.assertEqual(pulled["error"]["code"], told["error"]["code"])


if __name__ == "__main__":
    unittest.main()
