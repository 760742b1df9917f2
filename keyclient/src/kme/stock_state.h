// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "block.h"
#include "tally.h"

#include <condition_variable>
#include <list>
#include <mutex>

namespace satpad::keyclient::kme {

/// Key of a block that an answer is made of.
struct Picked
{
    Block* block = nullptr;
    KeyPlace place;
};

/// What is to be had of what was asked for by ID.
struct Claim
{
    bool entitled = true;
    std::vector<Picked> keys;
    NotFound missing;
    std::uint64_t bits = 0;
};

/// Who waits at an empty shelf.
struct Demand
{
    std::uint64_t least_pages = 0; ///< 0: nobody does
    Steady::time_point asked;
    std::uint64_t block_pages = k_least_block_pages; ///< of the next one
    Steady::time_point filled;
    Steady::time_point empty_until; ///< the pads had too little a moment ago …
    std::uint64_t free_pages = 0;   ///< … namely this
};

/// What stands behind Stock. All members but `mutex` are guarded by it; nothing here locks.
struct Stock::State
{
    State(StockSettings its_settings, std::span<const core::KmeUsage> so_far)
        : settings(std::move(its_settings))
        , tally(so_far)
    {}

    using Blocks = std::list<Block>;
    using Shelved = std::map<Pair, Blocks>;
    [[nodiscard]] Shelved& of(Shelf shelf) { return shelf == Shelf::drawing ? drawing : fetching; }
    [[nodiscard]] const std::shared_ptr<std::atomic<std::size_t>>& used_of(Shelf shelf) const
    {
        return shelf == Shelf::drawing ? drawing_used : fetching_used;
    }
    [[nodiscard]] Block* find(const KeyId& id, Block* likely);
    [[nodiscard]] Claim claim(const FetchOrder& order, std::span<const std::string> ids);
    [[nodiscard]] std::vector<Picked> pick(const KeyOrder& order);
    [[nodiscard]] std::uint64_t keys_at_hand(const Pair& pair, std::uint64_t bits) const;
    [[nodiscard]] Dry dry(const KeyOrder& order);
    void burn(Shelf shelf, Block& block, Steady::time_point now);

    StockSettings settings;
    mutable std::mutex mutex;
    std::condition_variable_any wished;
    Shelved drawing;
    Shelved fetching;
    std::shared_ptr<std::atomic<std::size_t>> drawing_used =
        std::make_shared<std::atomic<std::size_t>>(0);
    std::shared_ptr<std::atomic<std::size_t>> fetching_used =
        std::make_shared<std::atomic<std::size_t>>(0);
    std::map<Pair, Demand> demands;
    Tally tally;
};

/// Copies the keys into one locked arena for whoever makes an answer of them.
[[nodiscard]] core::Expected<etsi014::KeyContainer> container_of(const std::vector<Picked>& keys);
/// The keys have left: wiped here. Bits that were dropped with them.
[[nodiscard]] std::uint64_t take(const std::vector<Picked>& keys);

} // namespace satpad::keyclient::kme
