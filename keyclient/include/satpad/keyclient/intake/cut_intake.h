// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

/// What a death leaves of key that was being taken in: pad files which the ledger never learned of.
/// No page of them was ever used, none can be. docs/ledger.md, "Storage".
namespace satpad::keyclient {

struct CutIntake
{
    core::PadId pad;
    std::uint64_t pages = 0; ///< 0: the file was not whole yet
};

/// By pad; nothing as long as key is being taken in, for then nobody can tell. Changes nothing.
[[nodiscard]] core::Expected<std::vector<CutIntake>> cut_intakes(
    const core::Home& home, const core::PadLedger& ledger);

/// Removes what is left of `pad`, with one commit that says so before. Errors: Errc::unknown_pad
/// when nothing is; Errc::key_already_used when the ledger knows it; Errc::home_busy when key is being
/// taken in for 10 s; Errc::home_damaged when a page of it was erased, for then the ledger is older
/// than its pads, and the file is the evidence.
[[nodiscard]] core::Expected<void> close_cut_intake(
    const core::Home& home, core::PadLedger& ledger, const core::PadId& pad);

} // namespace satpad::keyclient
