// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/pull.h>
#include <satpad/service/words.h>

#include <algorithm>
#include <functional>

namespace satpad::service {

namespace {

using Pages = std::vector<std::uint64_t>; ///< of pads that have free ones, in their order

std::uint64_t reach_of(const Pages& pads)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < std::min(pads.size(), core::k_max_ranges); ++i) {
        sum += pads[i];
    }
    return sum;
}

/// As the ledger chooses: the first ones, or else the largest.
bool take(Pages& pads, std::uint64_t pages)
{
    if (reach_of(pads) < pages) {
        std::stable_sort(pads.begin(), pads.end(), std::greater<>());
    }
    if (reach_of(pads) < pages) {
        return false;
    }
    for (std::uint64_t& pad : pads) {
        const std::uint64_t taken = std::min(pad, pages);
        pad -= taken;
        pages -= taken;
    }
    std::erase(pads, std::uint64_t{0});
    return true;
}

void add_pulled(Pages& pads, std::uint64_t bytes)
{
    const std::uint64_t usable = etsi::pages_of_segment(bytes) - 1; // the last one is CONFIRM's
    for (std::uint64_t left = (bytes + core::k_page_bytes - 1) / core::k_page_bytes; left != 0;) {
        pads.push_back(std::min(left, usable));
        left -= pads.back();
    }
}

} // namespace

core::Expected<void> check_pads_reach(
    const KeyLeft& left, std::uint64_t bytes, std::span<const std::uint64_t> pages_of_messages)
{
    Pages pads;
    for (const core::PadSummary& pad : left.pads) {
        const bool serves = pad.direction == core::PadDirection::send &&
                            pad.state != core::PadState::suspended && pad.free != 0;
        if (serves) {
            pads.push_back(pad.free);
        }
    }
    add_pulled(pads, bytes);
    for (const std::uint64_t pages : pages_of_messages) {
        if (take(pads, pages)) {
            continue;
        }
        const std::uint64_t most =
            core::k_max_ranges * etsi::k_most_segment_pages * core::k_page_bytes;
        return core::Unexpected(core::Errc::not_enough_key,
            "a message of " + bytes_in_words(pages * core::k_page_bytes) +
                " cannot be sent with pulled key: it takes key of " +
                std::to_string(core::k_max_ranges) +
                " pads at most, and those of a pull are small. Nothing was pulled. Send it in "
                "parts of less than " +
                bytes_in_words(most) +
                ", or bring the key for it as one pad (satpad keys courier)");
    }
    return {};
}

} // namespace satpad::service
