# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire tap: knows the pads, is given every byte that any process emitted, and says whether a page was used twice.

It stands outside: it reads courier files for the pads, sealed and outbox files, and the plaintext of sessions as a
recording middleman saw it. Faults are collected, one line each:
  - a page with two purposes, or under two messages, or covering two different byte strings (promises 1 and 8);
  - a chunk that left before the RECORDED of its session (promise 3);
  - bytes of a page that its sender's ledger calls burnt left (promise 1);
  - a message answered both ways; bytes that do not follow from the pad, or do not decrypt to content: then the tap does
    not know what it claims to know.
What lies in an outbox has not left yet. A second use there is no fault when a sender was copied or restored: the record
stops it at the exit. It is collected apart, in `held`, and every other case must find `held` empty.
"""
import collections
import functools
import struct
import threading

import wire_format as wire


def locked(method):
    """Sessions are fed from the middleman's thread, files from the test's."""

    @functools.wraps(method)
    def guarded(self, *words, **named):
        with self.lock:
            return method(self, *words, **named)

    return guarded


class Tap:
    def __init__(self):
        self.lock = threading.RLock()
        self.pads = {}
        self.merged = {}  # (pad id, page) → the place whose bytes it has: a relayed pad is the key of its first leg
        self.headers = {}  # message id → Header, once
        self.forged = collections.defaultdict(list)  # message id → headers that no sender made, passed on by the test
        self.left = collections.defaultdict(dict)  # pad id → page → (message id, purpose, where): its bytes left the site
        self.lying = collections.defaultdict(dict)  # the same for outbox files
        self.covered = {}  # (message id, chunk) → longest ciphertext seen
        self.answers = collections.defaultdict(set)  # message id → which were given
        self.hostile = None  # the end that keeps to no rule: what it emits is not judged, what it is told is
        self.faults = []
        self.held = []
        self.observed = 0  # bytes made from key that were checked

    # What the tap knows.

    def learn(self, courier):
        for pad in wire.parse_courier(courier):
            self.pads[pad.id] = pad

    def merge(self, pad, page, parent):
        """This page of a relayed pad is that page of its parent."""
        self.merged[pad, page] = self.origin(*parent)

    def origin(self, pad, page):
        return self.merged.get((pad, page), (pad, page))

    def _fault(self, text):
        if text not in self.faults:
            self.faults.append(text)

    def _header(self, header, where):
        known = self.headers.setdefault(header.id, header)
        if known.coded != header.coded:
            self._fault(f"{where}: message {header.id.hex()} has two headers")

    def _key(self, header, message_page):
        pad, page = header.place(message_page)
        return self.pads[pad].page(page)

    # One page, one use.

    def _use(self, header, message_page, purpose, where, left):
        self.use_page(*header.place(message_page), (header.id, purpose), where, left)

    def use_page(self, pad, page, use, where, left=True):
        """`use`: whose it is and what for."""
        pad, page = self.origin(pad, page)
        for book in (self.left, self.lying):
            owner = book[pad].get(page)
            if owner is not None and owner[:2] != use:
                text = (
                    f"{where}: page {pad.hex()[:8]}/{page} serves {use[1]} of {use[0].hex()[:8]}, "
                    f"but served {owner[1]} of {owner[0].hex()[:8]} ({owner[2]})"
                )
                if left and book is self.left:
                    self._fault(text)
                else:
                    self.held.append(text)
        (self.left if left else self.lying)[pad].setdefault(page, (*use, where))

    def _chunk(self, header, index, ciphertext, tag, where, left):
        if index >= header.chunks or len(ciphertext) > header.chunk_size(index):
            self._fault(f"{where}: chunk {index} lies outside message {header.id.hex()}")
            return
        self.observed += len(ciphertext) + (wire.TAG if tag else 0)
        before = self.covered.get((header.id, index), b"")
        common = min(len(before), len(ciphertext))
        if before[:common] != ciphertext[:common]:
            self._fault(f"{where}: chunk {index} of {header.id.hex()[:8]} has two ciphertexts")
        if len(ciphertext) > len(before):
            self.covered[header.id, index] = ciphertext
        for page in header.pad_pages(index)[: -(-len(ciphertext) // wire.PAGE)]:
            self._use(header, page, "pad", where, left)
        if tag is not None:
            self._use(header, header.tag_key_page(index), "chunk tag", where, left)
            self._check_tag(header, index, ciphertext, tag, where)
        if index == 0:
            self._check_content(header, ciphertext, where)

    def _check_tag(self, header, index, ciphertext, tag, where):
        key = self._key(header, header.tag_key_page(index))
        last = index + 1 == header.chunks
        if wire.chunk_tag(key, header.id, index, last, ciphertext) != tag:
            self._fault(f"{where}: the tag of chunk {index} of {header.id.hex()[:8]} does not follow from the pad")

    def _check_content(self, header, ciphertext, where):
        start = ciphertext[:512]
        key = b"".join(self._key(header, page) for page in header.pad_pages(0)[:16])[: len(start)]
        # A content header may be cut off with its chunk; only what is whole can be judged.
        if len(start) == min(512, header.content) and not wire.plausible_content_header(wire.xor(start, key)):
            self._fault(f"{where}: message {header.id.hex()[:8]} does not decrypt to content")

    def _record_tag(self, header, tag, where):
        self.observed += len(tag)
        for number, forged in enumerate(self.forged[header.id]):
            if wire.record_tag(self._key(forged, 0), forged.coded) == tag:
                # Another header is another purpose: the page may key one of them, not both.
                self._use(forged, 0, f"record tag of forged header {number}", where, True)
                return
        self._use(header, 0, "record tag", where, True)
        if wire.record_tag(self._key(header, 0), header.coded) != tag:
            self._fault(f"{where}: the record tag of {header.id.hex()[:8]} does not follow from the pad")

    def _answer(self, header, answer, where):
        self.observed += len(answer)
        for forged in self.forged[header.id]:
            if answer == self._key(forged, 1)[16:]:
                header = forged
        self._use(header, 1, "answers", where, True)
        page = self._key(header, 1)
        halves = {page[:16]: "accepted", page[16:]: "abandoned"}
        if answer not in halves:
            self._fault(f"{where}: the answer to {header.id.hex()[:8]} does not follow from the pad")
            return
        self.answers[header.id].add(halves[answer])
        if len(self.answers[header.id]) == 2:
            self._fault(f"{where}: message {header.id.hex()[:8]} was answered both ways")

    # What the tap is shown.

    @locked
    def see_outbox_file(self, data, where):
        """outbox/<id>.sealed or .part: it lies at the sender, so it has not left, but it can."""
        try:
            header, _, chunks = wire.split_message(data, with_record_tag=False)
        except wire.NotReadable:
            return  # a .part that ends within its header holds nothing made from key
        self._header(header, where)
        for index, ciphertext, tag in chunks:
            self._chunk(header, index, ciphertext, tag, where, left=False)

    @locked
    def see_message_file(self, data, where):
        """A message that left as a file, by any carrier."""
        header, tag, chunks = wire.split_message(data, with_record_tag=True)
        self._header(header, where)
        self._record_tag(header, tag, where)
        for index, ciphertext, chunk_end in chunks:
            self._chunk(header, index, ciphertext, chunk_end, where, left=True)

    def session(self, where):
        return Session(self, where)

    @locked
    def see_forged(self, coded):
        """A RECORD or CANCEL that the test passes on and no sender made."""
        try:
            header = wire.parse_header(coded)
        except wire.NotReadable:
            return  # nobody can make anything of it
        if all(pad in self.pads and first + count <= self.pads[pad].count for pad, first, count in header.ranges):
            self.forged[header.id].append(header)

    @locked
    def see_burnt(self, pad, pages, where):
        """The sender's ledger says these pages are burnt: none of their bytes may have left it. A receiver may have spoken
        under them when somebody forged a header over pages that the sender never used."""
        for page in sorted(set(pages)):
            pad_of_bytes, page_of_bytes = self.origin(pad, page)
            used = self.left[pad_of_bytes].get(page_of_bytes)
            if used is None or (pad, page) in self._places_of_forged(used[0]):
                continue
            self._fault(f"{where}: page {pad.hex()[:8]}/{page} is burnt, but bytes made from it left")

    def _places_of_forged(self, message):
        true = self.headers.get(message)
        own = {true.place(page) for page in (0, 1)} if true else set()
        return {forged.place(page) for forged in self.forged[message] for page in (0, 1)} - own

    @locked
    def see_living(self, data, burnt, where):
        """A process that lives is writing this sealed file: none of its pages may be burnt under it."""
        try:
            header, _, _ = wire.split_message(data, with_record_tag=False)
        except wire.NotReadable:
            self._fault(f"{where}: the tap was to be shown a sealed file that has begun")
            return
        for pad, first, count in header.ranges:
            taken = burnt.get(pad, set()).intersection(range(first, first + count))
            if taken:
                self._fault(f"{where}: page {pad.hex()[:8]}/{min(taken)} is burnt, but the process that seals with it lives")


class Session:
    """One connection. The bytes must be given in the order in which the middleman passed them on."""

    DIALLER, LISTENER = 0, 1

    def __init__(self, tap, where):
        self.tap = tap
        self.lock = tap.lock
        self.where = where
        self.readers = (wire.FrameReader(), wire.FrameReader())
        self.recorded = (set(), set())  # by sending end: messages that its peer has RECORDED in this session
        self.frames = collections.Counter()

    @locked
    def feed(self, end, data):
        """Plaintext that `end` sent."""
        for kind, body in self.readers[end].feed(data):
            self.frames[kind] += 1
            try:
                self._frame(end, kind, body)
            except (wire.NotReadable, KeyError) as error:
                self.tap._fault(f"{self.where}: a frame of type {kind} is not readable: {error!r}")

    @locked
    def close(self):
        """The connection ended; a chunk cut off in the middle has left as far as it went."""
        for end, reader in enumerate(self.readers):
            cut = reader.cut_chunk()
            if cut:
                message, index, sealed = cut
                self._chunk(end, message, index, sealed, whole=False)

    def _frame(self, end, kind, body):
        if end == self.tap.hostile:
            self._hostile_frame(end, kind, body)
        elif kind in (wire.RECORD, wire.CANCEL):
            self.tap._header(wire.parse_header(body), self.where)
        elif kind == wire.RECORDED:
            header = self._known(body[:16])
            if header:
                self.recorded[1 - end].add(header.id)
                self.tap._record_tag(header, body[16:32], self.where)
        elif kind == wire.CHUNK_FRAME:
            self._chunk(end, body[:16], struct.unpack_from("<Q", body, 16)[0], body[24:], whole=True)
        elif kind == wire.ANSWER:
            header = self._known(body[:16])
            if header:
                self.tap._answer(header, body[16:], self.where)
        elif kind == wire.CONFIRM:
            pad = self.tap.pads.get(body[:16])
            if pad is None or pad.confirm != body[16:]:
                self.tap._fault(f"{self.where}: a CONFIRM does not follow from the pad")

    def _hostile_frame(self, end, kind, body):
        """A true record tag lets chunks leave, whoever gives it."""
        header = self.tap.headers.get(body[:16])
        if kind == wire.RECORDED and header and wire.record_tag(self.tap._key(header, 0), header.coded) == body[16:32]:
            self.recorded[1 - end].add(header.id)
            self.tap._record_tag(header, body[16:32], self.where)

    def _known(self, message):
        header = self.tap.headers.get(message) or next(iter(self.tap.forged[message]), None)
        if header is None:
            self.tap._fault(f"{self.where}: bytes of message {message.hex()}, which no header introduced")
        return header

    def _chunk(self, end, message, index, sealed, whole):
        header = self._known(message)
        if header is None or index >= header.chunks:
            return
        if message not in self.recorded[end]:
            self.tap._fault(f"{self.where}: chunk {index} of {message.hex()[:8]} left before the peer's record")
        size = header.chunk_size(index)
        self.tap._chunk(header, index, sealed[:size], sealed[size:] if whole else None, self.where, left=True)
