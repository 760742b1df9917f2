// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>
#include <satpad/keyclient/etsi014/client.h>

#include <openssl/ssl.h>

/// What TLS with a KME is, without I/O: OpenSSL only.
namespace satpad::keyclient::etsi014 {

/// TLS 1.2 or 1.3 with this site's certificate; the KME's is checked against the CA file or the
/// system's, and against the expected KME ID (CN or any SAN, as it is written) or else the host.
class TlsClient
{
public:
    /// Errors: Errc::bad_configuration, naming the file.
    [[nodiscard]] static core::Expected<std::unique_ptr<TlsClient>> make(
        const core::KmeAccess& access, std::string host);
    [[nodiscard]] SSL_CTX* context() const noexcept { return m_context.get(); }
    /// Server name and expected host of one connection.
    [[nodiscard]] bool prepare(SSL* connection) const;
    /// Why a handshake did not come off. `code`: of OpenSSL, 0 when the connection ended.
    [[nodiscard]] core::Error handshake_error(const SSL* connection, unsigned long code) const;

    /// What a KME's certificate is held against, and the name it showed.
    struct Wanted
    {
        std::string kme_id;
        std::string shown;
    };

private:
    struct FreeContext
    {
        void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
    };
    TlsClient() = default;
    [[nodiscard]] core::Expected<void> load(const core::KmeAccess& access);
    [[nodiscard]] core::Error certificate_error(const SSL* connection) const;

    std::unique_ptr<SSL_CTX, FreeContext> m_context;
    std::string m_host;
    Wanted m_wanted;
};

/// The KME says by an alert, after the handshake, that it does not take this client certificate.
[[nodiscard]] bool refuses_certificate(unsigned long code);

/// Version, name and expiry of the KME's certificate.
void describe_connection(const SSL* connection, ConnectionFacts& facts);

} // namespace satpad::keyclient::etsi014
