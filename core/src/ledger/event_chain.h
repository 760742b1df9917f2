// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

namespace satpad::core::ledger {

/// Canonical encoding of an event without its hash. docs/ledger.md, "Event chain".
[[nodiscard]] Bytes encode_event(const LedgerEvent& event);
/// BLAKE2b-256(previous ‖ encoding). The first event follows 32 zero bytes.
[[nodiscard]] Digest chain(const Digest& previous, const LedgerEvent& event);

} // namespace satpad::core::ledger
