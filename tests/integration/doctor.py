#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the doctor finds between a site, its KME and its peer: the first layer that fails, in the words and with the exit code of
the pull that fails there. Real processes, real TLS."""
import socket
import unittest

import pair  # noqa: F401: finds the support folder
from kme_certificates import make, signed
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

    def test_a_host_that_never_says_a_word(self):
        both = self.begin()
        with socket.create_server(("127.0.0.1", 0)) as silent:  # the kernel takes calls, nobody answers
            both.set_kme(both.a, both.b, "a", url=f"https://127.0.0.1:{silent.getsockname()[1]}")
            self.assertIn("no answer in the TLS handshake", self.compare(both, "kme_connection", 6))

    def test_a_wrong_base_path(self):
        both = self.begin(both={"base": "/qkd"})
        self.compare(both, "sae", 6)
        for site, peer, side in ((both.a, both.b, "a"), (both.b, both.a, "b")):
            both.set_kme(site, peer, side, url=both.kmes.url(side) + "/qkd")
        both.receive()
        self.look(both)
        both.pull("2kB")

    def notes(self, told):
        return [(check["layer"], check["text"]) for check in told["checks"] if check["state"] == "note" and check["layer"] != "pads"]

    def test_another_sae_id_than_the_certificate_names_and_the_kme_says(self):
        both = self.begin()
        both.set_kme(both.a, both.b, "a", **{"own-sae": "sae-z"})
        (first, certificate), (second, master) = self.notes(self.look(both))
        self.assertEqual((first, second), ("sae", "sae"))
        for text in (certificate, master):
            self.assertIn("sae-a, but the SAE ID set for", text)
            self.assertIn("is sae-z: give the right certificate or SAE ID (satpad peer kme stellenbosch --cert --key --own-sae).", text)
        self.assertIn(str(self.files / "sae-a.pem"), certificate)

    def test_a_kme_that_takes_this_site_for_another(self):
        both = self.begin(a={"status": {"master_SAE_ID": "sae-y"}})
        (layer, text), = self.notes(self.look(both))
        self.assertEqual(layer, "sae")
        self.assertIn("takes this site for SAE sae-y, but the SAE ID set for it is sae-a", text)

    def test_a_kme_that_swaps_master_and_slave_is_no_note(self):
        both = self.begin(a={"status": {"master_SAE_ID": "sae-b", "slave_SAE_ID": "sae-a"}})
        self.assertEqual(self.notes(self.look(both)), [])
        both.kmes.set(a={"status": {"master_SAE_ID": "sae-b", "slave_SAE_ID": "sae-c"}})
        self.assertEqual(len(self.notes(self.look(both))), 1)

    def test_foreign_words_are_shown_on_one_line(self):
        odd = "\u202egpj\u0085" + "\u5317" * 60
        both = self.begin(a={"status": {"master_SAE_ID": odd, "source_KME_ID": odd}})
        for check in self.look(both)["checks"]:
            for hidden in ("\u202e", "\u0085", "\ufffd"):
                self.assertNotIn(hidden, check["text"])
        (_, text), = self.notes(self.look(both))
        self.assertIn("SAE gpj " + "\u5317" * 32 + ", but", text)  # 100 bytes at most, whole characters

    def test_a_certificate_of_another_sae_that_the_kme_does_not_know(self):
        both = self.begin(both={"strangers": "401"})
        both.set_kme(both.a, both.b, "a", cert=self.files / "sae-x.pem", key=self.files / "sae-x.key")
        told = self.look(both, code=4)
        of_kme, mismatch = [check for check in told["checks"] if check["state"] == "bad"]
        self.assertEqual(told["first_bad"], "client_certificate")
        self.assertEqual((of_kme["layer"], mismatch["layer"]), ("client_certificate", "client_certificate"))
        self.assertEqual(of_kme["text"], both.pull("2kB", code=4)["error"]["message"])
        self.assertIn("sae-x.pem names sae-x, but the SAE ID set for this site is sae-a", mismatch["text"])

    def test_a_certificate_may_name_the_sae_beside_its_cn(self):
        signed(self.files, "sae-san", "sae-nobody", extensions="subjectAltName=DNS:sae-a\n")
        both = self.begin(both={"strangers": "401"})
        both.set_kme(both.a, both.b, "a", cert=self.files / "sae-san.pem", key=self.files / "sae-san.key")
        self.compare(both, "client_certificate", 4)  # and no word of a mismatch

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
        """What is said, by doctor and pull alike."""
        told = self.look(both, code=code)
        bad = [check for check in told["checks"] if check["state"] == "bad"]
        self.assertEqual([check["layer"] for check in bad], [layer])
        self.assertEqual(told["first_bad"], layer)
        self.assertNotIn("\n", bad[0]["text"])
        pulled = both.pull("2kB", code=code)
        # The method that was asked is another one; the words are the same.
        self.assertEqual(bad[0]["text"], pulled["error"]["message"].replace(": enc_keys: ", ": status: "))
        self.assertEqual(pulled["error"]["code"], told["error"]["code"])
        return bad[0]["text"]


if __name__ == "__main__":
    unittest.main()
