#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key pulled from two KMEs that misbehave, by real processes over real TLS: no case ends with two sites that hold different
pads, in a hang, or with a key used twice."""
import signal
import time
import unittest

import pair  # noqa: F401: finds the support folder
from kme_certificates import make
from pulling_sites import Pullers
from sites import Receiving, digest, needs_program, temporary_root


class Pulling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        needs_program()
        cls.files = cls.enterClassContext(temporary_root())
        make(cls.files)

    def begin(self, **settings):
        root = self.enterContext(temporary_root())
        settings["both"] = {"key_size": 256, "max_key_size": 256, **settings.get("both", {})}  # so that there are many keys
        both = Pullers(root, settings, files=self.files)
        self.addCleanup(both.close)
        return both

    def pull_all(self, both, size="8kB", **named):
        """A pull that brings what was asked for."""
        told = both.pull(size, **named)
        both.check_one_key()
        both.check_tidy()
        self.assertFalse(told["stopped"])
        return told

    def counts(self, both):
        return both.kmes.ask("counts")["a"]

    def test_a_megabit_in_eight_draws_and_a_photo_with_it(self):
        both = self.begin(both={"max_key_size": 1024, "key_size": 1024})
        told = self.pull_all(both, "125000")
        self.assertGreaterEqual(told["bytes"], 125000)
        self.assertLessEqual(self.counts(both)["enc_keys"], 8)
        self.assertLessEqual(len(told["pads"]), told["pages"] // 2048 + 1)
        for pad in told["pads"]:
            self.assertEqual((pad["state"], pad["origin"][:4], pad["simulated"]), ("confirmed", "kme ", False))
        photo = next(path for path in sorted(pair.SAMPLES.iterdir()) if path.suffix == ".jpg")
        sent = both.a.json("send", photo, "--to", "stellenbosch", "--budget", "30kB")
        self.assertEqual(sent["messages"][0]["state"], "verified")
        both.check_one_key()

    def test_one_key_a_request(self):
        both = self.begin(both={"one_key": True})
        began = time.monotonic()
        told = self.pull_all(both, "32kB")
        rate = told["drawn_keys"] / (time.monotonic() - began)
        print(f"one 256-bit key a request: {rate:.0f} keys a second, start and end of the process with them")

    def test_odd_answers(self):
        """Each of them brings what was asked for."""
        cases = {
            "permuted": {"both": {"permute": True}},
            "fewer keys": {"both": {"most_given": 5}},
            "other sizes": {"both": {"other_bits": 248}},
            "short keys": {"both": {"short_every": 30}},
            "the same bytes again": {"both": {"repeat_every": 20}},
            "long ids": {"both": {"ids": "long"}},
            "odd ids": {"both": {"ids": "odd"}},
            "upper-case ids": {"both": {"ids": "upper"}},
            "zeros": {"both": {"zeros": True}},
            "delivers again": {"both": {"deliver_again": True}},
            "too early": {"b": {"late": 2}},
            "GET only": {"both": {"post": False}},
            "closes every connection": {"both": {"keep_alive": False}},
            "closes without a word": {"both": {"close_after": 2}},
            "TLS 1.2": {"both": {"tls": "1.2"}},
            "TLS 1.3": {"both": {"tls": "1.3"}},
            "html": {"a": {"answers": [{"method": "enc_keys", "at": [1], "code": 502, "type": "text/html", "body": "<html>Bad gateway"}]}},
            "detail": {"a": {"answers": [{"method": "enc_keys", "at": [1], "code": 500, "body": '{"detail": "try again"}'}]}},
            "no body": {"b": {"answers": [{"method": "dec_keys", "at": [1], "code": 500, "body": ""}]}},
            "cut in the drawer's body": {"a": {"cut": [{"method": "enc_keys", "at": [1], "where": "body"}]}},
            "never answers the fetcher": {"b": {"hang": [{"method": "dec_keys", "at": [1]}]}},
            "a body without end": {"a": {"huge": [{"method": "enc_keys", "at": [1]}]}},
            "cut in the fetcher's body": {"b": {"cut": [{"method": "dec_keys", "at": [2], "where": "body"}]}},
        }
        for name, settings in cases.items():
            with self.subTest(name):
                both = self.begin(**settings)
                try:
                    told = self.pull_all(both, "4kB")
                    self.assertGreaterEqual(told["bytes"], 4000)
                finally:
                    both.stop_receiving()

    def test_lost_keys_in_the_middle(self):
        both = self.begin(both={"lose_every": 80})
        told = self.pull_all(both, "8kB")
        self.assertGreater(told["lost_keys"], 0)
        self.assertGreaterEqual(told["bytes"], 8000)

    def test_older_batches_are_forgotten(self):
        both = self.begin(both={"forget": True, "max_key_per_request": 32})
        told = self.pull_all(both, "6kB")
        self.assertGreaterEqual(told["bytes"], 6000)

    def test_no_subject_alternative_name(self):
        both = self.begin(a={"certificate": "kme-a-bare"}, b={"certificate": "kme-b-bare"})
        told = both.pull("2kB", code=4)
        self.assertEqual(told["error"]["code"], "kme_wrong_name")
        both.set_kme(both.a, both.b, "a", **{"kme-id": "kme-a"})
        both.set_kme(both.b, both.a, "b", **{"kme-id": "kme-b"})
        both.receive()
        told = self.pull_all(both, "2kB")
        self.assertTrue(all(pad["origin"] == "kme kme-a" for pad in told["pads"]))

    def test_an_empty_pool_is_given_up_in_time_and_what_there_was_is_kept(self):
        both = self.begin(pool_bits=256 * 40)
        told = both.pull("4kB", "--wait", 2, code=6)
        self.assertEqual(told["error"]["code"], "kme_too_little")
        self.assertGreater(told["bytes"], 1000)
        both.check_one_key()
        both.check_tidy()

    def test_ctrl_c_keeps_what_both_have(self):
        both = self.begin(pool_bits=256 * 40)
        process = both.a.start("--json", "keys", "pull", "--peer", "stellenbosch", "--bytes", "4kB")
        for line in process.stderr:
            if "waiting for key" in line:
                break
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        here, _ = both.check_one_key()
        both.check_tidy()
        self.assertGreater(sum(pad["free"] for pad in here.values()), 30)

    def test_wrong_settings_say_what_is_wrong(self):
        both = self.begin()
        right = both.kmes.url("a")
        cases = {
            "kme_wrong_authority": (4, {"ca": self.files / "stranger-ca.pem"}),
            "kme_unreachable": (6, {"url": "https://127.0.0.1:1"}),
            "kme_unresolved": (6, {"url": "https://no-such-host.invalid"}),
            "kme_not_found": (6, {"peer-sae": "sae-nobody"}),
            "kme_certificate_refused": (4, {"cert": self.files / "sae-stranger.pem", "key": self.files / "sae-stranger.key"}),
        }
        for word, (code, changed) in cases.items():
            with self.subTest(word):
                both.set_kme(both.a, both.b, "a", **changed)
                told = both.pull("2kB", code=code)
                self.assertEqual(told["error"]["code"], word)
                self.assertEqual(told["bytes"], 0)
        plain = both.a.run("--json", "peer", "kme", "stellenbosch", "--url", right.replace("https", "http"), "--own-sae", "a",
                           "--peer-sae", "b", code=4)
        self.assertIn("kme_plain_http", plain.stdout)
        both.check_one_key()

    def test_send_pulls_what_is_missing(self):
        both = self.begin()
        note = both.root / "note.bin"
        note.write_bytes(bytes(range(256)) * 12)
        sent = both.a.json("send", note, "--to", "stellenbosch", "--exact", "--pull")
        self.assertEqual(sent["messages"][0]["state"], "verified")
        self.assertIn(digest(note), both.b.inbox_digests())
        both.check_one_key()

    def test_both_directions_at_once(self):
        both = self.begin()
        other = Receiving(both.a)
        try:
            both.b.run("peer", "address", "beijing", f"127.0.0.1:{other.port}")
            pulls = [site.start("--json", "keys", "pull", "--peer", peer.name, "--bytes", "16kB") for site, peer in ((both.a, both.b), (both.b, both.a))]
            for process in pulls:
                _, said = process.communicate(timeout=120)
                self.assertEqual(process.returncode, 0, said)
        finally:
            other.stop()
        here, there = both.check_one_key()
        both.check_tidy()
        self.assertEqual(set(here), set(there))
        self.assertEqual({pad["direction"] for pad in here.values()}, {"send", "receive"})

    def test_settings_are_shown_and_cleared(self):
        both = self.begin()
        shown = both.a.json("peer", "kme", "stellenbosch")["kme"]
        self.assertEqual((shown["own_sae"], shown["peer_sae"]), ("sae-a", "sae-b"))
        both.a.run("peer", "kme", "stellenbosch", "--clear")
        self.assertIsNone(both.a.json("peer", "kme", "stellenbosch")["kme"])
        self.assertEqual(both.pull("2kB", code=2)["error"]["code"], "invalid_argument")


if __name__ == "__main__":
    unittest.main()
