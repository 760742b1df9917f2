// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/node.h>

#include <openssl/ssl.h>

/// TLS as docs/protocol.md, "Connection", fixes it: OpenSSL objects only, no I/O.
namespace satpad::transport {

struct FreeContext
{
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using ContextPointer = std::unique_ptr<SSL_CTX, FreeContext>;

enum class TlsRole
{
    dialler,
    listener
};

/// What a connection is for: the protocol of its ALPN.
enum class Purpose
{
    session,
    contact
};
[[nodiscard]] std::string_view alpn_name(Purpose purpose) noexcept;
/// A listener takes sessions, and contacts where it says so.
enum class TakesContacts
{
    no,
    yes
};

/// A context with a certificate made in memory from the Ed25519 seed. `book` must outlive every
/// connection made with it. Errors: core::Errc::internal naming the OpenSSL call.
[[nodiscard]] core::Expected<ContextPointer> make_tls_context(TlsRole role,
    core::ByteView identity_seed,
    const std::string& name,
    const PeerBook& book,
    TakesContacts takes_contacts);

/// What a dialler's connection offers: this ALPN and no other. False when OpenSSL has no memory.
[[nodiscard]] bool offer_alpn(SSL* connection, Purpose purpose) noexcept;

/// After a handshake: what the selected ALPN says; at a dialler, that it is the offered one.
/// Errors: Errc::protocol.
[[nodiscard]] core::Expected<Purpose> selected_purpose(
    const SSL* connection, TlsRole role, Purpose offered);

/// After a handshake: the leaf's key is pinned; says whose it is. Errors: Errc::refused.
[[nodiscard]] core::Expected<PinnedPeer> authenticated_peer(
    const SSL* connection, const PeerBook& book);

} // namespace satpad::transport
