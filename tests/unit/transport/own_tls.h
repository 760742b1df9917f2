// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tls_fixture.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

/// A peer that does what it likes, on blocking sockets.
namespace satpad::test {

/// A descriptor connected to "host:port" on loopback.
inline int connected(const std::string& address)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    if (connect(descriptor, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
        qFatal("no connection");
    }
    return descriptor;
}

/// One ALPN, at a client.
inline void offer(SSL_CTX* context, const std::string& protocol)
{
    const std::string list = static_cast<char>(protocol.size()) + protocol;
    SSL_CTX_set_alpn_protos(context,
        reinterpret_cast<const unsigned char*>(list.data()),
        static_cast<unsigned>(list.size()));
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
        const int descriptor = connected(address);
        const Outcome outcome = talk(descriptor, SSL_connect);
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

/// One connection of an OwnTls, handshaken.
class OwnConnection
{
public:
    OwnConnection(const OwnTls& tls, const std::string& address)
        : m_descriptor(connected(address))
        , m_tls(SSL_new(tls.context()))
    {
        SSL_set_fd(m_tls, m_descriptor);
        m_shook = SSL_connect(m_tls) == 1;
    }
    ~OwnConnection()
    {
        SSL_free(m_tls);
        close(m_descriptor);
    }
    OwnConnection(const OwnConnection&) = delete;
    OwnConnection& operator=(const OwnConnection&) = delete;
    [[nodiscard]] bool shook() const { return m_shook; }
    /// Nothing at the end.
    [[nodiscard]] std::optional<std::byte> read() const
    {
        std::byte octet{};
        return SSL_read(m_tls, &octet, 1) == 1 ? std::optional(octet) : std::nullopt;
    }
    [[nodiscard]] bool write(core::ByteView bytes) const
    {
        return SSL_write(m_tls, bytes.data(), static_cast<int>(bytes.size())) ==
               static_cast<int>(bytes.size());
    }

private:
    int m_descriptor;
    SSL* m_tls;
    bool m_shook = false;
};

} // namespace satpad::test
