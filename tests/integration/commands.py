# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line as scripts and operators meet it: help, exit codes, JSON, signals, passphrases, repair."""
import json
import os
import signal
import subprocess
import unittest

from pair import SAMPLES, pair
from sites import PROGRAM, Receiving, Site, needs_program, temporary_root, wait_for


def bare(*words, **named):
    return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **named)


class Usage(unittest.TestCase):
    def setUp(self):
        needs_program()

    def test_help_names_every_command_and_teaches_by_example(self):
        told = bare("--help")
        self.assertEqual(told.returncode, 0)
        for word in ("init", "site", "peer", "keys", "send", "receive", "seal", "open", "outbox", "inbox", "request", "ledger", "storage", "home", "pass", "satellite", "demo", "bench"):
            self.assertRegex(told.stdout, rf"(?m)^  {word} ")
            self.assertEqual(bare(word, "--help").returncode, 0)
        self.assertIn("Examples:", told.stdout)
        self.assertRegex(bare("--version").stdout, r"^satpad \d+\.\d+")

    def test_wrong_usage_is_one_line_and_exit_two(self):
        for words in ([], ["nonsense"], ["send"], ["send", "--nonsense"], ["keys", "advance", "--pad"], ["send", "f", "--to", "x", "--exact", "--thumbnail"]):
            told = bare("--json", *words)
            self.assertEqual(told.returncode, 2, words)
            self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)
            self.assertEqual(json.loads(told.stdout)["error"]["code"], "usage")


class Homes(unittest.TestCase):
    def setUp(self):
        needs_program()

    def test_no_home_is_exit_nine(self):
        with temporary_root() as root:
            told = bare("--home", root / "none", "--json", "keys", "status")
            self.assertEqual(told.returncode, 9)
            self.assertEqual(json.loads(told.stdout)["error"]["code"], "not_set_up")
            self.assertFalse((root / "none").exists())

    def test_a_home_is_private_and_made_once(self):
        with temporary_root() as root:
            site = Site(root, "beijing")
            self.assertEqual(site.home.stat().st_mode & 0o777, 0o700)
            for name in ("identity.key", "storage.key", "ledger.db", "site.toml"):
                self.assertEqual((site.home / name).stat().st_mode & 0o077, 0, name)
            self.assertTrue((site.home / "CACHEDIR.TAG").exists())
            site.run("init", "--name", "again", code=2)

    def test_a_passphrase_locks_and_unlocks(self):
        with temporary_root() as root:
            site = Site(root, "beijing")

            def told(words, *passphrases):
                read, write = os.pipe()
                os.write(write, "".join(p + "\n" for p in passphrases).encode())
                os.close(write)
                result = subprocess.run(
                    site.words("--passphrase-fd", read, *words), env=site.environment, capture_output=True, text=True, pass_fds=[read], timeout=60)
                os.close(read)
                return result

            self.assertEqual(told(["storage", "passphrase", "set"], "x" * 1025).returncode, 2)  # never cut
            unreadable = os.open(root, os.O_RDONLY)
            words = site.words("--passphrase-fd", unreadable, "storage", "passphrase", "set")
            result = subprocess.run(words, env=site.environment, capture_output=True, text=True, pass_fds=[unreadable], timeout=60)
            os.close(unreadable)
            self.assertEqual(result.returncode, 8)
            site.run("keys", "status")  # no passphrase was set
            self.assertEqual(told(["storage", "passphrase", "set"], "correct horse").returncode, 0)
            self.assertEqual(told(["keys", "status"], "wrong").returncode, 8)
            self.assertEqual(told(["keys", "status"], "correct horse").returncode, 0)
            self.assertEqual(site.run("keys", "status", code=None).returncode, 8)  # no terminal to ask on
            self.assertEqual(told(["storage", "passphrase", "set"], "correct horse", "battery").returncode, 0)
            self.assertEqual(told(["storage", "passphrase", "remove"], "battery").returncode, 0)
            site.run("keys", "status")


