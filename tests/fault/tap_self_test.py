#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire tap lets sound traffic pass and catches each planted fault, and nothing else with it."""
import unittest

import synthetic
import wire_format as wire
from wire_tap import Session, Tap

SEED = 20261125


class TapTest(unittest.TestCase):
    def setUp(self):
        self.sender = synthetic.Sender(SEED)
        self.tap = Tap()
        self.tap.learn(self.sender.courier())

    def deliver(self, message, where="session", step=1 << 20):
        """A whole sound delivery, in pieces of `step` bytes."""
        session = self.tap.session(where)
        self.feed(session, Session.DIALLER, synthetic.record(message), step)
        self.feed(session, Session.LISTENER, synthetic.recorded(message), step)
        for index in range(message.header.chunks):
            self.feed(session, Session.DIALLER, synthetic.chunk(message, index), step)
        self.feed(session, Session.LISTENER, synthetic.answer(message), step)
        session.close()

    @staticmethod
    def feed(session, end, data, step):
        for at in range(0, len(data), step):
            session.feed(end, data[at : at + step])

    def only_fault(self, words):
        self.assertTrue(self.tap.faults, f"not caught: {words}")
        for fault in self.tap.faults:
            self.assertIn(words, fault)

    def only_held(self, words):
        self.assertEqual(self.tap.faults, [])
        self.assertTrue(self.tap.held, f"not caught: {words}")
        for fault in self.tap.held:
            self.assertIn(words, fault)


class SoundTraffic(TapTest):
    def test_the_one_time_tag_is_that_of_the_rfc(self):
        key = bytes.fromhex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
        tag = wire.poly1305(key, b"Cryptographic Forum Research Group")
        self.assertEqual(tag.hex(), "a8061dc1305136c6c22b8baf0c0127a9")

    def test_two_messages_side_by_side_pass(self):
        first = self.sender.seal(0, b"x" * 70000)
        self.deliver(first)
        self.deliver(self.sender.seal(first.header.ranges[0][2], b"y"), step=3)
        self.assertEqual(self.tap.faults + self.tap.held, [])
        self.assertGreater(self.tap.observed, 70000)

    def test_a_resend_of_the_same_bytes_passes(self):
        message = self.sender.seal(0, b"x" * 70000)
        self.tap.see_outbox_file(message.outbox_file(), "outbox")
        cut = self.tap.session("cut session")
        self.feed(cut, Session.DIALLER, synthetic.record(message), 1000)
        self.feed(cut, Session.LISTENER, synthetic.recorded(message), 1000)
        self.feed(cut, Session.DIALLER, synthetic.chunk(message, 0)[:30000], 1000)
        cut.close()
        self.deliver(message)
        self.tap.see_message_file(message.message_file(), "file")
        self.assertEqual(self.tap.faults + self.tap.held, [])

    def test_a_half_written_outbox_file_passes(self):
        data = self.sender.seal(0, b"x" * 70000).outbox_file()
        for length in (0, 20, 180, 5000, 65800, len(data)):
            self.tap.see_outbox_file(data[:length], f"first {length} bytes")
        self.assertEqual(self.tap.faults + self.tap.held, [])

    def test_burnt_pages_that_stayed_in_the_outbox_pass(self):
        message = self.sender.seal(0)
        self.tap.see_outbox_file(message.outbox_file(), "outbox")
        self.tap.see_burnt(self.sender.pad.id, range(0, 4), "ledger")
        self.assertEqual(self.tap.faults + self.tap.held, [])


class PlantedFaults(TapTest):
    def test_erase_skipped(self):
        """A ledger that forgot seals again on pages that still open."""
        self.deliver(self.sender.seal(0, b"one"))
        second = self.sender.seal(0, b"two")
        self.tap.see_outbox_file(second.outbox_file(), "outbox")
        self.only_held("but served")
        self.deliver(second)
        self.only_fault("but served")

    def test_erase_skipped_with_the_same_message_id(self):
        """The same id sealed anew with other content: a file that changed between two tries."""
        first = self.sender.seal(0, b"one")
        self.deliver(first)
        again = self.sender.seal(0, b"two", message=first.header.id)
        again.header = first.header
        self.tap.see_outbox_file(again.outbox_file(), "outbox")
        self.assertTrue(any("two ciphertexts" in fault for fault in self.tap.faults), self.tap.faults)

    def test_record_check_skipped(self):
        message = self.sender.seal(0)
        session = self.tap.session("session")
        session.feed(Session.DIALLER, synthetic.record(message) + synthetic.chunk(message, 0))
        session.feed(Session.LISTENER, synthetic.recorded(message) + synthetic.answer(message))
        self.only_fault("left before the peer's record")

    def test_record_check_skipped_and_cut_in_the_first_chunk(self):
        message = self.sender.seal(0, b"x" * 4000)
        session = self.tap.session("session")
        session.feed(Session.DIALLER, synthetic.record(message) + synthetic.chunk(message, 0)[:1000])
        session.close()
        self.only_fault("left before the peer's record")

    def test_a_record_of_an_earlier_session_does_not_count(self):
        message = self.sender.seal(0)
        self.deliver(message)
        session = self.tap.session("second session")
        session.feed(Session.DIALLER, synthetic.record(message) + synthetic.chunk(message, 0))
        self.only_fault("left before the peer's record")

    def test_lock_check_skipped(self):
        """Recovery burnt the reservation of a living process, which then sent."""
        message = self.sender.seal(7)
        self.deliver(message)
        self.tap.see_burnt(self.sender.pad.id, range(7, 7 + message.header.ranges[0][2]), "ledger")
        self.only_fault("is burnt, but bytes made from it left")

    def test_mark_not_raised(self):
        """Two messages reserved at the same mark."""
        self.tap.see_outbox_file(self.sender.seal(3, b"one").outbox_file(), "first process")
        self.tap.see_outbox_file(self.sender.seal(3, b"two").outbox_file(), "second process")
        self.only_held("but served")

    def test_messages_that_overlap_by_one_page(self):
        first = self.sender.seal(0)
        self.deliver(first)
        self.tap.see_message_file(self.sender.seal(first.header.ranges[0][2] - 1).message_file(), "file")
        self.only_fault("but served pad of")

    def test_both_answers(self):
        message = self.sender.seal(0)
        self.deliver(message)
        session = self.tap.session("second session")
        session.feed(Session.DIALLER, synthetic.record(message))
        session.feed(Session.LISTENER, synthetic.answer(message, abandoned=True))
        self.only_fault("answered both ways")

    def test_bytes_from_another_pad(self):
        other = synthetic.Sender(SEED + 1)
        other.pad.id, other.site, other.peer = self.sender.pad.id, self.sender.site, self.sender.peer
        self.tap.see_outbox_file(other.seal(0).outbox_file(), "outbox")
        self.assertEqual(len(self.tap.faults), 2, self.tap.faults)  # its tag, and its content
        self.only_fault("does not")


if __name__ == "__main__":
    print(f"seed {SEED}")
    unittest.main(verbosity=2)
