# SPDX-License-Identifier: GPL-3.0-or-later
"""A site moves to another computer: `home transfer`, `init --from`, and a death at each durable step of both."""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import unittest

from pair import SAMPLES, pair
from sites import PROGRAM, Receiving, Site, digest


def site_in(root, folder, name):
    """A site whose home is made by something else than `init --name`."""
    site = Site.__new__(Site)
    site.name, site.home, site.root = name, root / folder, root
    site.environment = {**os.environ, "HOME": str(root), "XDG_DATA_HOME": str(root / "data"), "XDG_STATE_HOME": str(root / f"{folder}.state")}
    site.card = root / f"{name}.card"
    return site


def free_pages(site):
    return {pad: counts["free"] for pad, counts in site.verify().items()}


def one_line(test, result, code):
    test.assertEqual(result.returncode, code, result.stderr)
    test.assertEqual(len(result.stderr.strip().splitlines()), 1, result.stderr)
    return result.stderr


def point(site, peer, port):
    site.run("peer", "add", peer.card, "--address", f"127.0.0.1:{port}", "--replace")


class Moves(unittest.TestCase):
    def agree(self, one, two):
        export = one.root / "export.ledger"
        one.run("ledger", "export", "-o", export)
        self.assertTrue(two.json("ledger", "compare", export)["ok"])

    def test_a_site_moves_and_goes_on(self):
        with pair("2MB", 0.5) as sites:
            with sites.receiving():
                sites.send(SAMPLES / "rocket.jpg", "--thumbnail")
            with receiving(sites.a) as listener:
                point(sites.b, sites.a, listener.port)
                sites.b.run("send", SAMPLES / "rocket.jpg", "--to", "beijing")
            before, images = free_pages(sites.a), sites.a.inbox_digests()
            file = sites.root / "beijing.transfer"
            told = sites.a.json("home", "transfer", "-o", file)
            self.assertEqual(told["pages"], sum(before.values()))
            self.assertEqual(told["inbox_files"], 1)
            self.assertEqual(file.stat().st_mode & 0o777, 0o600)
            self.assertFalse((sites.root / "beijing.transfer.part").exists())
            self.check_old_home(sites, file)

            new = site_in(sites.root, "elsewhere", "beijing")
            self.assertEqual(new.json("init", "--from", file)["pages"], sum(before.values()))
            self.assertEqual(free_pages(new), before)
            self.assertEqual(new.inbox_digests(), images)
            self.assertEqual(images, [digest(SAMPLES / "rocket.jpg")])
            self.agree(new, sites.b)
            one_line(self, new.run("init", "--from", file, code=None), 2)

            new.run("seal", SAMPLES / "rocket.jpg", "--to", "stellenbosch", "--thumbnail", "-o", sites.root / "m1", code=5)
            with receiving(sites.b) as listener:
                point(new, sites.b, listener.port)
                self.assertEqual(new.json("send", SAMPLES / "rocket.jpg", "--to", "stellenbosch")["messages"][0]["state"], "verified")
            new.run("seal", SAMPLES / "rocket.jpg", "--to", "stellenbosch", "--thumbnail", "-o", sites.root / "m2")
            with receiving(new) as listener:
                point(sites.b, new, listener.port)
                sites.b.run("send", SAMPLES / "page-scan.jpg", "--to", "beijing", "--thumbnail")
            self.assertEqual(len(new.inbox_digests()), 2)
            new.verify(), sites.b.verify()
            self.agree(new, sites.b)
            self.agree(sites.b, new)

    def check_old_home(self, sites, file):
        for words in (["keys", "status"], ["ledger", "verify"], ["send", SAMPLES / "rocket.jpg", "--to", "stellenbosch"], ["receive", "--timeout", "1"], ["inbox", "list"], ["site", "show"]):
            self.assertIn("handed over", one_line(self, sites.a.run(*words, code=None), 8), words)
        self.assertIn("erased", one_line(self, sites.a.run("home", "transfer", "-o", file, code=None), 8))
        self.assertEqual(json.loads(sites.a.run("--json", "keys", "status", code=8).stdout)["error"]["code"], "home_locked")

    def test_a_file_taken_over_twice_is_caught_by_the_peer(self):
        with pair("2MB", 0.9) as sites:
            file = sites.root / "beijing.transfer"
            sites.a.run("home", "transfer", "-o", file)
            first, second = (site_in(sites.root, folder, "beijing") for folder in ("first", "second"))
            for clone in (first, second):
                clone.run("init", "--from", file)
            with receiving(sites.b) as listener:
                for clone in (first, second):
                    point(clone, sites.b, listener.port)
                first.run("send", SAMPLES / "rocket.jpg", "--to", "stellenbosch")
                second.run("send", SAMPLES / "page-scan.jpg", "--to", "stellenbosch", "--thumbnail", code=5)
                self.assertEqual(second.pad(sites.b, "send")["state"], "suspended")
                second.run("send", SAMPLES / "page-scan.jpg", "--to", "stellenbosch", "--thumbnail", code=5)
                first.run("send", SAMPLES / "page-scan.jpg", "--to", "stellenbosch", "--thumbnail")
            self.assertEqual(len(sites.b.inbox_digests()), 2)
            self.agree(first, sites.b)

    def test_it_is_refused_while_something_is_under_way(self):
        with pair("2MB", 0.9) as sites:
            file = sites.root / "beijing.transfer"
            message = sites.send(SAMPLES / "rocket.jpg", "--wait", "0", code=6)["messages"][0]
            self.assertIn("outbox", one_line(self, sites.a.run("home", "transfer", "-o", file, code=None), 2))
            with sites.receiving():
                sites.a.run("outbox", "cancel", message["id"])
                sites.a.run("outbox", "retry")
            with receiving(sites.a):
                self.assertIn("another process", one_line(self, sites.a.run("home", "transfer", "-o", file, code=None), 2))
            self.assertFalse(file.exists())
            sites.a.run("home", "transfer", "-o", file)

    def test_a_passphrase_moves_along(self):
        with pair("64kB", 0.5) as sites:
            before, file = free_pages(sites.a), sites.root / "beijing.transfer"
            self.assertEqual(with_passphrase(sites.a, "storage", "passphrase", "set", passphrase="correct horse").returncode, 0)
            told = with_passphrase(sites.a, "--json", "home", "transfer", "-o", file, passphrase="correct horse")
            self.assertTrue(json.loads(told.stdout)["passphrase"])
            new = site_in(sites.root, "elsewhere", "beijing")
            one_line(self, with_passphrase(new, "init", "--from", file, passphrase="wrong"), 8)
            self.assertFalse((new.home / "ledger.db").exists())
            self.assertEqual(with_passphrase(new, "init", "--from", file, passphrase="correct horse").returncode, 0)
            self.assertEqual(with_passphrase(new, "storage", "passphrase", "remove", passphrase="correct horse").returncode, 0)
            self.assertEqual(free_pages(new), before)

    def test_a_damaged_file_writes_nothing(self):
        with pair("64kB", 0.5) as sites:
            file, bad = sites.root / "beijing.transfer", sites.root / "bad.transfer"
            sites.a.run("home", "transfer", "-o", file)
            data, new = file.read_bytes(), site_in(sites.root, "elsewhere", "beijing")
            for changed in (data[:-1], data[:50], b"", data + b"x", data[:9999] + bytes([data[9999] ^ 1]) + data[10000:]):
                bad.write_bytes(changed)
                one_line(self, new.run("init", "--from", bad, code=None), 7)
                self.assertFalse(new.home.exists())
            one_line(self, new.run("init", "--from", sites.root / "none", code=None), 7)
            new.run("init", "--from", file, "--name", "x", code=2)
            new.run("init", code=2)
            self.assertEqual(site_without_home(new, "init", "--from", file)["home"], str(sites.root / "data" / "satpad" / "beijing"))


