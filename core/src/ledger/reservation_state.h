// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <unistd.h>

namespace satpad::core {

struct Reservation::State
{
    MessageId id;
    std::vector<PageRange> ranges;
    std::vector<std::uint64_t> pad_pages; ///< page count of each range's pad
    std::vector<PadFloor> floors;
    Digest chain_head;
    std::unique_ptr<File> lock;
    pid_t owner = ::getpid();
};

} // namespace satpad::core
