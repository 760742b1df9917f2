#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two KMEs over one pool that misbehave as they are told: ETSI GS QKD 014 with real TLS, in one process.

Usage: odd_kme.py FOLDER            (certificates of kme_certificates.py are made in FOLDER when it has none)
  stdin   one JSON object a line; end of stdin ends the process.
  stdout  one JSON object for each of them.

First line: the settings, {} is fine:
  {"pool_bits": 8000000,            bits that both KMEs share
   "refill_bits": 0,                bits that each refused or short enc_keys puts back into the pool, afterwards
   "both": {SWITCHES}, "a": {SWITCHES}, "b": {SWITCHES}}      what differs from the table below; a side beats both
Answer: {"a": "https://127.0.0.1:PORT", "b": "https://127.0.0.1:PORT"}. The SAE of side a is sae-a (files sae-a.pem,
sae-a.key), of side b sae-b; KME IDs kme-a and kme-b; every file is in FOLDER, the authority is ca.pem.
Further lines:
  {"set": {"both": {…}, "a": {…}, "b": {…}, "pool_bits": N}}  changes switches of a running server        -> {}
  {"ask": "counts"}   -> {"a": {"connections": n, "ended": n, "status": n, "enc_keys": n, "dec_keys": n}, "b": {…}}
  {"ask": "log"}      -> {"requests": [{"side", "connection", "verb", "method", "sae", "number", "size", "ids", "code",
                         "headers"}, …]}   in order of arrival; "ids": how many; "code": null while none was sent
  {"ask": "pool"}     -> {"bits": left, "unfetched": keys drawn and not fetched}
  {"ask": "keys"}     -> {"keys": [hex, …]}   every key that was ever drawn

In Python: with OddKmes(folder, settings) as kmes: kmes.url("a"), kmes.ask("counts"), kmes.set(a={…}).

