// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_state.h"

/// What a peer says of the pads it sends on: page ranges, checked alike whether they serve a
/// message or something else. docs/ledger.md, "Receiving".
namespace satpad::core::ledger {

/// Their number, order and sizes. Returns the pages. Errors: Errc::malformed.
[[nodiscard]] Expected<std::uint64_t> check_ranges(std::span<const PageRange> ranges);
/// The pad of each range, open for what `from` sends. Errors: Errc::unknown_pad, pad_suspended.
[[nodiscard]] Expected<std::vector<PadRow>> pads_of(
    State& state, std::span<const PageRange> ranges, const SiteId& from);
/// The first page that belongs to something else. Errors: Errc::key_already_used when it went to
/// another home.
[[nodiscard]] Expected<std::optional<UsedNotice>> find_overlap(
    State& state, std::span<const PageRange> ranges, const std::vector<PadRow>& pads);
[[nodiscard]] Unexpected used_error(const UsedNotice& used);

} // namespace satpad::core::ledger
