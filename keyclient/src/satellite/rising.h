// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "distill_wire.h"

/// Pulses that rise, as gaps. docs/distillation.md, message *clicks*; docs/contact.md, "clicks".
namespace satpad::keyclient::satellite {

/// Before the first pulse, of a pass of 4096 seconds at 10¹¹ a second, and between two.
inline constexpr std::uint64_t k_most_gap = std::uint64_t{1} << 50U;

/// How many, then for each the gap to the first one that could follow.
template <typename Items, typename PulseOf>
void put_rising(Writer& out, const Items& items, PulseOf pulse_of)
{
    out.number(items.size());
    std::uint64_t next = 0;
    for (const auto& item : items) {
        const std::uint64_t pulse = pulse_of(item);
        out.number(pulse - next);
        next = pulse + 1;
    }
}

/// `most` pulses at most; `make` makes an item of each.
template <typename Item, typename Make>
[[nodiscard]] std::vector<Item> take_rising(Reader& in, std::size_t most, Make make)
{
    std::vector<Item> items;
    const std::uint64_t count = in.number(most);
    if (count > in.left()) { // each takes a byte at least
        in.refuse();
        return items;
    }
    items.reserve(count);
    std::uint64_t next = 0;
    for (std::uint64_t i = 0; i < count && in.good(); ++i) {
        const std::uint64_t pulse = next + in.number(k_most_gap);
        items.push_back(make(pulse));
        next = pulse + 1;
    }
    return items;
}

} // namespace satpad::keyclient::satellite
