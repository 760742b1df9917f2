// SPDX-License-Identifier: GPL-3.0-or-later
#include "session_pair.h"

using namespace satpad;
using namespace satpad::test;

/// docs/protocol.md, "Round trips". A flight is what an end sends after the latest it has received;
/// two flights are one round trip. TCP and TLS come before a session: tst_link_proxy counts them
/// over real nodes.
class TstRoundTrips : public QObject
{
    Q_OBJECT
    /// Round trips of the session until everything queued at `a` has settled there.
    static std::uint64_t until_settled(Sites& sites)
    {
        std::uint64_t trips = 0;
        sites.run({},
            1,
            std::chrono::minutes(30),
            [&](transport::Session&, transport::Session&, transport::SimulatedLink& link) {
                if (trips == 0 && sites.a.all_settled()) {
                    trips = link.statistics().round_trips();
                }
            });
        return trips;
    }
private slots:
    void oneMessageTakesTwo()
    {
        Sites sites;
        sites.a.queue(site_id(2), 12'000);
        QCOMPARE(until_settled(sites), std::uint64_t{2});
    }
    void confirmsAddNone()
    {
        Sites sites;
        sites.a.add_pad_to_check(pad_id(5));
        sites.b.add_pad_to_check(pad_id(6));
        sites.a.queue(site_id(2), 12'000);
        QCOMPARE(until_settled(sites), std::uint64_t{2});
    }
    void aMessageOnAKeptSessionTakesTwo()
    {
        Sites sites;
        transport::Session a(
            sites.settings_a(transport::SessionSettings::Close::on_request), sites.a, k_start);
        transport::Session b(sites.settings_b(), sites.b, k_start);
        transport::SimulatedLink link(transport::LinkSettings{});
        Time now = transport::run_sessions(a, b, link, k_start, std::chrono::seconds(20), 1);
        sites.a.queue(site_id(2), 12'000);
        const Time woken = now;
        const std::uint64_t before = link.statistics().flights;
        a.wake(now);
        Time settled{};
        std::uint64_t flights = 0;
        now = transport::run_sessions(a, b, link, now, std::chrono::seconds(20), 1, [&](Time at) {
            if (flights == 0 && sites.a.all_settled()) {
                flights = link.statistics().flights;
                settled = at;
            }
        });
        QCOMPARE(flights - before, std::uint64_t{4});
        QVERIFY(settled - woken == std::chrono::milliseconds(600)); // two at 2 × 150 ms
    }
    void queuedMessagesTakeOneMoreThanTheirNumber_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {1, 2, 3, 5, 8, 20}) {
            QTest::addRow("%d", count) << count;
        }
    }
    void queuedMessagesTakeOneMoreThanTheirNumber()
    {
        QFETCH(int, count);
        Sites sites;
        for (int i = 0; i < count; ++i) {
            sites.a.queue(site_id(2), 12'000);
        }
        QCOMPARE(until_settled(sites), static_cast<std::uint64_t>(count + 1));
    }
    void aResumedMessageTakesTwo()
    {
        Sites sites;
        sites.a.queue(site_id(2), 300'000);
        transport::LinkSettings link;
        link.cuts = {150'000};
        sites.run(link);
        QVERIFY(!sites.a.all_settled());
        QCOMPARE(until_settled(sites), std::uint64_t{2});
    }
    void theLinkFillsWhileALargeMessageGoes()
    {
        Sites sites;
        sites.a.queue(site_id(2), 3'000'000);
        sites.a.queue(site_id(2), 3'000'000);
        transport::LinkSettings link;
        link.bytes_per_second = 1'000'000;
        link.window = 1'000'000;
        const RunOutcome outcome = sites.run(link);
        // 6 MB at 1 MB/s: six seconds, and less than four round trips of 0.3 s around them.
        QVERIFY(outcome.took < std::chrono::milliseconds(7300));
        QVERIFY(outcome.took >= std::chrono::milliseconds(6000));
    }
};

QTEST_APPLESS_MAIN(TstRoundTrips)
#include "tst_round_trips.moc"
