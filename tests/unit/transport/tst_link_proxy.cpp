// SPDX-License-Identifier: GPL-3.0-or-later
#include "tls_fixture.h"

#include <satpad/core/environment.h>
#include <satpad/transport/link_proxy.h>
#include <satpad/transport/tls.h>

#include <QTest>

using namespace satpad;
using namespace satpad::test;

namespace {

/// Two real nodes, the simulated link between them in real time.
struct LinkedPair
{
    explicit LinkedPair(const transport::LinkSettings& settings)
        : a(1)
        , b(2)
    {
        a.book.pin(b.identity);
        b.book.pin(a.identity);
        link = std::move(transport::LinkProxy::make(settings, b.listen())).value();
        address = "127.0.0.1:" + std::to_string(link->port());
        a.site.on_settled = [this](const core::MessageId&) {
            if (a.site.all_settled()) {
                settled_at = link->statistics();
            }
        };
    }
    RunningSite a;
    RunningSite b;
    std::unique_ptr<transport::LinkProxy> link;
    std::string address;
    transport::LinkStatistics settled_at; ///< when everything queued at `a` had settled
};

transport::LinkSettings short_link()
{
    transport::LinkSettings settings;
    settings.latency = std::chrono::milliseconds(25);
    return settings;
}

} // namespace

