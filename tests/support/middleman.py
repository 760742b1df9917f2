# SPDX-License-Identifier: GPL-3.0-or-later
"""A recording middleman for sessions between two sites whose identity keys the test holds.

To the dialler it is the listener, to the listener the dialler: TLS ends here, so the plaintext that each end emitted is
seen in the order in which it was passed on. It changes nothing unless it is told to: to cut, or to pass on other bytes.
"""
import asyncio
import base64
import pathlib
import ssl
import subprocess
import threading

IDENTITY_MAGIC = b"SATPIDK1"  # docs/format-at-rest.md, identity.key: 32 bytes of head, then the Ed25519 seed
PKCS8_ED25519 = bytes.fromhex("302e020100300506032b657004220420")  # RFC 8410, section 7


def certificate(home, folder):
    """Makes <folder>/<name>.crt and .key, a fresh self-signed certificate of the site's identity."""
    identity = (home / "identity.key").read_bytes()
    assert identity.startswith(IDENTITY_MAGIC) and len(identity) == 96
    key, cert = folder / f"{home.name}.key", folder / f"{home.name}.crt"
    body = base64.b64encode(PKCS8_ED25519 + identity[32:64]).decode()
    key.write_text(f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
    words = ["openssl", "req", "-x509", "-new", "-key", key, "-subj", f"/CN={home.name}", "-days", "1", "-out", cert]
    subprocess.run(words, check=True, capture_output=True)
    return cert, key


SESSIONS, CONTACTS = "satpad/1", "satpad-contact/1"  # docs/protocol.md, "Connection"


def _context(purpose, files, protocol):
    context = ssl.SSLContext(purpose)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the middleman believes anybody; the sites check each other's keys
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols([protocol])
    context.load_cert_chain(*files)
    return context


class Middleman:
    """Listens on `port`; passes to `target` (a port, changed at will; None: the listener is away). `open_session()` gives
    an object with feed(end, data) and close(); end 0 is the dialler. `before(session, end)`, when set, is asked after
    each piece was recorded and before it is passed on; False drops it and cuts the connection. `change(session, end,
    data)`, when set, gives the bytes that are passed on instead of `data` (none at the end of a stream).
    """

    def __init__(self, dialler_home, listener_home, folder, open_session, protocol=SESSIONS):
        self.target = None
        self.before = None
        self.change = None
        self.sessions = 0
        self._open_session = open_session
        self._as_listener = _context(ssl.PROTOCOL_TLS_SERVER, certificate(pathlib.Path(listener_home), folder), protocol)
        self._as_listener.num_tickets = 0
        self._as_dialler = _context(ssl.PROTOCOL_TLS_CLIENT, certificate(pathlib.Path(dialler_home), folder), protocol)
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda loop, context: None)  # resets by killed processes are everyday here
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._tasks = set()
        self._writers = set()
        self._moved = 0.0
        self.port = self._call(self._listen())

    def _call(self, coroutine, timeout=20):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout)

    async def _listen(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._as_listener)
        return self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            await self._relay(reader, writer)
        finally:
            self._tasks.discard(task)

    async def _relay(self, reader, writer):
        if self.target is None:
            writer.close()
            return
        try:
            onward = await asyncio.open_connection("127.0.0.1", self.target, ssl=self._as_dialler)
        except OSError:
            writer.close()  # the listener is away
            return
        self.sessions += 1
        session = self._open_session()
        self._writers |= {writer, onward[1]}
        pumps = [
            asyncio.ensure_future(self._pump(session, 0, reader, onward[1])),
            asyncio.ensure_future(self._pump(session, 1, onward[0], writer)),
        ]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait(pumps, timeout=1)  # what the other end still says after a BYE
        for pump in pumps:
            pump.cancel()
        session.close()
        writer.close()
        onward[1].close()
        self._writers -= {writer, onward[1]}

    async def _pump(self, session, end, reader, writer):
        try:
            while data := await reader.read(1 << 16):
                self._moved = self._loop.time()
                session.feed(end, data)
                if self.before is not None and not self.before(session, end):
                    writer.transport.abort()
                    return
                writer.write(self.change(session, end, data) if self.change else data)
                await writer.drain()
            if self.change:
                writer.write(self.change(session, end, b""))
            writer.close()
        except (OSError, ssl.SSLError):
            writer.close()

    def dialling(self):
        """What a dialler needs who shows the dialling site's key."""
        return self._as_dialler

    def listening(self):
        """The same for the listening site."""
        return self._as_listener

    def cut_when_quiet(self, seconds):
        """Cuts every connection once no byte has come for so long; to be called from `change`."""
        self._quiet = asyncio.ensure_future(self._cut_when_quiet(seconds))

    async def _cut_when_quiet(self, seconds):
        self._moved = self._loop.time()
        while (left := self._moved + seconds - self._loop.time()) > 0:
            await asyncio.sleep(left)
        for writer in self._writers:
            writer.transport.abort()

    def settle(self):
        """Waits until every connection is over, so that all that was emitted has been recorded."""
        self._call(self._settle())

    async def _settle(self):
        while self._tasks:
            await asyncio.wait(self._tasks)

    def close(self):
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _end(self):
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.sleep(0)
