// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_state.h"
#include "replay.h"

namespace satpad::core::ledger {

/// Notes where the tables of pulls differ from the events.
[[nodiscard]] Expected<void> compare_pulls(State& state, Replay& replay);

} // namespace satpad::core::ledger