class Peers(unittest.TestCase):
    def test_both_sites_see_the_same_words(self):
        with pair(None) as sites:
            self.assertEqual(sites.a.json("peer", "list")["peers"][0]["words"], sites.b.json("peer", "list")["peers"][0]["words"])
            self.assertEqual(len(sites.a.json("peer", "list")["peers"][0]["words"]), 8)

    def test_a_bad_card_and_our_own_card_are_refused(self):
        with pair(None) as sites:
            text = sites.b.card.read_text()
            bad = sites.root / "bad.card"
            bad.write_text(text[: len(text) // 2] + ("a" if text[len(text) // 2] != "a" else "b") + text[len(text) // 2 + 1 :])
            sites.a.run("peer", "add", bad, code=7)
            sites.a.run("peer", "add", sites.root / "missing", code=7)
            sites.a.run("peer", "add", sites.a.card, code=2)

    def test_a_peer_that_moved_keeps_its_key(self):
        with pair("64kB") as sites:
            before = sites.a.json("peer", "list")["peers"][0]
            sites.a.run("peer", "address", "stellenbosch", "stellenbosch.example:7740")
            after = sites.a.json("peer", "list")["peers"][0]
            self.assertEqual(after, before | {"address": "stellenbosch.example:7740"})
            sites.a.run("peer", "address", "stellenbosch", "nowhere", code=2)
            sites.a.run("peer", "address", "nobody", "stellenbosch.example:7740", code=9)
            self.assertEqual(sites.a.json("peer", "list")["peers"][0], after)
            sites.a.run("peer", "address", "stellenbosch")  # says it, and changes nothing
            self.assertEqual(sites.a.json("peer", "list")["peers"][0]["address"], "stellenbosch.example:7740")
            sites.a.run("peer", "address", "stellenbosch", "--none")
            self.assertEqual(sites.a.json("peer", "list")["peers"][0]["address"], "")

    def test_a_peer_with_key_left_stays(self):
        with pair("64kB") as sites:
            sites.a.run("peer", "remove", "stellenbosch", code=2)
            for pad in sites.a.json("keys", "status")["peers"][0]["pads"]:
                sites.a.run("keys", "close", "--pad", pad["id"])
            sites.a.run("peer", "remove", "stellenbosch")
            sites.a.verify()


class Repair(unittest.TestCase):
    def test_advance_burns_forward_only(self):
        with pair("64kB", 0.5) as sites:
            pad = sites.a.pad(sites.b, "send")
            sites.a.run("keys", "advance", "--pad", pad["id"], "--to", 100)
            self.assertEqual(sites.a.pad(sites.b, "send")["free"], pad["free"] - 100)
            self.assertNotEqual(sites.a.run("keys", "advance", "--pad", pad["id"], "--to", 50, code=None).returncode, 0)
            self.assertNotEqual(sites.a.run("keys", "advance", "--pad", pad["id"], "--to", 10**9, code=None).returncode, 0)
            sites.a.run("keys", "advance", "--pad", "00" * 16, "--to", 1, code=9)
            sites.a.verify()

    def test_cancel_before_and_after_delivery(self):
        with pair() as sites:
            first = sites.send(SAMPLES / "rocket.jpg", "--wait", "0", code=6)["messages"][0]
            self.assertEqual(sites.a.json("outbox", "cancel", first["id"])["messages"][0]["state"], "cancelling")
            self.assertFalse((sites.a.home / "outbox" / (first["id"] + ".sealed")).exists())
            with sites.receiving():
                self.assertEqual(sites.a.json("outbox", "retry")["messages"][0]["state"], "cancelled")
                sent = sites.send(SAMPLES / "rocket.jpg")["messages"][0]
                sites.a.run("outbox", "cancel", sent["id"], code=2)
            self.assertEqual(len(sites.b.inbox_digests()), 1)
            sites.a.verify(), sites.b.verify()
            export = sites.root / "a.ledger"
            sites.a.run("ledger", "export", "-o", export)
            self.assertTrue(sites.b.json("ledger", "compare", export)["ok"])


class Receiver(unittest.TestCase):
    def test_it_stops_cleanly_on_sigterm_and_ends_once(self):
        with pair() as sites:
            with sites.receiving() as listener:
                sites.send(SAMPLES / "rocket.jpg")
                listener.process.send_signal(signal.SIGTERM)
                self.assertEqual(listener.process.wait(10), 0)
            with sites.receiving("--once") as listener:
                sites.send(SAMPLES / "rocket.jpg")
                self.assertEqual(listener.process.wait(10), 0)
            self.assertEqual(sites.b.run("receive", "--listen", "127.0.0.1:0", "--timeout", "0.2", code=6).returncode, 6)

    def test_one_listener_a_home(self):
        with pair() as sites, sites.receiving():
            self.assertEqual(sites.b.run("receive", "--listen", "127.0.0.1:0", code=8).returncode, 8)

    def test_a_peer_added_while_it_runs_may_send(self):
        with pair() as sites, sites.receiving() as listener:
            third = Site(sites.root, "wuhan")
            third.run("peer", "add", sites.b.card, "--address", f"127.0.0.1:{listener.port}")
            sites.b.run("peer", "add", third.card)
            courier = sites.root / "w.courier"
            third.run("keys", "courier", "--peer", "stellenbosch", "--bytes", "64kB", "-o", courier)
            sites.b.run("keys", "import", courier)
            first = listener.port
            wait_for(lambda: any("read again" in line for line in listener.said), "the receiver to read site.toml again")
            small = sites.root / "small.txt"
            small.write_text("hello")
            self.assertEqual(third.json("send", small, "--to", "stellenbosch")["messages"][0]["state"], "verified")
            self.assertEqual(listener.port, first)  # it listens where its peers look for it

    def test_it_tells_systemd_when_it_is_ready(self):
        import socket

        with pair(None) as sites:
            path = sites.root / "notify"
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
                notify.bind(str(path))
                notify.settimeout(10)
                sites.b.environment["NOTIFY_SOCKET"] = str(path)
                listener = Receiving(sites.b)
                self.assertIn(b"READY=1", notify.recv(4096))
                listener.stop()


class Demo(unittest.TestCase):
    def setUp(self):
        needs_program()

    def test_the_demo_with_kmes_ends_well(self):
        told = json.loads(bare("--json", "demo", "--kme").stdout)
        self.assertTrue(told["ok"] and told["simulated"] and told["ledgers_agree"] and told["pages_accounted"])
        self.assertGreater(told["pulled_keys"], 0)
        self.assertTrue(all(photo["verified"] for photo in told["photos"]) and told["photos"])

    def test_the_demo_ends_well(self):
        with temporary_root() as root:
            told = bare("--json", "demo", "--keep", root)
            self.assertEqual(told.returncode, 0, told.stderr)
            report = json.loads(told.stdout)
            self.assertTrue(report["ok"] and report["ledgers_agree"] and report["simulated"])
            self.assertEqual([photo["mode"] for photo in report["photos"]], ["fitted", "exact"])
            self.assertTrue(all(photo["verified"] for photo in report["photos"]))
            self.assertEqual(report["link_cuts"], 2)
            for photo in report["photos"]:
                with open(photo["on_the_wire"], "rb") as noise:
                    self.assertEqual(noise.read(8), b"\x89PNG\r\n\x1a\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
