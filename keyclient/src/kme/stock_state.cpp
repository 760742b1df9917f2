// SPDX-License-Identifier: GPL-3.0-or-later
#include "stock_state.h"

#include <algorithm>

namespace satpad::keyclient::kme {

using core::Expected;

namespace {

constexpr std::uint64_t k_page_bits = core::k_page_bytes * 8;
/// Of the shelf, at most this part lies ready for one master that does not draw it.
constexpr std::uint64_t k_share_of_one_sae = 4;

std::uint64_t pages_of(std::uint64_t bits) noexcept
{
    return (bits + k_page_bits - 1) / k_page_bits;
}

KeyPlace place_at(std::uint64_t page, std::uint64_t bits) noexcept
{
    return {static_cast<std::uint16_t>(page), static_cast<std::uint16_t>(bits / 8)};
}

/// A key that shares pages with another one of them.
std::optional<Picked> overlapping(std::vector<Picked> keys)
{
    std::ranges::sort(keys, [](const Picked& a, const Picked& b) {
        return a.block == b.block ? a.place.page < b.place.page : std::less<>()(a.block, b.block);
    });
    const auto first = std::ranges::adjacent_find(keys, [](const Picked& a, const Picked& b) {
        return a.block == b.block && b.place.page < a.place.page + a.place.pages();
    });
    return first == keys.end() ? std::nullopt : std::optional(*std::next(first));
}

} // namespace

Block* Stock::State::find(const KeyId& id, Block* likely)
{
    if (likely != nullptr && likely->knows(id)) {
        return likely;
    }
    const auto [first, end] = by_tag.equal_range(tag_of(id));
    const auto found =
        std::find_if(first, end, [&](const auto& row) { return row.second->knows(id); });
    return found == end ? nullptr : found->second;
}

Claim Stock::State::claim(const FetchOrder& order, std::span<const std::string> ids)
{
    const Steady::time_point now = settings.now();
    Claim claim;
    Block* block = nullptr;
    for (const std::string& text : ids) {
        const auto id = parse_key_id(text);
        block = id ? find(*id, block) : nullptr;
        if (block == nullptr || block->forgotten() <= now) {
            claim.missing.ids.push_back(text);
            continue;
        }
        // Its master drew it here: the slave fetches it at the other KME.
        const bool drawn_here = block->shelf() == Shelf::drawing;
        if (drawn_here || block->pair().slave != order.slave ||
            block->pair().master != order.master) {
            claim.entitled = false;
            return claim;
        }
        const KeyPlace place = *place_of(*id);
        if (block->until() <= now || !block->has(place)) {
            claim.missing.ids.push_back(text);
            continue;
        }
        claim.keys.push_back({block, place});
        claim.bits += std::uint64_t{place.bytes} * 8;
    }
    if (const auto twice = overlapping(claim.keys)) {
        claim.missing.ids.push_back(text_of(key_id(twice->block->use(), twice->place)));
    }
    return claim;
}

std::vector<Picked> Stock::State::pick(const KeyOrder& order)
{
    std::vector<Picked> keys;
    const auto found = drawing.find(order.pair);
    if (found == drawing.end()) {
        return keys;
    }
    const std::uint64_t pages = pages_of(order.bits);
    const Steady::time_point now = settings.now();
    for (Block& block : found->second) {
        if (block.until() <= now) {
            continue;
        }
        for (std::uint64_t page = block.next();
             page + pages <= block.pages() && keys.size() < order.number;
             page += pages) {
            keys.push_back({&block, place_at(page, order.bits)});
        }
    }
    return keys;
}

std::uint64_t Stock::State::keys_at_hand(const Pair& pair, std::uint64_t bits) const
{
    const auto found = drawing.find(pair);
    std::uint64_t keys = 0;
    if (found != drawing.end()) {
        const Steady::time_point now = settings.now();
        for (const Block& block : found->second) {
            keys += block.until() <= now ? 0 : (block.pages() - block.next()) / pages_of(bits);
        }
    }
    return keys;
}

std::uint64_t Stock::State::held_by(const std::string& master) const
{
    std::uint64_t pages = 0;
    for (const auto& [pair, blocks] : drawing) {
        if (pair.master == master) {
            for (const Block& block : blocks) {
                pages += block.left();
            }
        }
    }
    return pages;
}

Dry Stock::State::dry(const KeyOrder& order)
{
    const std::uint64_t pages = pages_of(order.bits);
    const std::uint64_t here = keys_at_hand(order.pair, order.bits);
    const Steady::time_point now = settings.now();
    Demand& demand = demands[order.pair];
    const std::uint64_t missing = (order.number - here) * pages;
    if (now < demand.empty_until && missing > demand.free_pages) {
        return {(here + demand.free_pages / pages) * order.bits, false};
    }
    const std::uint64_t held = held_by(order.pair.master);
    const std::uint64_t least = std::min(missing, k_most_block_pages);
    if (held + least > settings.bytes_of_shelf / core::k_page_bytes / k_share_of_one_sae) {
        return {here * order.bits, false};
    }
    const std::uint64_t used = tally.used_bits(order.pair.master);
    const std::uint64_t quota_pages = pages_of(order.quota_bits - std::min(used, order.quota_bits));
    demand.most_pages =
        order.quota_bits == 0 ? k_most_block_pages : quota_pages - std::min(held, quota_pages);
    demand.asked = now;
    if (demand.least_pages == 0) {
        demand.turn = ++turns;
    }
    demand.least_pages = std::max(demand.least_pages, least);
    wished.notify_all();
    return {here * order.bits, true};
}

void Stock::State::burn(Shelf shelf, Block& block, Steady::time_point now)
{
    tally.burnt(shelf, block.pair(), block.burn() * k_page_bits, now);
}

std::uint64_t take(const std::vector<Picked>& keys)
{
    std::uint64_t dropped = 0;
    for (const Picked& key : keys) {
        dropped += key.place.pages() * k_page_bits - std::uint64_t{key.place.bytes} * 8;
        key.block->take(key.place);
    }
    return dropped;
}

Expected<etsi014::KeyContainer> container_of(const std::vector<Picked>& keys)
{
    std::size_t size = 0;
    for (const Picked& key : keys) {
        size += key.place.bytes;
    }
    auto arena = core::SecretBytes::allocate(size);
    if (!arena) {
        return fail(std::move(arena));
    }
    std::vector<etsi014::KeyContainer::Entry> entries;
    std::size_t at = 0;
    for (const Picked& key : keys) {
        const core::ByteView bytes = key.block->key(key.place);
        std::copy(
            bytes.begin(), bytes.end(), arena->span().begin() + static_cast<std::ptrdiff_t>(at));
        entries.push_back({text_of(key_id(key.block->use(), key.place)), at, bytes.size()});
        at += bytes.size();
    }
    return etsi014::KeyContainer(std::move(*arena), std::move(entries));
}

} // namespace satpad::keyclient::kme
