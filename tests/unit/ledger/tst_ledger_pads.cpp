// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_fixture.h"

using namespace satpad::test;

using Carrier = ReserveRequest::Carrier;

class TstLedgerPads : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }

    void aDeliveryIsTakenOnce()
    {
        Site site;
        NewPad a = site.write_pad(20, {});
        NewPad b = site.write_pad(20, {.direction = PadDirection::receive});
        b.batch = a.batch;
        const std::vector<NewPad> pads{a, b};
        must(site.ledger->add_pads(pads));
        const auto again = site.ledger->add_pads(pads);
        QVERIFY(!again.has_value() && again.error().is(Errc::already_exists));
        QCOMPARE(must(site.ledger->pads()).size(), 2U);
    }
    void aPartOfADeliveryIsRefusedWhole()
    {
        Site site;
        const NewPad a = site.write_pad(20, {});
        must(site.ledger->add_pads(std::span(&a, 1)));
        NewPad b = site.write_pad(20, {});
        NewPad other = a;
        other.batch = b.batch;
        const std::vector<NewPad> pads{b, other};
        const auto mixed = site.ledger->add_pads(pads);
        QVERIFY(!mixed.has_value() && mixed.error().is(Errc::key_already_used));
        QCOMPARE(must(site.ledger->pads()).size(), 1U);
    }
    void aPadWithoutItsFileIsRefused()
    {
        Site site;
        const NewPad a = site.write_pad(20, {});
        fs::remove(site.home->paths().pad(a.id));
        QVERIFY(!site.ledger->add_pads(std::span(&a, 1)).has_value());
        QVERIFY(must(site.ledger->pads()).empty());
    }
    void confirmedPadsServeFirst()
    {
        Site site;
        site.add_pad(20, {.state = PadState::unconfirmed});
        const PadId confirmed = site.add_pad(20);
        QCOMPARE(must(site.reserve(5)).ranges().front().pad, confirmed);
    }
    void realAndSimulatedPadsNeverMix()
    {
        Site site;
        site.add_pad(20);
        site.add_pad(20, {.simulated = true});
        const auto both = site.reserve(25);
        QVERIFY(!both.has_value() && both.error().is(Errc::not_enough_key));
        SiteConfig config = site.home->config();
        config.allow_simulated = true;
        must(set_config(*site.home, config));
        const auto still = site.reserve(25);
        QVERIFY(!still.has_value() && still.error().is(Errc::not_enough_key));
    }
    void simulatedPadsWorkInARealHomeOnlyWhenAllowed()
    {
        Site site;
        const PadId id = site.add_pad(20, {.simulated = true});
        QVERIFY(site.reserve(5).error().is(Errc::not_enough_key));
        SiteConfig config = site.home->config();
        config.allow_simulated = true;
        must(set_config(*site.home, config));
        QCOMPARE(must(site.reserve(5)).ranges().front().pad, id);
    }
    void atMost64PadsServeOneMessage()
    {
        Site site;
        for (int i = 0; i < 66; ++i) {
            site.add_pad(3);
        }
        QCOMPARE(must(site.reserve(128)).ranges().size(), 64U);
        site.add_pad(200);
        QCOMPARE(must(site.reserve(202)).ranges().size(), 3U);
    }
    void filesLeaveOnlyOnConfirmedPads()
    {
        Site site;
        const PadId id = site.add_pad(20, {.state = PadState::unconfirmed});
        QVERIFY(site.reserve(5, Carrier::file).error().is(Errc::pad_not_confirmed));
        must(site.reserve(5));
        const Tag tag = must(site.ledger->confirm_tag(id, site.peer));
        must(site.ledger->confirm(id, site.peer, tag));
        must(site.reserve(5, Carrier::file));
    }
    void aWrongConfirmSuspendsForGood()
    {
        Site site;
        const PadId id = site.add_pad(20);
        QCOMPARE(must(site.ledger->unchecked_pads(site.peer)), std::vector<PadId>{id});
        const auto wrong = site.ledger->confirm(id, site.peer, site.random.id<Tag>());
        QVERIFY(!wrong.has_value() && wrong.error().is(Errc::authentication_failed));
        QVERIFY(site.pad(id).state == PadState::suspended);
        QVERIFY(site.reserve(5).error().is(Errc::pad_suspended));
        must(site.ledger->advance(id, 19));
        QVERIFY(site.pad(id).state == PadState::suspended);
        QVERIFY(must(site.ledger->unchecked_pads(site.peer)).empty());
    }
    void noFileLeavesFromASuspendedPad()
    {
        Site site;
        const PadId id = site.add_pad(40);
        const MessageId sealed = site.seal(5, ReserveRequest::Carrier::file);
        must(site.ledger->suspend(id, 20));
        QVERIFY(site.ledger->mark_carried(sealed).error().is(Errc::pad_suspended));
        must(site.ledger->advance(id, 20));
        must(site.ledger->mark_carried(sealed));
    }
    void confirmIsAskedOncePerPad()
    {
        Site site;
        const PadId id = site.add_pad(20);
        const Tag tag = must(site.ledger->confirm_tag(id, site.peer));
        must(site.ledger->confirm(id, site.peer, tag));
        QVERIFY(must(site.ledger->unchecked_pads(site.peer)).empty());
        const auto events = must(site.ledger->events(0, 1000)).size();
        must(site.ledger->confirm(id, site.peer, tag));
        QCOMPARE(must(site.ledger->events(0, 1000)).size(), events);
        QVERIFY(!site.ledger->confirm_tag(id, site.me()).has_value());
    }
    void advancingPastThePeersFigureLiftsASuspension()
    {
        Site site;
        const PadId id = site.add_pad(20);
        must(site.ledger->suspend(id, 8));
        QVERIFY(site.reserve(5).error().is(Errc::pad_suspended));
        QCOMPARE(must(site.ledger->advance(id, 5)), 5U);
        QVERIFY(site.pad(id).state == PadState::suspended);
        QCOMPARE(must(site.ledger->advance(id, 8)), 3U);
        QVERIFY(site.pad(id).state == PadState::confirmed);
        QCOMPARE(site.pad(id).burnt, 9U);
        QVERIFY(!site.page_opens(id, 7));
        QCOMPARE(must(site.reserve(5)).ranges().front().first, 8U);
        QVERIFY(site.ledger->advance(id, 20).error().is(Errc::invalid_argument));
        QVERIFY(site.ledger->advance(id, 3).error().is(Errc::invalid_argument)); // marks only rise
    }
    void closingBurnsFoldsAndRemovesTheFile()
    {
        Site site;
        const PadId id = site.add_pad(20);
        const MessageId message = site.seal(5);
        QVERIFY(site.ledger->close(id).error().is(Errc::wrong_state));
        must(site.ledger->settle_outgoing(message, MessageState::verified));
        QCOMPARE(must(site.ledger->close(id)), 14U);
        const PadSummary pad = site.pad(id);
        QVERIFY(pad.state == PadState::closed);
        QCOMPARE(pad.spent, 5U);
        QCOMPARE(pad.burnt, 15U);
        QVERIFY(conserved(pad));
        QVERIFY(!fs::exists(site.home->paths().pad(id)));
        QVERIFY(must(site.ledger->verify()).ok);
        QCOMPARE(must(site.ledger->close(id)), 0U);
        QVERIFY(site.reserve(1).error().is(Errc::not_enough_key));
    }
    void aClosedPadsFileGoesAfterACrashRightBehindTheCommit()
    {
        FailingTap tap;
        Site site(1, &tap);
        const PadId id = site.add_pad(6);
        must(site.ledger->settle_outgoing(site.seal(5), MessageState::verified)); // nothing is free
        tap.fail_at(0,
            std::make_error_code(std::errc::io_error),
            FailingTap::Then::keep_failing,
            [](const FileOperation& operation) { return operation.path.extension() == ".pad"; });
        QVERIFY(!site.ledger->close(id).has_value());
        tap.disarm();
        QVERIFY(fs::exists(site.home->paths().pad(id)));
        site.reopen();
        QVERIFY(site.pad(id).state == PadState::closed);
        QVERIFY(!fs::exists(site.home->paths().pad(id)));
    }
    void aPadWhoseFileIsGoneCanBeClosed()
    {
        Site site;
        const PadId id = site.add_pad(20);
        fs::remove(site.home->paths().pad(id));
        site.reopen();
        QVERIFY(site.reserve(5).error().is(Errc::home_damaged));
        QCOMPARE(must(site.ledger->close(id)), 19U);
    }
    void anExhaustedPadIsNoCopy()
    {
        Site site;
        const PadId id = site.add_pad(6);
        site.seal(5);
        QCOMPARE(site.pad(id).free, 0U);
        site.reopen();
        QVERIFY(!must(site.ledger->suspect()));
        QVERIFY(site.reserve(1).error().is(Errc::not_enough_key));
    }
    void handingOverLocksTheHome()
    {
        Site site;
        const PadId id = site.add_pad(20);
        const PadId in = site.add_pad(10, {.direction = PadDirection::receive});
        must(site.ledger->settle_outgoing(site.seal(5), MessageState::verified));
        const auto handed = must(site.ledger->hand_over());
        QCOMPARE(total_pages(handed), 14U + 9U);
        QCOMPARE(site.pad(id).handed_over, 14U);
        QCOMPARE(site.pad(in).handed_over, 9U);
        QVERIFY(must(site.ledger->verify()).ok);
        QVERIFY(site.reserve(1).error().is(Errc::home_locked));
        QVERIFY(site.open().error().is(Errc::home_locked));
    }
    void cancellingEndsOnlyByTheAnswer()
    {
        Site site;
        const PadId id = site.add_pad(40);
        const MessageId message = site.seal(5);
        must(site.ledger->begin_cancel(message));
        must(site.ledger->begin_cancel(message));
        QVERIFY(must(site.ledger->message(message)).state == MessageState::cancelling);
        must(site.ledger->settle_outgoing(message, MessageState::cancelled));
        must(site.ledger->settle_outgoing(message, MessageState::cancelled));
        QVERIFY(site.ledger->settle_outgoing(message, MessageState::verified)
                    .error()
                    .is(Errc::wrong_state));
        QCOMPARE(site.pad(id).spent, 5U);
        const MessageId delivered = site.seal(5);
        must(site.ledger->settle_outgoing(delivered, MessageState::verified));
        QVERIFY(site.ledger->begin_cancel(delivered).error().is(Errc::too_late));
    }
    void floorIsTheLowestUnsettledPage()
    {
        Site site;
        const PadId id = site.add_pad(40);
        const MessageId first = site.seal(5);
        const MessageId second = site.seal(5);
        QCOMPARE(must(site.reserve(5)).floors(), (std::vector<PadFloor>{{id, 0}}));
        must(site.ledger->settle_outgoing(first, MessageState::verified));
        QCOMPARE(must(site.reserve(5)).floors(), (std::vector<PadFloor>{{id, 5}}));
        must(site.ledger->settle_outgoing(second, MessageState::verified));
        site.reopen();
        QCOMPARE(must(site.reserve(5)).floors(), (std::vector<PadFloor>{{id, 20}}));
    }
    void openMessagesAreListedOldestFirst()
    {
        Site site;
        site.add_pad(40);
        const MessageId first = site.seal(5);
        const MessageId second = site.seal(5);
        const MessageId third = site.seal(5);
        must(site.ledger->settle_outgoing(second, MessageState::verified));
        const auto open = must(site.ledger->messages(
            {.direction = MessageDirection::outgoing, .peer = site.peer, .open_only = true}));
        QCOMPARE(open.size(), 2U);
        QCOMPARE(open[0].id, first);
        QCOMPARE(open[1].id, third);
        QCOMPARE(open[0].ranges.size(), 1U);
        QVERIFY(must(site.ledger->messages(
                         {.direction = MessageDirection::incoming, .peer = {}, .open_only = false}))
                    .empty());
    }
};

QTEST_APPLESS_MAIN(TstLedgerPads)
#include "tst_ledger_pads.moc"
