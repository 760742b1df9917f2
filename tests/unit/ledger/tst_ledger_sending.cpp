// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

#include <sys/wait.h>

using namespace satpad::test;

class TstLedgerSending : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aNewPadHasItsLastPageBurntAndErased()
    {
        Site site;
        const PadId id = site.add_pad(20);
        const PadSummary pad = site.pad(id);
        QCOMPARE(pad.free, 19U);
        QCOMPARE(pad.burnt, 1U);
        QCOMPARE(pad.mark, 0U);
        QVERIFY(conserved(pad));
        QVERIFY(!site.page_opens(id, 19));
        QVERIFY(site.page_opens(id, 18));
    }
    void reservationTakesPagesFromTheMark()
    {
        Site site;
        const PadId id = site.add_pad(20);
        const auto reservation = must(site.reserve(5));
        QCOMPARE(reservation.ranges().size(), 1U);
        QCOMPARE(reservation.ranges().front(), (PageRange{id, 0, 5}));
        QCOMPARE(reservation.floors(), (std::vector<PadFloor>{{id, 0}}));
        QCOMPARE(site.pad(id).mark, 5U);
        QCOMPARE(site.pad(id).reserved, 5U);
        QCOMPARE(must(site.ledger->events(0, 100)).back().hash, reservation.chain_head());
    }
    void sealedPagesAreSpentAndErased()
    {
        Site site;
        const PadId id = site.add_pad(20);
        const MessageId message = site.seal(5);
        QCOMPARE(site.pad(id).spent, 5U);
        QCOMPARE(site.pad(id).reserved, 0U);
        for (std::uint64_t page = 0; page < 5; ++page) {
            QVERIFY(!site.page_opens(id, page));
        }
        QVERIFY(site.page_opens(id, 5));
        QCOMPARE(must(site.ledger->message(message)).state, MessageState::sealed);
    }
    void pagesReadAsOneStreamOverTheRanges()
    {
        Site site;
        const PadId a = site.add_pad(6);
        const PadId b = site.add_pad(6);
        auto reservation = must(site.reserve(8));
        QCOMPARE(reservation.ranges().size(), 2U);
        QVERIFY(std::is_sorted(reservation.ranges().begin(), reservation.ranges().end()));
        Bytes want;
        for (const PageRange& range : reservation.ranges()) {
            Bytes part(range.count * k_page_bytes);
            must(must(PadFile::open(*site.home, range.pad, 6)).read(range.first, part));
            want.insert(want.end(), part.begin(), part.end());
        }
        auto pages = must(site.ledger->open_pages(std::move(reservation)));
        Bytes got(8 * k_page_bytes);
        must(pages->read(0, got));
        QVERIFY(got == want);
        Bytes middle(3 * k_page_bytes);
        must(pages->read(4, middle));
        QVERIFY(std::equal(middle.begin(), middle.end(), want.begin() + 4 * k_page_bytes));
        QVERIFY(!pages->read(6, middle).has_value());
        QVERIFY(a != b);
    }
    void erasedPagesAreNotReadAgain()
    {
        Site site;
        site.add_pad(20);
        auto pages = must(site.ledger->open_pages(must(site.reserve(3))));
        must(pages->erase());
        Bytes out(k_page_bytes);
        const auto read = pages->read(0, out);
        QVERIFY(!read && read.error().is(Errc::wrong_state)); // not: damaged
    }
    void committingBeforeErasingIsRefused()
    {
        Site site;
        site.add_pad(20);
        auto reservation = must(site.reserve(5));
        const Bytes header = encode_header(site.header_of(reservation));
        auto pages = must(site.ledger->open_pages(std::move(reservation)));
        const auto done = site.ledger->commit_sealed(std::move(pages), header, 1, {});
        QVERIFY(!done);
        QVERIFY2(done.error().context.find("after its pages are erased") != std::string::npos,
            done.error().context.c_str());
    }
    void aHeaderOfOtherPagesIsNotStored()
    {
        Site site;
        site.add_pad(20);
        auto reservation = must(site.reserve(5));
        for (const bool another_id : {true, false}) {
            auto reservation = must(site.reserve(5));
            MessageHeader header = site.header_of(reservation);
            if (another_id) {
                header.id = site.random.id<MessageId>();
            } else {
                header.ranges.front().first += 1;
            }
            auto pages = must(site.ledger->open_pages(std::move(reservation)));
            must(pages->erase());
            const auto done =
                site.ledger->commit_sealed(std::move(pages), encode_header(header), 1, {});
            QVERIFY(!done && done.error().is(Errc::internal));
        }
    }
    void whatRecoveryBurntIsNotSealed()
    {
        // Its lock was lost (a file system that forgets them): another open burnt the pages.
        Site site;
        const PadId id = site.add_pad(20);
        auto reservation = must(site.reserve(5));
        const Bytes header = encode_header(site.header_of(reservation));
        auto pages = must(site.ledger->open_pages(std::move(reservation)));
        must(pages->erase());
        fs::remove(site.root() / "outbox" / (pages->id().hex() + ".lock"));
        const auto second = must(PadLedger::open(*site.home, site.clock, site.states()));
        QCOMPARE(must(second.pad(id)).burnt, 6U);
        const auto done = site.ledger->commit_sealed(std::move(pages), header, 1, {});
        QVERIFY(!done && done.error().is(Errc::wrong_state));
        QCOMPARE(site.pad(id).spent, 0U);
        QCOMPARE(site.pad(id).burnt, 6U);
    }
    void tooLittleKeyReservesNothingAndSaysHowMuch()
    {
        Site site;
        const PadId id = site.add_pad(20);
        const auto events = must(site.ledger->events(0, 1000)).size();
        const auto failed = site.reserve(20);
        QVERIFY(!failed.has_value());
        QVERIFY(failed.error().is(Errc::not_enough_key));
        QCOMPARE(failed.error().context, std::string("needed 20 pages, free 19"));
        QCOMPARE(site.pad(id).free, 19U);
        QCOMPARE(must(site.ledger->events(0, 1000)).size(), events);
        QVERIFY(must(site.store->list(site.home->paths().outbox())).empty());
    }
    void burningGivesPagesUpForGood()
    {
        Site site;
        const PadId id = site.add_pad(20);
        must(site.ledger->burn(must(site.reserve(5))));
        QCOMPARE(site.pad(id).burnt, 6U);
        QCOMPARE(site.pad(id).mark, 5U);
        QVERIFY(!site.page_opens(id, 0));
        QVERIFY(must(site.store->list(site.home->paths().outbox())).empty());
    }
    void aDeadReservationIsBurntByTheNextOpen()
    {
        Site site;
        const PadId id = site.add_pad(20);
        MessageId message;
        {
            const auto reservation = must(site.reserve(5));
            message = reservation.id();
        }
        site.reopen();
        QCOMPARE(must(site.ledger->message(message)).state, MessageState::failed);
        QCOMPARE(site.pad(id).burnt, 6U);
        QVERIFY(!site.page_opens(id, 0));
        QVERIFY(must(site.store->list(site.home->paths().outbox())).empty());
    }
    void aLivingReservationIsNotTouched()
    {
        Site site;
        const PadId id = site.add_pad(20);
        auto reservation = must(site.reserve(5));
        const auto other = must(PadLedger::open(*site.home, site.clock, site.states()));
        QCOMPARE(must(other.pad(id)).reserved, 5U);
        QVERIFY(!must(other.suspect()));
        auto pages = must(site.ledger->open_pages(std::move(reservation)));
        Bytes out(5 * k_page_bytes);
        must(pages->read(0, out));
    }
    void aReservationIsBurntAndNeverSettled()
    {
        Site site;
        const PadId id = site.add_pad(40);
        auto reservation = must(site.reserve(5));
        for (const MessageState end :
            {MessageState::verified, MessageState::cancelled, MessageState::failed}) {
            QVERIFY(
                site.ledger->settle_outgoing(reservation.id(), end).error().is(Errc::wrong_state));
        }
        QCOMPARE(site.pad(id).reserved, 5U);
    }
};

QTEST_APPLESS_MAIN(TstLedgerSending)
#include "tst_ledger_sending.moc"
