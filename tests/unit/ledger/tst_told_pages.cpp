// SPDX-License-Identifier: GPL-3.0-or-later
#include "raw_sql.h"
#include "taken_pages_fixture.h"

#include <cmath>

using namespace satpad::test;

namespace {

/// A pad for `at`, made of some bytes: its file written, as a relay's end would.
NewPad made_of(Site& at, ByteView bytes, const SiteId& peer)
{
    NewPad made;
    made.id = at.random.id<PadId>();
    made.peer = peer;
    made.pages = bytes.size() / k_page_bytes;
    made.batch = at.random.id<BatchId>();
    made.origin = "relay";
    made.confirm_tag = at.random.id<Tag>();
    made.epsilon = 3e-10;
    Pair::write(at, made.id, bytes);
    return made;
}

bool used(const Expected<TakenPages>& taken)
{
    return !taken && taken.error().is(Errc::key_already_used);
}

} // namespace

/// The receiver's side of pages that serve no message, and both sides together.
class TstToldPages : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void bothSidesTakeTheSameBytesOnce()
    {
        Pair pair;
        const auto sent = pair.take(2, PageUse::tag);
        const auto told = pair.told(sent, PageUse::tag);
        const auto received = must(pair.b.ledger->take_told_pages(told));
        QVERIFY(is_same(received.bytes.view(), sent.bytes.view()));
        QCOMPARE(pair.b.pad(pair.pad).spent, 2U);
        QVERIFY(!pair.b.page_opens(pair.pad, 0) && !pair.b.page_opens(pair.pad, 1));
        QVERIFY(pair.b.page_opens(pair.pad, 2));
        const MessageRow row = must(pair.b.ledger->message(sent.use));
        QVERIFY(row.state == MessageState::taken && row.use == PageUse::tag);
        QVERIFY(row.direction == MessageDirection::incoming);
        QVERIFY(sound(pair.b));
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
    }
    void toldAgainItChangesNothing()
    {
        Pair pair;
        const auto told = pair.claim(10, 5, PageUse::relay);
        must(pair.b.ledger->take_told_pages(told));
        const LedgerEvent last = nth_last_event(pair.b, 1);
        bool asked = false;
        const auto again =
            pair.b.ledger->take_told_pages(told, [&](ByteView) -> Expected<std::vector<NewPad>> {
                asked = true;
                return std::vector<NewPad>{};
            });
        QVERIFY(!again && again.error().is(Errc::already_exists));
        QVERIFY(!asked);
        QVERIFY(nth_last_event(pair.b, 1).hash == last.hash);
        must(pair.b.ledger->close(pair.pad)); // the ranges go with it, the answer stays
        QVERIFY(pair.b.ledger->take_told_pages(told).error().is(Errc::already_exists));
    }
    void theSameIdForAnythingElseIsRefused()
    {
        Pair pair;
        auto told = pair.claim(10, 5, PageUse::relay);
        must(pair.b.ledger->take_told_pages(told));
        told.kind = PageUse::tag;
        QVERIFY(used(pair.b.ledger->take_told_pages(told)));
        told.kind = PageUse::relay;
        told.ranges[0].first = 20;
        QVERIFY(used(pair.b.ledger->take_told_pages(told)));
        told.ranges[0].first = 10;
        told.ranges[0].count = 4;
        QVERIFY(used(pair.b.ledger->take_told_pages(told)));

        const MessageHeader header = pair.b.incoming(pair.pad, 40, 5);
        must(pair.b.ledger->record(header, pair.a.me()));
        QVERIFY(used(
            pair.b.ledger->take_told_pages({header.id, pair.a.me(), header.ranges, PageUse::tag})));
        QCOMPARE(pair.b.pad(pair.pad).free, 100U - 1U - 5U - 5U);
    }
    void aPageServesOneUse_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("count");
        QTest::newRow("the same") << 10 << 5;
        QTest::newRow("from below") << 8 << 3;
        QTest::newRow("from above") << 14 << 3;
        QTest::newRow("inside") << 12 << 1;
        QTest::newRow("over all") << 5 << 15;
        QTest::newRow("a recorded message's") << 28 << 5;
        QTest::newRow("burnt ones") << 39 << 2;
    }
    void aPageServesOneUse()
    {
        QFETCH(int, first);
        QFETCH(int, count);
        Pair pair;
        MessageHeader header = pair.b.incoming(pair.pad, 40, 5);
        header.floors = {{pair.pad, 0}};
        must(pair.b.ledger->abandon(header, pair.a.me(), {}));
        must(pair.b.ledger->record(pair.b.incoming(pair.pad, 30, 5), pair.a.me()));
        must(pair.b.ledger->take_told_pages(pair.claim(10, 5, PageUse::relay)));
        const std::uint64_t free = pair.b.pad(pair.pad).free;
        for (const PageUse use : {PageUse::tag, PageUse::relay}) {
            QVERIFY(used(pair.b.ledger->take_told_pages(pair.claim(
                static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(count), use))));
        }
        QCOMPARE(pair.b.pad(pair.pad).free, free);
        QVERIFY(sound(pair.b));
    }
    void aMessageOverTakenPagesIsToldTheWayForward()
    {
        for (const PageUse use : {PageUse::tag, PageUse::relay}) {
            Pair pair;
            const auto told = pair.claim(10, 5, use);
            must(pair.b.ledger->take_told_pages(told));
            const auto outcome =
                must(pair.b.ledger->record(pair.b.incoming(pair.pad, 12, 5), pair.a.me()));
            const auto& notice = std::get<UsedNotice>(outcome);
            QVERIFY(notice.other == told.use);
            QCOMPARE(notice.overlap, (PageRange{pair.pad, 12, 3}));
            QCOMPARE(notice.advance_to, 15U);
        }
    }
    void whatIsToldIsCheckedAsARecord_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<int>("code");
        QTest::newRow("a stranger") << 0 << static_cast<int>(Errc::unknown_peer);
        QTest::newRow("no id") << 1 << static_cast<int>(Errc::malformed);
        QTest::newRow("no range") << 2 << static_cast<int>(Errc::malformed);
        QTest::newRow("no page") << 3 << static_cast<int>(Errc::malformed);
        QTest::newRow("not sorted") << 4 << static_cast<int>(Errc::malformed);
        QTest::newRow("overlapping itself") << 5 << static_cast<int>(Errc::malformed);
        QTest::newRow("too many ranges") << 6 << static_cast<int>(Errc::malformed);
        QTest::newRow("wrapping") << 7 << static_cast<int>(Errc::malformed);
        QTest::newRow("an unknown pad") << 8 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("a pad that sends") << 9 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("another peer's pad") << 10 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("the CONFIRM page") << 11 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("a closed pad") << 12 << static_cast<int>(Errc::unknown_pad);
        QTest::newRow("a suspended pad") << 13 << static_cast<int>(Errc::pad_suspended);
        QTest::newRow("real and simulated pads") << 14 << static_cast<int>(Errc::invalid_argument);
    }
    void whatIsToldIsCheckedAsARecord()
    {
        QFETCH(int, what);
        QFETCH(int, code);
        Pair pair;
        Site& b = pair.b;
        ToldPages told = pair.claim(10, 5, PageUse::relay);
        switch (what) {
        case 0:
            told.from = b.random.id<SiteId>();
            break;
        case 1:
            told.use = {};
            break;
        case 2:
            told.ranges.clear();
            break;
        case 3:
            told.ranges[0].count = 0;
            break;
        case 4:
            told.ranges = {{pair.pad, 20, 2}, {pair.pad, 10, 2}};
            break;
        case 5:
            told.ranges = {{pair.pad, 10, 5}, {pair.pad, 12, 5}};
            break;
        case 6:
            told.ranges.clear();
            for (std::uint64_t i = 0; i <= k_max_ranges; ++i) {
                told.ranges.push_back({pair.pad, i, 1});
            }
            break;
        case 7:
            told.ranges[0].first = ~std::uint64_t{0};
            break;
        case 8:
            told.ranges[0].pad = b.random.id<PadId>();
            break;
        case 9:
            told.ranges[0].pad = b.add_pad(100, {.peer = pair.a.me()});
            break;
        case 10: {
            const SiteId third = b.random.id<SiteId>();
            Pair::introduce(b, third);
            told.ranges[0].pad =
                b.add_pad(100, {.direction = PadDirection::receive, .peer = third});
            break;
        }
        case 11:
            told.ranges[0].first = 95;
            break;
        case 12:
            must(b.ledger->close(pair.pad));
            break;
        case 13:
            QVERIFY(!b.ledger->confirm(pair.pad, pair.a.me(), b.random.id<Tag>()).has_value());
            break;
        default: {
            const PadId other = pair.add_shared(40, true);
            told.ranges = {{pair.pad, 10, 5}, {other, 0, 5}};
            std::sort(told.ranges.begin(), told.ranges.end());
        }
        }
        const std::uint64_t free = b.pad(pair.pad).free;
        const auto taken = b.ledger->take_told_pages(told);
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, make_error_code(static_cast<Errc>(code)));
        QCOMPARE(b.pad(pair.pad).free, free);
        QVERIFY(what == 12 || b.page_opens(pair.pad, 10));
    }
    void aHomeThatWasHandedOverTakesNothing()
    {
        Pair pair;
        (void)must(pair.b.ledger->hand_over());
        bool asked = false;
        const auto taken = pair.b.ledger->take_told_pages(
            pair.claim(10, 5, PageUse::relay), [&](ByteView) -> Expected<std::vector<NewPad>> {
                asked = true;
                return std::vector<NewPad>{};
            });
        QVERIFY(taken.error().is(Errc::home_locked));
        QVERIFY(!asked);
    }
    void madePadsComeWithThePagesTheyAreMadeOf()
    {
        Pair pair;
        const SiteId third = pair.b.random.id<SiteId>();
        NewPad made;
        const auto taken = must(pair.b.ledger->take_told_pages(pair.claim(10, 8, PageUse::relay),
            [&](ByteView bytes) -> Expected<std::vector<NewPad>> {
                if (!is_same(bytes, pair.bytes(10, 8)) || !pair.b.page_opens(pair.pad, 10)) {
                    return Unexpected(Errc::internal);
                }
                made = made_of(pair.b, bytes, third);
                return std::vector{made};
            }));
        QVERIFY(is_same(taken.bytes.view(), pair.bytes(10, 8)));
        const PadSummary pad = pair.b.pad(made.id);
        QCOMPARE(pad.free, 7U);
        QVERIFY(pad.peer == third && pad.origin == "relay");
        QCOMPARE(pad.epsilon, 3e-10);
        QVERIFY(pair.b.page_opens(made.id, 0));
        QVERIFY(!pair.b.page_opens(made.id, 7)); // keyed CONFIRM
        QCOMPARE(pair.b.pad(pair.pad).relayed, 8U);
        QVERIFY(!pair.b.page_opens(pair.pad, 17));
        QVERIFY(sound(pair.b));
        pair.b.reopen();
        QVERIFY(sound(pair.b));
    }
    void whatCannotBeMadeLeavesNothing_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<int>("code");
        QTest::newRow("making fails") << 0 << static_cast<int>(Errc::storage_full);
        QTest::newRow("a delivery that is known") << 1 << static_cast<int>(Errc::key_already_used);
        QTest::newRow("a pad without its file") << 2 << static_cast<int>(Errc::home_damaged);
        QTest::newRow("a pad of a chance above one")
            << 3 << static_cast<int>(Errc::invalid_argument);
        QTest::newRow("pads of a tag") << 4 << static_cast<int>(Errc::invalid_argument);
        QTest::newRow("a real pad of simulated pages")
            << 5 << static_cast<int>(Errc::invalid_argument);
        QTest::newRow("another took them meanwhile")
            << 6 << static_cast<int>(Errc::key_already_used);
    }
    void whatCannotBeMadeLeavesNothing()
    {
        QFETCH(int, what);
        QFETCH(int, code);
        Pair pair;
        Site& b = pair.b;
        ToldPages told = pair.claim(10, 5, what == 4 ? PageUse::tag : PageUse::relay);
        if (what == 5) {
            told.ranges[0].pad = pair.add_shared(40, true);
        }
        const auto taken =
            b.ledger->take_told_pages(told, [&](ByteView bytes) -> Expected<std::vector<NewPad>> {
                std::vector<NewPad> made{made_of(b, bytes, pair.a.me())};
                switch (what) {
                case 0:
                    return Unexpected(Errc::storage_full);
                case 1:
                    must(b.ledger->add_pads(made));
                    break;
                case 2:
                    fs::remove(b.home->paths().pad(made.front().id));
                    break;
                case 3:
                    made.front().epsilon = 1;
                    break;
                case 6:
                    must(b.ledger->record(b.incoming(pair.pad, 12, 5), pair.a.me()));
                    break;
                default:
                    break;
                }
                return made;
            });
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, make_error_code(static_cast<Errc>(code)));
        QVERIFY(b.ledger->message(told.use).error().is(Errc::unknown_message));
        QVERIFY(b.page_opens(told.ranges[0].pad, 10));
        QCOMPARE(must(b.ledger->pads()).size(), what == 1 || what == 5 ? 2U : 1U);
        QCOMPARE(b.pad(told.ranges[0].pad).handed_over + b.pad(told.ranges[0].pad).spent, 0U);
        QVERIFY(sound(b));
    }
    void aSimulatedPadOfRealPagesIsTaken()
    {
        Pair pair;
        must(pair.b.ledger->take_told_pages(pair.claim(10, 5, PageUse::relay),
            [&](ByteView bytes) -> Expected<std::vector<NewPad>> {
                std::vector<NewPad> made{made_of(pair.b, bytes, pair.a.me())};
                made.front().simulated = true; // the other leg was
                return made;
            }));
        QCOMPARE(must(pair.b.ledger->pads()).size(), 2U);
    }
    void aFailureAnywhereTakesAllOrNothing_data()
    {
        QTest::addColumn<bool>("sticky");
        QTest::newRow("once") << false;
        QTest::newRow("from there on, as a death") << true;
    }
    void aFailureAnywhereTakesAllOrNothing()
    {
        QFETCH(bool, sticky);
        FailingTap tap;
        Pair pair(1000, nullptr, &tap);
        Site& b = pair.b;
        std::size_t fired = 0;
        for (std::size_t n = 0;; ++n) {
            const ToldPages told = pair.claim(5 * n, 5, PageUse::relay);
            NewPad made;
            tap.fail_at(n,
                {EIO, std::generic_category()},
                sticky ? FailingTap::Then::keep_failing : FailingTap::Then::recover);
            const bool taken = b.ledger
                                   ->take_told_pages(told,
                                       [&](ByteView bytes) -> Expected<std::vector<NewPad>> {
                                           made = made_of_or_fail(b, bytes, pair.a.me());
                                           return made.pages == 0 ? Expected<std::vector<NewPad>>(
                                                                        Unexpected(Errc::io_failed))
                                                                  : std::vector{made};
                                       })
                                   .has_value();
            const bool hit = tap.fired();
            fired += hit ? 1U : 0U;
            if (sticky) {
                b.close(); // closing fails too
            }
            tap.disarm();
            b.reopen();
            const auto row = b.ledger->message(told.use);
            QVERIFY(!taken || row.has_value());
            QVERIFY(!row || row->state == MessageState::taken);
            QCOMPARE(b.page_opens(pair.pad, 5 * n), !row.has_value());
            QCOMPARE(b.page_opens(pair.pad, 5 * n + 4), !row.has_value());
            QCOMPARE(b.ledger->pad(made.id).has_value(), row.has_value());
            QVERIFY(sound(b));
            if (!hit) {
                QVERIFY(taken);
                break;
            }
            QVERIFY(n < 150);
        }
        QVERIFY(fired >= 8);
    }
    void ledgersAgreeAboutMessagesTagsAndRelays()
    {
        Pair pair;
        for (int round = 0; round < 3; ++round) {
            const MessageId id = pair.a.seal(5);
            const auto header = must(decode_header(must(pair.a.ledger->message(id)).header));
            const auto tag = pair.take(2, PageUse::tag);
            const auto relay = pair.take(6, PageUse::relay);
            QVERIFY(pair.at_a().empty() && pair.at_b().empty()); // not told yet
            must(pair.b.ledger->take_told_pages(pair.told(relay, PageUse::relay)));
            QVERIFY(pair.at_a().empty() && pair.at_b().empty());
            must(pair.b.ledger->take_told_pages(pair.told(tag, PageUse::tag)));
            must(pair.b.ledger->accept(header, pair.a.me(), {}, {}));
            must(pair.a.ledger->settle_outgoing(id, MessageState::verified));
            const auto living = pair.reserve(1, PageUse::relay);
            QVERIFY(pair.at_a().empty() && pair.at_b().empty());
        }
        pair.a.reopen();
        pair.b.reopen();
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
        QVERIFY(sound(pair.a) && sound(pair.b));
        QCOMPARE(pair.b.pad(pair.pad).relayed, 18U);
        QCOMPARE(pair.b.pad(pair.pad).spent, 15U + 6U);
    }
    void aLaterMessageBurnsWhatWasNotTold()
    {
        for (const PageUse use : {PageUse::tag, PageUse::relay}) {
            Pair pair;
            const auto sent = pair.take(5, use);
            const MessageId id = pair.a.seal(5);
            const auto header = must(decode_header(must(pair.a.ledger->message(id)).header));
            must(pair.b.ledger->accept(header, pair.a.me(), {}, {}));
            QVERIFY(used(pair.b.ledger->take_told_pages(pair.told(sent, use))));
            QCOMPARE(pair.b.pad(pair.pad).burnt, 1U + 5U);
            QVERIFY(pair.at_a().empty() && pair.at_b().empty());
        }
    }
    void pagesThatBecameDifferentThingsAreAnAlarm()
    {
        Pair pair;
        const auto sent = pair.take(5, PageUse::tag);
        must(pair.b.ledger->take_told_pages({sent.use, pair.a.me(), sent.ranges, PageUse::relay}));
        const auto relayed = pair.take(5, PageUse::relay);
        must(pair.b.ledger->take_told_pages(
            {relayed.use, pair.a.me(), relayed.ranges, PageUse::tag}));
        must(pair.b.ledger->take_told_pages(pair.claim(30, 5, PageUse::relay)));
        const auto seen = pair.at_a();
        QCOMPARE(seen.size(), 3U);
        QVERIFY(std::all_of(seen.begin(), seen.end(), [](const auto& one) { return one.alarm; }));
        QCOMPARE(pair.at_b().size(), 3U);
    }
    void whatWentToAnotherHomeIsNotRelayed()
    {
        Pair pair;
        (void)pair.take(5, PageUse::relay);
        (void)must(pair.b.ledger->hand_over());
        const auto ledger =
            must(PadLedger::open_handed_over(*pair.b.home, pair.b.clock, pair.b.states()));
        const auto seen = must(pair.a.ledger->compare(must(ledger.export_text())));
        // The relay's pages, and what a holds free.
        QVERIFY(!seen.empty());
        QCOMPARE(seen.front().where, (PageRange{pair.pad, 0, 5}));
        QVERIFY(!seen.front().alarm);
    }
    void closingKeepsTheCounts()
    {
        Pair pair;
        const auto sent = pair.take(5, PageUse::relay);
        must(pair.b.ledger->take_told_pages(pair.told(sent, PageUse::relay)));
        for (Site* site : {&pair.a, &pair.b}) {
            must(site->ledger->close(pair.pad));
            QCOMPARE(site->pad(pair.pad).relayed, 5U);
            QCOMPARE(site->pad(pair.pad).handed_over, 5U);
            QVERIFY(sound(*site));
        }
        QVERIFY(pair.at_a().empty() && pair.at_b().empty());
    }
    void relayedPagesNeverComeBack()
    {
        Pair pair;
        const auto sent = pair.take(5, PageUse::relay);
        RawSql raw(pair.a);
        const std::string back =
            "BEGIN; UPDATE meta SET locked = 1;"
            "INSERT INTO events SELECT event_count + 1, 0, 'taken_over', (SELECT id FROM pads"
            " LIMIT 1), 0, 5, zeroblob(16), '', zeroblob(32) FROM meta;"
            "DELETE FROM ranges WHERE first = 0";
        const std::string told = raw.run(back);
        QVERIFY2(told.find("closed pad") != std::string::npos, told.c_str());
    }
    void verifySeesRelayedPagesThatCameBack()
    {
        Pair pair;
        const auto sent = pair.take(5, PageUse::relay);
        must(pair.b.ledger->take_told_pages(pair.told(sent, PageUse::relay)));
        const auto says = [&](const char* words) {
            const auto faults = must(pair.b.ledger->verify()).faults;
            return std::any_of(faults.begin(), faults.end(), [&](const std::string& fault) {
                return fault.find(words) != std::string::npos;
            });
        };
        QVERIFY(!says(""));
        RawSql raw(pair.b);
        QCOMPARE(raw.run("UPDATE pads SET relayed = 4"), std::string());
        QVERIFY(says("differs between the events and the table"));
        QCOMPARE(raw.run("UPDATE pads SET relayed = 5"), std::string());
        for (const char* kind : {"locked", "taken_over"}) {
            QCOMPARE(
                raw.run("INSERT INTO events SELECT event_count + 1, 0, '" + std::string(kind) +
                        "', (SELECT id FROM pads LIMIT 1), 0, 5, zeroblob(16), '', zeroblob(32)"
                        " FROM meta"),
                std::string());
        }
        QVERIFY(says("were not handed over"));
    }
    void theChanceOfAPadIsKeptAndChecked()
    {
        Site site;
        NewPad pad = site.write_pad(20, {});
        for (const double wrong : {-1e-10, 1.0, 2.0, std::nan("")}) {
            pad.epsilon = wrong;
            QVERIFY(site.ledger->add_pads(std::span(&pad, 1)).error().is(Errc::invalid_argument));
        }
        pad.epsilon = 1e-10;
        must(site.ledger->add_pads(std::span(&pad, 1)));
        site.reopen();
        QCOMPARE(site.pad(pad.id).epsilon, 1e-10);
        QCOMPARE(site.pad(site.add_pad(20)).epsilon, 0.0);
    }

private:
    /// As made_of, where writing may fail: no pages then.
    static NewPad made_of_or_fail(Site& at, ByteView bytes, const SiteId& peer)
    {
        NewPad made;
        made.id = at.random.id<PadId>();
        made.peer = peer;
        made.batch = at.random.id<BatchId>();
        made.origin = "relay";
        made.confirm_tag = at.random.id<Tag>();
        auto writer = PadFileWriter::create(*at.home, made.id, bytes.size() / k_page_bytes);
        if (writer && writer->append(bytes) && writer->finish()) {
            made.pages = bytes.size() / k_page_bytes;
        }
        return made;
    }
};

QTEST_APPLESS_MAIN(TstToldPages)
#include "tst_told_pages.moc"
