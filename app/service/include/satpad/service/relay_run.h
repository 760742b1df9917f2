// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/relay.h>
#include <satpad/service/satellite_site.h>
#include <satpad/service/what_waits.h>

#include <optional>
#include <stop_token>

/// Key with a peer through a trusted relay that is in contact with both. The relay knows the key.
namespace satpad::service {

struct RelayRequest
{
    core::Peer relay;
    struct Wanted
    {
        core::SiteId peer;
        std::uint64_t bytes = 0; ///< both directions together; rounded up to whole pages
        double send_share = 0.5; ///< of them, that this site sends with
    };
    std::optional<Wanted> wanted = {};      ///< nothing: only what waits at the relay
    std::vector<core::SiteId> further = {}; ///< relays behind it, in order
    core::Progress progress = {};           ///< of messages left and collected
    std::stop_token stop = {};              ///< cuts the contact
};

/// One contact with the relay: what waits is done; then, unless that finished a relay of the wanted
/// size with the wanted peer, a new one is asked for.
/// Errors: Errc::unknown_peer, not_enough_key, invalid_argument, cancelled; the network's; the contact's. What
/// is wrong with one relay or message is in its row.
[[nodiscard]] ContactNews relay_key(
    Site& site, const core::Clock& clock, const RelayRequest& request);

/// Receives like any site and answers contacts as a relay: passes are refused.
[[nodiscard]] core::Expected<void> serve_relay(Site& site,
    const core::Clock& clock,
    const ReceiveRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen);

} // namespace satpad::service