SWITCHES (of one KME; defaults behave):
  key_size 256, min_key_size 64, max_key_size 8192, max_key_per_request 128, max_key_count 100000
  status         {}      members that replace those of the Status; a null member is sent as null
  zeros          false   every number of the Status is 0
  one_key        false   max_key_per_request 1; more are refused with 400, in enc_keys and dec_keys
  permute        false   dec_keys answers in reverse order
  most_given     0       enc_keys gives so many keys at most, silently (0: as many as asked)
  other_bits     0       every key has so many bits, whatever was asked (0: as asked)
  in_bytes       false   `size` is taken as bytes
  short_every    0       every n-th key drawn lacks its first byte
  repeat_every   0       every n-th key drawn has the bytes of the key before it
  lose_every     0       every n-th key drawn never reaches the other KME
  late           0       so many dec_keys say "not found" first (not yet synchronised)
  poison         false   a dec_keys with an unknown ID consumes the good ones too
  deliver_again  false   dec_keys consumes nothing
  forget         false   enc_keys erases the older keys of the same pair that nobody fetched
  ids            "uuid"  or "upper", "long" (uuid+uuid+…, 300 bytes), "odd" (not UUIDs; slashes, quotes, Chinese)
  empty          {"code": 503}   how an empty pool shows: {"code", "body", "type"}, body default: an Error with details;
                         {"short": true}: as many keys as there are, also none
  answers        []      [{"method": "enc_keys", "at": [1, 2], "code": 400, "body": "…", "type": "text/html"}, …]: instead
                         of the usual answer, at the n-th request of that method (counted from 1; no "at": at all).
                         "consume": true does what the request asks first
  cut            []      [{"method", "at", "where"}]: closes "before" (unread), "head" (no answer) or "body" (half of it);
                         "head" and "body" after the keys are consumed
  hang           []      [{"method", "at"}]: reads the request and never answers; keys are consumed
  drip           0       seconds between single bytes of a body
  slow           []      [{"method", "at", "pause"}]: the same of some answers
  huge           []      [{"method", "at"}]: a body without end
  base           null    "/path": 404 for what is not below it (null: any path before /api/v1 will do)
  post, get      true    false: 405 to that verb for enc_keys and dec_keys
  text           {}      {"keys": "Keys", "break": 64, "pad": false, "null_members": true, "extra": true}: odd spelling
  keep_alive     true    false: Connection: close with every answer
  close_after    0       closes the connection without a word after so many answers
  tls            ""      or "1.2", "1.3": only that
  certificate    ""      file name without .pem (default: the KME's ID), such as kme-a-bare, kme-a-old, kme-a-stranger
  strangers      "alert" how a client certificate that is not sae-a, sae-b shows: "alert" (a foreign authority), "closed",
                         "html" (400 of a proxy), or "401", "404". Without "alert" both authorities are believed
  plain          false   no TLS; the caller is the SAE of the side
"""
import base64
import json
import os
import pathlib
import secrets
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import kme_certificates  # noqa: E402

DEFAULTS = {
    "key_size": 256, "min_key_size": 64, "max_key_size": 8192, "max_key_per_request": 128, "max_key_count": 100000,
    "status": {}, "zeros": False, "one_key": False, "permute": False, "most_given": 0, "other_bits": 0, "in_bytes": False,
    "short_every": 0, "repeat_every": 0, "lose_every": 0, "late": 0, "poison": False, "deliver_again": False, "forget": False,
    "ids": "uuid", "empty": {"code": 503}, "answers": [], "cut": [], "hang": [], "drip": 0, "slow": [], "huge": [], "base": None, "post": True, "get": True,
    "text": {}, "keep_alive": True, "close_after": 0, "tls": "", "certificate": "", "strangers": "alert", "plain": False,
}
NOT_FOUND = "one or more keys specified are not found on KME"
OTHER = {"a": "b", "b": "a"}


class Refused(Exception):
    """An answer that is not 200."""

    def __init__(self, code, message=None, details=None, body=None, kind="application/json"):
        super().__init__(message)
        if body is None and message is not None:
            body = json.dumps({"message": message, **({"details": details} if details else {})})
        self.code, self.body, self.kind = code, (body or "").encode(), kind


class Key:
    def __init__(self, name, data, pair, lost):
        self.name, self.data, self.pair, self.lost = name, data, pair, lost


class Pool:
    """What both KMEs know."""

    def __init__(self, bits, refill):
        self.bits, self.refill, self.keys, self.drawn, self.last, self.all = bits, refill, {}, 0, b"", []
        self.lock, self.over = threading.Lock(), threading.Event()
        self.requests = []

    def draw(self, switches, pair, number, size):
        bits = switches["other_bits"] or (size * 8 if switches["in_bytes"] else size)
        wanted = min(number, switches["most_given"] or number)
        with self.lock:
            there = min(wanted, self.bits // bits)
            if there < wanted:
                left, self.bits = self.bits, self.bits + self.refill
                if not switches["empty"].get("short"):
                    raise empty(switches["empty"], wanted * bits, left)
                self.bits -= there * bits
            else:
                self.bits -= wanted * bits
            if switches["forget"]:
                self.keys = {name: key for name, key in self.keys.items() if key.pair != pair}
            return [self._new(switches, pair, bits) for _ in range(there)]

    def _new(self, switches, pair, bits):
        self.drawn += 1
        data = secrets.token_bytes((bits + 7) // 8)
        if self._nth(switches["short_every"]):
            data = data[1:]
        if self._nth(switches["repeat_every"]) and self.last:
            data = self.last
        self.last = data
        self.all.append(data)
        key = Key(key_id(switches["ids"], self.drawn), data, pair, self._nth(switches["lose_every"]))
        self.keys[key.name] = key
        return key

    def _nth(self, every):
        return every > 0 and self.drawn % every == 0

    def fetch(self, switches, pair, names):
        with self.lock:
            known = [self.keys[name] for name in names if name in self.keys and not self.keys[name].lost]
            if any(key.pair != pair for key in known):
                raise Refused(401)
            whole = len(known) == len(names) == len(set(names))
            if not switches["deliver_again"] and (whole or switches["poison"]):
                for key in known:
                    self.keys.pop(key.name, None)
            if not whole:
                lost = [{"key_ID": name} for name in names if name not in {key.name for key in known}]
                raise Refused(400, NOT_FOUND, lost)
            return known[::-1] if switches["permute"] else known


def key_id(form, count):
    plain = str(uuid.uuid4())
    if form == "upper":
        return plain.upper()
    if form == "long":
        return "+".join(str(uuid.uuid4()) for _ in range(8)) + "+end"
    if form == "odd":
        return f'{count}/"钥匙"\\ %2F+{plain[:8]}'
    return plain


def empty(how, wanted, left):
    if "body" in how:
        return Refused(how["code"], body=how["body"], kind=how.get("type", "application/json"))
    return Refused(how["code"], "not enough key", [{"key_bits_requested": wanted, "key_bits_available": left}])


class Kme(ThreadingHTTPServer):
    """One side. `counts` and the pool's log say what it saw."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, side, folder, pool, switches):
        self.side, self.folder, self.pool, self.switches = side, folder, pool, {**DEFAULTS, **switches}
        self.counts = {"connections": 0, "ended": 0, "status": 0, "enc_keys": 0, "dec_keys": 0}
        self.late = self.switches["late"]
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"{'http' if self.switches['plain'] else 'https'}://127.0.0.1:{self.server_address[1]}"

    def change(self, switches):
        self.switches = {**self.switches, **switches}
        self.late = switches.get("late", self.late)

    def context(self):
        switches = self.switches
        name = switches["certificate"] or f"kme-{self.side}"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        context.load_verify_locations(self.folder / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        if switches["strangers"] != "alert":
            context.load_verify_locations(self.folder / "stranger-ca.pem")
        version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}.get(switches["tls"])
        context.minimum_version = version or ssl.TLSVersion.TLSv1_2
        context.maximum_version = version or ssl.TLSVersion.TLSv1_3
        return context

    def finish_request(self, request, client_address):
        """In the connection's own thread, so that a handshake holds nobody up."""
        self.counts["connections"] += 1
        number = self.counts["connections"]
        request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._converse(request, client_address, number)
        finally:
            self.shutdown_request(request)
            self.counts["ended"] += 1

    def _converse(self, request, client_address, number):
        if self.switches["plain"]:
            Handler(request, client_address, self, f"sae-{self.side}", number)
            return
        try:
            secure = self.context().wrap_socket(request, server_side=True)
        except (OSError, ssl.SSLError):
            drain(request)
            return
        subject = dict(pair for part in secure.getpeercert().get("subject", ()) for pair in part)
        try:
            if subject.get("commonName") in ("sae-a", "sae-b") or self.switches["strangers"] != "closed":
                Handler(secure, client_address, self, subject.get("commonName", ""), number)
        finally:
            secure.close()

    def handle_error(self, request, client_address):
        """A client that goes away is everyday here."""


def drain(connection):
    """So that the alert outlives the close: what the client still sends is read first."""
    try:
        connection.settimeout(2)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass
    except OSError:
        pass


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, request, client_address, server, caller="", connection=0):
        self.caller, self.connection_number, self.answered = caller, connection, 0
        super().__init__(request, client_address, server)

    def log_message(self, *_words):
        pass

    def do_GET(self):
        self._serve()

    do_POST = do_GET

    def _serve(self):
        server, switches = self.server, self.server.switches
        url = urllib.parse.urlsplit(self.path)
        # A path before /api/v1 is a consumer's prefix.
        before, _, behind = url.path.partition("/api/v1/keys/")
        parts = behind.split("/") if switches["base"] in (None, before) else []
        method = parts[-1] if len(parts) == 2 and parts[-1] in ("status", "enc_keys", "dec_keys") else ""
        peer = urllib.parse.unquote(parts[0]) if parts else ""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        entry = {"side": server.side, "connection": self.connection_number, "verb": self.command, "method": method, "sae": peer,
                 "number": None, "size": None, "ids": None, "code": None, "headers": dict(self.headers)}
        with server.pool.lock:
            server.pool.requests.append(entry)
            if method:
                server.counts[method] += 1
            nth = server.counts.get(method, 0)
        self.close_connection = not switches["keep_alive"] or self.headers.get("Connection", "").lower() == "close"

        def told(name):
            return next((one for one in switches[name] if one["method"] == method and nth in one.get("at", [nth])), None)

        cut = told("cut")
        if cut and cut["where"] == "before":
            return self._close()
        instead = told("answers")
        try:
            self._known()
            if instead and not instead.get("consume"):
                raise Refused(instead["code"], body=instead.get("body", ""), kind=instead.get("type", "application/json"))
            result = self._answer(method, peer, url.query, body, entry)
            code, text, kind = 200, json.dumps(result, ensure_ascii=False).encode(), "application/json"
            if instead:
                code, text, kind = instead["code"], instead.get("body", "").encode(), instead.get("type", "application/json")
        except Refused as refusal:
            code, text, kind = refusal.code, refusal.body, refusal.kind
        if told("hang"):
            server.pool.over.wait()
            return self._close()
        if cut and cut["where"] == "head":
            return self._close()
        if told("huge"):
            return self._endless()
        entry["code"] = code
        self._send(code, text, kind, cut is not None, (told("slow") or {"pause": switches["drip"]})["pause"])
        self.answered += 1
        if switches["close_after"] and self.answered >= switches["close_after"]:
            self.close_connection = True
        return None

    def _close(self):
        """As a process that dies: no close_notify."""
        self.close_connection = True
        self.connection.close()

    def _known(self):
        strangers = self.server.switches["strangers"]
        if self.caller in ("sae-a", "sae-b"):
            return
        if strangers == "html":
            self.close_connection = True
            raise Refused(400, body="<html><head><title>400 The SSL certificate error</title></head><body>nginx</body></html>", kind="text/html")
        raise Refused(int(strangers) if strangers in ("401", "404") else 401)

    def _answer(self, method, peer, query, body, entry):
        if method == "status":
            return self._status(peer)
        if not method:
            raise Refused(404, "no such path")
        if not self.server.switches["post" if self.command == "POST" else "get"]:
            raise Refused(405, body="<html>Method Not Allowed</html>", kind="text/html")
        if peer not in ("sae-a", "sae-b") or peer == self.caller:
            raise Refused(404, f"unknown SAE {peer}")
        try:
            words = json.loads(body or b"{}") if self.command == "POST" else dict(urllib.parse.parse_qsl(query))
        except ValueError:
            raise Refused(400, "not JSON") from None
        if method == "enc_keys":
            return self._enc(peer, words, entry)
        return self._dec(peer, words, entry)

    def _most(self):
        return 1 if self.server.switches["one_key"] else self.server.switches["max_key_per_request"]

    def _enc(self, peer, words, entry):
        switches = self.server.switches
        number, size = int(words.get("number", 1)), int(words.get("size", switches["key_size"]))
        entry["number"], entry["size"] = number, size
        if not 1 <= number <= self._most():
            raise Refused(400, "number is too large", [{"parameter_name": "number", "parameter_value": number, "allowed_values": f"1..{self._most()}"}])
        if size % 8:
            raise Refused(400, "size shall be a multiple of 8")
        if not switches["other_bits"] and not switches["min_key_size"] <= size <= switches["max_key_size"]:
            raise Refused(400, "size is out of range", [{"parameter_name": "size", "parameter_value": size}])
        return self._container(self.server.pool.draw(switches, (self.caller, peer), number, size))

    def _dec(self, peer, words, entry):
        names = [words["key_ID"]] if "key_ID" in words else [one["key_ID"] for one in words.get("key_IDs", [])]
        entry["ids"] = len(names)
        if not 1 <= len(names) <= self._most():
            raise Refused(400, "too many key IDs in one request")
        if self.server.late > 0:
            self.server.late -= 1
            raise Refused(400, NOT_FOUND)
        return self._container(self.server.pool.fetch(self.server.switches, (peer, self.caller), names))

    def _container(self, keys):
        text = self.server.switches["text"]
        return {**({"key_container_extension": None} if text.get("null_members") else {}), text.get("keys", "keys"): [self._key(key, text) for key in keys]}

    def _key(self, key, text):
        data = base64.b64encode(key.data).decode()
        if not text.get("pad", True):
            data = data.rstrip("=")
        if text.get("break"):
            data = "\r\n".join(data[at:at + text["break"]] for at in range(0, len(data), text["break"]))
        odd = {"key_extension": None, "key_ID_extension": None} if text.get("null_members") else {}
        if text.get("extra"):
            odd["vendor_thing"] = {"deep": [1, {"key": "bm90IGEga2V5"}], "key_ID": "no"}
        return {**odd, "key_ID": key.name, "key": data}

    def _status(self, peer):
        server, switches = self.server, self.server.switches
        numbers = {name: switches[name] for name in ("key_size", "max_key_count", "max_key_size", "min_key_size")}
        numbers |= {"stored_key_count": server.pool.bits // switches["key_size"], "max_key_per_request": self._most(), "max_SAE_ID_count": 0}
        if switches["zeros"]:
            numbers = dict.fromkeys(numbers, 0)
        names = {"source_KME_ID": f"kme-{server.side}", "target_KME_ID": f"kme-{OTHER[server.side]}", "master_SAE_ID": self.caller, "slave_SAE_ID": peer}
        return {**names, **numbers, **switches["status"]}

    def _send(self, code, text, kind, half, drip):
        self.send_response(code)
        if text:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Connection", "close" if self.close_connection else "keep-alive")
        self.end_headers()
        if half:
            self.wfile.write(text[: len(text) // 2])
            self.wfile.flush()
            return self._close()
        pieces = [text] if not drip else [text[at:at + 1] for at in range(len(text))]
        for piece in pieces:
            self.wfile.write(piece)
            if drip:
                time.sleep(drip)
        return None

    def _endless(self):
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        while not self.server.pool.over.is_set():
            self.wfile.write(piece)


def serve(folder):
    folder = pathlib.Path(folder)
    if not (folder / "ca.pem").exists():
        kme_certificates.make(folder)
    first = json.loads(sys.stdin.readline() or "{}")
    pool = Pool(first.get("pool_bits", 8_000_000), first.get("refill_bits", 0))
    kmes = {side: Kme(side, folder, pool, {**first.get("both", {}), **first.get(side, {})}) for side in "ab"}
    for kme in kmes.values():
        threading.Thread(target=kme.serve_forever, daemon=True).start()
    say({side: kme.url for side, kme in kmes.items()})
    for line in sys.stdin:
        say(obey(json.loads(line), kmes, pool))
    pool.over.set()
    os._exit(0)  # threads that serve endless things end with it


def obey(order, kmes, pool):
    change = order.get("set", {})
    with pool.lock:
        pool.bits = change.get("pool_bits", pool.bits)
        for side, kme in kmes.items():
            kme.change({**change.get("both", {}), **change.get(side, {})})
        if order.get("ask") == "counts":
            return {side: kme.counts for side, kme in kmes.items()}
        if order.get("ask") == "log":
            return {"requests": pool.requests}
        if order.get("ask") == "pool":
            return {"bits": pool.bits, "unfetched": len(pool.keys)}
        if order.get("ask") == "keys":
            return {"keys": [data.hex() for data in pool.all]}
    return {}


def say(answer):
    print(json.dumps(answer), flush=True)


class OddKmes:
    """The process, for tests in Python."""

    def __init__(self, folder, settings=None):
        self.folder = pathlib.Path(folder)
        words = [sys.executable, str(pathlib.Path(__file__).resolve()), str(self.folder)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.urls = self._order(settings or {})

    def _order(self, order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def url(self, side):
        return self.urls[side]

    def ask(self, what):
        return self._order({"ask": what})

    def set(self, **change):
        return self._order({"set": change})

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


if __name__ == "__main__":
    serve(sys.argv[1])
