# SPDX-License-Identifier: GPL-3.0-or-later
"""What the wire tap makes of contacts: pages that key a pass, pages that a relay hands on.

A relayed pad is the key of its first leg. To the tap its pages are those pages: whoever sends under both uses one page
twice. Faults:
  - pages of one purpose told in two ways; a relay with two keys, or two ciphers for one leg;
  - a cipher that left before the other end had taken its pages, or before the asker had proved its pads;
  - a cipher, a tag or a CONFIRM that does not follow from the pads.
"""
import collections

import contact_format as contact
import wire_format as wire
from wire_tap import locked


class Relays:
    """What a tap knows of all relays, over all contacts."""

    def __init__(self):
        self.keys = {}  # relay id → (asker's leg, key)
        self.proved = set()  # the asker holds its pads
        self.ciphers = {}  # (relay id, use) → the message that carried it
        self.told = {}  # use → ranges


class ContactSession:
    """One contact. The bytes must be given in the order in which the middleman passed them on."""

    def __init__(self, tap, relays, where):
        self.tap = tap
        self.relays = relays
        self.lock = tap.lock
        self.where = where
        self.readers = (contact.MessageReader(False), contact.MessageReader(True))
        self.messages = collections.Counter()
        self._told = {}  # relay id → what was told of it here
        self._taken = set()  # relay ids: the other end has its leg's pages written down

    @locked
    def feed(self, end, data):
        for message in self.readers[end].feed(data):
            self.messages[message[0]] += 1
            self._read(message)

    @locked
    def close(self):
        """A cipher cut off on its way has left as far as it went."""
        for reader in self.readers:
            cut = reader.cut_message()
            if cut and cut[0] == contact.RELAY_KEY and len(cut) > 17:
                self._must_be_taken(cut[1:17])

    def _fault(self, text):
        self.tap._fault(f"{self.where}: {text}")

    def _read(self, message):
        try:
            if message[0] in (contact.PASS_BEGIN, contact.PASS_READY):
                self._serve(contact.parse_tag_pages(message), "tag of a pass")
            elif message[0] == contact.RELAY_TOLD:
                self._tell(contact.parse_told(message))
            elif message[0] == contact.RELAY_TAKEN:
                self._taken.add(message[1:17])
            elif message[0] == contact.RELAY_KEY:
                self._key(contact.parse_key(message))
            if message[0] == contact.RELAY_STORED:
                self.relays.proved.add(message[1:17])
            self._proofs(contact.parse_proofs(message) or {})
        except (wire.NotReadable, KeyError) as error:
            self._fault(f"a message of kind {message[0]} is not readable: {error!r}")

    def _proofs(self, proofs):
        for pad, tag in proofs.items():
            known = self.tap.pads.get(pad)
            if known is not None and known.confirm != tag:
                self._fault("a CONFIRM does not follow from the pad")

    def _serve(self, pages, purpose):
        """These pages serve this use, now and whenever they are told again."""
        if self.relays.told.setdefault(pages.use, pages.ranges) != pages.ranges:
            self._fault(f"use {pages.use.hex()[:8]} was told with two sets of pages")
        for number, (pad, page) in enumerate(pages.places()):
            self.tap.use_page(pad, page, (pages.use, f"{purpose}, page {number}"), self.where)

    def _tell(self, told):
        self._told[told.relay] = told
        if not told.to_asker:
            self._serve(told.pages, "relay")
            return
        leg = told.pages.ranges
        if told.relay not in self.relays.keys:
            places = told.pages.places()
            key = b"".join(self.tap.pads[pad].page(page) for pad, page in places)
            self.relays.keys[told.relay] = (leg, key)
            self._learn(told, told.out, 1, key[: wire.PAGE * told.out_pages], places[: told.out_pages])
            self._learn(told, told.back, 2, key[wire.PAGE * told.out_pages :], places[told.out_pages :])
        if self.relays.keys[told.relay][0] != leg:
            self._fault(f"relay {told.relay.hex()[:8]} was told with two keys")

    def _learn(self, told, pad, direction, pages, places):
        confirm = contact.confirm(pad, pages, told.manifest)
        self.tap.pads[pad] = wire.Pad(pad, direction, pages, confirm)
        for page, place in enumerate(places):
            self.tap.merge(pad, page, place)

    def _must_be_taken(self, relay):
        if relay not in self._taken:
            self._fault(f"the cipher of relay {relay.hex()[:8]} left before its pages were taken")
        if relay not in self.relays.proved:
            self._fault(f"the cipher of relay {relay.hex()[:8]} left before the asker had proved its pads")

    def _key(self, sent):
        self._must_be_taken(sent.relay)
        told = self._told[sent.relay]
        own = b"".join(self.tap.pads[pad].page(page) for pad, page in told.pages.places())
        tag_page, rest = own[: wire.PAGE], own[wire.PAGE :]
        if self.relays.ciphers.setdefault((sent.relay, told.pages.use), sent) != sent:
            self._fault(f"relay {sent.relay.hex()[:8]} has two ciphers")
        if len(rest) != len(sent.cipher) or wire.xor(sent.cipher, rest) != self.relays.keys[sent.relay][1]:
            self._fault(f"the cipher of relay {sent.relay.hex()[:8]} does not follow from the pads")
        if wire.poly1305(tag_page, told.coded + sent.untagged) != sent.tag:
            self._fault(f"the tag of relay {sent.relay.hex()[:8]} does not follow from the pad")
        self._proofs(sent.proofs)
        self.tap.observed += len(sent.cipher) + len(sent.tag)
