// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/kme/router.h>

/// The network's end of a KME: HTTP/1.1 over mutual TLS.
namespace satpad::keyclient::kme {

struct ServerSettings
{
    std::string listen;                ///< HOST:PORT; port 0: any
    std::filesystem::path certificate; ///< chain, PEM
    std::filesystem::path private_key; ///< PEM, without passphrase
    std::filesystem::path authority;   ///< whose client certificates are taken, PEM
    std::size_t most_connections = 256;
    std::size_t most_of_one_sae = 32; ///< connections
    std::size_t most_handshakes = 64; ///< of strangers, under way
    std::size_t most_body = std::size_t{256} << 10U;
    std::size_t most_header = std::size_t{16} << 10U;
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds request{20'000}; ///< from its first byte to its last, and the answer
    std::chrono::milliseconds idle{60'000};    ///< between two requests
    std::chrono::milliseconds patience{9'000}; ///< for stock
};

/// TLS 1.2 or 1.3, client certificate required; the SAE ID is its subject's CN, of which it has
/// exactly one. One thread of its own.
class HttpsServer
{
public:
    /// `router` outlives it. Errors: etsi014::Errc::bad_configuration for a file that is missing or
    /// unusable; Errc::invalid_argument for an address that is none; the operating system's.
    [[nodiscard]] static core::Expected<std::unique_ptr<HttpsServer>> start(
        const ServerSettings& settings, const Router& router);
    virtual ~HttpsServer() = default; ///< stops
    [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
    /// Accepts no more, lets answers under way out for at most `grace`, closes, joins.
    virtual void stop(std::chrono::milliseconds grace) = 0;
};

/// Whether certificate, private key and authority can be used together. Errors: as HttpsServer::start.
[[nodiscard]] core::Expected<void> check_files(const ServerSettings& settings);

} // namespace satpad::keyclient::kme
