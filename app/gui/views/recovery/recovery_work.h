// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/standstill.h"

#include <satpad/service/site.h>

/// The deeds of the page *Why nothing leaves*, for a thread beside the GUI.
namespace satpad::gui {

/// Advances the mark as `said` shows it and lifts the suspension; gives the pages burnt.
/// Errors: Errc::wrong_state, nothing burnt, when the pad is another by now; the ledger's.
[[nodiscard]] core::Expected<std::uint64_t> advanceAsSaid(
    service::Site& site, const SuspendedPad& said);
/// Closes the pad; gives the pages burnt. Errors: as above.
[[nodiscard]] core::Expected<std::uint64_t> closeAsSaid(
    service::Site& site, const SuspendedPad& said);

} // namespace satpad::gui
