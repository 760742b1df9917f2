// SPDX-License-Identifier: GPL-3.0-or-later
#include "own_tls.h"
#include "tls_fixture.h"

#include <satpad/core/environment.h>
#include <satpad/transport/tls.h>

#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace satpad;
using namespace satpad::test;
using transport::Errc;

namespace {

std::error_code code(Errc which)
{
    return transport::make_error_code(which);
}

} // namespace

/// docs/protocol.md, "Connection": what a node takes no part in, even with a pinned key.
class TstTlsRefusals : public QObject
{
    Q_OBJECT
    struct Listening
    {
        Listening()
            : site(2)
            , friendly(1)
        {
            site.book.pin(friendly);
            address = site.listen();
        }
        bool turned_away(Errc why)
        {
            return site.site.wait_for([this] { return site.turned().size() == 1; }) &&
                   site.turned().front().code == code(why);
        }
        RunningSite site;
        Identity friendly;
        std::string address;
    };
private slots:
    void initTestCase()
    {
        transport::initialise_tls();
        QVERIFY(core::initialise_core().has_value());
    }
    void theControlIsTaken()
    {
        Listening listening;
        OwnTls peer(listening.friendly, TLS_client_method());
        offer(peer.context(), "satpad/1");
        const auto outcome = peer.dial(listening.address);
        QVERIFY(outcome.shook);
        QCOMPARE(outcome.read, 23); // HELLO
    }
    void tls12IsRefused()
    {
        Listening listening;
        OwnTls peer(listening.friendly, TLS_client_method());
        offer(peer.context(), "satpad/1");
        SSL_CTX_set_max_proto_version(peer.context(), TLS1_2_VERSION);
        const auto outcome = peer.dial(listening.address);
        QVERIFY(!outcome.shook);
        QCOMPARE(outcome.reason, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
        QVERIFY(listening.turned_away(Errc::protocol));
    }
    void noAlpnIsRefused()
    {
        Listening listening;
        OwnTls peer(listening.friendly, TLS_client_method());
        const auto outcome = peer.dial(listening.address);
        QVERIFY(outcome.read <= 0);
        QVERIFY(listening.turned_away(Errc::protocol));
    }
    void anotherAlpnIsRefused()
    {
        Listening listening;
        OwnTls peer(listening.friendly, TLS_client_method());
        const std::array<unsigned char, 3> http{2, 'h', '2'};
        SSL_CTX_set_alpn_protos(peer.context(), http.data(), static_cast<unsigned>(http.size()));
        const auto outcome = peer.dial(listening.address);
        QVERIFY(!outcome.shook);
        QCOMPARE(outcome.reason, SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
        QVERIFY(listening.turned_away(Errc::protocol));
    }
    void noCertificateIsRefused()
    {
        Listening listening;
        SSL_CTX* bare = SSL_CTX_new(TLS_client_method());
        OwnTls peer(listening.friendly, TLS_client_method());
        offer(bare, "satpad/1");
        SSL_CTX_set_min_proto_version(bare, TLS1_3_VERSION);
        const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(static_cast<std::uint16_t>(
            std::stoi(listening.address.substr(listening.address.rfind(':') + 1))));
        QCOMPARE(::connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
        SSL* tls = SSL_new(bare);
        SSL_set_fd(tls, descriptor);
        ERR_clear_error();
        QCOMPARE(SSL_connect(tls), 1); // in TLS 1.3 the client learns at its first read
        char octet = 0;
        QVERIFY(SSL_read(tls, &octet, 1) <= 0);
        QCOMPARE(ERR_GET_REASON(ERR_peek_error()), SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED);
        SSL_free(tls);
        SSL_CTX_free(bare);
        ::close(descriptor);
        QVERIFY(listening.turned_away(Errc::refused));
    }
    void plainBytesAreRefused()
    {
        Listening listening;
        const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(static_cast<std::uint16_t>(
            std::stoi(listening.address.substr(listening.address.rfind(':') + 1))));
        QCOMPARE(::connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
        QCOMPARE(::write(descriptor, "GET / HTTP/1.1\r\n\r\n", 18), ssize_t{18});
        QVERIFY(listening.site.site.wait_for([&] {
            char octet = 0;
            return ::recv(descriptor, &octet, 1, MSG_DONTWAIT) == 0 ||
                   !listening.site.turned().empty();
        }));
        ::close(descriptor);
        QVERIFY(listening.turned_away(Errc::protocol));
    }
    void aDiallerRefusesAListenerWithoutAlpn()
    {
        RunningSite dialler(2);
        const Identity friendly(1);
        dialler.book.pin(friendly);
        OwnTls peer(friendly, TLS_server_method());
        const OwnListener listener(peer);
        const auto result = dialler.dial(friendly, listener.address());
        QVERIFY(!result);
        QCOMPARE(result.error().code, code(Errc::protocol));
    }
    void aDiallerRefusesTls12()
    {
        RunningSite dialler(2);
        const Identity friendly(1);
        dialler.book.pin(friendly);
        OwnTls peer(friendly, TLS_server_method());
        SSL_CTX_set_max_proto_version(peer.context(), TLS1_2_VERSION);
        const OwnListener listener(peer);
        const auto result = dialler.dial(friendly, listener.address());
        QVERIFY(!result);
        QCOMPARE(result.error().code, code(Errc::protocol));
    }
};

QTEST_APPLESS_MAIN(TstTlsRefusals)
#include "tst_tls_refusals.moc"
