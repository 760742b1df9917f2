// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay_wire.h"

#include <satpad/keyclient/satellite/relay.h>

/// What the two ends of a relay do in their own homes. docs/contact.md, "Relay".
namespace satpad::keyclient::satellite {

struct RelayOrdered;

/// The asker: what it is about to ask for.
[[nodiscard]] core::Expected<void> note_order(const core::Home& home, const RelayOrdered& order);
[[nodiscard]] core::Expected<void> drop_order(const core::Home& home, const core::BatchId& relay);
/// The first relay has told all it has: what it knows nothing of was never begun, and what is
/// settled by now needs no news.
[[nodiscard]] core::Expected<void> sweep_orders(
    const core::Home& home, const core::PadLedger& ledger, const core::SiteId& relay_site);
/// Halves of relays whose pages were not taken, and files that were not finished.
[[nodiscard]] core::Expected<void> sweep_shares(const core::Home& home, core::PadLedger& ledger);

/// The asker: takes the told pages and makes the pads of them, in one commit. Proofs of the pads;
/// none when they were made before and are gone. Errors: take_told_pages', but not already_exists;
/// Errc::malformed for a relay whose account of its pages is not ours; invalid_argument as
/// write_relay_pads.
[[nodiscard]] core::Expected<std::vector<PadProof>> take_as_asker(
    core::Home& home, core::PadLedger& ledger, const core::Peer& relay, const RelayTold& told);

/// The far end: takes the told pages and keeps their key. The same again changes nothing.
/// Errors: as above; Errc::unknown_pad when they were taken before and the key is gone.
[[nodiscard]] core::Expected<void> take_share(
    core::Home& home, core::PadLedger& ledger, const core::Peer& relay, const RelayTold& told);

/// The far end: the asker's key has come. The pads, confirmed, in one commit, and their proofs;
/// then the share goes. Errors: Errc::authentication_failed when the tag does not hold or the
/// asker's proofs are of other pads: nothing is committed.
[[nodiscard]] core::Expected<std::vector<PadProof>> finish_share(core::Home& home,
    core::PadLedger& ledger,
    const core::Peer& relay,
    const core::BatchId& id,
    const RelayKey& key);

/// A relay behind another one: the asker's key has come, and is held for the next site. The
/// asker's proofs. Errors: Errc::authentication_failed when the tag does not hold.
[[nodiscard]] core::Expected<std::vector<PadProof>> hold_share(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& clock,
    const core::Peer& relay,
    const core::BatchId& id,
    const RelayKey& key);
/// The asker's proofs when it is held here already; none otherwise.
[[nodiscard]] core::Expected<std::vector<PadProof>> proofs_held(
    const core::Home& home, const core::BatchId& id);

/// The pads are in the ledger: what a crash left of their making goes.
[[nodiscard]] core::Expected<void> drop_share(const core::Home& home, const core::BatchId& id);

} // namespace satpad::keyclient::satellite
