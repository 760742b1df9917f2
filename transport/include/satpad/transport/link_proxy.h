// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/simulated_link.h>

/// The simulated link in real time: a TCP forwarder on loopback, for `satpad demo` and tests of
/// real nodes.
namespace satpad::transport {

class LinkProxy
{
public:
    /// Listens on a free port of 127.0.0.1; what connects there reaches `upstream` ("host:port")
    /// over the simulated link. The first bytes of a connection wait one round trip, as TCP's
    /// handshake would make them. Works in its own thread. Errors: core::Errc::invalid_argument,
    /// the operating system's code.
    [[nodiscard]] static core::Expected<std::unique_ptr<LinkProxy>> make(
        const LinkSettings& settings, const std::string& upstream);
    virtual ~LinkProxy() = default; ///< cuts everything and joins

    [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
    // Threads: any.
    /// Cuts every open connection at once; what is under way is lost. New ones may come.
    virtual void cut() = 0;
    /// The link as it is from now on, for open connections too: what is under way arrives as it
    /// was to. Of `settings.cuts` those count that lie ahead; the seed stays.
    virtual void change(const LinkSettings& settings) = 0;
    /// Once: flips one bit of the next packet of some length that comes out towards upstream.
    virtual void corrupt_next() = 0;
    /// Flights and round trips count TCP's handshake too.
    [[nodiscard]] virtual LinkStatistics statistics() const = 0;
};

} // namespace satpad::transport
