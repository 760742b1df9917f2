// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_state.h"

/// What both sides of pages that serve no message share. docs/ledger.md, "Pages that serve no
/// message".
namespace satpad::core::ledger {

/// How such pages end.
[[nodiscard]] constexpr RangeState end_of(PageUse use) noexcept
{
    return use == PageUse::tag ? RangeState::spent : RangeState::handed_over;
}
[[nodiscard]] constexpr std::string_view event_of(PageUse use) noexcept
{
    switch (use) {
    case PageUse::tag:
        return "tagged";
    case PageUse::relay:
        return "relayed";
    case PageUse::kme:
        return "drawn";
    }
    return "unknown";
}

/// All pages of `parts`, in locked memory.
[[nodiscard]] inline Expected<SecretBytes> read_all(PadCache& cache, std::span<const PadPart> parts)
{
    std::uint64_t pages = 0;
    for (const PadPart& part : parts) {
        pages += part.range.count;
    }
    auto bytes = SecretBytes::allocate(static_cast<std::size_t>(pages) * k_page_bytes);
    if (!bytes) {
        return bytes;
    }
    if (auto read = read_pages(cache, parts, 0, bytes->span()); !read) {
        return fail(std::move(read));
    }
    return bytes;
}

} // namespace satpad::core::ledger
