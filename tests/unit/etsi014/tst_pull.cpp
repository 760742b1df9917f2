// SPDX-License-Identifier: GPL-3.0-or-later
#include "odd_kmes.h"
#include "two_kmes.h"

#include <satpad/keyclient/satellite/refusal.h>

#include <QElapsedTimer>

using namespace satpad;
using namespace satpad::test;

class PullTest : public QObject
{
    Q_OBJECT

    /// Keys `numbers` of each `of` never reach the other KME.
    static std::set<std::uint64_t> lost_of_each(std::uint64_t of, std::uint64_t numbers)
    {
        std::set<std::uint64_t> lost;
        for (std::uint64_t i = 0; i < 30'000; ++i) {
            if (i % of < numbers) {
                lost.insert(i);
            }
        }
        return lost;
    }

private Q_SLOTS:
    void aMegabitTakesEightDraws()
    {
        Pulling both;
        both.kmes.key_bits = 1024;
        both.kmes.permutes = true;
        const auto result = both.pull(125'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(both.kmes.enc_calls <= 8);
        QVERIFY(both.is_one_key() && both.is_tidy());
        QVERIFY(Pulling::usable(both.beijing()) >= 125'000);
        QCOMPARE(Pulling::usable(both.beijing()), Pulling::usable(both.cape()));
        std::uint64_t pages = 0;
        for (const core::PadSummary& pad : result.pads) {
            QVERIFY(pad.state == core::PadState::confirmed && pad.simulated);
            QCOMPARE(pad.origin, std::string("kme kme-1"));
            pages += pad.pages;
        }
        // One page of CONFIRM for each 64 KiB, and one for what is left.
        QVERIFY(result.pads.size() <= pages / etsi::k_segment_pages + 1);
        QCOMPARE(result.row.confirmed_pages, pages);
        QVERIFY(!result.row.open);
        qInfo(
            "1 Mbit of 1024-bit keys: %d draws, %zu pads", both.kmes.enc_calls, result.pads.size());
    }

    void oneKeyARequestStillEnds()
    {
        Pulling both;
        both.kmes.most = 1;
        QElapsedTimer clock;
        clock.start();
        const auto result = both.pull(40'000);
        const double seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
        QVERIFY(result.result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
        qInfo("one 256-bit key a request: %.0f keys a second",
            static_cast<double>(result.row.drawn_keys) / seconds);
        // Many requests share a batch: so do its syncs.
        QVERIFY(result.row.next_batch < result.row.drawn_keys / 20);
    }

    /// A KME that takes its time for a key: the fetcher hears of it before a batch is full …
    void aBatchIsNotGatheredForEver()
    {
        Pulling both;
        both.kmes.most = 1;
        both.quick.gathering = std::chrono::milliseconds(0);
        const auto result = both.pull(1'000);
        QVERIFY(result.result.has_value());
        QCOMPARE(result.row.next_batch, result.row.drawn_keys);
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// … and is greeted when there is nothing to hear.
    void aFetcherIsNotLeftInSilence()
    {
        Pulling both;
        both.kmes.most = 1;
        both.kmes.enc_takes = std::chrono::milliseconds(6);
        both.quick.silence = std::chrono::milliseconds(5);
        int greetings = 0;
        both.on_message = [&](core::Bytes& message, bool up) {
            greetings += up && message.front() == std::byte{40} ? 1 : 0; // pull_begin
            return true;
        };
        QVERIFY(both.pull(1'000).result.has_value());
        QVERIFY(greetings > 2);
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void lostKeysLeaveTheOrderAlone()
    {
        Pulling both;
        both.kmes.lost = {60, 61, 90};
        const auto result = both.pull(8'000);
        QVERIFY(result.result.has_value());
        QCOMPARE(result.row.lost_keys, std::uint64_t{3});
        QVERIFY(both.is_one_key() && both.is_tidy());
        QVERIFY(Pulling::usable(both.beijing()) >= 8'000);
        QVERIFY(both.remarks.said.find("3 keys did not come") != std::string::npos);
    }

    void aKeyThatComesAgainIsRefused()
    {
        Pulling both;
        both.kmes.repeated = {10, 40, 200};
        const auto result = both.pull(8'000);
        QVERIFY(result.result.has_value());
        QCOMPARE(result.row.refused_keys, std::uint64_t{3});
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void anotherSizeIsAdopted()
    {
        Pulling both;
        both.kmes.key_bits = 1024;
        both.kmes.answers_bits = 248;
        const auto result = both.pull(4'000);
        QVERIFY(result.result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
        QVERIFY(both.remarks.said.find("248 bits") != std::string::npos);
    }

    void strayKeysAreLeftOut()
    {
        Pulling both;
        both.kmes.short_ones = {3, 77};
        const auto result = both.pull(8'000);
        QVERIFY(result.result.has_value());
        QCOMPARE(result.row.wasted_keys, std::uint64_t{2});
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void whatIsLeftOfAPageIsDropped()
    {
        Pulling both;
        both.kmes.answers_bits = 264; // 33 bytes
        const auto result = both.pull(1'000);
        QVERIFY(result.result.has_value());
        QCOMPARE(result.pads.size(), std::size_t{1});
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void oneOtherBitIsRefused()
    {
        Pulling both;
        both.kmes.other_there = {5};
        const auto result = both.pull(4'000);
        QVERIFY(!result.result.has_value());
        QVERIFY(!both.served.has_value() && both.served.error().is(Errc::authentication_failed));
        QVERIFY(Pulling::pads_of(both.beijing()).empty() && Pulling::pads_of(both.cape()).empty());
        QVERIFY(both.is_one_key() && both.is_tidy());
        both.kmes.other_there.clear();
        QVERIFY(both.pull(4'000).result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void aKmeThatForgetsIsAskedOneByOne()
    {
        Pulling both;
        both.kmes.forgets = true;
        both.kmes.most = 16;
        const auto result = both.pull(16'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(both.is_one_key() && both.is_tidy());
        QVERIFY(Pulling::usable(both.beijing()) >= 16'000);
    }

    void lostAnswersAreCounted()
    {
        Pulling both;
        both.kmes.cut_enc = 1;
        both.kmes.cut_dec = 2;
        const auto result = both.pull(16'000);
        QVERIFY(result.result.has_value());
        QCOMPARE(result.row.wasted_keys, std::uint64_t{128});
        QCOMPARE(result.row.lost_keys, std::uint64_t{128});
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void aKmeWithoutPostIsAskedForOneKeyAtATime()
    {
        Pulling both;
        both.kmes.takes_one_id = true;
        const auto result = both.pull(4'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QCOMPARE(result.row.lost_keys, std::uint64_t{0});
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void fewerKeysThanWereAskedForAreNotTheLast()
    {
        Pulling both;
        both.kmes.most_given = 3;
        const auto result = both.pull(4'000);
        QVERIFY(result.result.has_value());
        QCOMPARE(result.row.lost_keys, std::uint64_t{0});
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// What did not come in the time of a batch is lost, and others are drawn for it.
    void fewKeysAtATimeEndInTime()
    {
        Pulling both;
        both.kmes.most_given = 1;
        both.kmes.dec_takes = std::chrono::milliseconds(5);
        both.quick.batch = std::chrono::milliseconds(20);
        const auto result = both.pull(700);
        QVERIFY(result.result.has_value());
        QVERIFY(result.row.lost_keys > 0);
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void anEmptyPoolIsWaitedFor()
    {
        Pulling both;
        both.kmes.pool_bits = 10'000;
        both.kmes.refill_bits = 40;
        const auto result = both.pull(4'000);
        QVERIFY(result.result.has_value());
        QVERIFY(both.remarks.waits > 0);
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void aStopKeepsWhatBothHave()
    {
        Pulling both;
        both.kmes.pool_bits = 256 * 20;
        std::stop_source stop;
        both.remarks.on_wait = [&](int waits) {
            if (waits == 3) {
                stop.request_stop();
            }
        };
        const auto result = both.pull(4'000, stop.get_token());
        QVERIFY(result.stopped && !result.result.has_value());
        QVERIFY(result.result.error().is(Errc::cancelled));
        QCOMPARE(Pulling::usable(both.beijing()), std::uint64_t{19 * 32});
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void aReceiverRelaysNothing()
    {
        Pulling both;
        both.contact([&](sat::MessageStream& stream) {
            must(sat::StationContact::begin(
                *both.beijing().home, *both.beijing().ledger, both.cape().id(), stream));
            const core::Peer peer = both.beijing().home->config().peers.front();
            sat::RelayStation talk(
                *both.beijing().home, *both.beijing().ledger, both.beijing().clock, peer, stream);
            QVERIFY(!talk.collect().has_value());
        });
        QVERIFY(fails_with(both.served, Errc::wrong_state));
        QVERIFY(both.served.error().context.find("relays neither") != std::string::npos);
    }

    /// The line is cut at each message: the next contact goes on.
    void aCutContactIsGoneOnWith()
    {
        int cuts = 0;
        for (int at = 2;; ++at) {
            Pulling both;
            both.kmes.most = 16;
            int messages = 0;
            both.on_message = [&](core::Bytes&, bool) { return messages++ != at; };
            const bool whole = both.pull(1'500).result.has_value();
            both.on_message = [](core::Bytes&, bool) { return true; };
            both.reopen();
            const auto result = both.pull(1'500);
            QVERIFY2(result.result.has_value(),
                result.result ? "" : result.result.error().text().c_str());
            QVERIFY(both.is_one_key() && both.is_tidy());
            QVERIFY(Pulling::usable(both.beijing()) >= 1'500);
            QCOMPARE(Pulling::pads_of(both.beijing()).size(), Pulling::pads_of(both.cape()).size());
            if (whole) {
                break;
            }
            ++cuts;
        }
        QVERIFY(cuts > 8);
    }

    /// The fetcher got its keys and died: its KME refuses to give them out again.
    void aRefusalOfKeysThatWereGivenOutIsALoss()
    {
        Pulling both;
        both.kmes.most = 16;
        both.cut_at(42, 0);
        both.kmes.refused_dec.insert(both.kmes.dec_calls);
        for (int i = 1; i <= 16; ++i) { // and one by one
            both.kmes.refused_dec.insert(both.kmes.dec_calls + i);
        }
        const auto result = both.pull(1'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void aRefusalFromTheBeginningIsAnError()
    {
        Pulling both;
        for (int i = 0; i < 200; ++i) {
            both.kmes.refused_dec.insert(i);
        }
        const auto result = both.pull(1'000);
        QVERIFY(!result.result.has_value());
        QVERIFY(result.result.error().code == make_error_code(sat::Refusal::kme_refused));
    }

    /// Invented key IDs would cost a drawer nothing, and stay in the fetcher's ledger for ever.
    void aPullThatLosesNearlyAllIsGivenUp()
    {
        Pulling both;
        both.kmes.lost = lost_of_each(8, 7);
        const auto result = both.pull(100'000);
        QVERIFY(!result.result.has_value() && !result.gave_up);
        QVERIFY(result.result.error().code == make_error_code(sat::Refusal::limit_exceeded));
        QVERIFY(
            result.result.error().text().find("Do the two KMEs share key?") != std::string::npos);
        QVERIFY(!result.row.open);
        QVERIFY(both.is_one_key() && both.is_tidy()); // both ends closed it
        QCOMPARE(result.row.drawn_keys + result.row.wasted_keys, both.kmes.drawn);
        const auto there = must(core::PullBook(*both.cape().ledger).pulls(false)).front();
        const std::uint64_t came = there.drawn_keys - there.lost_keys;
        QVERIFY(there.lost_keys > 2 * came + etsi::k_most_lost_keys);
        QVERIFY(there.lost_keys <=
                2 * came + etsi::k_most_lost_keys + 128); // one batch over it, no more
        both.kmes.lost.clear();
        QVERIFY(both.pull(1'000).result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void everySecondKeyMayBeLost()
    {
        Pulling both;
        both.kmes.most = 1;
        both.kmes.lost = lost_of_each(2, 1);
        const auto result = both.pull(8'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(result.row.lost_keys > 200);
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// What waits for a pad does not grow with the pull; and who goes on cuts at the same places.
    void aLargePullCutsAtTheCap_data()
    {
        QTest::addColumn<bool>("is_cut");
        QTest::newRow("at once") << false;
        QTest::newRow("in two contacts") << true;
    }
    void aLargePullCutsAtTheCap()
    {
        QFETCH(bool, is_cut);
        constexpr std::uint64_t k_wanted = std::uint64_t{1}
                                           << 30U; // a sixteenth is far over the cap
        constexpr std::uint64_t k_key_bytes = 1024;
        Pulling both;
        both.kmes.key_bits = 8 * k_key_bytes;
        both.kmes.most = 512;
        const std::uint64_t cap = etsi::k_most_segment_pages * core::k_page_bytes;
        both.kmes.pool_bits = 8 * (cap + 100 * k_key_bytes);
        std::stop_source stop;
        both.remarks.on_wait = [&](int) { stop.request_stop(); };
        std::vector<std::uint64_t> pages;
        if (is_cut) { // before the answer to the first pad: both ends begin anew
            both.on_message = [](core::Bytes& message, bool) {
                return message.front() != std::byte{45}; // pull_held
            };
            QVERIFY(!both.pull(k_wanted).result.has_value());
            both.on_message = [](core::Bytes&, bool) { return true; };
            both.reopen();
        }
        const auto result = both.pull(k_wanted, stop.get_token());
        QVERIFY(result.stopped);
        for (const auto& [id, pad] : Pulling::pads_of(both.beijing())) {
            pages.push_back(pad.pages);
        }
        std::sort(pages.rbegin(), pages.rend());
        QCOMPARE(pages.size(), std::size_t{2});
        QCOMPARE(pages[0], etsi::k_most_segment_pages);
        QCOMPARE(pages[1], 100 * k_key_bytes / core::k_page_bytes);
        QCOMPARE(Pulling::pads_of(both.cape()).size(), pages.size());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// Over real HTTP: what both have by then is confirmed, and the answers that never end cost what
    /// was asked for.
    void anAnswerThatNeverEndsEndsThePull()
    {
        QTemporaryDir folder;
        OddKmes kmes(folder.path(),
            R"({"both":{"key_size":256,"max_key_size":256},)"
            R"("a":{"slow":[{"method":"enc_keys","at":[3,4,5,6,7,8],"pause":0.05}]}})");
        Pulling both;
        etsi::Limits limits;
        limits.request = std::chrono::milliseconds(400);
        both.source_of = [&](bool drawers) -> std::unique_ptr<etsi::KeySource> {
            return must(etsi::KmeClient::make(
                kmes.access(drawers ? "a" : "b"), drawers ? limits : etsi::Limits{}, {}));
        };
        auto result = both.pull(16'000);
        QVERIFY(!result.result.has_value());
        QVERIFY2(result.result.error().code == make_error_code(etsi::Errc::timed_out),
            result.result.error().text().c_str());
        QCOMPARE(kmes.count("a", "enc_keys"), 8);
        QCOMPARE(result.row.wasted_keys, std::uint64_t{6 * 128});
        QCOMPARE(Pulling::usable(both.beijing()), std::uint64_t{(2 * 128 - 1) * 32});
        QVERIFY(both.is_one_key() && both.is_tidy());
        result = both.pull(16'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// Storage fails for good at each call of one end, as a death would; then it works again.
    void deathsAtEachCall_data()
    {
        QTest::addColumn<bool>("drawers");
        QTest::newRow("drawer") << true;
        QTest::newRow("fetcher") << false;
    }
    void deathsAtEachCall()
    {
        QFETCH(bool, drawers);
        int deaths = 0;
        for (std::size_t at = 0;; at += 3) {
            Pulling both;
            both.kmes.most = 16;
            FailingTap& tap = (drawers ? both.beijing() : both.cape()).tap;
            tap.fail_at(
                at, std::make_error_code(std::errc::io_error), FailingTap::Then::keep_failing);
            static_cast<void>(both.pull(700).result.has_value());
            const bool fired = tap.fired();
            tap.disarm();
            both.reopen();
            const auto result = both.pull(700);
            QVERIFY2(result.result.has_value(),
                result.result ? "" : result.result.error().text().c_str());
            QVERIFY(both.is_one_key() && both.is_tidy());
            QVERIFY(Pulling::usable(both.beijing()) >= 700);
            if (!fired) {
                break;
            }
            ++deaths;
        }
        QVERIFY(deaths > 10);
        qInfo("%d deaths", deaths);
    }
};

QTEST_GUILESS_MAIN(PullTest)
#include "tst_pull.moc"
