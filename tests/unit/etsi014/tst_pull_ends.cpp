// SPDX-License-Identifier: GPL-3.0-or-later
#include "two_kmes.h"

#include <satpad/keyclient/satellite/refusal.h>

using namespace satpad;
using namespace satpad::test;

/// How a pull ends that does not end by itself, and how one does not begin.
class PullEndsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// A home that was moved has no keys that wait: an old pull is left, a new one begins.
    void keysThatAreGoneAreGivenUp_data()
    {
        QTest::addColumn<bool>("drawers");
        QTest::newRow("drawer") << true;
        QTest::newRow("fetcher") << false;
    }
    void keysThatAreGoneAreGivenUp()
    {
        QFETCH(bool, drawers);
        Pulling both;
        both.kmes.most = 16;
        int answers = 0;
        both.on_message = [&](core::Bytes& message, bool up) {
            answers += !up && message.front() == std::byte{43} ? 1 : 0; // fetched
            return answers < 3;
        };
        QVERIFY(!both.pull(8'000).result.has_value());
        both.on_message = [](core::Bytes&, bool) { return true; };
        both.reopen();
        fs::remove_all((drawers ? both.beijing() : both.cape()).home->paths().pulls());
        auto result = both.pull(8'000);
        if (!drawers) { // it learns of it, and begins anew with the next contact
            QVERIFY(!result.result.has_value());
            result = both.pull(8'000);
        }
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(both.is_one_key() && both.is_tidy());
        QVERIFY(Pulling::usable(both.beijing()) >= 8'000);
    }

    /// What the peer refuses for good stands in the way of one contact only.
    void aPullThatThePeerRefusesIsGivenUp()
    {
        Pulling both;
        both.kmes.most = 16;
        const core::BatchId left = both.cut_at(42, 2);
        must(core::PullBook(*both.cape().ledger).close(left));
        auto result = both.pull(4'000);
        QVERIFY(!result.result.has_value() && result.gave_up);
        QVERIFY(both.remarks.said.find("given up") != std::string::npos);
        result = both.pull(4'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(!result.gave_up);
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// Not the pulls of the peer, nor those in which this site draws.
    void theFetcherEndsItsPullsItself()
    {
        Pulling both;
        both.kmes.most = 16;
        both.cut_at(42, 2);
        const auto end = [](Site& site, const core::SiteId& peer) {
            must(etsi::end_fetched_pulls(*site.home, *site.ledger, peer));
            return must(core::PullBook(*site.ledger).pulls(true)).empty();
        };
        QVERIFY(!end(both.beijing(), both.cape().id()));
        QVERIFY(!end(both.cape(), both.cape().id()));
        QVERIFY(end(both.cape(), both.beijing().id()));
        QVERIFY(fs::is_empty(both.cape().home->paths().pulls()));
        static_cast<void>(both.pull(4'000).result.has_value());
        QVERIFY(both.pull(4'000).result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    void aPullThatThePeerForgotIsGivenUp()
    {
        Pulling both;
        both.kmes.most = 16;
        both.cut_at(42, 2);
        bool first = true;
        both.on_message = [&](core::Bytes& message, bool up) {
            if (!up && message.front() == std::byte{41} && std::exchange(first, false)) { // ready
                message = {std::byte{41}, std::byte{0}, std::byte{1}};
            }
            return true;
        };
        const auto result = both.pull(4'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(!first);
        QVERIFY(both.remarks.said.find("has forgotten") != std::string::npos);
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// Whatever failed of what may pass: its sizes are known before a key is asked for.
    void aKmeIsLookedAtAgain_data()
    {
        QTest::addColumn<int>("errc");
        for (const etsi::Errc errc : {etsi::Errc::failed,
                 etsi::Errc::cut,
                 etsi::Errc::timed_out,
                 etsi::Errc::malformed,
                 etsi::Errc::unreachable,
                 etsi::Errc::tls_failed}) {
            QTest::newRow(make_error_code(errc).message().c_str()) << static_cast<int>(errc);
        }
    }
    void aKmeIsLookedAtAgain()
    {
        QFETCH(int, errc);
        Pulling both;
        both.kmes.key_bits = 1024;
        both.kmes.failed_status = {
            {0, static_cast<etsi::Errc>(errc)}, {2, static_cast<etsi::Errc>(errc)}};
        const auto result = both.pull(16'000);
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QCOMPARE(both.kmes.status_calls, 4); // both ends, twice each
        QCOMPARE(both.kmes.enc_calls, 1);    // of 128 keys of 128 bytes
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// The peer waits meanwhile.
    void aKmeIsNotLookedAtForEver()
    {
        Pulling both;
        both.quick.looks = std::chrono::milliseconds(0);
        for (int i = 0; i < 8; ++i) {
            both.kmes.failed_status.emplace(i, etsi::Errc::timed_out);
        }
        QVERIFY(!both.pull(1'000).result.has_value());
        QCOMPARE(both.kmes.status_calls, 1);
    }

    /// Beside a pull that runs, at either end.
    void aRunningPullIsGivenUp_data()
    {
        QTest::addColumn<bool>("drawers");
        QTest::addColumn<int>("kind");
        QTest::newRow("drawer, between two batches") << true << 43;   // fetched
        QTest::newRow("fetcher, between two batches") << false << 42; // manifest
        QTest::newRow("fetcher, before a pad") << false << 44;        // cut
        QTest::newRow("fetcher, while its KME answers") << false << k_never;
    }
    void aRunningPullIsGivenUp()
    {
        QFETCH(bool, drawers);
        QFETCH(int, kind);
        Pulling both;
        both.kmes.most = 16;
        bool first = true;
        const auto give_up = [&] {
            if (std::exchange(first, false)) {
                Site& site = drawers ? both.beijing() : both.cape();
                const core::SiteId peer = drawers ? both.cape().id() : both.beijing().id();
                auto given = etsi::give_up_pulls(*site.home, *site.ledger, peer);
                must(std::move(given.result));
            }
        };
        both.on_message = [&](core::Bytes& message, bool) {
            if (message.front() == static_cast<std::byte>(kind)) {
                give_up();
            }
            return true;
        };
        if (kind == k_never) {
            both.kmes.on_dec = give_up;
        }
        const auto result = both.pull(4'000);
        QVERIFY(!first && !result.result.has_value());
        const std::string said = result.result.error().text();
        QVERIFY2(said.find("this pull was given up") != std::string::npos, said.c_str());
        both.on_message = [](core::Bytes&, bool) { return true; };
        both.reopen();
        static_cast<void>(both.pull(4'000).result.has_value());
        QVERIFY(both.pull(4'000).result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }

    /// What the first of two gave up is told, though the second fails.
    void whatWasGivenUpIsToldWhenMoreFails()
    {
        bool between = false;
        for (std::size_t at = 0;; at += 2) {
            Pulling both;
            both.kmes.most = 16;
            both.cut_at(42, 2);
            Site& site = both.beijing();
            core::NewPull more;
            more.id.bytes.fill(std::byte{9});
            more.peer = both.cape().id();
            more.bytes = 32;
            more.side = core::PullSide::fetcher;
            must(core::PullBook(*site.ledger).begin(more));
            site.tap.fail_at(
                at, std::make_error_code(std::errc::io_error), FailingTap::Then::keep_failing);
            const auto given = etsi::give_up_pulls(*site.home, *site.ledger, more.peer);
            const bool fired = site.tap.fired();
            site.tap.disarm();
            site.reopen();
            const std::size_t open = must(core::PullBook(*site.ledger).pulls(true)).size();
            QVERIFY(given.pulls.size() + open <= 2); // what is told is closed
            QVERIFY(given.result.has_value() ? given.pulls.size() == 2 : fired);
            between = between || (!given.result && given.pulls.size() == 1);
            if (!fired) {
                break;
            }
        }
        QVERIFY(between);
    }

    void anOpenPullIsGivenUpByHand()
    {
        Pulling both;
        both.kmes.most = 16;
        both.cut_at(42, 2); // two batches are agreed, the third is not
        const auto give_up = [](Site& site, const core::SiteId& peer) {
            auto given = etsi::give_up_pulls(*site.home, *site.ledger, peer);
            must(std::move(given.result));
            return std::move(given.pulls);
        };
        const auto drawn = give_up(both.beijing(), both.cape().id());
        QCOMPARE(drawn.size(), std::size_t{1});
        QCOMPARE(drawn.front().batches, std::uint64_t{3});
        QCOMPARE(drawn.front().keys, drawn.front().row.drawn_keys);
        QVERIFY(!drawn.front().row.open);
        QVERIFY(give_up(both.beijing(), both.cape().id()).empty());
        QVERIFY(fs::is_empty(both.beijing().home->paths().pulls()));
        const auto result = both.pull(1'000); // its peer learns of it
        QVERIFY2(
            result.result.has_value(), result.result ? "" : result.result.error().text().c_str());
        QVERIFY(both.is_one_key() && both.is_tidy());

        both.cut_at(42, 2);
        const auto fetched = give_up(both.cape(), both.beijing().id());
        QCOMPARE(fetched.size(), std::size_t{1});
        QCOMPARE(fetched.front().row.what.side, core::PullSide::fetcher);
        const auto first = both.pull(4'000);
        QVERIFY(first.gave_up || first.result.has_value());
        QVERIFY(both.pull(4'000).result.has_value());
        QVERIFY(both.is_one_key() && both.is_tidy());
    }
};

QTEST_GUILESS_MAIN(PullEndsTest)
#include "tst_pull_ends.moc"
