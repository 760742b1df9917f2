// SPDX-License-Identifier: GPL-3.0-or-later
#include "session_pair.h"

using namespace satpad;
using namespace satpad::test;
using State = FakeSite::State;
using TransportErrc = transport::Errc;

/// Two sessions fed to each other: what arrives, and what must not leave.
class TstSession : public QObject
{
    Q_OBJECT
private slots:
    void messagesArriveWhateverTheFragments_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 30; ++seed) {
            QTest::addRow("seed %llu", seed) << seed;
        }
    }
    void messagesArriveWhateverTheFragments()
    {
        QFETCH(quint64, seed);
        Sites sites;
        std::mt19937_64 random(seed);
        for (int i = 0; i < 6; ++i) {
            sites.a.queue(site_id(2), 1 + random() % 300'000);
            sites.b.queue(site_id(1), 1 + random() % 300'000);
        }
        transport::LinkSettings link;
        link.latency = std::chrono::milliseconds(random() % 400);
        link.bytes_per_second = seed % 3 == 0 ? 100'000 : 0;
        link.stall_chance = seed % 2 == 0 ? 0.01 : 0;
        link.window = 4096 + random() % 200'000;
        link.seed = seed;
        const RunOutcome outcome = sites.run(link, seed);
        QCOMPARE(code_of(outcome.a), std::error_code());
        QCOMPARE(code_of(outcome.b), std::error_code());
        QCOMPARE(sites.b.accepted(), std::size_t{6});
        QCOMPARE(sites.a.accepted(), std::size_t{6});
        QVERIFY(sites.a.all_settled() && sites.b.all_settled());
        QVERIFY(sites.clean());
        QCOMPARE(sites.a.sessions_ended(), 1);
    }
    void arrivedBytesAreTheSealedOnes()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 200'000);
        sites.run();
        const auto received = sites.b.received(id);
        QVERIFY(received.has_value());
        for (std::uint64_t i = 0; i < received->spool.size(); ++i) {
            QVERIFY(received->spool[i] == sites.a.sealed_chunk(received->header, i));
        }
    }
    void emptyQueuesEndAtOnce()
    {
        Sites sites;
        const RunOutcome outcome = sites.run();
        QCOMPARE(code_of(outcome.a), std::error_code());
        QVERIFY(outcome.took < std::chrono::seconds(1));
    }
    void aKeptSessionCarriesLaterMessages()
    {
        Sites sites;
        transport::Session a(
            sites.settings_a(transport::SessionSettings::Close::on_request), sites.a, k_start);
        transport::Session b(sites.settings_b(), sites.b, k_start);
        transport::SimulatedLink link(transport::LinkSettings{});
        Time now = transport::run_sessions(a, b, link, k_start, std::chrono::seconds(30), 1);
        sites.b.queue(site_id(1), 5000);
        b.wake(now);
        now = transport::run_sessions(a, b, link, now, std::chrono::seconds(30), 1);
        QVERIFY(sites.b.all_settled());
        QVERIFY(!a.done());
        transport::run_sessions(a, b, link, now, std::chrono::minutes(20), 1);
        QVERIFY2(a.done() && b.done(), "a quiet session is closed after the keep time");
        QCOMPARE(code_of(a.result()), std::error_code());
    }
    void pingsKeepAQuietSessionUntilKeepPasses()
    {
        Sites sites;
        Puppet peer(sites.b);
        peer.say_hello();
        peer.heard();
        peer.now = peer.session.next_deadline();
        peer.session.on_deadline(peer.now);
        QVERIFY(peer.heard_one<transport::Ping>().has_value());
        peer.say(transport::Pong{});
        QVERIFY(!peer.session.done());
    }
    void aPeerThatDoesNotAnswerPingIsGivenUp()
    {
        Sites sites;
        Puppet peer(sites.b);
        peer.say_hello();
        peer.heard();
        for (int i = 0; i < 2; ++i) {
            peer.now = peer.session.next_deadline();
            peer.session.on_deadline(peer.now);
            peer.heard();
        }
        QCOMPARE(code_of(peer.session.result()), code(TransportErrc::timed_out));
    }
    void aPeerThatNeverAnswersRecordCostsOneIdleTime()
    {
        Sites sites;
        const auto id = sites.b.queue(site_id(1), 5000);
        Puppet peer(sites.b);
        peer.say_hello();
        QVERIFY(peer.heard_one<transport::Record>().has_value());
        QVERIFY(peer.session.next_deadline() <= k_start + transport::Deadlines{}.idle);
        peer.now = peer.session.next_deadline();
        peer.session.on_deadline(peer.now);
        QCOMPARE(code_of(peer.session.result()), code(TransportErrc::timed_out));
        QVERIFY(sites.b.sent(id).state == State::waiting);
    }
    void pingsDoNotKeepAStalledMessageAlive()
    {
        Sites sites;
        sites.b.queue(site_id(1), 5000);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.heard();
        for (int i = 0; i < 10 && !peer.session.done(); ++i) {
            peer.now += std::chrono::seconds(10);
            peer.say(transport::Ping{});
            peer.session.on_deadline(peer.now);
            peer.heard();
        }
        QCOMPARE(code_of(peer.session.result()), code(TransportErrc::timed_out));
    }
    void noHelloEndsTheSession()
    {
        Sites sites;
        Puppet peer(sites.b);
        peer.now = peer.session.next_deadline();
        peer.session.on_deadline(peer.now);
        QCOMPARE(code_of(peer.session.result()), code(TransportErrc::timed_out));
    }
    void anotherSitesHelloIsTheWrongPeer()
    {
        Sites sites;
        Puppet peer(sites.b);
        peer.say(transport::Hello{1, site_id(3)});
        QCOMPARE(code_of(peer.session.result()), code(TransportErrc::wrong_peer));
    }

    void padsAreConfirmedBeforeAChunkLeaves()
    {
        Sites sites;
        sites.a.add_pad_to_check(pad_id(5));
        sites.a.queue(site_id(2), 5000);
        const RunOutcome outcome = sites.run();
        QCOMPARE(code_of(outcome.a), std::error_code());
        QCOMPARE(sites.a.confirmed().size(), std::size_t{1});
        QCOMPARE(outcome.link.round_trips(), std::uint64_t{3}); // two, and BYE
    }
    void aPadThatDiffersIsRefusedBeforeTheFirstPhoto()
    {
        Sites sites;
        sites.a.add_pad_to_check(pad_id(5));
        const auto id = sites.a.queue(site_id(2), 5000);
        sites.b.faults.wrong_confirm = true;
        const RunOutcome outcome = sites.run();
        QCOMPARE(code_of(outcome.a), code(core::Errc::authentication_failed));
        QCOMPARE(code_of(outcome.b), code(core::Errc::authentication_failed));
        QCOMPARE(sites.a.sent(id).chunks_read, std::uint64_t{0});
    }
    void noChunkLeavesWhileAConfirmIsUnanswered()
    {
        Sites sites;
        sites.b.add_pad_to_check(pad_id(5));
        const auto id = sites.b.queue(site_id(1), 5000);
        FakeSite other(site_id(1), 7);
        Puppet peer(sites.b);
        peer.say_hello();
        peer.heard();
        const auto reply =
            std::get<transport::RecordReply>(*other.record(site_id(2), sites.b.sent(id).header));
        peer.say(transport::RecordedFrame{id, reply.record_tag, 0});
        QVERIFY(!peer.heard_one<transport::Chunk>().has_value());
        peer.say(transport::Confirm{pad_id(5), *other.confirm_tag(pad_id(5), site_id(2))});
        QVERIFY(peer.heard_one<transport::Chunk>().has_value());
    }
    void aMessageOnAnUnknownPadStays()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 5000);
        sites.a.add_pad_to_check(sites.a.sending_pad(site_id(2)));
        sites.b.forget_pad(sites.a.sending_pad(site_id(2)));
        const RunOutcome outcome = sites.run();
        QCOMPARE(code_of(outcome.a), std::error_code());
        QVERIFY(sites.a.sent(id).state == State::refused);
        QVERIFY(sites.a.sent(id).refusal.is(core::Errc::unknown_pad));
        QCOMPARE(sites.a.sent(id).chunks_read, std::uint64_t{0});
    }

    void aWrongRecordTagLetsNoChunkLeave()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 5000);
        sites.b.faults.wrong_record_tag = true;
        const RunOutcome outcome = sites.run();
        QCOMPARE(code_of(outcome.a), code(core::Errc::authentication_failed));
        QCOMPARE(sites.a.sent(id).chunks_read, std::uint64_t{0});
        QVERIFY(sites.a.sent(id).state == State::waiting);
    }
    void usedPagesAreReportedAndNothingLeaves()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 5000);
        const auto next = sites.a.queue(site_id(2), 6000);
        sites.b.record_elsewhere(sites.a.sent(id).header);
        const RunOutcome outcome = sites.run();
        QVERIFY(sites.a.sent(id).state == State::used);
        QCOMPARE(sites.a.sent(id).chunks_read, std::uint64_t{0});
        QVERIFY2(sites.a.sent(next).state == State::verified, "the next message goes on");
        QCOMPARE(code_of(outcome.a), std::error_code());
    }
    void aRefusedMessageDoesNotStopTheNext()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 200'000);
        const auto next = sites.a.queue(site_id(2), 6000);
        sites.b.faults.chunk_storage_full = 1;
        sites.run();
        QVERIFY(sites.a.sent(id).state == State::refused);
        QVERIFY(sites.a.sent(id).refusal.is(core::Errc::storage_full));
        QVERIFY(sites.a.sent(next).state == State::verified);
        QVERIFY(sites.clean());
    }
    void aSpoiledChunkEndsTheSessionAndIsCounted()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 200'000);
        sites.a.faults.spoil_chunk = 1;
        const RunOutcome outcome = sites.run();
        QCOMPARE(code_of(outcome.a), code(core::Errc::authentication_failed));
        QCOMPARE(code_of(outcome.b), code(core::Errc::authentication_failed));
        QCOMPARE(outcome.sent_by_b.bad_tags, std::uint64_t{1});
        QCOMPARE(sites.b.received(id)->spool.size(), std::size_t{1});
    }
    void aWrongAnswerIsNotBelieved()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 5000);
        sites.b.faults.wrong_answer = true;
        const RunOutcome outcome = sites.run();
        QCOMPARE(code_of(outcome.a), code(core::Errc::authentication_failed));
        QVERIFY(sites.a.sent(id).state == State::waiting);
    }
    void aSendersStorageFaultEndsTheSession()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 5000);
        sites.a.faults.read_fails = true;
        const RunOutcome outcome = sites.run();
        QCOMPARE(code_of(outcome.a), code(core::Errc::io_failed));
        QCOMPARE(code_of(outcome.b), code(TransportErrc::closed));
        QVERIFY(sites.a.sent(id).state == State::waiting);
    }
    void aMessageHeldByAnotherProcessIsSkipped()
    {
        Sites sites;
        const auto busy = sites.a.queue(site_id(2), 5000);
        const auto free = sites.a.queue(site_id(2), 6000);
        auto held = sites.a.open_outgoing(busy);
        QVERIFY(held.has_value());
        sites.run();
        QVERIFY(sites.a.sent(busy).state == State::waiting);
        QVERIFY(sites.a.sent(free).state == State::verified);
    }
    void finishLetsTheMessageUnderWayEnd()
    {
        Sites sites;
        const auto first = sites.a.queue(site_id(2), 1'000'000);
        for (int i = 0; i < 10; ++i) {
            sites.a.queue(site_id(2), 1'000'000);
        }
        transport::LinkSettings slow;
        slow.bytes_per_second = 200'000;
        bool asked = false;
        const RunOutcome outcome = sites.run(slow,
            1,
            std::chrono::minutes(30),
            [&](transport::Session&, transport::Session& b, transport::SimulatedLink&) {
                if (!asked && b.statistics().chunks_received == 3) {
                    asked = true;
                    b.finish(k_start + std::chrono::seconds(3));
                }
            });
        QVERIFY(sites.a.sent(first).state == State::verified);
        QVERIFY(!sites.a.all_settled());
        QCOMPARE(code_of(outcome.a), code(TransportErrc::closed));
        QCOMPARE(code_of(outcome.b), std::error_code());
        QVERIFY(sites.clean());
    }
};

QTEST_APPLESS_MAIN(TstSession)
#include "tst_session.moc"
