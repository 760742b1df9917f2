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

/// A context with a certificate made in memory from the Ed25519 seed. `book` must outlive every
/// connection made with it. Errors: core::Errc::internal naming the OpenSSL call.
[[nodiscard]] core::Expected<ContextPointer> make_tls_context(
    TlsRole role, core::ByteView identity_seed, const std::string& name, const PeerBook& book);

/// After a handshake: ALPN was selected and the leaf's key is pinned; says whose it is.
/// Errors: Errc::protocol (no ALPN), Errc::refused (key not pinned).
[[nodiscard]] core::Expected<PinnedPeer> authenticated_peer(
    const SSL* connection, const PeerBook& book);

} // namespace satpad::transport
