// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pad_intake.h"
#include "relay_wire.h"

#include <optional>

/// The two pads a relay makes, at either end. docs/contact.md, "Relay".
namespace satpad::keyclient::satellite {

enum class RelayEnd
{
    asker,
    far_end
};

/// Writes both pad files, durably, and says what the ledger is to know of them. `key` is that of
/// the pad out, then that of the pad back. Files of the same pads that an earlier try left go
/// first. `leftovers` has their paths from before they exist. Errors: Errc::invalid_argument for a
/// real home that takes no simulated pads.
[[nodiscard]] core::Expected<std::vector<core::NewPad>> write_relay_pads(const core::Home& home,
    core::PadLedger& ledger,
    const RelayPads& pads,
    RelayEnd end,
    const std::string& origin,
    core::ByteView key,
    Leftovers& leftovers);

/// This home's proofs of both pads, out and back; none when it does not know them. Errors:
/// Errc::malformed when one of them came with something else: a relay that names others' pads is told
/// nothing of them.
[[nodiscard]] core::Expected<std::vector<PadProof>> proofs_of(
    const core::PadLedger& ledger, const RelayPads& pads, RelayEnd end);

/// Of both together.
[[nodiscard]] std::uint64_t pages_of(const RelayPads& pads);
/// Who comes behind `relay` on the way: another relay, or the far end. Nothing: it is not on it.
[[nodiscard]] std::optional<core::SiteId> next_after(
    const RelayPads& pads, const core::SiteId& relay);
/// Pads `proofs` are of, in this order, with these tags.
[[nodiscard]] bool same_proofs(const std::vector<PadProof>& a, const std::vector<PadProof>& b);
[[nodiscard]] bool are_of(const std::vector<PadProof>& proofs, const RelayPads& pads);

/// Sums of ε in another order differ that much.
inline constexpr double k_rounding = 1 + 1e-9;

/// What the pads of some ranges add to those that are made of them.
struct Parents
{
    double epsilon = 0;
    bool simulated = false;
    std::string names;     ///< the pads' ids
    std::string generator; ///< what made their bytes, each named once
};
[[nodiscard]] core::Expected<Parents> parents_of(
    const core::PadLedger& ledger, const std::vector<core::PageRange>& ranges);

} // namespace satpad::keyclient::satellite
