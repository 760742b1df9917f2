#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a pull ends that does not end by itself: given up by hand, with a peer that is removed, a home that moves or is an older
copy, a KME that refuses what it has counted; and that no byte of its key is written anywhere but in pads."""
import base64
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import threading
import unittest

import pair  # noqa: F401: finds the support folder
from kme_certificates import make
from pulling_sites import Pullers
from sites import digest, needs_program, temporary_root

KEYS = 40  # of an open pull


class Ends(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        needs_program()
        cls.files = cls.enterClassContext(temporary_root())
        make(cls.files)

    def begin(self, **settings):
        root = self.enterContext(temporary_root())
        settings["both"] = {"key_size": 256, "max_key_size": 256, **settings.get("both", {})}
        both = Pullers(root, settings, files=self.files)
        self.addCleanup(both.close)
        return both

    def open_pull(self, both):
        """Leaves a pull open at both ends, by the death of its drawer: KEYS keys are in no pad."""
        both.kmes.set(pool_bits=256 * KEYS)
        process = both.a.start("keys", "pull", "--peer", "stellenbosch", "--bytes", "16kB")
        for line in process.stderr:
            if "waiting for key" in line:
                break
        process.kill()
        process.communicate()
        for site in (both.a, both.b):
            self.assertTrue(list((site.home / "pulls").glob("*/*")), site.name)
        both.kmes.set(pool_bits=8_000_000)

    def give_up(self, site, peer):
        return site.json("keys", "pull", "--peer", peer.name, "--give-up")

    def finish(self, both, size="4kB"):
        told = both.pull(size)
        both.check_one_key()
        both.check_tidy()
        return told

    def test_the_drawer_gives_up_by_hand(self):
        both = self.begin()
        said = both.a.run("keys", "pull", "--peer", "stellenbosch", "--give-up").stdout
        self.assertEqual(said, "No pull with stellenbosch is open.\n")
        self.assertEqual(self.give_up(both.a, both.b), {"peer": "stellenbosch", "given_up": []})
        self.open_pull(both)
        told = self.give_up(both.a, both.b)["given_up"]
        self.assertEqual([(one["side"], one["keys"], one["confirmed_pages"]) for one in told], [("drawer", KEYS, 0)])
        self.assertFalse(list((both.a.home / "pulls").glob("*/*")))
        self.assertEqual(self.give_up(both.a, both.b)["given_up"], [])
        both.a.verify()
        self.finish(both)  # and the peer learns of it

    def test_the_fetcher_gives_up_by_hand(self):
        both = self.begin()
        self.open_pull(both)
        said = both.b.run("keys", "pull", "--peer", "beijing", "--give-up").stdout
        self.assertIn(f"which beijing draws. 0 bytes of it are confirmed and stay; {KEYS} keys that were in no pad are gone.", said)
        both.b.verify()
        self.finish(both)

    def test_what_is_confirmed_stays(self):
        both = self.begin()
        first = self.finish(both)
        self.open_pull(both)
        self.give_up(both.a, both.b)
        here = both.pads(both.a, both.b)
        self.assertEqual({pad["id"] for pad in first["pads"]}, set(here))
        self.assertTrue(all(pad["state"] == "confirmed" and pad["free"] for pad in here.values()))

    def test_give_up_takes_no_bytes_and_a_pull_needs_them(self):
        both = self.begin()
        for words in (("--give-up", "--bytes", "2kB"), ("--give-up", "--wait", 3), ()):
            both.a.run("keys", "pull", "--peer", "stellenbosch", *words, code=2)

    def test_a_peer_is_removed_while_a_pull_with_it_is_open(self):
        both = self.begin()
        self.open_pull(both)
        refused = both.a.json("peer", "remove", "stellenbosch", code=2)["error"]
        self.assertEqual(refused["code"], "wrong_state")
        self.assertIn("--give-up", refused["message"])
        both.stop_receiving()
        both.b.run("peer", "remove", "beijing")  # its drawer's pull is not for it to finish
        self.assertFalse(list((both.b.home / "pulls").glob("*/*")))
        self.give_up(both.a, both.b)
        both.a.run("peer", "remove", "stellenbosch")
        for site in (both.a, both.b):
            site.verify()
            self.assertFalse(list((site.home / "pulls").glob("*/*")))

    def test_a_home_moves_while_a_pull_is_open(self):
        both = self.begin()
        self.open_pull(both)
        both.stop_receiving()
        refused = both.a.json("home", "transfer", "-o", both.root / "a.transfer", code=2)["error"]
        self.assertIn("--give-up", refused["message"])
        self.assertFalse((both.root / "a.transfer").exists())
        both.a.verify()
        both.b.run("home", "transfer", "-o", both.root / "b.transfer")  # its drawer's pull ends here
        self.assertFalse(list((both.b.home / "pulls").glob("*/*")))
        self.give_up(both.a, both.b)
        both.a.run("home", "transfer", "-o", both.root / "a.transfer")

    def copy(self, site):
        to = site.root / f"{site.name}.old"
        shutil.copytree(site.home, to, symlinks=True)
        return to

    def restore(self, site, old):
        shutil.rmtree(site.home)
        shutil.copytree(old, site.home, symlinks=True)

    def send(self, both, name, code=0):
        note = both.root / name
        note.write_bytes(os.urandom(900))
        both.a.run("send", note, "--to", "stellenbosch", "--exact", "--wait", 60, code=code)
        self.assertEqual(digest(note) in both.b.inbox_digests(), code == 0)

    def bring_back(self, both, older, between):
        """A copy of that home, taken while a pull was open, comes back after the pull and what is done `between`."""
        self.open_pull(both)
        both.stop_receiving()
        old = self.copy(older)
        both.receive()
        self.finish(both)
        between()
        both.stop_receiving()
        self.restore(older, old)
        both.receive()
        both.pull("4kB")
        both.check_tidy()

    def test_an_older_copy_of_the_drawers_home(self):
        both = self.begin()
        self.bring_back(both, both.a, lambda: None)
        here, there = both.check_one_key()
        self.assertLess(set(here), set(there))  # the pad that was made of the rest is not at the drawer
        self.send(both, "first.bin")
        both.check_one_key()

    def test_an_older_copy_of_the_drawers_home_uses_no_page_again(self):
        """The pad of the open pull is made again; its pages were sent with since."""
        both = self.begin()
        self.bring_back(both, both.a, lambda: self.send(both, "first.bin"))
        self.assertTrue(all(pad["suspect"] for pad in both.pads(both.a, both.b).values()))
        self.send(both, "second.bin", code=5)  # its peer says so, and nothing left
        self.send(both, "third.bin")  # from another pad

    def test_an_older_copy_of_the_fetchers_home(self):
        both = self.begin()
        self.bring_back(both, both.b, lambda: self.send(both, "first.bin"))
        here, there = both.pads(both.a, both.b), both.pads(both.b, both.a)
        for one, other in ((both.a, both.b), (both.b, both.a)):
            one.verify()
            export = both.root / f"{one.name}.export"
            one.run("ledger", "export", "-o", export)
            self.assertEqual(other.json("ledger", "compare", export)["differences"], [])
        self.assertLess(set(there), set(here))
        for pad in set(here) - set(there):  # which its home has forgotten: nothing more can be sent with them
            both.a.run("keys", "close", "--pad", pad)
        self.send(both, "second.bin")
        both.check_one_key()

    def test_a_refusal_of_keys_that_were_given_out(self):
        gone = {"code": 401, "consume": True, "at": [3]}
        both = self.begin(a={"answers": [{"method": "enc_keys", **gone}]})
        told = both.pull("16kB", code=4)
        self.assertEqual(told["error"]["code"], "kme_certificate_refused")
        self.assertEqual(told["bytes"], 32 * (2 * 128 - 1))
        both.check_one_key()
        both.check_tidy()
        both.stop_receiving()

        both = self.begin(b={"answers": [{"method": "dec_keys", **gone}]})
        told = self.finish(both, "16kB")
        self.assertEqual(told["lost_keys"], 128)
        self.assertGreaterEqual(told["bytes"], 16000)

    def test_a_body_without_end_ends_the_pull(self):
        both = self.begin(a={"huge": [{"method": "enc_keys", "at": list(range(3, 30))}]})
        told = both.pull("16kB", code=6)
        self.assertEqual(told["error"]["code"], "kme_too_large")
        self.assertEqual(told["bytes"], 32 * (2 * 128 - 1))
        both.check_one_key()
        both.check_tidy()

    def simulated(self, **more):
        return {"status": {"status_extension": {"satpad_simulated": True}}, **more}

    def test_a_status_that_fails_at_first_hides_nothing(self):
        once = {"answers": [{"method": "status", "at": [1], "code": 500}]}
        for side in "ab":
            with self.subTest(side):
                both = self.begin(**{side: self.simulated(**once)})
                told = both.pull("2kB", code=2)
                self.assertIn("SIMULATED", told["error"]["message"])
                self.assertGreater(both.kmes.ask("counts")[side]["status"], 1)
                self.assertEqual(both.kmes.ask("counts")["a"]["enc_keys"], 0)
                for site in (both.a, both.b):
                    settings = site.home / "site.toml"
                    settings.write_text(settings.read_text().replace("simulated = false", "simulated = true", 1))
                both.kmes.set(**{side: {"answers": [{"method": "status", "at": [5, 6, 7], "code": 500}]}})
                both.receive()
                self.assertTrue(self.finish(both)["simulated"])
                both.stop_receiving()

    def test_a_kme_of_which_nothing_is_known_is_not_drawn_from(self):
        never = {"answers": [{"method": "status", "code": 500, "body": '{"message": "no database"}'}]}
        for side, code in (("a", "kme_failed"), ("b", "kme_failed")):
            with self.subTest(side):
                both = self.begin(**{side: never})
                told = both.pull("2kB", code=6)
                self.assertEqual(told["error"]["code"], code)
                self.assertIn("no database", told["error"]["message"])
                self.assertEqual(both.kmes.ask("counts")["a"]["enc_keys"], 0)
                both.kmes.set(**{side: {"answers": []}})
                self.finish(both)
                both.stop_receiving()

    def test_send_waits_for_a_pool_as_a_pull_does(self):
        both = self.begin(pool_bits=256 * KEYS)
        note = both.root / "note.bin"
        note.write_bytes(os.urandom(4000))
        both.a.run("send", note, "--to", "stellenbosch", "--pull-wait", 2, code=2)  # of --pull
        sent = both.a.run("--json", "send", note, "--to", "stellenbosch", "--exact", "--pull", "--pull-wait", 2, code=6)
        self.assertIn("waiting for key", sent.stderr)
        self.assertIn("Ctrl-C keeps what both sites have", sent.stderr)
        self.assertIn("kme_too_little", sent.stdout)
        here, _ = both.check_one_key()
        self.assertEqual(sum(pad["free"] for pad in here.values()), KEYS - 1)  # what both have is kept

    def test_a_message_that_pulled_key_cannot_serve_is_refused_before_the_pull(self):
        both = self.begin()
        large = both.root / "large.bin"
        with large.open("wb") as file:
            for _ in range(260):
                file.write(os.urandom(1 << 20))
        told = both.a.json("send", large, "--to", "stellenbosch", "--exact", "--pull", code=3)
        self.assertEqual(told["error"]["code"], "not_enough_key")
        for words in ("64 pads", "less than 268.4 MB", "Nothing was pulled"):
            self.assertIn(words, told["error"]["message"])
        self.assertEqual(both.kmes.ask("counts")["a"]["enc_keys"], 0)
        self.assertFalse(list((both.a.home / "pulls").glob("*/*")))

    # No key in anything written

    def talk(self, site, *words):
        """Everything that it says, at a terminal."""
        terminal, end = pty.openpty()
        process = subprocess.Popen(site.words(*words), env=site.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=end)
        os.close(end)
        said = []

        def listen():
            try:
                while piece := os.read(terminal, 65536):
                    said.append(piece)
            except OSError:  # the other end is closed
                pass

        reader = threading.Thread(target=listen)
        reader.start()
        out = process.stdout.read()
        process.stdout.close()
        process.wait(120)
        reader.join()
        os.close(terminal)
        return b"".join(said) + out

    def stop_receiver(self, both):
        receiver = both.receiving
        os.kill(receiver.process.pid, signal.SIGTERM)
        out = receiver.process.stdout.read()
        both.stop_receiving()
        return ("\n".join(receiver.said) + out).encode()

    def written(self, both):
        """Every file of both homes and what was noted beside them."""
        roots = [site.home for site in (both.a, both.b)] + [pathlib.Path(site.environment["XDG_STATE_HOME"]) for site in (both.a, both.b)]
        return {str(path): path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file()}

    def test_no_byte_of_key_is_written(self):
        both = self.begin(both={"short_every": 61, "repeat_every": 53})
        said = {}
        self.open_pull(both)
        open_files = self.written(both)
        self.assertTrue(any("/pulls/" in name for name in open_files))
        drawn, fetched = (both.kmes.ask("counts")[side][method] for side, method in (("a", "enc_keys"), ("b", "dec_keys")))
        odd = {"method": "enc_keys", "at": [drawn + 2], "code": 200, "consume": True, "body": '{"keys": [{"key_ID": 1}]}'}
        both.kmes.set(a={"cut": [{"method": "enc_keys", "at": [drawn + 1], "where": "body"}], "answers": [odd]},
                      b={"answers": [{"method": "dec_keys", "at": [fetched + 2], "code": 500, "body": "<html>oops"},
                                  {"method": "dec_keys", "at": [fetched + 4], "code": 401, "consume": True}]})
        for number, words in enumerate((("keys", "pull", "--peer", "stellenbosch", "--bytes", "8kB"),
                                        ("--json", "keys", "pull", "--peer", "stellenbosch", "--bytes", "8kB"),
                                        ("doctor", "--draw"), ("--json", "doctor", "--draw"), ("keys", "status"), ("ledger", "verify"), ("ledger", "export"),
                                        ("ledger", "show"))):
            said[f"{number} {words}"] = self.talk(both.a, *words)
        self.open_pull(both)
        said["give up"] = self.talk(both.a, "keys", "pull", "--peer", "stellenbosch", "--give-up")
        for words in (("keys", "pull", "--peer", "beijing", "--give-up"), ("ledger", "export"), ("doctor", "--draw")):
            said[f"b {words}"] = self.talk(both.b, *words)
        said["receiver"] = self.stop_receiver(both)
        keys = [bytes.fromhex(key) for key in both.kmes.ask("keys")["keys"]]
        self.assertGreater(len(keys), 500)
        looks = Looks(keys)
        found = looks.find({**said, **self.written(both), **{f"{name} of the open pull": data for name, data in open_files.items()}})
        self.assertEqual(found, [])
        self.assertIn(b"confirmed by both sites", said[next(iter(said))])
        self.assertIn(b"pulling key", said[next(iter(said))])  # the bar, too
        for form in forms(keys[7]):  # and it finds what is there
            self.assertEqual(looks.find({"planted": b"a line with " + form + b" in it"}), ["planted"], form)


def forms(key):
    """A key as a log might show it."""
    yield key
    yield key.hex().encode()
    yield key.hex().upper().encode()
    for shift in range(3):
        for coded in (base64.b64encode(bytes(shift) + key + b"tail"), base64.urlsafe_b64encode(b"x" * shift + key).rstrip(b"=")):
            yield coded


class Looks:
    """Looks for either half of each key: raw, in hexadecimal digits, in base64 at each alignment."""

    def __init__(self, keys):
        self.needles = set()
        for key in keys:
            for half in (key[:16], key[16:32]):
                if len(half) >= 15:
                    self.needles |= set(self._of(half))

    @staticmethod
    def _of(part):
        yield part
        yield part.hex().encode()
        yield part.hex().upper().encode()
        for shift in range(3):
            for code in (base64.b64encode, base64.urlsafe_b64encode):
                whole = (8 * (shift + len(part))) // 6  # digits that hang on nothing behind it
                yield code(bytes(shift) + part)[:whole][-(-8 * shift // 6):]

    def find(self, texts):
        return [name for name, text in texts.items() if any(needle in text for needle in self.needles)]


if __name__ == "__main__":
    unittest.main()
