// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attempt.h"
#include "stream.h"
#include "tls_context.h"

#include <boost/asio/ip/tcp.hpp>

namespace satpad::transport {

/// Both contexts of a node.
struct TlsContexts
{
    ContextPointer dialler;
    ContextPointer listener;
    const PeerBook* book = nullptr;
};

/// A connection after its handshake: ALPN checked, key pinned.
struct Established
{
    std::unique_ptr<Stream> stream;
    PinnedPeer peer;
    Purpose purpose{};
};

/// Handshakes on a connected socket that lives on the caller's strand. A dialler offers `purpose`
/// and takes nothing else; a listener takes what its context takes. A failed listener shuts its
/// sending side and drains for up to 2 s, so that its alert reaches the dialler. `contexts` must
/// outlive the call. Errors: Errc of transport/error.h: timed_out, refused, protocol, closed.
[[nodiscard]] asio::awaitable<core::Expected<Established>> tls_handshake(
    asio::ip::tcp::socket socket,
    TlsRole role,
    Purpose purpose,
    const TlsContexts* contexts,
    std::shared_ptr<Attempt> attempt,
    std::chrono::milliseconds limit);

} // namespace satpad::transport
