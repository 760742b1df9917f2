// SPDX-License-Identifier: GPL-3.0-or-later
#include "raw_sql.h"
#include "taken_pages_fixture.h"

#include <sys/wait.h>

using namespace satpad::test;

/// The sender's side of pages that serve no message.
class TstTakenPages : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aTagSpendsItsPagesAndGivesTheirBytes()
    {
        Pair pair;
        auto taken = must(pair.a.ledger->take_pages(pair.reserve(2, PageUse::tag), PageUse::tag));
        QVERIFY(is_same(taken.bytes.view(), pair.bytes(0, 2)));
        QCOMPARE(taken.ranges, (std::vector<PageRange>{{pair.pad, 0, 2}}));
        const PadSummary pad = pair.a.pad(pair.pad);
        QCOMPARE(pad.spent, 2U);
        QCOMPARE(pad.handed_over, 0U);
        QVERIFY(!pair.a.page_opens(pair.pad, 0) && !pair.a.page_opens(pair.pad, 1));
        QVERIFY(pair.a.page_opens(pair.pad, 2));
        const MessageRow row = must(pair.a.ledger->message(taken.use));
        QVERIFY(row.state == MessageState::taken && row.use == PageUse::tag);
        QVERIFY(row.settled.seconds != 0);
        QVERIFY(!fs::exists(pair.a.home->paths().outbox() / (taken.use.hex() + ".lock")));
        QVERIFY(sound(pair.a));
    }
    void aRelayHandsItsPagesOver()
    {
        Pair pair;
        const auto taken =
            must(pair.a.ledger->take_pages(pair.reserve(7, PageUse::relay), PageUse::relay));
        QVERIFY(is_same(taken.bytes.view(), pair.bytes(0, 7)));
        const PadSummary pad = pair.a.pad(pair.pad);
        QCOMPARE(pad.handed_over, 7U);
        QCOMPARE(pad.relayed, 7U);
        QCOMPARE(pad.spent, 0U);
        QVERIFY(!pair.a.page_opens(pair.pad, 6));
        QVERIFY(must(pair.a.ledger->message(taken.use)).use == PageUse::relay);
        QVERIFY(sound(pair.a));
    }
    void pagesOfSeveralPadsComeInTheOrderOfTheirRanges()
    {
        Pair pair(8);
        const PadId second = pair.a.add_pad(40);
        const auto taken =
            must(pair.a.ledger->take_pages(pair.reserve(20, PageUse::relay), PageUse::relay));
        QCOMPARE(taken.ranges.size(), 2U);
        QVERIFY(taken.ranges[0] < taken.ranges[1]);
        QCOMPARE(taken.bytes.size(), 20 * k_page_bytes);
        const std::size_t behind =
            taken.ranges[0].pad == pair.pad ? 0 : static_cast<std::size_t>(taken.ranges[0].count);
        QVERIFY(is_same(
            taken.bytes.view().subspan(behind * k_page_bytes, 7 * k_page_bytes), pair.bytes(0, 7)));
        QCOMPARE(pair.a.pad(second).relayed, 13U);
        QVERIFY(sound(pair.a));
    }
    void theBytesAreKeptBeforeAnyIsErased()
    {
        Pair pair;
        Bytes seen;
        auto reservation = pair.reserve(3, PageUse::relay);
        const MessageId id = reservation.id();
        must(pair.a.ledger->take_pages(
            std::move(reservation), PageUse::relay, [&](ByteView bytes) -> Expected<void> {
                seen.assign(bytes.begin(), bytes.end());
                const bool open = pair.a.page_opens(pair.pad, 0) && pair.a.page_opens(pair.pad, 2);
                const bool held = must(pair.a.ledger->message(id)).state == MessageState::reserved;
                return open && held ? Expected<void>{} : Unexpected(Errc::internal);
            }));
        QVERIFY(is_same(seen, pair.bytes(0, 3)));
    }
    void whatCannotBeKeptIsBurnt()
    {
        Pair pair;
        auto reservation = pair.reserve(3, PageUse::tag);
        const MessageId id = reservation.id();
        const auto taken = pair.a.ledger->take_pages(std::move(reservation),
            PageUse::tag,
            [](ByteView) -> Expected<void> { return Unexpected(Errc::storage_full); });
        QVERIFY(taken.error().is(Errc::storage_full));
        const PadSummary pad = pair.a.pad(pair.pad);
        QCOMPARE(pad.burnt, 1U + 3U);
        QCOMPARE(pad.spent + pad.reserved + pad.handed_over, 0U);
        QVERIFY(!pair.a.page_opens(pair.pad, 0));
        QVERIFY(must(pair.a.ledger->message(id)).state == MessageState::cancelled);
        QVERIFY(sound(pair.a));
    }
    void aReservationServesWhatItWasMadeFor()
    {
        Pair pair;
        auto message = must(pair.a.reserve(2));
        QVERIFY(pair.a.ledger->take_pages(std::move(message), PageUse::tag)
                    .error()
                    .is(Errc::invalid_argument));
        auto tag = pair.reserve(2, PageUse::tag);
        QVERIFY(pair.a.ledger->take_pages(std::move(tag), PageUse::relay)
                    .error()
                    .is(Errc::invalid_argument));
        QVERIFY(pair.a.ledger->open_pages(std::move(tag)).error().is(Errc::invalid_argument));
        must(pair.a.ledger->take_pages(std::move(tag), PageUse::tag)); // refused: not used up
        QVERIFY(pair.a.ledger->take_pages(std::move(tag), PageUse::tag).error().is(Errc::internal));
        QCOMPARE(pair.a.pad(pair.pad).spent, 2U);
    }
    void usesAreNoMessages()
    {
        Pair pair;
        auto living = pair.reserve(2, PageUse::tag);
        const auto taken =
            must(pair.a.ledger->take_pages(pair.reserve(2, PageUse::relay), PageUse::relay));
        must(pair.b.ledger->take_told_pages(pair.told(taken, PageUse::relay)));
        for (const Site* site : {&pair.a, &pair.b}) {
            QVERIFY(must(site->ledger->messages({})).empty());
        }
        QVERIFY(must(
            pair.a.ledger->messages(
                {.direction = MessageDirection::outgoing, .peer = pair.b.me(), .open_only = true}))
                    .empty());
        QCOMPARE(must(pair.a.ledger->messages(
                          {.direction = {}, .peer = {}, .open_only = true, .uses = true}))
                     .size(),
            1U);
        const auto all = must(pair.a.ledger->messages(
            {.direction = {}, .peer = {}, .open_only = false, .uses = true}));
        QCOMPARE(all.size(), 2U);
        QVERIFY(all[0].use == PageUse::tag && all[1].use == PageUse::relay);
        QVERIFY(pair.a.ledger->begin_cancel(taken.use).error().is(Errc::wrong_state));
        QVERIFY(pair.a.ledger->settle_outgoing(taken.use, MessageState::verified)
                    .error()
                    .is(Errc::wrong_state));
    }
    void aReservationThatDiesIsBurnt()
    {
        Pair pair;
        (void)pair.reserve(5, PageUse::relay);
        pair.a.reopen();
        QCOMPARE(pair.a.pad(pair.pad).burnt, 1U + 5U);
        QCOMPARE(pair.a.pad(pair.pad).relayed, 0U);
        QVERIFY(!pair.a.page_opens(pair.pad, 4));
        QVERIFY(sound(pair.a));
    }
    void whatARecoveryBurntIsNotTaken()
    {
        Pair pair;
        auto reservation = pair.reserve(5, PageUse::tag);
        const fs::path lock = pair.a.home->paths().outbox() / (reservation.id().hex() + ".lock");
        const auto taken = pair.a.ledger->take_pages(
            std::move(reservation), PageUse::tag, [&](ByteView) -> Expected<void> {
                fs::remove(lock); // as a sweep by hand would
                (void)must(PadLedger::open(*pair.a.home, pair.a.clock, pair.a.states()));
                return {};
            });
        QVERIFY(taken.error().is(Errc::wrong_state));
        QCOMPARE(pair.a.pad(pair.pad).burnt, 1U + 5U);
        QVERIFY(sound(pair.a));
    }
    void aForkedChildTakesNothing()
    {
        Pair pair;
        auto reservation = pair.reserve(5, PageUse::tag);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto taken = pair.a.ledger->take_pages(std::move(reservation), PageUse::tag);
            ::_exit(!taken && taken.error().is(Errc::wrong_state) ? 0 : 1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
        QVERIFY(pair.a.page_opens(pair.pad, 0));
        must(pair.a.ledger->take_pages(std::move(reservation), PageUse::tag));
    }
    void floorsPassWhatIsTakenAndNoMore()
    {
        Pair pair;
        must(pair.a.ledger->take_pages(pair.reserve(3, PageUse::tag), PageUse::tag));
        const auto open = pair.reserve(2, PageUse::relay); // holds the floor while it is open
        const auto later = must(pair.a.reserve(4));
        QCOMPARE(later.floors(), (std::vector<PadFloor>{{pair.pad, 3}}));
    }
    void simulatedAndRealPadsNeverMix()
    {
        Pair pair(8);
        pair.a.add_pad(100, {.simulated = true});
        const auto refused =
            pair.a.ledger->reserve({.peer = pair.b.me(), .pages = 20, .use = PageUse::relay});
        QVERIFY(refused.error().is(Errc::not_enough_key));
    }
    void takingCostsOneSyncForThePadAndOneForTheLedger()
    {
        RecordingTap tap;
        Pair pair(40, &tap);
        pair.a.reopen();
        auto reservation = pair.reserve(5, PageUse::relay);
        tap.clear();
        must(pair.a.ledger->take_pages(std::move(reservation), PageUse::relay));
        QCOMPARE(tap.count(FileOperation::Kind::sync), 2U);
        QCOMPARE(tap.count(FileOperation::Kind::sync_folder), 0U);
    }
    void theEventsSayWhatThePagesBecame()
    {
        Pair pair;
        const auto taken =
            must(pair.a.ledger->take_pages(pair.reserve(3, PageUse::relay), PageUse::relay));
        must(pair.b.ledger->take_told_pages(pair.told(taken, PageUse::relay)));
        const LedgerEvent reserved = nth_last_event(pair.a, 2);
        QCOMPARE(reserved.kind, std::string("reserved"));
        QCOMPARE(reserved.note, std::string("relay"));
        const LedgerEvent sent = nth_last_event(pair.a, 1);
        QCOMPARE(sent.kind, std::string("relayed"));
        QVERIFY(sent.pad == PadId{} && sent.message == taken.use && sent.count == 3);
        const LedgerEvent received = nth_last_event(pair.b, 1);
        QCOMPARE(received.kind, std::string("relayed"));
        QVERIFY(received.pad == pair.pad && received.message == taken.use && received.count == 3);
    }
    void verifySeesEventsThatCannotBe_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("says");
        QTest::newRow("a relay's pages were spent") << "kind = 'tagged' WHERE kind = 'relayed'"
                                                    << "reserved for something else";
        QTest::newRow("a tag's pages were sealed") << "kind = 'sealed' WHERE kind = 'tagged'"
                                                   << "reserved for something else";
        QTest::newRow("a message's pages were relayed") << "kind = 'relayed' WHERE kind = 'sealed'"
                                                        << "reserved for something else";
        QTest::newRow("a sender was told")
            << "pad = (SELECT id FROM pads LIMIT 1), count = 1 WHERE kind = 'tagged'"
            << "only a receiver is told";
    }
    void verifySeesEventsThatCannotBe()
    {
        QFETCH(QString, sql);
        QFETCH(QString, says);
        Pair pair;
        (void)pair.a.seal(4);
        must(pair.a.ledger->take_pages(pair.reserve(2, PageUse::tag), PageUse::tag));
        must(pair.a.ledger->take_pages(pair.reserve(2, PageUse::relay), PageUse::relay));
        QVERIFY(sound(pair.a));
        QCOMPARE(RawSql(pair.a).run(
                     "DROP TRIGGER events_never_change; UPDATE events SET " + sql.toStdString()),
            std::string());
        const VerifyReport report = must(pair.a.ledger->verify());
        QVERIFY(
            std::any_of(report.faults.begin(), report.faults.end(), [&](const std::string& fault) {
                return fault.find(says.toStdString()) != std::string::npos;
            }));
    }
    void verifySeesAReservationWithAnotherPurpose()
    {
        Pair pair;
        const auto living = pair.reserve(2, PageUse::tag);
        QVERIFY(sound(pair.a));
        QCOMPARE(RawSql(pair.a).run(
                     "DROP TRIGGER messages_identity_stays; UPDATE messages SET purpose = 2"),
            std::string());
        QVERIFY(!must(pair.a.ledger->verify()).ok);
    }
    void aFailureAnywhereTakesAllOrBurnsAll_data()
    {
        QTest::addColumn<bool>("sticky");
        QTest::newRow("once") << false;
        QTest::newRow("from there on, as a death") << true;
    }
    void aFailureAnywhereTakesAllOrBurnsAll()
    {
        QFETCH(bool, sticky);
        FailingTap tap;
        Pair pair(600, &tap);
        std::size_t fired = 0;
        for (std::size_t n = 0;; ++n) {
            auto reservation = pair.reserve(4, n % 2 == 0 ? PageUse::relay : PageUse::tag);
            const MessageId id = reservation.id();
            tap.fail_at(n,
                {EIO, std::generic_category()},
                sticky ? FailingTap::Then::keep_failing : FailingTap::Then::recover);
            const bool taken =
                pair.a.ledger
                    ->take_pages(std::move(reservation), n % 2 == 0 ? PageUse::relay : PageUse::tag)
                    .has_value();
            const bool hit = tap.fired();
            fired += hit ? 1U : 0U;
            if (sticky) {
                pair.a.close(); // closing fails too
            }
            tap.disarm();
            pair.a.reopen();
            const MessageRow row = must(pair.a.ledger->message(id));
            QVERIFY(!taken || row.state == MessageState::taken);
            QVERIFY(row.settled.seconds != 0);
            const PadSummary pad = pair.a.pad(pair.pad);
            QCOMPARE(pad.reserved, 0U);
            QCOMPARE(pad.mark, 4U * (n + 1));
            for (std::uint64_t page = 0; page < pad.mark; ++page) {
                QVERIFY2(!pair.a.page_opens(pair.pad, page), qPrintable(QString::number(page)));
            }
            QVERIFY(sound(pair.a));
            QVERIFY(!must(pair.a.ledger->suspect()));
            if (!hit) {
                QVERIFY(taken);
                break;
            }
            QVERIFY(n < 100);
        }
        QVERIFY(fired >= 6);
    }
};

QTEST_APPLESS_MAIN(TstTakenPages)
#include "tst_taken_pages.moc"
