// SPDX-License-Identifier: GPL-3.0-or-later
#include "session_pair.h"

using namespace satpad;
using namespace satpad::test;
using State = FakeSite::State;

/// Cuts and cancels at every place: the same bytes go on, and nothing goes twice that arrived.
class TstResume : public QObject
{
    Q_OBJECT
private slots:
    void aCutAfterEveryByteIsMended()
    {
        // 300 kB are 5 chunks; 4999 is prime, so the cuts wander through the frames.
        for (std::uint64_t cut = 1; cut < 310'000; cut += 4999) {
            Sites sites;
            const auto id = sites.a.queue(site_id(2), 300'000);
            transport::LinkSettings link;
            link.cuts = {cut};
            sites.run(link, cut);
            sites.run({}, cut);
            QVERIFY2(sites.a.sent(id).state == State::verified, std::to_string(cut).c_str());
            QVERIFY(sites.clean());
            const auto received = sites.b.received(id);
            for (std::uint64_t i = 0; i < received->spool.size(); ++i) {
                QVERIFY(received->spool[i] == sites.a.sealed_chunk(received->header, i));
            }
            QCOMPARE(received->chunks_taken, std::uint64_t{5});
        }
    }
    void aCutInTheSmallFramesIsMended()
    {
        for (std::uint64_t cut = 1; cut < 1200; ++cut) {
            Sites sites;
            sites.a.add_pad_to_check(pad_id(5));
            const auto id = sites.a.queue(site_id(2), 300);
            const auto back = sites.b.queue(site_id(1), 200);
            transport::LinkSettings link;
            link.cuts = {cut};
            sites.run(link, cut);
            sites.run({}, cut);
            QVERIFY2(sites.a.sent(id).state == State::verified, std::to_string(cut).c_str());
            QVERIFY2(sites.b.sent(back).state == State::verified, std::to_string(cut).c_str());
            QVERIFY(sites.clean());
        }
    }
    void fiveCutsCostNoChunkThatHadArrived_data()
    {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 8; ++seed) {
            QTest::addRow("seed %llu", seed) << seed;
        }
    }
    void fiveCutsCostNoChunkThatHadArrived()
    {
        QFETCH(quint64, seed);
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 1'500'000);
        std::mt19937_64 random(seed);
        std::size_t held = 0;
        for (int i = 0; i < 5; ++i) {
            transport::LinkSettings link;
            link.cuts = {70'000 + random() % 250'000};
            link.seed = seed;
            sites.run(link, random());
            const std::size_t now_held = sites.b.received(id)->spool.size();
            QVERIFY(now_held >= held);
            held = now_held;
        }
        sites.run({}, seed);
        const auto received = sites.b.received(id);
        QCOMPARE(received->chunks_taken, core::MessageGeometry(1'500'000).chunks());
        for (std::uint64_t i = 0; i < received->spool.size(); ++i) {
            QVERIFY(received->spool[i] == sites.a.sealed_chunk(received->header, i));
        }
        QVERIFY(sites.a.sent(id).state == State::verified);
        QVERIFY(sites.clean());
    }
    void anAnswerLostInACutComesAgain()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 5000);
        sites.run({},
            1,
            std::chrono::minutes(1),
            [&](transport::Session&, transport::Session&, transport::SimulatedLink& link) {
                if (sites.b.accepted() == 1 && sites.a.sent(id).state == State::waiting) {
                    link.cut();
                }
            });
        QVERIFY(sites.a.sent(id).state == State::waiting);
        const RunOutcome outcome = sites.run();
        QVERIFY(sites.a.sent(id).state == State::verified);
        QCOMPARE(outcome.sent_by_a.chunks_sent, std::uint64_t{0});
    }
    void aFailedFinishIsRepeatedFromTheSpool()
    {
        Sites sites;
        const auto id = sites.a.queue(site_id(2), 200'000);
        sites.b.faults.finish_fails = 1;
        sites.run();
        QVERIFY(sites.a.sent(id).state == State::refused);
        QVERIFY(sites.a.sent(id).refusal.is(core::Errc::io_failed));
        sites.a.offer_again(id);
        const RunOutcome outcome = sites.run();
        QVERIFY(sites.a.sent(id).state == State::verified);
        QCOMPARE(outcome.sent_by_a.chunks_sent, std::uint64_t{0});
        QVERIFY(sites.clean());
    }

    void cancelInEveryStateSettlesTheMessage()
    {
        // Cancel after each k-th step of the run: before RECORD, before RECORDED, between chunks,
        // before the answer.
        int abandoned = 0;
        int too_late = 0;
        for (int at = 0; at < 60; ++at) {
            Sites sites;
            const auto id = sites.a.queue(site_id(2), 400'000);
            const auto other = sites.a.queue(site_id(2), 1000);
            if (at == 0) {
                sites.a.cancel_outgoing(id);
            }
            int step = 0;
            sites.run({},
                static_cast<std::uint64_t>(at + 1),
                std::chrono::minutes(5),
                [&](transport::Session& a, transport::Session&, transport::SimulatedLink&) {
                    if (++step == at && sites.a.sent(id).state == State::waiting) {
                        sites.a.cancel_outgoing(id);
                        a.wake(k_start + std::chrono::seconds(1));
                    }
                });
            const auto mine = sites.a.sent(id).state;
            const auto theirs = sites.b.received(id)->state;
            QVERIFY2((mine == State::cancelled && theirs == State::abandoned) ||
                         (mine == State::verified && theirs == State::accepted),
                std::to_string(at).c_str());
            abandoned += mine == State::cancelled ? 1 : 0;
            too_late += mine == State::verified ? 1 : 0;
            QVERIFY(sites.a.sent(other).state == State::verified);
            QVERIFY(sites.clean());
        }
        QVERIFY(abandoned > 5);
        QVERIFY(too_late > 0);
    }
};

QTEST_APPLESS_MAIN(TstResume)
#include "tst_resume.moc"
