// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../support/silent_listener.h"
#include "tls_fixture.h"

#include <satpad/core/environment.h>
#include <satpad/transport/tls.h>

#include <QTest>

#include <deque>
#include <filesystem>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace satpad;
using namespace satpad::test;
using transport::Errc;

namespace {

std::error_code code_of(const core::Expected<void>& result)
{
    return result ? std::error_code() : result.error().code;
}
std::error_code code(Errc which)
{
    return transport::make_error_code(which);
}

std::size_t open_descriptors()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// Connects and never speaks.
class SilentStranger
{
public:
    explicit SilentStranger(const std::string& address)
        : m_descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port =
            htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
        if (connect(m_descriptor, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) {
            qFatal("no connection");
        }
    }
    ~SilentStranger() { close(m_descriptor); }
    SilentStranger(const SilentStranger&) = delete;
    SilentStranger& operator=(const SilentStranger&) = delete;

private:
    int m_descriptor;
};

struct Pair
{
    explicit Pair(const transport::NodeSettings& settings = {})
        : a(1, settings)
        , b(2, settings)
    {
        a.book.pin(b.identity);
        b.book.pin(a.identity);
        address = b.listen();
    }
    RunningSite a;
    RunningSite b;
    std::string address;
};

} // namespace

/// Real nodes over TCP and TLS on loopback.
class TstNode : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        transport::initialise_tls();
        QVERIFY(core::initialise_core().has_value());
    }
    void pinnedPeersDeliverAMessage()
    {
        Pair pair;
        const auto id = pair.a.site.queue(pair.b.identity.id, 200'000);
        QCOMPARE(code_of(pair.a.dial(pair.b.identity, pair.address)), std::error_code());
        QVERIFY(pair.a.site.sent(id).state == FakeSite::State::verified);
        QCOMPARE(pair.b.site.accepted(), std::size_t{1});
        QVERIFY(pair.a.site.violations().empty());
        QVERIFY(pair.b.site.violations().empty());
    }
    void theListenerSendsToo()
    {
        Pair pair;
        const auto id = pair.b.site.queue(pair.a.identity.id, 70'000);
        QCOMPARE(code_of(pair.a.dial(pair.b.identity, pair.address)), std::error_code());
        QVERIFY(pair.b.site.sent(id).state == FakeSite::State::verified);
    }
    void aKeptSessionIsWokenAtEitherEnd()
    {
        Pair pair;
        QVERIFY(!pair.a.node->wake(pair.b.identity.id));
        pair.a.node->dial(pair.b.identity.id,
            pair.address,
            transport::Node::Until::stop,
            [](const transport::SessionEnd&) {});
        QVERIFY(pair.a.site.wait_for([&] {
            return pair.a.node->connected(pair.b.identity.id) &&
                   pair.b.node->connected(pair.a.identity.id);
        }));
        const auto there = pair.a.site.queue(pair.b.identity.id, 1000);
        QVERIFY(pair.a.node->wake(pair.b.identity.id));
        QVERIFY(pair.a.site.wait_for(
            [&] { return pair.a.site.sent(there).state == FakeSite::State::verified; }));
        const auto back = pair.b.site.queue(pair.a.identity.id, 1000);
        QVERIFY(pair.b.node->wake(pair.a.identity.id));
        QVERIFY(pair.b.site.wait_for(
            [&] { return pair.b.site.sent(back).state == FakeSite::State::verified; }));
    }
    void aStrangerIsRefusedAtBothEnds()
    {
        Pair pair;
        RunningSite stranger(9);
        stranger.book.pin(pair.b.identity);
        const auto id = stranger.site.queue(pair.b.identity.id, 500'000);
        const auto result = stranger.dial(pair.b.identity, pair.address);
        QCOMPARE(code_of(result), code(Errc::refused));
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.turned().size() == 1; }));
        QCOMPARE(pair.b.turned().front().code, code(Errc::refused));
        QCOMPARE(stranger.site.sent(id).chunks_read, std::uint64_t{0});
        QVERIFY(!pair.b.site.received(id).has_value());
    }
    void anUnpinnedListenerIsRefused()
    {
        Pair pair;
        RunningSite impostor(9);
        impostor.book.pin(pair.a.identity);
        const std::string address = impostor.listen();
        pair.a.site.queue(pair.b.identity.id, 1000);
        QCOMPARE(code_of(pair.a.dial(pair.b.identity, address)), code(Errc::refused));
        QVERIFY(impostor.site.wait_for([&] { return impostor.turned().size() == 1; }));
        QCOMPARE(impostor.turned().front().code, code(Errc::refused));
    }
    void anotherPinnedSiteIsTheWrongPeer()
    {
        Pair pair;
        RunningSite other(3);
        pair.a.book.pin(other.identity);
        other.book.pin(pair.a.identity);
        const auto id = pair.a.site.queue(pair.b.identity.id, 1000);
        QCOMPARE(code_of(pair.a.dial(pair.b.identity, other.listen())), code(Errc::wrong_peer));
        QCOMPARE(pair.a.site.sent(id).chunks_read, std::uint64_t{0});
    }
    void nobodyListeningIsUnreachable()
    {
        Pair pair;
        pair.b.node->stop(std::chrono::milliseconds(0));
        const auto result = pair.a.dial(pair.b.identity, pair.address);
        QCOMPARE(code_of(result), code(Errc::unreachable));
    }
    void aBadAddressIsTheCallersFault_data()
    {
        QTest::addColumn<QString>("address");
        for (const char* address :
            {"", "host", ":1", "host:", "host:99999", "host:1x", "::1:5", "[::1:5", "[]:5"}) {
            QTest::newRow(address) << address;
        }
    }
    void aBadAddressIsTheCallersFault()
    {
        QFETCH(QString, address);
        RunningSite site(1);
        const auto listened = site.node->listen(address.toStdString());
        QVERIFY(!listened && listened.error().is(core::Errc::invalid_argument));
        const auto dialled = site.dial(Identity(2), address.toStdString());
        QVERIFY(!dialled && dialled.error().is(core::Errc::invalid_argument));
    }
    void fiftySessionsAtOnce()
    {
        transport::NodeSettings settings;
        settings.threads = 1;
        // A busy machine is not what this tests.
        settings.deadlines = {std::chrono::minutes(5),
            std::chrono::minutes(5),
            std::chrono::minutes(5),
            std::chrono::minutes(5)};
        RunningSite hub(100, settings);
        std::vector<std::unique_ptr<RunningSite>> sites;
        const std::string address = hub.listen();
        std::mutex mutex;
        std::vector<std::string> ends; // what went wrong, empty when nothing did
        for (std::uint8_t i = 1; i <= 50; ++i) {
            sites.push_back(std::make_unique<RunningSite>(i, settings));
            sites.back()->book.pin(hub.identity);
            hub.book.pin(sites.back()->identity);
            sites.back()->site.queue(hub.identity.id, 150'000);
            hub.site.queue(sites.back()->identity.id, 30'000);
        }
        for (auto& site : sites) {
            site->node->dial(hub.identity.id,
                address,
                transport::Node::Until::idle,
                [&](const transport::SessionEnd& end) {
                    const std::lock_guard lock(mutex);
                    ends.push_back(end.result ? std::string() : end.result.error().text());
                });
        }
        QVERIFY(hub.site.wait_for([&] {
            const std::lock_guard lock(mutex);
            return ends.size() == 50;
        }));
        for (const std::string& end : ends) {
            QVERIFY2(end.empty(), end.c_str());
        }
        QCOMPARE(hub.site.accepted(), std::size_t{50});
        QVERIFY(hub.site.all_settled());
        QVERIFY(hub.site.violations().empty());
        sites.clear();
    }
    void sessionsBeyondTheBoundAreTurnedAway()
    {
        transport::NodeSettings settings;
        settings.max_sessions = 1;
        Pair pair(settings);
        RunningSite third(3);
        third.book.pin(pair.b.identity);
        pair.b.book.pin(third.identity);
        pair.a.node->dial(pair.b.identity.id,
            pair.address,
            transport::Node::Until::stop,
            [](const transport::SessionEnd&) {});
        QVERIFY(pair.a.site.wait_for([&] { return pair.b.node->connected(pair.a.identity.id); }));
        QVERIFY(!third.dial(pair.b.identity, pair.address));
        QVERIFY(pair.b.site.wait_for([&] { return !pair.b.turned().empty(); }));
        QCOMPARE(pair.b.turned().front().code, code(Errc::limit));
        QVERIFY(pair.b.node->connected(pair.a.identity.id));
    }
    void silentStrangersMakeWayForAPeer()
    {
        transport::NodeSettings settings;
        settings.max_handshakes = 4;
        settings.deadlines.handshake = std::chrono::minutes(10);
        Pair pair(settings);
        std::deque<SilentStranger> strangers;
        for (int i = 0; i < 20; ++i) {
            strangers.emplace_back(pair.address);
        }
        const auto id = pair.a.site.queue(pair.b.identity.id, 1000);
        QCOMPARE(code_of(pair.a.dial(pair.b.identity, pair.address)), std::error_code());
        QVERIFY(pair.a.site.sent(id).state == FakeSite::State::verified);
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.turned().size() >= 16; }));
    }
    void aPeerThatSentABadTagWaitsBeforeItMayComeBack()
    {
        Pair pair;
        pair.a.site.queue(pair.b.identity.id, 5000);
        pair.a.site.faults.spoil_chunk = 0;
        const auto first = pair.a.dial(pair.b.identity, pair.address);
        QVERIFY(!first && first.error().is(core::Errc::authentication_failed));
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.site.sessions_ended() == 1; }));
        QVERIFY(!pair.a.dial(pair.b.identity, pair.address));
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.turned().size() == 1; }));
        QCOMPARE(pair.b.turned().front().code, code(Errc::limit));
    }
    void stopLetsTheMessageUnderWayEnd()
    {
        Pair pair;
        const auto id = pair.a.site.queue(pair.b.identity.id, 3'000'000);
        for (int i = 0; i < 20; ++i) {
            pair.a.site.queue(pair.b.identity.id, 3'000'000);
        }
        std::promise<transport::SessionEnd> ended;
        pair.a.node->dial(pair.b.identity.id,
            pair.address,
            transport::Node::Until::idle,
            [&](transport::SessionEnd end) { ended.set_value(std::move(end)); });
        QVERIFY(pair.b.site.wait_for([&] {
            const auto received = pair.b.site.received(id);
            return received && !received->spool.empty();
        }));
        pair.b.node->stop(std::chrono::seconds(20));
        QVERIFY(pair.b.site.received(id)->state == FakeSite::State::accepted);
        QCOMPARE(code_of(ended.get_future().get().result), code(Errc::closed));
        QVERIFY(pair.a.site.sent(id).state == FakeSite::State::verified);
        QVERIFY(!pair.a.site.all_settled());
    }
    void stopGivesUpWhatIsUnderWay()
    {
        Pair pair;
        // A listener that never speaks: the handshake is under way when the node stops.
        SilentListener silent;
        std::promise<transport::SessionEnd> ended;
        pair.a.node->dial(pair.b.identity.id,
            silent.address(),
            transport::Node::Until::idle,
            [&](transport::SessionEnd end) { ended.set_value(std::move(end)); });
        pair.a.node->stop(std::chrono::milliseconds(50));
        QCOMPARE(code_of(ended.get_future().get().result), code(Errc::closed));
    }
    void aSilentListenerCostsTheHandshakeDeadline()
    {
        transport::NodeSettings settings;
        settings.deadlines.handshake = std::chrono::milliseconds(100);
        Pair pair(settings);
        SilentListener silent;
        QCOMPARE(code_of(pair.a.dial(pair.b.identity, silent.address())), code(Errc::timed_out));
    }
    void noDescriptorLeaks()
    {
        const std::size_t before = open_descriptors();
        for (int i = 0; i < 3; ++i) {
            Pair pair;
            RunningSite stranger(9);
            stranger.book.pin(pair.b.identity);
            pair.a.site.queue(pair.b.identity.id, 1000);
            QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
            QVERIFY(!stranger.dial(pair.b.identity, pair.address));
            pair.a.node->dial(pair.b.identity.id,
                pair.address,
                transport::Node::Until::stop,
                [](const transport::SessionEnd&) {});
        }
        QCOMPARE(open_descriptors(), before);
    }
};

QTEST_APPLESS_MAIN(TstNode)
#include "tst_node.moc"
