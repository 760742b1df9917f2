// SPDX-License-Identifier: GPL-3.0-or-later
#include "told_ranges.h"

#include <algorithm>

namespace satpad::core::ledger {

Expected<std::uint64_t> check_ranges(std::span<const PageRange> ranges)
{
    if (ranges.empty() || ranges.size() > k_max_ranges) {
        return Unexpected(Errc::malformed, "the number of ranges");
    }
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const PageRange& range = ranges[i];
        const bool fits =
            range.count != 0 && range.count <= 0xffffffffULL && range.first <= 0xffffffffULL;
        const bool ordered = i == 0 || ranges[i - 1].pad < range.pad ||
                             (ranges[i - 1].pad == range.pad && ranges[i - 1].end() <= range.first);
        if (!fits || !ordered) {
            return Unexpected(Errc::malformed, "the range " + describe(range));
        }
    }
    return total_pages(ranges);
}

Expected<std::vector<PadRow>> pads_of(
    State& state, std::span<const PageRange> ranges, const SiteId& from)
{
    std::vector<PadRow> pads;
    for (const PageRange& range : ranges) {
        auto pad = require_pad(state, range.pad);
        if (!pad) {
            return fail(std::move(pad));
        }
        if (pad->summary.peer != from || pad->summary.direction != PadDirection::receive ||
            pad->closed || range.end() > pad->usable()) {
            return Unexpected(
                Errc::unknown_pad, describe(range) + " is not held here for this peer");
        }
        if (pad->suspended) {
            return Unexpected(Errc::pad_suspended, "pad " + range.pad.hex());
        }
        pads.push_back(std::move(*pad));
    }
    return pads;
}

Expected<std::optional<UsedNotice>> find_overlap(
    State& state, std::span<const PageRange> ranges, const std::vector<PadRow>& pads)
{
    for (std::size_t i = 0; i < pads.size(); ++i) {
        const PageRange& range = ranges[i];
        auto met = state.store.meeting(pads[i].number, range.first, range.count);
        if (!met) {
            return fail(std::move(met));
        }
        if (!*met) {
            continue;
        }
        // What a relay passed on is used here like a message's pages: whoever thinks it free is told.
        if ((*met)->state == RangeState::handed_over && (*met)->message == MessageId{}) {
            return Unexpected(Errc::key_already_used, describe(range) + " was handed over");
        }
        auto end = state.store.last_end(pads[i].number);
        if (!end) {
            return fail(std::move(end));
        }
        const std::uint64_t first = std::max(range.first, (*met)->first);
        const std::uint64_t last = std::min(range.end(), (*met)->end());
        return std::optional(UsedNotice{{range.pad, first, last - first}, (*met)->message, *end});
    }
    return std::optional<UsedNotice>{};
}

Unexpected used_error(const UsedNotice& used)
{
    return Unexpected(Errc::key_already_used,
        describe(used.overlap) + " belongs to " +
            (used.other == MessageId{} ? std::string("no message: it was burnt")
                                       : "message " + used.other.hex()));
}

} // namespace satpad::core::ledger
