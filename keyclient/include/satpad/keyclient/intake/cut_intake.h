// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <optional>

/// What a death leaves of key that was being taken in: pad files which the ledger never learned of.
/// docs/ledger.md, "Recovery".
namespace satpad::keyclient {

enum class LeftState
{
    half,  ///< its file was not whole yet
    whole, ///< no page of it was used, as far as its last one tells
    used, ///< its last page was erased: the ledger is older than its pads, and this is the evidence
    unreadable ///< no pad file of this home, or a damaged one
};

struct CutIntake
{
    core::PadId pad;
    LeftState state = LeftState::half;
    std::uint64_t pages = 0; ///< by the length of the file; 0 for `half`
};

/// By pad. Nothing at all as long as key is being taken in: then nobody can tell. Changes nothing.
[[nodiscard]] core::Expected<std::optional<std::vector<CutIntake>>> cut_intakes(
    const core::Home& home, const core::PadLedger& ledger);

/// Removes what is left of `pad`; of a whole file with one commit that says so before. Errors:
/// Errc::unknown_pad when nothing is; Errc::key_already_used when the ledger knows the pad; Errc::home_busy when key is being taken in for 10 s; Errc::home_damaged when the file is
/// damaged or a page of it was erased.
[[nodiscard]] core::Expected<void> close_cut_intake(
    const core::Home& home, core::PadLedger& ledger, const core::PadId& pad);

} // namespace satpad::keyclient
