// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/kme/https_server.h>

#include <openssl/ssl.h>

/// What the server's TLS is made of.
namespace satpad::keyclient::kme {

struct FreeTlsContext
{
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

/// Errors: etsi014::Errc::bad_configuration, naming the file and what is wrong with it.
[[nodiscard]] core::Expected<TlsContext> make_server_tls(const ServerSettings& settings);

/// The one subject CN of the certificate that the client proved to have; empty without one, or with
/// several.
[[nodiscard]] std::string sae_of(const SSL* connection);

/// When the first certificate of the client's chain is over, as it was proved; long ago without one.
/// In seconds: the year 9999 is too late for the system's clock.
[[nodiscard]] std::chrono::sys_seconds certified_until(const SSL* connection);

} // namespace satpad::keyclient::kme
