// SPDX-License-Identifier: GPL-3.0-or-later
#include "meeting.h"
#include "own_tls.h"
#include "tls_fixture.h"

#include <satpad/core/byte_codec.h>
#include <satpad/core/environment.h>
#include <satpad/transport/contact.h>
#include <satpad/transport/tls.h>

#include <QTest>

#include <deque>
#include <filesystem>

using namespace satpad;
using namespace satpad::test;
using core::Bytes, transport::Contact, transport::Errc;

namespace {

constexpr std::chrono::minutes k_patience(5); ///< longer than anything takes on a busy machine
const std::string k_alpn = "satpad-contact/1";

std::error_code code(Errc which)
{
    return transport::make_error_code(which);
}
template <typename T> std::error_code code_of(const core::Expected<T>& result)
{
    return result ? std::error_code() : result.error().code;
}

Bytes message_of(std::size_t size, unsigned first)
{
    Bytes made(size);
    for (std::size_t i = 0; i < size; ++i) {
        made[i] = static_cast<std::byte>((first + i * 7 + i / 256) & 0xff);
    }
    return made;
}

std::size_t open_descriptors()
{
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// Sends back what comes until the contact ends.
void echo(std::unique_ptr<Contact> contact)
{
    auto message = contact->receive(k_patience);
    while (message && contact->send(*message)) {
        message = contact->receive(k_patience);
    }
}

transport::NodeSettings taking(
    std::function<void(std::unique_ptr<Contact>)> handler, transport::NodeSettings settings = {})
{
    settings.contact = std::move(handler);
    return settings;
}

constexpr int k_most_tries = 500;

struct Pair
{
    explicit Pair(
        const transport::NodeSettings& listener, const transport::NodeSettings& dialler = {})
        : a(1, dialler)
        , b(2, listener)
    {
        a.book.pin(b.identity);
        b.book.pin(a.identity);
        address = b.listen();
    }
    core::Expected<std::unique_ptr<Contact>> try_dial() const
    {
        return a.node->dial_contact(b.identity.id, address);
    }
    std::unique_ptr<Contact> dial() const
    {
        auto made = try_dial();
        // On a loaded machine the far end may not have seen yet that the last contact ended.
        for (int tries = 0;
             !made && made.error().code == make_error_code(Errc::limit) && tries < k_most_tries;
             ++tries) {
            QTest::qSleep(10);
            made = try_dial();
        }
        if (!made) {
            qFatal("no contact: %s", made.error().text().c_str());
        }
        return std::move(*made);
    }
    RunningSite a;
    RunningSite b;
    std::string address;
};

struct MeetingPair
{
    explicit MeetingPair(
        transport::NodeSettings listener = {}, const transport::NodeSettings& dialler = {})
        : pair(taking(meeting.handler(), std::move(listener)), dialler)
    {}
    ~MeetingPair() { meeting.end(); }
    MeetingPair(const MeetingPair&) = delete;
    MeetingPair& operator=(const MeetingPair&) = delete;
    Meeting meeting;
    Pair pair;
};

transport::NodeSettings impatient()
{
    transport::NodeSettings settings;
    settings.deadlines.idle = std::chrono::milliseconds(300);
    return settings;
}

/// For a listener that answers `satpad/1` whatever is offered.
int select_sessions(SSL* /*connection*/,
    const unsigned char** out,
    unsigned char* out_size,
    const unsigned char* /*offered*/,
    unsigned /*offered_size*/,
    void* /*argument*/)
{
    static const std::array<unsigned char, 8> name{'s', 'a', 't', 'p', 'a', 'd', '/', '1'};
    *out = name.data();
    *out_size = static_cast<unsigned char>(name.size());
    return SSL_TLSEXT_ERR_OK;
}

/// A contact's dialler that writes what it likes.
struct RawDialler
{
    explicit RawDialler(MeetingPair& with)
        : tls(with.pair.a.identity, TLS_client_method())
    {
        offer(tls.context(), k_alpn);
        connection.emplace(tls, with.pair.address);
        admitted = connection->shook() && connection->read() == std::byte{0};
    }
    [[nodiscard]] bool write_head(std::uint32_t length) const
    {
        core::ByteComposer head;
        head.u32(length);
        return connection->write(head.bytes());
    }
    OwnTls tls;
    std::optional<OwnConnection> connection;
    bool admitted = false;
};

} // namespace

/// docs/protocol.md, "Contacts": real nodes over TCP and TLS on loopback.
class TstContact : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        transport::initialise_tls();
        QVERIFY(core::initialise_core().has_value());
    }
    void messagesOfAllSizesTravelBothWays_data()
    {
        QTest::addColumn<std::size_t>("size");
        for (const std::size_t size : {std::size_t{1},
                 std::size_t{16380},
                 std::size_t{16381},
                 std::size_t{65536},
                 transport::k_max_contact_message}) {
            QTest::addRow("%zu", size) << size;
        }
    }
    void messagesOfAllSizesTravelBothWays()
    {
        QFETCH(std::size_t, size);
        MeetingPair both;
        auto a = both.pair.dial();
        Contact& b = both.meeting.contact();
        QVERIFY(a->peer() == both.pair.b.identity.id);
        QVERIFY(b.peer() == both.pair.a.identity.id);
        for (unsigned i = 0; i < 3; ++i) {
            // Both send before either receives: one message of any size waits at each end.
            QVERIFY(a->send(message_of(size, i)).has_value());
            QVERIFY(b.send(message_of(size, i + 100)).has_value());
            QVERIFY(b.receive(k_patience).value() == message_of(size, i));
            QVERIFY(a->receive(k_patience).value() == message_of(size, i + 100));
        }
    }
    void manyMessagesKeepTheirOrder()
    {
        Pair pair(taking([](std::unique_ptr<Contact> contact) {
            for (unsigned i = 0; i < 3000; ++i) {
                static_cast<void>(contact->send(message_of(1 + i, i)));
            }
        }));
        auto contact = pair.dial();
        for (unsigned i = 0; i < 3000; ++i) {
            QVERIFY(contact->receive(k_patience).value() == message_of(1 + i, i));
        }
        QCOMPARE(code_of(contact->receive(k_patience)), code(Errc::closed));
    }
    void tenThousandRoundTrips()
    {
        Pair pair(taking(echo));
        auto contact = pair.dial();
        const auto begun = std::chrono::steady_clock::now();
        for (unsigned i = 0; i < 10'000; ++i) {
            const Bytes message = message_of(100, i);
            QVERIFY(contact->send(message).has_value());
            QVERIFY(contact->receive(k_patience).value() == message);
        }
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        qInfo("%.0f round trips a second", 10'000 / took.count());
    }
    void aStrangerIsRefused()
    {
        Pair pair(taking(echo));
        RunningSite stranger(9);
        stranger.book.pin(pair.b.identity);
        const auto made = stranger.node->dial_contact(pair.b.identity.id, pair.address);
        QCOMPARE(code_of(made), code(Errc::refused));
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.turned().size() == 1; }));
        QCOMPARE(pair.b.turned().front().code, code(Errc::refused));
    }
    void anotherSiteIsNotTaken()
    {
        Pair pair(taking(echo));
        const Identity absent(5);
        pair.a.book.pin(absent);
        QCOMPARE(
            code_of(pair.a.node->dial_contact(absent.id, pair.address)), code(Errc::wrong_peer));
    }
    void aListenerWithoutAHandlerRefusesTheProtocol()
    {
        Pair pair(transport::NodeSettings{});
        const auto made = pair.try_dial();
        QCOMPARE(code_of(made), code(Errc::protocol));
        QCOMPARE(made.error().context, std::string("the peer does not take satpad-contact/1"));
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.turned().size() == 1; }));
        pair.a.site.queue(pair.b.identity.id, 1000);
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
    }
    void aListenerThatAnswersWithAnotherProtocolIsRefused_data()
    {
        QTest::addColumn<bool>("sessions");
        QTest::newRow("that of sessions") << true;
        QTest::newRow("none") << false;
    }
    void aListenerThatAnswersWithAnotherProtocolIsRefused()
    {
        QFETCH(bool, sessions);
        RunningSite dialler(1);
        const Identity friendly(2);
        dialler.book.pin(friendly);
        OwnTls tls(friendly, TLS_server_method());
        if (sessions) {
            SSL_CTX_set_alpn_select_cb(tls.context(), select_sessions, nullptr);
        }
        const OwnListener listener(tls);
        const auto made = dialler.node->dial_contact(friendly.id, listener.address());
        QCOMPARE(code_of(made), code(Errc::protocol));
    }
    void nobodyAtTheAddressIsUnreachable()
    {
        Pair pair(taking(echo));
        pair.b.node->stop(std::chrono::milliseconds(0));
        QCOMPARE(code_of(pair.try_dial()), code(Errc::unreachable));
        const auto made = pair.a.node->dial_contact(pair.b.identity.id, "host:");
        QVERIFY(!made && made.error().is(core::Errc::invalid_argument));
    }
    void sessionsAndContactsShareAPort()
    {
        Pair pair(taking(echo));
        auto contact = pair.dial();
        const auto there = pair.a.site.queue(pair.b.identity.id, 300'000);
        QVERIFY(contact->send(message_of(50'000, 1)).has_value());
        QVERIFY(pair.a.dial(pair.b.identity, pair.address).has_value());
        QVERIFY(pair.a.site.sent(there).state == FakeSite::State::verified);
        QVERIFY(contact->receive(k_patience).value() == message_of(50'000, 1));
        QVERIFY(pair.b.turned().empty());
    }
    void aMessageThatCannotBeSentChangesNothing()
    {
        Pair pair(taking(echo));
        auto contact = pair.dial();
        for (const std::size_t size : {std::size_t{0}, transport::k_max_contact_message + 1}) {
            const auto sent = contact->send(Bytes(size));
            QVERIFY(!sent && sent.error().is(core::Errc::invalid_argument));
        }
        QVERIFY(contact->send(message_of(10, 1)).has_value());
        QVERIFY(contact->receive(k_patience).value() == message_of(10, 1));
    }
    void aLengthOutOfBoundsEndsTheContact_data()
    {
        QTest::addColumn<std::uint32_t>("length");
        QTest::newRow("empty") << std::uint32_t{0};
        QTest::newRow("one too long") << std::uint32_t{transport::k_max_contact_message + 1};
        QTest::newRow("longest") << std::uint32_t{0xffffffff};
    }
    void aLengthOutOfBoundsEndsTheContact()
    {
        QFETCH(std::uint32_t, length);
        MeetingPair both;
        const RawDialler peer(both);
        QVERIFY(peer.admitted);
        QVERIFY(peer.write_head(1));
        QVERIFY(peer.connection->write(message_of(1, 7)));
        QVERIFY(peer.write_head(length));
        Contact& contact = both.meeting.contact();
        QVERIFY(contact.receive(k_patience).value() == message_of(1, 7));
        QCOMPARE(code_of(contact.receive(k_patience)), code(Errc::protocol));
        QCOMPARE(code_of(contact.send(message_of(1, 1))), code(Errc::protocol));
        QVERIFY(!peer.connection->read());
    }
    void aPeerLostInMidMessageIsClosed()
    {
        MeetingPair both;
        std::optional<RawDialler> peer(std::in_place, both);
        QVERIFY(peer->admitted);
        QVERIFY(peer->write_head(1000));
        QVERIFY(peer->connection->write(message_of(999, 1)));
        peer.reset();
        QCOMPARE(code_of(both.meeting.contact().receive(k_patience)), code(Errc::closed));
        QCOMPARE(code_of(both.meeting.contact().send(message_of(9, 1))), code(Errc::closed));
    }
    void aReceiveThatTimesOutLosesNothing()
    {
        MeetingPair both;
        const RawDialler peer(both);
        Contact& contact = both.meeting.contact();
        QCOMPARE(code_of(contact.receive(std::chrono::milliseconds(0))), code(Errc::timed_out));
        QVERIFY(peer.write_head(3));
        QVERIFY(peer.connection->write(message_of(2, 0)));
        QCOMPARE(code_of(contact.receive(std::chrono::milliseconds(20))), code(Errc::timed_out));
        QVERIFY(peer.connection->write(core::ByteView(message_of(3, 0)).last(1)));
        QVERIFY(contact.receive(std::chrono::milliseconds::max()).value() == message_of(3, 0));
    }
    void aMessageThatStandsStillEndsTheContact()
    {
        MeetingPair both(impatient());
        const RawDialler peer(both);
        QVERIFY(peer.write_head(1000));
        Contact& contact = both.meeting.contact();
        QCOMPARE(code_of(contact.receive(k_patience)), code(Errc::timed_out));
        QVERIFY(!peer.connection->read());
        QCOMPARE(code_of(contact.send(message_of(1, 1))), code(Errc::timed_out));
    }
    void aQuietContactDoesNotEnd()
    {
        MeetingPair both(impatient(), impatient());
        auto a = both.pair.dial();
        QVERIFY(a->send(message_of(5, 1)).has_value());
        QCOMPARE(code_of(a->receive(std::chrono::milliseconds(1500))), code(Errc::timed_out));
        QVERIFY(both.meeting.contact().send(message_of(5, 2)).has_value());
        QVERIFY(a->receive(k_patience).value() == message_of(5, 2));
        QVERIFY(both.meeting.contact().receive(k_patience).value() == message_of(5, 1));
    }
    void aPeerThatTakesNothingTimesTheSenderOut()
    {
        MeetingPair both({}, impatient());
        auto contact = both.pair.dial();
        const Bytes message = message_of(transport::k_max_contact_message, 1);
        core::Expected<void> sent;
        int taken = 0;
        for (; sent && taken < 50; ++taken) { // the buffers of two ends and two kernels
            sent = contact->send(message);
        }
        QCOMPARE(code_of(sent), code(Errc::timed_out));
        QVERIFY2(taken < 10, "what one end holds is bounded");
        QCOMPARE(code_of(contact->send(message)), code(Errc::timed_out));
    }
    void aSlowReceiverIsNotThePeersFault()
    {
        MeetingPair both(impatient());
        auto contact = both.pair.dial();
        const Bytes message = message_of(transport::k_max_contact_message, 1);
        auto sending = std::async(std::launch::async, [&] {
            for (int i = 0; i < 6; ++i) {
                static_cast<void>(contact->send(message));
            }
        });
        Contact& slow = both.meeting.contact();
        int received = 0;
        while (slow.receive(k_patience) && ++received < 6) {
            sending.wait_for(std::chrono::milliseconds(350)); // more than a message may stand still
        }
        sending.wait();
        QCOMPARE(received, 6);
    }
    void cancelEndsWhatBlocks()
    {
        MeetingPair both;
        auto contact = both.pair.dial();
        auto receiving =
            std::async(std::launch::async, [&] { return code_of(contact->receive(k_patience)); });
        QCOMPARE(receiving.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
        contact->cancel();
        QCOMPARE(receiving.get(), code(Errc::closed));
        QCOMPARE(code_of(contact->receive(k_patience)), code(Errc::closed));
        QCOMPARE(code_of(contact->send(message_of(1, 1))), code(Errc::closed));
        QCOMPARE(code_of(both.meeting.contact().receive(k_patience)), code(Errc::closed));
        contact->cancel();
    }
    void cancelEndsASendThatBlocks()
    {
        MeetingPair both;
        auto contact = both.pair.dial();
        std::atomic<int> taken = 0;
        auto sending = std::async(std::launch::async, [&] {
            const Bytes message = message_of(transport::k_max_contact_message, 1);
            auto sent = contact->send(message);
            for (; sent; ++taken) {
                sent = contact->send(message);
            }
            return code_of(sent);
        });
        int before = -1;
        while (sending.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready &&
               before != taken) {
            before = taken;
        }
        contact->cancel();
        QCOMPARE(sending.get(), code(Errc::closed));
    }
    void stopEndsContactsAtBothEnds_data()
    {
        QTest::addColumn<bool>("listener");
        QTest::newRow("listener") << true;
        QTest::newRow("dialler") << false;
    }
    void stopEndsContactsAtBothEnds()
    {
        QFETCH(bool, listener);
        std::promise<std::error_code> ended;
        Pair pair(taking([&](std::unique_ptr<Contact> contact) {
            static_cast<void>(contact->send(message_of(1, 1)));
            ended.set_value(code_of(contact->receive(k_patience)));
        }));
        auto contact = pair.dial();
        QVERIFY(contact->receive(k_patience).has_value());
        (listener ? pair.b : pair.a).node->stop(std::chrono::minutes(5));
        QCOMPARE(ended.get_future().get(), code(Errc::closed));
        QCOMPARE(code_of(contact->receive(k_patience)), code(Errc::closed));
        QCOMPARE(code_of(contact->send(message_of(1, 1))), code(Errc::closed));
        QVERIFY(!pair.try_dial());
    }
    void stopGivesUpADial()
    {
        const int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        QCOMPARE(::listen(silent, 8), 0); // a port the kernel chose, where nobody speaks
        sockaddr_in any{};
        socklen_t size = sizeof(any);
        QCOMPARE(getsockname(silent, reinterpret_cast<sockaddr*>(&any), &size), 0);
        Pair pair(taking(echo));
        auto dialling = std::async(std::launch::async, [&] {
            return code_of(pair.a.node->dial_contact(
                pair.b.identity.id, "127.0.0.1:" + std::to_string(ntohs(any.sin_port))));
        });
        QCOMPARE(dialling.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
        pair.a.node->stop(std::chrono::milliseconds(0));
        QCOMPARE(dialling.get(), code(Errc::closed));
        ::close(silent);
    }
    void aContactMayOutliveItsNode()
    {
        std::unique_ptr<Contact> contact;
        {
            Pair pair(taking(echo));
            contact = pair.dial();
        }
        QCOMPARE(code_of(contact->send(message_of(1, 1))), code(Errc::closed));
        QCOMPARE(code_of(contact->receive(k_patience)), code(Errc::closed));
        contact->cancel();
    }
    void aSecondContactOfAPeerIsTurnedAway()
    {
        MeetingPair both;
        auto first = both.pair.dial();
        const auto second = both.pair.try_dial();
        QCOMPARE(code_of(second), code(Errc::limit));
        QVERIFY(both.pair.b.site.wait_for([&] { return both.pair.b.turned().size() == 1; }));
        QCOMPARE(both.pair.b.turned().front().code, code(Errc::limit));
        QVERIFY(first->send(message_of(3, 1)).has_value());
        QVERIFY(both.meeting.contact().receive(k_patience).has_value());
        RunningSite other(3);
        other.book.pin(both.pair.b.identity);
        both.pair.b.book.pin(other.identity);
        QVERIFY(other.node->dial_contact(both.pair.b.identity.id, both.pair.address).has_value());
    }
    void aPeerComesBackAfterACut()
    {
        Pair pair(taking(echo));
        for (int i = 0; i < 20; ++i) {
            auto contact = pair.dial(); // the last one's handler may not have returned yet
            QVERIFY(contact->send(message_of(3, 1)).has_value());
            QVERIFY(contact->receive(k_patience).has_value());
            if (i % 2 == 0) {
                contact->cancel();
            }
        }
        QVERIFY(pair.b.turned().empty());
    }
    void aHandlerThatThrowsEndsItsContactOnly()
    {
        std::atomic<int> calls = 0;
        Pair pair(taking([&](std::unique_ptr<Contact> contact) {
            if (calls++ == 0) {
                throw std::bad_alloc();
            }
            echo(std::move(contact));
        }));
        auto first = pair.dial();
        QCOMPARE(code_of(first->receive(k_patience)), code(Errc::closed));
        QVERIFY(pair.b.site.wait_for([&] { return pair.b.turned().size() == 1; }));
        QCOMPARE(pair.b.turned().front().code, code(Errc::limit));
        auto second = pair.dial();
        QVERIFY(second->send(message_of(3, 1)).has_value());
        QVERIFY(second->receive(k_patience).has_value());
    }
    void aPeerWaitsForItsLastHandlerOnlySoLong()
    {
        transport::NodeSettings settings;
        settings.deadlines.handshake = std::chrono::seconds(4);
        MeetingPair both(settings);
        both.pair.dial().reset();
        QCOMPARE(code_of(both.meeting.contact().receive(k_patience)), code(Errc::closed));
        const auto again = both.pair.try_dial(); // the handler does not return
        QCOMPARE(code_of(again), code(Errc::limit));
        QCOMPARE(both.meeting.met(), 1);
    }
    void contactsBeyondTheBoundAreTurnedAway()
    {
        transport::NodeSettings settings;
        settings.max_contacts = 2;
        Pair pair(taking(echo, settings));
        std::deque<RunningSite> sites;
        std::vector<std::unique_ptr<Contact>> contacts;
        for (std::uint8_t i = 11; i < 14; ++i) {
            sites.emplace_back(i);
            sites.back().book.pin(pair.b.identity);
            pair.b.book.pin(sites.back().identity);
            auto made = sites.back().node->dial_contact(pair.b.identity.id, pair.address);
            QCOMPARE(code_of(made), i < 13 ? std::error_code() : code(Errc::limit));
            contacts.push_back(made ? std::move(*made) : nullptr);
        }
        contacts.clear();
    }
    void whatWasSentBeforeTheEndArrives()
    {
        MeetingPair both;
        auto contact = both.pair.dial();
        Contact& b = both.meeting.contact();
        QVERIFY(b.send(message_of(1000, 9)).has_value()); // the dialler never receives it
        for (unsigned i = 0; i < 5; ++i) {
            QVERIFY(contact->send(message_of(70'000, i)).has_value());
        }
        contact.reset();
        for (unsigned i = 0; i < 5; ++i) {
            QVERIFY(b.receive(k_patience).value() == message_of(70'000, i));
        }
        QCOMPARE(code_of(b.receive(k_patience)), code(Errc::closed));
    }
    void noDescriptorLeaks()
    {
        const std::size_t before = open_descriptors();
        for (int i = 0; i < 3; ++i) {
            Pair pair(taking(echo));
            auto contact = pair.dial();
            QVERIFY(!pair.try_dial());
            contact.reset();
            QVERIFY(pair.dial()->send(message_of(1, 1)).has_value());
        }
        QCOMPARE(open_descriptors(), before);
    }
};

QTEST_APPLESS_MAIN(TstContact)
#include "tst_contact.moc"
