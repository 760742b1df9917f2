#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire tap lets a sound relay pass and catches each planted fault of a contact."""
import struct
import unittest

import contact_format as contact
import synthetic
import wire_format as wire
from contact_tap import ContactSession, Relays
from wire_tap import Tap

SEED = 20261126
STATION, RELAY = 0, 1  # the station dials
MADE_BY = b"a generator of this test"
OUT, BACK = 5, 4  # the last page of each keys CONFIRM


def number(value):
    coded = b""
    while value >= 0x80:
        coded, value = coded + bytes([value & 0x7F | 0x80]), value >> 7
    return coded + bytes([value])


def framed(message):
    return struct.pack("<I", len(message)) + message


def pages(use, pad, first, count):
    return use + number(1) + pad.id + number(first) + number(count)


class SyntheticRelay:
    """Keeps to no rule: it hands on whatever page it is told."""

    def __init__(self, near, far):
        self.near, self.far = near, far  # synthetic senders: the relay to the asker, and to the far end
        random = near.random
        self.id, self.asker, self.far_end, self.relay = (random.randbytes(16) for _ in range(4))
        self.out, self.back, self.near_use, self.far_use = (random.randbytes(16) for _ in range(4))

    def _told(self, use, pad, first, count):
        ids = self.id + self.asker + self.far_end + self.out + number(OUT) + self.back + number(BACK)
        message = bytes([contact.RELAY_TOLD]) + ids + bytes(8 * 3) + number(1) + self.relay + b"\x01" + number(len(MADE_BY)) + MADE_BY
        return message + pages(use, pad, first, count)

    def told_to_asker(self, first=0):
        return self._told(self.near_use, self.near.pad, first, OUT + BACK)

    def told_to_far_end(self, first=0):
        return self._told(self.far_use, self.far.pad, first, OUT + BACK + 1)

    def taken(self):
        return bytes([contact.RELAY_TAKEN]) + self.id

    def stored(self):
        return bytes([contact.RELAY_STORED]) + self.id + self._proofs() + number(0)

    def key(self, first=0, far_first=0, spoilt=0):
        near = self.near.pad.pages[wire.PAGE * first :][: wire.PAGE * (OUT + BACK)]
        far = self.far.pad.pages[wire.PAGE * far_first :][: wire.PAGE * (OUT + BACK + 1)]
        cipher = bytearray(wire.xor(near, far[wire.PAGE :]))
        cipher[0] ^= spoilt
        untagged = bytes([contact.RELAY_KEY]) + self.id + self._proofs() + number(len(cipher)) + bytes(cipher)
        return untagged + wire.poly1305(far[: wire.PAGE], self.told_to_far_end(far_first) + untagged)

    def _proofs(self):
        manifest = contact.parse_told(self.told_to_asker()).manifest
        key = self.near.pad.pages
        out, back = key[: wire.PAGE * OUT], key[wire.PAGE * OUT :][: wire.PAGE * BACK]
        return number(2) + self.out + contact.confirm(self.out, out, manifest) + self.back + contact.confirm(self.back, back, manifest)


class ContactTapTest(unittest.TestCase):
    def setUp(self):
        self.near, self.far, self.speaker = (synthetic.Sender(SEED + i) for i in range(3))
        self.relay = SyntheticRelay(self.near, self.far)
        self.tap, self.relays = Tap(), Relays()
        for sender in (self.near, self.far):
            self.tap.learn(sender.courier())

    def contact(self, *said, step=1 << 20):
        """`said`: (end, message)."""
        session = ContactSession(self.tap, self.relays, "contact")
        session.feed(RELAY, b"\x00")
        for end, message in said:
            data = framed(message)
            for at in range(0, len(data), step):
                session.feed(end, data[at : at + step])
        session.close()

    def with_asker(self, first=0, **named):
        self.contact((RELAY, self.relay.told_to_asker(first)), (STATION, self.relay.stored()), **named)

    def with_far_end(self, key=None, far_first=0, **named):
        told, taken = self.relay.told_to_far_end(far_first), self.relay.taken()
        self.contact((RELAY, told), (STATION, taken), (RELAY, key or self.relay.key()), (STATION, self.relay.stored()), **named)

    def message(self, pad, first=0):
        """What the asker sends under the relayed pad, or the relay under its own."""
        self.speaker.pad = self.tap.pads[pad]
        return self.speaker.seal(first, b"")

    def only_fault(self, words):
        self.assertTrue(self.tap.faults, f"not caught: {words}")
        for fault in self.tap.faults:
            self.assertIn(words, fault)


class SoundRelay(ContactTapTest):
    def test_a_relay_told_twice_passes(self):
        for step in (1 << 20, 7):
            self.with_asker(step=step)
            self.with_far_end(step=step)
        self.assertEqual(self.tap.faults + self.tap.held, [])
        self.assertGreater(self.tap.observed, wire.PAGE * (OUT + BACK))

    def test_a_message_under_the_relayed_pad_passes(self):
        self.with_asker()
        self.with_far_end()
        self.tap.see_message_file(self.message(self.relay.out).message_file(), "file")
        self.assertEqual(self.tap.faults + self.tap.held, [])


class PlantedFaults(ContactTapTest):
    def test_a_page_of_the_parent_sends_too(self):
        self.with_asker()
        self.tap.see_message_file(self.message(self.relay.out).message_file(), "file")
        self.tap.see_message_file(self.message(self.near.pad.id).message_file(), "file of the parent")
        self.only_fault("but served")

    def test_a_page_of_the_second_leg_sends_too(self):
        self.with_asker()
        self.with_far_end()
        self.tap.see_message_file(self.message(self.far.pad.id, 5).message_file(), "file of the second leg")
        self.only_fault("but served relay")

    def test_two_ciphers(self):
        """Recomputed instead of replayed."""
        self.with_asker()
        self.with_far_end()
        self.with_far_end(self.relay.key(far_first=1), far_first=1)
        self.assertTrue(any("two sets of pages" in fault for fault in self.tap.faults), self.tap.faults)

    def test_two_keys_for_one_relay(self):
        self.with_asker()
        self.contact((RELAY, self.relay.told_to_asker(20)))
        self.only_fault("told with two keys")

    def test_a_cipher_before_its_pages_are_taken(self):
        self.with_asker()
        self.contact((RELAY, self.relay.told_to_far_end()), (RELAY, self.relay.key()))
        self.only_fault("before its pages were taken")

    def test_a_cipher_cut_off_before_its_pages_are_taken(self):
        self.with_asker()
        session = ContactSession(self.tap, self.relays, "contact")
        session.feed(RELAY, b"\x00" + framed(self.relay.told_to_far_end()) + framed(self.relay.key())[:100])
        session.close()
        self.only_fault("before its pages were taken")

    def test_a_cipher_before_the_asker_has_proved(self):
        self.contact((RELAY, self.relay.told_to_asker()))
        self.with_far_end()
        self.only_fault("before the asker had proved")

    def test_a_cipher_of_other_bytes(self):
        self.with_asker()
        self.with_far_end(self.relay.key(spoilt=1))
        self.only_fault("does not follow from the pads")

    def test_a_page_that_keys_two_passes(self):
        use, other = self.near.random.randbytes(16), self.near.random.randbytes(16)
        ready = bytes([contact.PASS_READY])
        self.contact((RELAY, ready + pages(use, self.near.pad, 9, 1)), (RELAY, ready + pages(other, self.near.pad, 9, 1)))
        self.only_fault("serves tag of a pass")


if __name__ == "__main__":
    print(f"seed {SEED}")
    unittest.main(verbosity=2)
