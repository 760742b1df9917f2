// SPDX-License-Identifier: GPL-3.0-or-later
#include "tls_fixture.h"

#include <satpad/core/environment.h>
#include <satpad/transport/tls.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace satpad;
using namespace satpad::test;
using transport::Errc;

namespace {

std::error_code code(Errc which)
{
    return transport::make_error_code(which);
}

/// A peer with the right key and its own idea of TLS, on blocking sockets.
class OwnTls
{
public:
    OwnTls(const Identity& identity, const SSL_METHOD* method)
        : m_context(SSL_CTX_new(method))
    {
        EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519,
            nullptr,
            reinterpret_cast<const unsigned char*>(identity.seed.data()),
            identity.seed.size());
        X509* certificate = X509_new();
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 1000);
        X509_set_pubkey(certificate, key);
        X509_sign(certificate, key, nullptr);
        SSL_CTX_use_certificate(m_context, certificate);
        SSL_CTX_use_PrivateKey(m_context, key);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    ~OwnTls() { SSL_CTX_free(m_context); }
    OwnTls(const OwnTls&) = delete;
    OwnTls& operator=(const OwnTls&) = delete;
    [[nodiscard]] SSL_CTX* context() const { return m_context; }

    struct Outcome
    {
        bool shook = false;
        int read = 0;   ///< bytes the first read gave
        int reason = 0; ///< OpenSSL's, of the first error
    };
    [[nodiscard]] Outcome dial(const std::string& address) const
    {
        const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port =
            htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
        Outcome outcome;
        if (connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof(to)) == 0) {
            outcome = talk(descriptor, SSL_connect);
        }
        close(descriptor);
        return outcome;
    }
    [[nodiscard]] Outcome talk(int descriptor, int (*shake)(SSL*)) const
    {
        ERR_clear_error();
        SSL* tls = SSL_new(m_context);
        SSL_set_fd(tls, descriptor);
        Outcome outcome;
        outcome.shook = shake(tls) == 1;
        std::array<char, 100> buffer{};
        if (outcome.shook) {
            outcome.read = SSL_read(tls, buffer.data(), static_cast<int>(buffer.size()));
        }
        outcome.reason = ERR_GET_REASON(ERR_peek_error());
        SSL_free(tls);
        return outcome;
    }

private:
    SSL_CTX* m_context;
};

void offer_satpad(SSL_CTX* context)
{
    const std::array<unsigned char, 9> offer{8, 's', 'a', 't', 'p', 'a', 'd', '/', '1'};
    SSL_CTX_set_alpn_protos(context, offer.data(), static_cast<unsigned>(offer.size()));
}

/// A listener for one connection, in its own thread.
class OwnListener
{
public:
    explicit OwnListener(const OwnTls& tls)
        : m_descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in any{};
        any.sin_family = AF_INET;
        any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(any);
        if (bind(m_descriptor, reinterpret_cast<sockaddr*>(&any), size) != 0 ||
            listen(m_descriptor, 8) != 0 ||
            getsockname(m_descriptor, reinterpret_cast<sockaddr*>(&any), &size) != 0) {
            qFatal("no listener");
        }
        m_address = "127.0.0.1:" + std::to_string(ntohs(any.sin_port));
        m_thread = std::thread([this, &tls] {
            const int connection = accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC);
            static_cast<void>(tls.talk(connection, SSL_accept));
            close(connection);
        });
    }
    ~OwnListener()
    {
        m_thread.join();
        close(m_descriptor);
    }
    OwnListener(const OwnListener&) = delete;
    OwnListener& operator=(const OwnListener&) = delete;
    [[nodiscard]] const std::string& address() const { return m_address; }

private:
    int m_descriptor;
    std::string m_address;
    std::thread m_thread;
};

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
        offer_satpad(peer.context());
        const auto outcome = peer.dial(listening.address);
        QVERIFY(outcome.shook);
        QCOMPARE(outcome.read, 23); // HELLO
    }
    void tls12IsRefused()
    {
        Listening listening;
        OwnTls peer(listening.friendly, TLS_client_method());
        offer_satpad(peer.context());
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
        offer_satpad(bare);
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
