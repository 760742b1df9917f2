// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pad_intake.h"

/// The key of a pass as two pads, one for each direction. docs/contact.md, "Pads of a pass".
namespace satpad::keyclient::satellite {

inline constexpr std::uint64_t k_least_pages = 3; ///< of a pad
/// Less key than this makes no two pads.
inline constexpr std::uint64_t k_least_key_bits = 2 * k_least_pages * core::k_page_bytes * 8;

/// The same at both ends.
struct PassPads
{
    core::BatchId pass;
    core::SiteId satellite;
    core::SiteId station;
    core::PadId down; ///< the satellite sends
    core::PadId up;   ///< the station sends
    double to_station = 0.95;
    std::string origin;
    double epsilon = 0;
};

enum class End
{
    satellite,
    station
};

/// Pages of the two pads for so much key; the rest of a page is dropped. `key_bytes` makes at least
/// 2 × k_least_pages pages.
struct PassPages
{
    std::uint64_t down = 0;
    std::uint64_t up = 0;
};
[[nodiscard]] PassPages pages_of(const PassPads& pads, std::size_t key_bytes);

/// Writes both pad files, durably, and says what the ledger is to know of them. `leftovers` has
/// their paths from before they exist. Errors: Errc::key_already_used when one is here already.
[[nodiscard]] core::Expected<std::vector<core::NewPad>> write_pads(const core::Home& home,
    const core::PadLedger& ledger,
    const PassPads& pads,
    End end,
    core::ByteView key,
    Leftovers& leftovers);

} // namespace satpad::keyclient::satellite
