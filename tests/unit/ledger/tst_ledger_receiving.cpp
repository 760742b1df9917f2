// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

using namespace satpad::test;

namespace {

/// A site that receives on one pad of 100 pages.
struct Receiver : Site
{
    PadId id = add_pad(100, {.direction = PadDirection::receive});
    Tag answer = random.id<Tag>();

    [[nodiscard]] Expected<RecordOutcome> record(const MessageHeader& header)
    {
        return ledger->record(header, peer);
    }
};

Recorded recorded(const Expected<RecordOutcome>& outcome)
{
    if (!outcome || !std::holds_alternative<Recorded>(*outcome)) {
        qFatal("not recorded: %s", outcome ? "used" : outcome.error().text().c_str());
    }
    return std::get<Recorded>(*outcome);
}

UsedNotice used(const Expected<RecordOutcome>& outcome)
{
    if (!outcome || !std::holds_alternative<UsedNotice>(*outcome)) {
        qFatal("not used: %s", outcome ? "recorded" : outcome.error().text().c_str());
    }
    return std::get<UsedNotice>(*outcome);
}

} // namespace

class TstLedgerReceiving : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void recordingHoldsThePages()
    {
        Receiver site;
        const MessageHeader header = site.incoming(site.id, 10, 5);
        QVERIFY(recorded(site.record(header)) == Recorded::now);
        QCOMPARE(site.pad(site.id).reserved, 5U);
        QVERIFY(site.page_opens(site.id, 10));
        QVERIFY(recorded(site.record(header)) == Recorded::before);
        QCOMPARE(site.pad(site.id).reserved, 5U);
    }
    void overlapIsToldWithTheWayForward()
    {
        Receiver site;
        const MessageHeader first = site.incoming(site.id, 10, 5);
        (void)recorded(site.record(first));
        (void)recorded(site.record(site.incoming(site.id, 30, 5)));
        const UsedNotice notice = used(site.record(site.incoming(site.id, 12, 10)));
        QCOMPARE(notice.overlap, (PageRange{site.id, 12, 3}));
        QCOMPARE(notice.other, first.id);
        QCOMPARE(notice.advance_to, 35U);
        QCOMPARE(site.pad(site.id).reserved, 10U);
    }
    void anotherHeaderUnderAKnownIdIsRefused()
    {
        Receiver site;
        MessageHeader header = site.incoming(site.id, 10, 5);
        (void)recorded(site.record(header));
        header.ranges[0].first = 40;
        const auto again = site.record(header);
        QVERIFY(!again.has_value() && again.error().is(Errc::key_already_used));
    }
    void wrongHeadersAreRefused_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<int>("code");
        QTest::newRow("other receiver") << 0 << static_cast<int>(Errc::not_for_this_site);
        QTest::newRow("other sender") << 1 << static_cast<int>(Errc::unknown_peer);
        QTest::newRow("unknown pad") << 2 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("confirm page") << 3 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("past the end") << 4 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("sender pad") << 5 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("content does not fit") << 6 << static_cast<int>(Errc::malformed);
        QTest::newRow("overlapping ranges") << 7 << static_cast<int>(Errc::malformed);
        QTest::newRow("overflow") << 8 << static_cast<int>(Errc::malformed);
        QTest::newRow("no ranges") << 9 << static_cast<int>(Errc::malformed);
        QTest::newRow("another peer's pad") << 10 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("closed pad") << 11 << static_cast<int>(Errc::unknown_pad);
    }
    void wrongHeadersAreRefused()
    {
        QFETCH(int, what);
        QFETCH(int, code);
        Receiver site;
        const PadId sending = site.add_pad(100);
        const SiteId third = site.random.id<SiteId>();
        SiteConfig config = site.home->config();
        config.peers.push_back({third, "Third", site.random.id<PublicKey>(), ""});
        must(set_config(*site.home, config));
        const PadId of_third =
            site.add_pad(100, {.direction = PadDirection::receive, .peer = third});
        MessageHeader h = site.incoming(site.id, 10, 5);
        switch (what) {
        case 10:
            h.ranges[0].pad = of_third;
            break;
        case 11:
            h.ranges[0].pad = site.add_pad(100, {.direction = PadDirection::receive});
            must(site.ledger->close(h.ranges[0].pad));
            break;
        case 0:
            h.receiver = site.peer;
            break;
        case 1:
            h.sender = site.me();
            break;
        case 2:
            h.ranges[0].pad = site.random.id<PadId>();
            break;
        case 3:
            h.ranges[0].first = 95;
            break;
        case 4:
            h.ranges[0].first = 2000;
            break;
        case 5:
            h.ranges[0].pad = sending;
            break;
        case 6:
            h.content_bytes += 64;
            break;
        case 7:
            h.ranges = {{site.id, 10, 3}, {site.id, 12, 2}};
            break;
        case 8:
            h.ranges[0].first = 0xffffffffffffffffULL;
            break;
        default:
            h.ranges.clear();
            break;
        }
        const auto outcome = site.record(h);
        QVERIFY(!outcome.has_value());
        QCOMPARE(outcome.error().code, make_error_code(static_cast<Errc>(code)));
        QCOMPARE(site.pad(site.id).free, 99U);
    }
    void acceptingSpendsOnceAndKeepsTheAnswer()
    {
        Receiver site;
        const MessageHeader header = site.incoming(site.id, 10, 5);
        (void)recorded(site.record(header));
        must(site.ledger->accept(header, site.peer, site.answer, bytes("note")));
        QCOMPARE(site.pad(site.id).spent, 5U);
        QVERIFY(site.page_opens(site.id, 10));
        must(site.ledger->erase_owed());
        QVERIFY(!site.page_opens(site.id, 10));
        QVERIFY(recorded(site.record(header)) == Recorded::accepted_before);
        const MessageRow row = must(site.ledger->message(header.id));
        QVERIFY(same_tag(row.answer, site.answer));
        QCOMPARE(row.sealed_note.size(), 4U);
        must(site.ledger->accept(header, site.peer, site.answer, {}));
        QCOMPARE(site.pad(site.id).spent, 5U);
        const auto opened = site.ledger->open_received(header, site.peer);
        QVERIFY(!opened.has_value() && opened.error().is(Errc::wrong_state));
        const auto late = site.ledger->abandon(header, site.peer, site.answer);
        QVERIFY(!late.has_value() && late.error().is(Errc::wrong_state));
    }
    void aFileIsRecordedAndAcceptedInOneCommit()
    {
        Receiver site;
        const MessageHeader header = site.incoming(site.id, 0, 5);
        must(site.ledger->open_received(header, site.peer));
        QCOMPARE(site.pad(site.id).free, 99U);
        must(site.ledger->accept(header, site.peer, site.answer, {}));
        QCOMPARE(site.pad(site.id).spent, 5U);
    }
    void erasureStaysOwedOverACrash()
    {
        Receiver site;
        const MessageHeader header = site.incoming(site.id, 0, 5);
        must(site.ledger->accept(header, site.peer, site.answer, {}));
        site.reopen();
        QVERIFY(!site.page_opens(site.id, 0));
    }
    void abandoningBurns()
    {
        Receiver site;
        const MessageHeader header = site.incoming(site.id, 10, 5);
        must(site.ledger->abandon(header, site.peer, site.answer));
        QCOMPARE(site.pad(site.id).burnt, 6U);
        QVERIFY(recorded(site.record(header)) == Recorded::abandoned_before);
    }
    void pagesBelowTheFloorAreBurntWhenAccepting()
    {
        Receiver site;
        (void)recorded(site.record(site.incoming(site.id, 4, 4)));
        MessageHeader header = site.incoming(site.id, 20, 5);
        header.floors = {{site.id, 15}};
        must(site.ledger->accept(header, site.peer, site.answer, {}));
        must(site.ledger->erase_owed());
        QCOMPARE(site.pad(site.id).burnt, 1U + 4U + 7U);
        QCOMPARE(site.pad(site.id).reserved, 4U);
        QVERIFY(!site.page_opens(site.id, 0));
        QVERIFY(site.page_opens(site.id, 4));
        QVERIFY(!site.page_opens(site.id, 14));
        QVERIFY(site.page_opens(site.id, 15));
        const UsedNotice notice = used(site.record(site.incoming(site.id, 0, 4)));
        QCOMPARE(notice.other, MessageId{});
        QCOMPARE(notice.advance_to, 25U);
    }
    void aFloorAboveTheMessageIsCutToIt()
    {
        Receiver site;
        MessageHeader header = site.incoming(site.id, 20, 5);
        header.floors = {{site.id, 90}};
        must(site.ledger->accept(header, site.peer, site.answer, {}));
        QCOMPARE(site.pad(site.id).burnt, 1U + 20U);
        QCOMPARE(site.pad(site.id).free, 74U);
    }
    void aSuspendedPadRecordsNothing()
    {
        Receiver site;
        QVERIFY(!site.ledger->confirm(site.id, site.peer, site.random.id<Tag>()).has_value());
        const auto outcome = site.record(site.incoming(site.id, 20, 5));
        QVERIFY(!outcome.has_value() && outcome.error().is(Errc::pad_suspended));
    }

    void anAcceptedMessageIsNeverNotedAsUnaccepted()
    {
        Site site;
        const PadId pad = site.add_pad(40, {.direction = PadDirection::receive});
        const MessageHeader header = site.incoming(pad, 0, 5);
        QVERIFY(must(site.ledger->note_unaccepted(header.id)));
        must(site.ledger->record(header, site.peer));
        QVERIFY(must(site.ledger->note_unaccepted(header.id)));
        must(site.ledger->accept(header, site.peer, {}, {}));
        const std::size_t events = must(site.ledger->events(0, 1000)).size();
        QVERIFY(!must(site.ledger->note_unaccepted(header.id)));
        QCOMPARE(must(site.ledger->events(0, 1000)).size(), events);
        QVERIFY(must(site.ledger->verify()).ok);
    }

private:
    static ByteView bytes(std::string_view text) { return std::as_bytes(std::span(text)); }
};

QTEST_APPLESS_MAIN(TstLedgerReceiving)
#include "tst_ledger_receiving.moc"
