// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>
#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/etsi014/messages.h>

#include <chrono>
#include <memory>
#include <stop_token>

/// The client's half of ETSI GS QKD 014 V1.1.1: three requests over mutual TLS.
namespace satpad::keyclient::etsi014 {

/// One KME, for one pair of SAEs. Blocking. Threads: one at a time. Errors: Errc of error.h, with the KME's own
/// words; core::Errc::cancelled after a stop. Nothing here asks twice: a lost answer may have cost
/// key, and whoever asked decides (docs/etsi-014.md, "Retries").
class KeySource
{
public:
    virtual ~KeySource() = default;
    [[nodiscard]] virtual core::Expected<Status> status() = 0;
    /// New keys with the peer's SAE; `number` at most come. Fewer, none, and other sizes than asked
    /// may come: believe the answer.
    [[nodiscard]] virtual core::Expected<KeyContainer> enc_keys(
        std::uint64_t number, std::uint64_t size_bits) = 0;
    /// Keys that the peer's SAE drew, in whatever order; one whose ID was not asked for is
    /// Errc::malformed. `most_bytes` bounds all keys together.
    [[nodiscard]] virtual core::Expected<KeyContainer> dec_keys(
        std::span<const std::string> ids, std::size_t most_bytes) = 0;
    /// Bits the KME said it still has, when the last call gave too_little.
    [[nodiscard]] virtual std::optional<std::uint64_t> bits_available() const = 0;
};

struct Limits
{
    std::chrono::milliseconds connect{8'000};  ///< name, connection and handshake, each
    std::chrono::milliseconds request{45'000}; ///< from the first byte sent to the last received
    std::size_t answer_bytes = std::size_t{64} << 20U;
};

/// What the last connection was, for `satpad doctor`.
struct ConnectionFacts
{
    std::string address;     ///< of the KME, numeric
    std::string version;     ///< "TLSv1.3"; empty: plain http
    std::string kme_name;    ///< subject CN of its certificate
    std::string kme_expires; ///< ISO 8601
};

/// Every CN and subjectAltName (DNS names, URIs, mail addresses) of the first certificate of a PEM
/// file. Errors: Errc::bad_configuration.
[[nodiscard]] core::Expected<std::vector<std::string>> names_of_certificate(
    const core::fs::path& file);

/// Over HTTP/1.1, keep-alive kept when the KME offers it. Reads the certificate files once.
class KmeClient final : public KeySource
{
public:
    /// `access` is checked: URL, files, that certificate and private key belong together.
    /// Errors: Errc::bad_configuration, Errc::plain_refused.
    [[nodiscard]] static core::Expected<std::unique_ptr<KmeClient>> make(
        const core::KmeAccess& access, const Limits& limits, std::stop_token stop);
    ~KmeClient() override;
    [[nodiscard]] core::Expected<Status> status() override;
    [[nodiscard]] core::Expected<KeyContainer> enc_keys(
        std::uint64_t number, std::uint64_t size_bits) override;
    [[nodiscard]] core::Expected<KeyContainer> dec_keys(
        std::span<const std::string> ids, std::size_t most_bytes) override;
    [[nodiscard]] std::optional<std::uint64_t> bits_available() const override;
    /// Resolves, connects and shakes hands, no request. Errors say which of them failed.
    [[nodiscard]] core::Expected<ConnectionFacts> connect();

private:
    struct State;
    explicit KmeClient(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace satpad::keyclient::etsi014
