// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/etsi014/pull.h>
#include <satpad/service/receive.h>
#include <satpad/service/site.h>

/// Key drawn from this site's KME, which the peer fetches at its own. docs/etsi-014.md.
namespace satpad::service {

namespace etsi = keyclient::etsi014;
namespace sat = keyclient::satellite;

struct PullRequest
{
    core::Peer peer;              ///< with a KME, and an address to dial
    std::uint64_t bytes = 0;      ///< of key to send with
    std::chrono::seconds wait{0}; ///< an empty pool is waited for so long; 0: until a stop
    std::stop_token stop = {};    ///< ends in order: what both sites have is confirmed
};

/// One contact with the peer: an open pull is finished, then key is drawn until there is enough.
/// `watcher` is called from this thread. What is confirmed is in the result, whatever ended it.
/// Errors of `result.result`: Errc::invalid_argument without KME or address; etsi::Errc, with the
/// KME's URL; the network's; the contact's; Errc::cancelled.
[[nodiscard]] etsi::PullResult pull_key(
    Site& site, const core::Clock& clock, const PullRequest& request, etsi::PullWatcher& watcher);

/// Closes what is open with `peer` at this end, drawn or fetched; what is confirmed stays, batches
/// that are in no pad are gone. Nothing is said to the peer. Nothing open: an empty list.
[[nodiscard]] etsi::GivenUpPulls give_up_pulls(Site& site, const core::Peer& peer);

/// Whether messages of so many pages each, sealed one after the other, would find their pages when
/// `bytes` of key are pulled beside what is `left`: a message takes pages of few pads, and a pull
/// makes many. Errors: Errc::not_enough_key, with what to do.
[[nodiscard]] core::Expected<void> check_pads_reach(
    const KeyLeft& left, std::uint64_t bytes, std::span<const std::uint64_t> pages_of_messages);

/// What a contact with `peer` may be about when this site fetches what the peer drew: nothing
/// unless its key source is a KME. For SatelliteSetup::desks. `stop` cuts a request to the KME.
[[nodiscard]] std::vector<std::unique_ptr<sat::ContactDesk>> pull_desks(Site& site,
    const core::Clock& clock,
    const core::SiteId& peer,
    const std::stop_token& stop = {});

/// Receives, and fetches what peers draw whose key source is a KME; other contacts are refused.
[[nodiscard]] core::Expected<void> receive_and_fetch(Site& site,
    const core::Clock& clock,
    const ReceiveRequest& request,
    ReceiveSignals& signals,
    ReceiveScreen& screen);

/// What the KME says it has for key with `peer`, which has one: advice, no promise. A KME that is slow is not waited
/// for: seconds. Errors: etsi::Errc, with its URL.
[[nodiscard]] core::Expected<etsi::Status> kme_stock(
    const core::Peer& peer, const std::stop_token& stop = {});

/// An error of a KME says which one.
[[nodiscard]] core::Error at_kme(core::Error why, const core::KmeAccess& access);

/// Sets, or with nothing takes away, how key with this peer is drawn. The files must be there and
/// belong together. Errors: Errc::unknown_peer; etsi::Errc::bad_configuration, plain_refused.
[[nodiscard]] core::Expected<void> set_peer_kme(
    Site& site, std::string_view name, std::optional<core::KmeAccess> access);

} // namespace satpad::service
