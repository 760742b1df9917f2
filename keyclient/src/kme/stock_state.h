// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "block.h"
#include "shelf_use.h"
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

inline constexpr std::chrono::seconds k_refused_pause{5};
inline constexpr std::chrono::seconds k_longest_refused_pause{60};

/// Who waits at an empty shelf.
struct Demand
{
    std::uint64_t least_pages = 0; ///< 0: nobody does
    std::uint64_t most_pages = 0;  ///< what the master may have besides, by its quota
    std::uint64_t turn = 0;        ///< the lowest is served next
    Steady::time_point asked;
    std::uint64_t block_pages = k_least_block_pages; ///< of the next one
    Steady::time_point filled;
    Steady::time_point empty_until; ///< the pads had too little a moment ago …
    std::uint64_t free_pages = 0;   ///< … namely this
    std::chrono::seconds refused_pause = k_refused_pause; ///< after the next refusal
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
    [[nodiscard]] const std::shared_ptr<ShelfUse>& used_of(Shelf shelf) const
    {
        return shelf == Shelf::drawing ? drawing_used : fetching_used;
    }
    [[nodiscard]] Block* find(const KeyId& id, Block* likely);
    [[nodiscard]] Claim claim(const FetchOrder& order, std::span<const std::string> ids);
    [[nodiscard]] std::vector<Picked> pick(const KeyOrder& order);
    [[nodiscard]] std::uint64_t keys_at_hand(const Pair& pair, std::uint64_t bits) const;
    /// Pages ready for this master that nobody drew yet.
    [[nodiscard]] std::uint64_t held_by(const std::string& master) const;
    [[nodiscard]] Dry dry(const KeyOrder& order);
    /// Drops blocks of a pair that `which` names.
    template <typename Which> void drop(std::list<Block>& blocks, const Which& which)
    {
        std::erase_if(blocks, [&](const Block& block) {
            const bool goes = which(block);
            if (goes) {
                auto [at, end] = by_tag.equal_range(block_tag(block.use()));
                while (at != end) {
                    at = at->second == &block ? by_tag.erase(at) : std::next(at);
                }
            }
            return goes;
        });
    }
    void burn(Shelf shelf, Block& block, Steady::time_point now);

    StockSettings settings;
    mutable std::mutex mutex;
    std::condition_variable_any wished;
    Shelved drawing;
    Shelved fetching;
    std::shared_ptr<ShelfUse> drawing_used = std::make_shared<ShelfUse>();
    std::shared_ptr<ShelfUse> fetching_used = std::make_shared<ShelfUse>();
    std::multimap<BlockTag, Block*> by_tag; ///< all that are shelved
    std::map<Pair, Demand> demands;
    std::map<core::SiteId, core::BatchId> met; ///< who the peers' KMEs are
    std::uint64_t turns = 0;
    Tally tally;
};

/// Copies the keys into one locked arena for whoever makes an answer of them.
[[nodiscard]] core::Expected<etsi014::KeyContainer> container_of(const std::vector<Picked>& keys);
/// The keys have left: wiped here. Bits that were dropped with them.
[[nodiscard]] std::uint64_t take(const std::vector<Picked>& keys);

} // namespace satpad::keyclient::kme