class TstLinkProxy : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        transport::initialise_tls();
        QVERIFY(core::initialise_core().has_value());
    }
    void aCold12kBImageTakesFourRoundTrips()
    {
        LinkedPair pair(short_link());
        pair.a.site.queue(pair.b.identity.id, 12'000);
        const auto begun = std::chrono::steady_clock::now();
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
        QCOMPARE(pair.settled_at.round_trips(), std::uint64_t{4}); // TCP, TLS, record, chunks
        QVERIFY2(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(4 * 50),
            "each costs its time");
    }
    void queuedImagesTakeOneMoreThanTheirNumberAndTheConnection()
    {
        LinkedPair pair(short_link());
        for (int i = 0; i < 3; ++i) {
            pair.a.site.queue(pair.b.identity.id, 12'000);
        }
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
        QCOMPARE(pair.settled_at.round_trips(), std::uint64_t{2 + 3 + 1});
    }
    void anImageOnAKeptConnectionTakesTwo()
    {
        LinkedPair pair(short_link());
        const auto first = pair.a.site.queue(pair.b.identity.id, 12'000);
        pair.a.node->dial(pair.b.identity.id,
            pair.address,
            transport::Node::Until::stop,
            [](const transport::SessionEnd&) {});
        QVERIFY(pair.a.site.wait_for(
            [&] { return pair.a.site.sent(first).state == FakeSite::State::verified; }));
        const std::uint64_t before = pair.link->statistics().flights;
        const auto second = pair.a.site.queue(pair.b.identity.id, 12'000);
        QVERIFY(pair.a.node->wake(pair.b.identity.id));
        QVERIFY(pair.a.site.wait_for(
            [&] { return pair.a.site.sent(second).state == FakeSite::State::verified; }));
        pair.a.node->stop(
            std::chrono::milliseconds(0)); // its threads have ended: settled_at is whole
        QCOMPARE(pair.settled_at.flights - before, std::uint64_t{4});
    }
    void cutsAreMendedByDialingAgain()
    {
        transport::LinkSettings settings;
        settings.latency = std::chrono::milliseconds(2);
        settings.cuts = transport::seeded_cuts(5, 5, 200'000);
        LinkedPair pair(settings);
        const auto id = pair.a.site.queue(pair.b.identity.id, 3'000'000);
        int dials = 0;
        while (pair.a.site.sent(id).state == FakeSite::State::waiting && dials < 20) {
            static_cast<void>(pair.a.dial(pair.b.identity, pair.address));
            ++dials;
        }
        QCOMPARE(dials, 6);
        QCOMPARE(pair.link->statistics().cuts, std::uint64_t{5});
        const auto received = pair.b.site.received(id);
        QCOMPARE(received->chunks_taken, core::MessageGeometry(3'000'000).chunks());
        QVERIFY(pair.a.site.violations().empty() && pair.b.site.violations().empty());
    }
    void cutEndsWhatIsOpen()
    {
        LinkedPair pair(short_link());
        std::promise<transport::SessionEnd> ended;
        pair.a.node->dial(pair.b.identity.id,
            pair.address,
            transport::Node::Until::stop,
            [&](transport::SessionEnd end) { ended.set_value(std::move(end)); });
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.node->connected(pair.a.identity.id); }));
        pair.link->cut();
        const auto end = ended.get_future().get();
        QVERIFY(!end.result);
        QCOMPARE(end.result.error().code, transport::make_error_code(transport::Errc::closed));
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
    }
    void bandwidthIsKept()
    {
        transport::LinkSettings settings;
        settings.latency = std::chrono::milliseconds(1);
        settings.bytes_per_second = 1'000'000;
        LinkedPair pair(settings);
        pair.a.site.queue(pair.b.identity.id, 500'000);
        const auto begun = std::chrono::steady_clock::now();
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
        QVERIFY(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(500));
        QVERIFY(pair.link->statistics().bytes_from_a >= 500'000);
    }
    void aChangedLinkHoldsForWhatIsOpen()
    {
        transport::LinkSettings settings = short_link();
        settings.window = 8000;
        settings.bytes_per_second = 1000; // 300 kB would take five minutes
        LinkedPair pair(settings);
        const auto id = pair.a.site.queue(pair.b.identity.id, 300'000);
        std::promise<bool> ended;
        pair.a.node->dial(pair.b.identity.id,
            pair.address,
            transport::Node::Until::idle,
            [&](const transport::SessionEnd& end) { ended.set_value(end.result.has_value()); });
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.node->connected(pair.a.identity.id); }));
        settings.bytes_per_second = 1'000'000;
        settings.window = 64'000;
        pair.link->change(settings);
        QVERIFY(ended.get_future().get());
        QCOMPARE(pair.a.site.sent(id).state, FakeSite::State::verified);
        QCOMPARE(pair.link->statistics().connections, std::uint64_t{1});
        QVERIFY(pair.link->statistics().out_at_b >= 300'000);
    }
    void changedCutsComeOnlyAhead()
    {
        LinkedPair pair(short_link());
        pair.a.site.queue(pair.b.identity.id, 12'000);
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
        transport::LinkSettings settings = short_link();
        settings.cuts = {100, 60'000}; // the first is behind already
        pair.link->change(settings);
        pair.a.site.queue(pair.b.identity.id, 100'000);
        QVERIFY(!pair.a.dial(pair.b.identity, pair.address));
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
        QCOMPARE(pair.link->statistics().cuts, std::uint64_t{1});
    }
    void aChangedBitIsRefusedAndTheSameBytesFollow()
    {
        LinkedPair pair(short_link());
        const auto id = pair.a.site.queue(pair.b.identity.id, 100'000);
        pair.link->corrupt_next();
        const auto refused = pair.a.dial(pair.b.identity, pair.address);
        QVERIFY2(!refused, "TLS takes no changed record");
        // Not Errc::refused, after which nobody dials again.
        QCOMPARE(refused.error().code, transport::make_error_code(transport::Errc::closed));
        QCOMPARE(pair.link->statistics().changed_bits, std::uint64_t{1});
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
        QCOMPARE(pair.a.site.sent(id).state, FakeSite::State::verified);
        QCOMPARE(pair.link->statistics().changed_bits, std::uint64_t{1});
        QVERIFY(pair.a.site.violations().empty() && pair.b.site.violations().empty());
    }
    void nothingUpstreamEndsTheConnection()
    {
        LinkedPair pair(short_link());
        pair.b.node->stop(std::chrono::milliseconds(0));
        const auto result = pair.a.dial(pair.b.identity, pair.address);
        QVERIFY(!result);
        // The reset may come while the dialler still connects.
        QVERIFY2(
            result.error().code == transport::make_error_code(transport::Errc::closed) ||
                result.error().code == transport::make_error_code(transport::Errc::unreachable),
            result.error().text().c_str());
    }
};

QTEST_APPLESS_MAIN(TstLinkProxy)
#include "tst_link_proxy.moc"