def with_passphrase(site, *words, passphrase):
    read, write = os.pipe()
    os.write(write, (passphrase + "\n").encode())
    os.close(write)
    try:
        return subprocess.run(
            site.words("--passphrase-fd", read, *words), env=site.environment, capture_output=True, text=True, pass_fds=[read], timeout=60)
    finally:
        os.close(read)


def site_without_home(site, *words):
    """The same program and folders, no --home."""
    done = subprocess.run([str(PROGRAM), "--json", *map(str, words)], env=site.environment, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


@contextlib.contextmanager
def receiving(site):
    listener = Receiving(site)
    try:
        yield listener
    finally:
        listener.stop()


CALLS = ("fdatasync", "fsync", "rename", "unlink", "ftruncate")


def killed_at(call, number):
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]


class Deaths(unittest.TestCase):
    """Killed at the N-th call of each kind, for all N, until none fires."""

    def setUp(self):
        if shutil.which("strace") is None:
            self.fail("strace is not installed; packaging/install-deps.sh test installs it")

    def each_death(self, work):
        for call in CALLS:
            number = 1
            while work(call, number):
                number += 1
                self.assertLess(number, 200)

    def test_a_death_in_the_transfer(self):
        with pair("64kB", 0.5) as sites:
            before = free_pages(sites.a)

            def work(call, number):
                root = sites.root / f"{call}{number}"
                root.mkdir()
                old, file = site_in(root, "old", "beijing"), root / "file"
                shutil.copytree(sites.a.home, old.home)
                result = old.run("home", "transfer", "-o", file, code=None, prefix=killed_at(call, number))
                died = result.returncode == -signal.SIGKILL
                self.assertTrue(died or result.returncode == 0, result.stderr)
                if old.run("ledger", "verify", code=None).returncode == 0:
                    self.assertFalse(file.exists(), "both homes could use the pages")
                    self.assertEqual(free_pages(old), before)
                again = old.run("home", "transfer", "-o", file, code=None)
                self.assertIn(again.returncode, (0, 8), again.stderr)
                old.run("ledger", "verify", code=8)
                new = site_in(root, "new", "beijing")
                new.run("init", "--from", file)
                self.assertEqual(free_pages(new), before)
                shutil.rmtree(root)
                return died

            self.each_death(work)

    def test_a_death_in_taking_over(self):
        with pair("64kB", 0.5) as sites:
            before, file = free_pages(sites.a), sites.root / "file"
            sites.a.run("home", "transfer", "-o", file)

            def work(call, number):
                root = sites.root / f"{call}{number}"
                root.mkdir()
                new = site_in(root, "new", "beijing")
                result = new.run("init", "--from", file, code=None, prefix=killed_at(call, number))
                died = result.returncode == -signal.SIGKILL
                self.assertTrue(died or result.returncode == 0, result.stderr)
                ready = new.run("keys", "status", code=None)
                if ready.returncode == 9:
                    one_line(self, ready, 9)
                    new.run("init", "--from", file)
                else:
                    self.assertEqual(ready.returncode, 0, ready.stderr)
                    new.run("init", "--from", file, code=2)
                self.assertEqual(free_pages(new), before)
                shutil.rmtree(root)
                return died

            self.each_death(work)


if __name__ == "__main__":
    unittest.main(verbosity=2)
