# SPDX-License-Identifier: GPL-3.0-or-later
"""A conforming KME: two real `satpad kme serve`, and SAEs over mutual TLS. Each case of ETSI GS QKD 014 that a server meets."""
import base64
import datetime
import http.client
import json
import re
import socket
import ssl
import threading
import unittest

import pair  # noqa: F401: finds the support folder
import kme_certificates
from cutting_proxy import CuttingProxy
from kme_sites import Refused, Serving, TwoKmes
from pulling_sites import Pullers
from sites import needs_program, temporary_root, wait_for

UUID = re.compile("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


class KmeCase(unittest.TestCase):
    key_bytes, expiry, quota = "256KiB", 600, 0
    link = None

    def setUp(self):
        needs_program()
        self.root = self.enterContext(temporary_root())
        self.kmes = TwoKmes(self.root, self.key_bytes, self.expiry, self.quota)
        self.addCleanup(self.kmes.end)
        self.kmes.serve(self.link)
        self.a, self.b = self.sae("sae-a"), self.sae("sae-b")

    def sae(self, *words, **named):
        made = self.kmes.sae(*words, **named)
        self.addCleanup(made.close)
        return made

    def refused(self, code, call, *words):
        with self.assertRaises(Refused) as caught:
            call(*words)
        self.assertEqual(caught.exception.code, code, caught.exception)
        return caught.exception

    def finish(self, killed=()):
        self.kmes.end()
        self.kmes.check(killed)


class Server(KmeCase):
    def test_a_key_is_the_same_at_both_ends_once(self):
        status = self.a.status("sae-b")
        self.assertEqual((status["source_KME_ID"], status["master_SAE_ID"], status["slave_SAE_ID"]), ("kme-a", "sae-a", "sae-b"))
        self.assertEqual([status[name] for name in ("key_size", "min_key_size", "max_key_size", "max_key_per_request", "max_SAE_ID_count")],
                         [256, 64, 4096, 128, 0])
        self.assertEqual(status["status_extension"], {"satpad_simulated": True})
        stored = status["stored_key_count"]
        self.assertGreater(stored, 4000)
        drawn = self.a.draw("sae-b", 8, 1024)
        self.assertEqual([len(key) for _, key in drawn], [128] * 8)
        for name, _ in drawn:
            self.assertRegex(name, UUID)
        ids = [name for name, _ in drawn][::-1]
        ids[0] = ids[0].upper()
        self.assertEqual(self.b.fetch("sae-a", ids), drawn[::-1])
        gone = self.refused(400, self.b.fetch, "sae-a", ids[:1])
        self.assertEqual(gone.message, "one or more keys specified are not found on KME")
        back = self.b.draw("sae-a", 2)
        self.assertEqual(self.a.fetch("sae-b", [name for name, _ in back]), back)
        self.finish()
        said = "\n".join(line for serving in self.kmes.serving.values() for line in serving.said)
        for _, key in drawn + back:
            self.assertNotIn(base64.b64encode(key).decode()[:16], said)
            self.assertNotIn(key.hex()[:16], said.lower())
        (row,) = [row for row in self.kmes.usage("a") if row["sae"] == "sae-a"]
        self.assertEqual((row["issued_keys"], row["issued_bits"], row["fetched_keys"], row["fetched_bits"]), (8, 8192, 2, 512))
        self.assertIsNotNone(row["last"])

    def test_both_verbs_and_every_body(self):
        enc, dec = self.a.path("sae-b", "enc_keys"), self.b.path("sae-a", "dec_keys")
        for method, path, body, count, size in (
            ("GET", enc, None, 1, 32),
            ("GET", enc + "?number=3&size=1024", None, 3, 128),
            ("GET", enc + "?size=64", None, 1, 8),
            ("POST", enc, None, 1, 32),
            ("POST", enc, "{}", 1, 32),
            ("POST", enc, {"number": 128}, 128, 32),
            ("POST", enc, {"size": 64}, 1, 8),
            ("POST", enc, {"size": 4096, "number": None}, 1, 512),
            ("POST", enc, {"number": 2, "extension_optional": [{"abc_x": 1}]}, 2, 32),
        ):
            keys = self.a.ask(method, path, body)["keys"]
            self.assertEqual(len(keys), count, (method, path, body))
            fetched = self.b.ask("GET", f"{dec}?key_ID={keys[0]['key_ID']}")["keys"]
            self.assertEqual(fetched, keys[:1])
            self.assertEqual(len(json.dumps(keys[0]["key"])), (size + 2) // 3 * 4 + 2)
        for body, message in (
            ('{"number":', None),
            ("[1]", None),
            ({"number": 0}, None),
            ({"number": -1}, None),
            ({"number": 129}, "number shall be 1 to 128"),
            ({"number": "2"}, None),
            ({"number": 1.5}, None),
            ({"size": 56}, None),
            ({"size": 4104}, None),
            ({"size": 255}, "size shall be a multiple of 8"),
            ({"size": 0}, None),
            ({"additional_slave_SAE_IDs": ["x"]}, None),
            ({"extension_mandatory": [{"abc_x": 1}]}, "not all extension_mandatory parameters are supported"),
        ):
            said = self.refused(400, self.a.ask, "POST", enc, body).message
            self.assertTrue(said)
            if message:
                self.assertEqual(said, message)
        detail = self.refused(400, self.a.ask, "POST", enc, {"size": 4104}).detail
        self.assertEqual(detail, {"parameter_name": "size", "parameter_value": 4104, "allowed_values": "64 to 4096"})
        self.refused(400, self.a.ask, "POST", enc + "?number=2", "{}")
        self.refused(400, self.a.status, "nobody")
        self.refused(400, self.a.draw, "nobody")
        self.refused(400, self.b.ask, "POST", dec, "{}")
        for method, tail, allow in (("POST", "status", "GET"), ("PUT", "enc_keys", "GET, POST"), ("DELETE", "dec_keys", "GET, POST")):
            self.assertEqual(self.refused(405, self.a.ask, method, self.a.path("sae-b", tail), "{}").headers["Allow"], allow)
        self.assertTrue(self.refused(404, self.a.ask, "GET", "/api/v1/keys").message)
        huge = self.sae("sae-a")
        self.assertTrue(self.refused(413, huge.ask, "POST", enc, "x" * (256 * 1024 + 1)).message)
        self.finish()

    def test_who_may_have_a_key(self):
        (first, second) = self.a.draw("sae-b", 2)
        for sae, other in (
            (self.a, "sae-b"),                     # its master, at its own KME
            (self.a, "sae-a"),
            (self.sae("sae-c"), "sae-b"),          # a third one there
            (self.b, "sae-c"),                     # the slave, naming another master
            (self.b, "nobody"),
        ):
            refused = self.refused(401, sae.fetch, other, [first[0]])
            self.assertEqual((refused.body, refused.headers["Content-Length"]), (b"", "0"))
        for ids in ([first[0], "11111111-1111-8111-8111-111111111111"], [first[0], "no-uuid"], [first[0]] * 2, [first[0], first[0].upper()]):
            self.refused(400, self.b.fetch, "sae-a", ids)
        self.assertEqual(self.b.fetch("sae-a", [first[0]]), [first])
        many = [f"{n:08x}-1111-8111-8111-111111110020" for n in range(4096)]
        refused = self.refused(400, self.b.fetch, "sae-a", [*many[1:], second[0]])
        self.assertEqual(len(json.loads(refused.body)["details"]), 4095)
        self.refused(400, self.b.fetch, "sae-a", [*many, second[0]])
        self.assertEqual(self.b.fetch("sae-a", [second[0]]), [second])
        self.finish()

    def test_4096_keys_in_one_request(self):
        self.kmes.give_key("512KiB")
        drawn = [key for _ in range(32) for key in self.a.draw("sae-b", 128, 64)]
        self.assertEqual(len(drawn), 4096)
        self.assertEqual(self.b.fetch("sae-a", [name for name, _ in drawn]), drawn)
        self.finish()

    def test_who_is_let_in(self):
        for name in ("sae-x",):  # of the right authority, registered nowhere
            refused = self.refused(401, self.sae(name, kme="a").draw, "sae-b")
            self.assertEqual(refused.body, b"")
        self.refused(401, self.sae("sae-b", kme="a").draw, "sae-b")
        for words in ({"certificate": None}, {"certificate": "sae-stranger"}):
            with self.assertRaises((ssl.SSLError, ConnectionError, OSError)):
                self.kmes.sae(words["certificate"], kme="a").status("sae-b")
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            self.sae("sae-a", version=version).status("sae-b")
        old = self.kmes.sae("sae-a", version=ssl.TLSVersion.TLSv1_1)
        old.context.set_ciphers("ALL:@SECLEVEL=0")
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            old.status("sae-b")
        self.a.status("sae-b")
        self.finish()

    def test_a_certificate_that_is_over_lets_nobody_in_on_a_kept_connection(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        kme_certificates.signed_until(self.kmes.folder, "sae-brief", "sae-a", now + datetime.timedelta(seconds=6))
        brief = self.sae("sae-brief", kme="a")
        brief.status("sae-b")
        kept = brief.connection.sock

        def over():
            self.assertIs(brief.connection.sock, kept)
            try:
                brief.status("sae-b")
            except Refused as refused:
                return refused
            return None

        refused = wait_for(over, "the certificate is over")
        self.assertEqual((refused.code, refused.body, refused.headers["Connection"]), (401, b"", "close"))
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.sae("sae-brief", kme="a").status("sae-b")
        self.a.status("sae-b")  # the same SAE, by a certificate that holds
        never = datetime.datetime(9999, 12, 31, 23, 59, 59)
        kme_certificates.signed_until(self.kmes.folder, "sae-never", "sae-a", never)
        self.sae("sae-never", kme="a").status("sae-b")
        self.finish()

    def test_strangers_that_say_nothing_keep_nobody_out(self):
        silent = [socket.create_connection(("127.0.0.1", self.kmes.serving["a"].keys_port)) for _ in range(300)]
        try:
            for _ in range(3):
                self.sae("sae-a").status("sae-b")
            self.a.status("sae-b")
        finally:
            for each in silent:
                each.close()
        torn = self.sae("sae-a")
        torn.connection.connect()
        torn.connection.sock.sendall(b"no HTTP\r\n\r\n")
        self.assertIn(b" 400 ", torn.connection.sock.recv(4096))
        self.finish()

    def test_one_sae_keeps_nobody_out(self):
        held, turned_away = [self.sae("sae-c") for _ in range(40)], 0
        for each in held:
            try:
                each.status("sae-b")
            except (OSError, http.client.HTTPException):
                turned_away += 1
        self.assertEqual(turned_away, 8)
        self.a.status("sae-b")
        answer, _ = self.sae("sae-x", kme="a").raw("GET", self.a.path("sae-b", "status"))
        self.assertEqual((answer.status, answer.headers["Connection"]), (401, "close"))
        self.finish()

    def test_nothing_of_a_request_is_without_end(self):
        head = f"POST {self.a.path('sae-b', 'enc_keys')} HTTP/1.1\r\nHost: kme\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        for tail in (b"2;x=", b"2\r\n{}\r\n0\r\n"):
            sae = self.sae("sae-a")
            sae.connection.timeout = 10  # less than the server's own patience with a request
            sae.connection.connect()
            endless = b"y" * (64 << 10) if tail.endswith(b"=") else b"X-Y: z\r\n" * (8 << 10)
            sae.connection.sock.sendall(head + tail + endless)
            self.assertIn(b" 400 ", sae.connection.sock.recv(4096), tail)
        short = self.sae("sae-a")
        short.connection.connect()
        short.connection.sock.sendall(head + b"2;x=y\r\n{}\r\n0\r\nX-Y: z\r\n\r\n")
        self.assertIn(b" 200 ", short.connection.sock.recv(4096))
        self.finish()

    def test_two_that_draw_at_once_get_different_keys(self):
        kinds = [("sae-a", 40), ("sae-a", 7), ("sae-c", 40), ("sae-c", 1)]
        drawn, faults = [], []

        def work(name, number):
            try:
                sae = self.kmes.sae(name)
                for _ in range(10):
                    drawn.extend((name, *key) for key in sae.draw("sae-b", number))
                sae.close()
            except Exception as fault:  # noqa: BLE001: told by the main thread
                faults.append(fault)

        threads = [threading.Thread(target=work, args=kind) for kind in kinds]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        self.assertEqual(faults, [])
        self.assertEqual(len(drawn), 880)
        self.assertEqual(len({key for _, _, key in drawn}), 880)
        self.assertEqual(len({name for _, name, _ in drawn}), 880)
        for sae in ("sae-a", "sae-c"):
            mine = [(name, key) for master, name, key in drawn if master == sae]
            self.assertEqual(self.b.fetch(sae, [name for name, _ in mine]), mine)
        self.finish()

    def test_nothing_comes_back_after_a_restart(self):
        first, second = self.a.draw("sae-b", 2)
        self.b.fetch("sae-a", [first[0]])
        self.kmes.end()
        self.kmes.check()
        self.kmes.serve()
        b = self.sae("sae-b")
        for key in (first, second):  # what nobody fetched is burnt
            self.refused(400, b.fetch, "sae-a", [key[0]])
        drawn = wait_for(lambda: self.patiently(self.sae("sae-a")), "the KMEs know each other again")
        self.assertEqual(b.fetch("sae-a", [drawn[0][0]]), drawn)
        self.finish()

    @staticmethod
    def patiently(sae):
        try:
            return sae.draw("sae-b")
        except Refused:
            return None


class LinkedCase(KmeCase):
    def setUp(self):
        self.links = []  # to b, to a
        super().setUp()

    def link(self, port):
        made = CuttingProxy(port, lambda _: None)
        self.links.append(made)
        self.addCleanup(made.close)
        return made.port


class FullShelf(LinkedCase):
    key_bytes = "4MB"
    REFUSAL = "as much key ready as it may from one site"

    def refusals(self, here):
        return sum(self.REFUSAL in line for line in self.kmes.serving[here].said)

    def left(self, here):
        return sum(pad["handed_over"] for pad in self.kmes.sites[here].verify().values())

    def test_keys_that_nobody_fetches_take_half_of_the_peers_shelf_and_no_page_more(self):
        drawn = []
        with self.assertRaises(Refused) as caught:
            for _ in range(200):
                drawn += self.a.draw("sae-b", 128)
        self.assertEqual(caught.exception.code, 503)
        wait_for(lambda: self.refusals("a"), "the KME says why")
        self.assertGreater(len(drawn), 14_000)
        self.assertLessEqual(self.left("a"), 16_384)
        self.assertEqual(self.left("a"), self.left("b"))  # none was refused after it was taken
        back = self.b.draw("sae-a", 2)
        self.assertEqual(self.a.fetch("sae-b", [name for name, _ in back]), back)
        before = self.refusals("b")
        self.kmes.start_again("a", self.links[1])
        wait_for(lambda: self.refusals("b") > before, "the new instance greets")
        threading.Event().wait(3)  # it would come again after 250, 500, 1000 ms
        self.assertEqual(self.refusals("b"), before + 1)
        self.assertEqual(self.b.fetch("sae-a", [name for name, _ in drawn[:4096]]), drawn[:4096])
        more = wait_for(lambda: Server.patiently(self.sae("sae-a")), "there is room again")
        self.assertEqual(self.b.fetch("sae-a", [more[0][0]]), more)
        self.finish(killed="a")


class StartedAgain(LinkedCase):
    def burnt(self):
        return sum(row["burnt_bits"] for row in self.kmes.usage("a"))

    def test_a_kme_that_was_killed_has_its_peer_burn_what_died_with_it(self):
        drawn = self.a.draw("sae-b", 2)
        self.assertEqual(self.b.fetch("sae-a", [drawn[0][0]]), drawn[:1])
        before = self.burnt()
        self.kmes.start_again("b", self.links[0])
        wait_for(lambda: self.burnt() > before, "the peer burns what it has ready")  # nobody draws meanwhile
        b = self.sae("sae-b")
        self.refused(400, b.fetch, "sae-a", [drawn[1][0]])
        for _ in range(10):
            drawn = self.a.draw("sae-b", 7)
            self.assertEqual(b.fetch("sae-a", [name for name, _ in drawn]), drawn)
        back = b.draw("sae-a", 2)
        self.assertEqual(self.a.fetch("sae-b", [name for name, _ in back]), back)
        self.assertGreaterEqual(self.burnt() - before, 62 * 256)  # of the block of 64 pages
        self.finish(killed="b")


class DifferentExpiries(KmeCase):
    def test_keys_are_kept_as_long_as_the_kme_that_gives_them_out_says(self):
        self.kmes.end()
        files = [self.kmes.folder / name for name in ("kme-b.pem", "kme-b.key", "ca.pem")]
        self.kmes.sites["b"].run("kme", "setup", "--listen", "127.0.0.1:8443", "--cert", files[0], "--key", files[1], "--ca", files[2],
                                 "--id", "kme-b", "--expiry", 1)
        self.kmes.serve()
        a, b = self.sae("sae-a"), self.sae("sae-b")
        drawn = a.draw("sae-b", 2)
        own = b.draw("sae-a", 1)

        def gone():  # b's own, which a keeps for as long as b said
            try:
                a.fetch("sae-b", [own[0][0], "11111111-1111-8111-8111-111111111111"])
            except Refused as refused:
                return len(json.loads(refused.body)["details"]) == 2
            raise AssertionError("an unknown key was found")

        wait_for(gone, "the key of the KME with the short expiry goes over its time")
        self.assertEqual(b.fetch("sae-a", [name for name, _ in drawn]), drawn)
        self.finish()


class SmallPool(KmeCase):
    key_bytes = "16KiB"  # 8 KiB to send with: 256 pages, one of which keyed CONFIRM

    def test_an_empty_pool_and_its_refill(self):
        drawn = self.a.draw("sae-b", 128)
        refused = self.refused(503, self.a.draw, "sae-b", 128)
        detail = refused.detail
        self.assertEqual(detail["key_bits_requested"], 128 * 256)
        available = detail["key_bits_available"] // 256
        self.assertTrue(0 < available < 128, detail)
        drawn += self.a.draw("sae-b", available)
        self.assertEqual(self.refused(503, self.a.draw, "sae-b").detail["key_bits_available"], 0)
        self.assertEqual(self.b.fetch("sae-a", [name for name, _ in drawn]), drawn)
        self.kmes.give_key("64KiB")
        more = wait_for(lambda: Server.patiently(self.a), "the refill is found")
        self.assertEqual(self.b.fetch("sae-a", [more[0][0]]), more)
        self.finish()

    def test_a_peer_that_is_down_costs_nothing(self):
        self.kmes.serving["b"].end()
        refused = self.refused(503, self.a.draw, "sae-b")
        self.assertEqual(refused.detail["key_bits_available"], 0)
        self.assertEqual(sum(pad["handed_over"] for pad in self.kmes.sites["a"].verify().values()), 0)
        self.finish()


class ShortExpiry(KmeCase):
    expiry = 1

    def test_keys_that_nobody_fetched_are_burnt(self):
        (key,) = self.a.draw("sae-b")

        def burnt():
            try:
                self.b.fetch("sae-a", [key[0], "11111111-1111-8111-8111-111111111111"])
            except Refused as refused:
                return len(json.loads(refused.body)["details"]) == 2
            raise AssertionError("an unknown key was found")

        wait_for(burnt, "the key goes over its time")
        self.refused(400, self.b.fetch, "sae-a", [key[0]])
        self.finish()
        rows = {row["sae"]: row for row in self.kmes.usage("b")}
        self.assertEqual(rows["sae-b"]["fetched_keys"], 0)
        self.assertGreaterEqual(rows["sae-b"]["burnt_bits"], 256)


class Quota(KmeCase):
    quota = 1024

    def test_a_quota_counts_what_is_drawn_and_fetched(self):
        keys = self.a.draw("sae-b", 2)
        self.b.fetch("sae-a", [keys[0][0]])
        back = self.b.draw("sae-a", 2)
        self.a.fetch("sae-b", [back[0][0]])
        refused = self.refused(503, self.a.draw, "sae-b", 2)
        self.assertEqual(refused.detail, {"quota_bits": 1024, "used_bits": 768})
        self.a.draw("sae-b", 1)
        self.refused(503, self.a.draw, "sae-b")
        self.refused(503, self.a.fetch, "sae-b", [back[1][0]])
        self.kmes.sites["a"].run("kme", "allow", "sae-a", "--quota", 4096)
        told = wait_for(lambda: Server.patiently(self.a), "the quota is read again")
        self.assertEqual(len(told), 1)
        self.kmes.sites["a"].run("kme", "forbid", "sae-a")

        def forbidden():
            try:
                self.a.status("sae-b")
            except Refused as refused:
                return refused.code == 401
            return False

        wait_for(forbidden, "the SAE is forbidden")
        self.finish()
        rows = {row["sae"]: row for row in self.kmes.usage("a")}
        self.assertEqual(rows["sae-a"]["issued_bits"] + rows["sae-a"]["fetched_bits"], 1280)


class LongContact(KmeCase):
    key_bytes = "2MB"

    def test_who_is_forbidden_does_not_wait_for_the_end_of_a_contact(self):
        self.a.draw("sae-b")
        said = len(self.kmes.serving["b"].said)
        self.kmes.sites["b"].run("kme", "forbid", "sae-b")

        def forbidden():
            self.a.draw("sae-b", 32)  # the contact goes on
            try:
                self.b.status("sae-a")
            except Refused as refused:
                return refused.code == 401
            return False

        wait_for(forbidden, "the SAE is forbidden")
        self.assertEqual(self.kmes.serving["b"].said[said:], [])  # site.toml was not read again as a whole
        self.finish()


class FetchesBeside(unittest.TestCase):
    def test_a_stop_does_not_wait_for_the_kme_that_it_fetches_at(self):
        needs_program()
        root = self.enterContext(temporary_root())
        folder = root / "certificates"
        folder.mkdir()
        kme_certificates.make(folder)
        both = Pullers(root, {"b": {"hang": [{"method": "dec_keys", "at": list(range(1, 9))}]}}, folder)
        self.addCleanup(both.close)
        both.stop_receiving()
        files = [both.files / name for name in ("kme-b.pem", "kme-b.key", "ca.pem")]
        both.b.run("kme", "setup", "--listen", "127.0.0.1:8443", "--cert", files[0], "--key", files[1], "--ca", files[2])
        serving = Serving(both.b)
        both.a.run("peer", "address", "stellenbosch", f"127.0.0.1:{serving.peers_port}")
        pull = both.a.start("keys", "pull", "--peer", "stellenbosch", "--bytes", "4kB")
        try:
            wait_for(lambda: both.kmes.ask("counts")["b"]["dec_keys"], "the fetcher asks its KME")
            serving.end()  # which is over before the KME's time to answer is
        finally:
            pull.kill()
            pull.communicate()


class Commands(unittest.TestCase):
    def test_one_clear_line_for_each_mistake(self):
        needs_program()
        root = self.enterContext(temporary_root())
        kmes = TwoKmes(root, None)
        a = kmes.sites["a"]
        for code, says, words in (
            (2, "nobody", ("kme", "forbid", "nobody")),
            (9, "nowhere", ("kme", "allow", "x", "--at", "nowhere")),
            (2, "HOST:PORT", ("kme", "serve", "--kme-listen", "nonsense", "--listen", "127.0.0.1:0")),
        ):
            told = a.run(*words, code=code)
            self.assertEqual(len(told.stderr.strip().splitlines()), 1, told.stderr)
            self.assertIn(says, told.stderr)
        self.assertEqual(a.json("kme", "usage")["usage"], [])
        told = a.json("kme", "allow", "sae-a", "--quota", 99)
        self.assertEqual([row for row in told["saes"] if row["sae"] == "sae-a"], [{"sae": "sae-a", "quota_bits": 99}])
        (kmes.folder / "kme-a.pem").write_text("no certificate")
        told = a.run("kme", "serve", "--listen", "127.0.0.1:0", code=2)
        self.assertIn("kme-a.pem", told.stderr)


if __name__ == "__main__":
    unittest.main()
