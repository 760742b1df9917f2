// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <unistd.h>

namespace satpad::core {

namespace ledger {

/// A child that was forked has the object, but neither the key nor the right to spend it.
[[nodiscard]] inline Expected<void> check_owner(pid_t owner)
{
    if (::getpid() != owner) {
        return Unexpected(
            Errc::wrong_state, "a forked process may not use its parent's reservation");
    }
    return {};
}

} // namespace ledger

struct Reservation::State
{
    MessageId id;
    std::vector<PageRange> ranges;
    std::vector<std::uint64_t> pad_pages; ///< page count of each range's pad
    std::vector<PadFloor> floors;
    Digest chain_head;
    std::optional<PageUse> use; ///< set: for take_pages, not for a message
    std::unique_ptr<File> lock;
    pid_t owner = ::getpid();
};

} // namespace satpad::core
