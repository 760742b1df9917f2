// SPDX-License-Identifier: GPL-3.0-or-later
#include "stock_state.h"

#include <algorithm>

namespace satpad::keyclient::kme {

using core::Expected;

namespace {

constexpr std::size_t k_most_remembered = 64;    ///< blocks of which nothing is left, of a pair
constexpr std::chrono::seconds k_wish_lasts{1};  ///< who still waits asks again sooner
constexpr std::chrono::seconds k_empty_lasts{1}; ///< pads with too little are looked at again then
constexpr std::chrono::seconds k_quick_refill{10}; ///< a shelf empty before that gets larger blocks

std::uint64_t page_bits(std::uint64_t pages) noexcept
{
    return pages * core::k_page_bytes * 8;
}

/// Of the next block: twice the one before, while they are drawn quickly.
std::uint64_t block_pages(const Demand& demand, Steady::time_point now) noexcept
{
    return now < demand.filled + k_quick_refill ? demand.block_pages : k_least_block_pages;
}

/// Bits that were dropped with the keys. After an error they are all still there.
Expected<std::uint64_t> give(const std::vector<Picked>& keys, const Deliver& deliver)
{
    auto container = container_of(keys);
    if (!container) {
        return fail(std::move(container));
    }
    if (auto delivered = deliver(*container); !delivered) {
        return fail(std::move(delivered));
    }
    return take(keys);
}

} // namespace

Stock::Stock(StockSettings settings, std::span<const core::KmeUsage> so_far)
    : m_state(std::make_unique<State>(std::move(settings), so_far))
{}

Stock::~Stock() = default;

Expected<DrawOutcome> Stock::draw(const KeyOrder& order, const Deliver& deliver)
{
    State& state = *m_state;
    const std::scoped_lock guard(state.mutex);
    const std::uint64_t bits = order.number * order.bits;
    const std::uint64_t used = state.tally.used_bits(order.pair.master);
    if (order.quota_bits != 0 && used + bits > order.quota_bits) {
        return DrawOutcome(OverQuota{used});
    }
    const std::vector<Picked> keys = state.pick(order);
    if (keys.size() < order.number) {
        return DrawOutcome(state.dry(order));
    }
    auto dropped = give(keys, deliver);
    if (!dropped) {
        return fail(std::move(dropped));
    }
    const Steady::time_point now = state.settings.now();
    state.tally.issued(order.pair, keys.size(), bits, now);
    state.tally.burnt(Shelf::drawing, order.pair, *dropped, now);
    return DrawOutcome(Given{});
}

Expected<FetchOutcome> Stock::fetch(
    const FetchOrder& order, std::span<const std::string> ids, const Deliver& deliver)
{
    State& state = *m_state;
    const std::scoped_lock guard(state.mutex);
    Claim claim = state.claim(order, ids);
    if (!claim.entitled) {
        return FetchOutcome(NotEntitled{});
    }
    if (!claim.missing.ids.empty() || claim.keys.empty()) {
        return FetchOutcome(std::move(claim.missing));
    }
    const std::uint64_t used = state.tally.used_bits(order.slave);
    if (order.quota_bits != 0 && used + claim.bits > order.quota_bits) {
        return FetchOutcome(OverQuota{used});
    }
    const Pair pair = claim.keys.front().block->pair();
    auto dropped = give(claim.keys, deliver);
    if (!dropped) {
        return fail(std::move(dropped));
    }
    const Steady::time_point now = state.settings.now();
    state.tally.fetched(pair, claim.keys.size(), claim.bits, now);
    state.tally.burnt(Shelf::fetching, pair, *dropped, now);
    return FetchOutcome(Given{});
}

std::uint64_t Stock::bits_at_hand(const Pair& pair, std::uint64_t bits) const
{
    const std::scoped_lock guard(m_state->mutex);
    return m_state->keys_at_hand(pair, bits) * bits;
}

std::chrono::seconds Stock::expiry() const
{
    return m_state->settings.expiry; // nobody changes it
}

std::optional<Wish> Stock::next_wish(
    const core::SiteId& peer, std::chrono::milliseconds patience, const std::stop_token& stop)
{
    State& state = *m_state;
    std::unique_lock guard(state.mutex);
    std::optional<Wish> wish;
    const auto look = [&] {
        const Steady::time_point now = state.settings.now();
        std::uint64_t turn = UINT64_MAX;
        for (auto& [pair, demand] : state.demands) {
            if (demand.least_pages != 0 && demand.asked + k_wish_lasts < now) {
                demand.least_pages = 0;
            }
            if (pair.peer == peer && demand.least_pages != 0 && demand.turn < turn) {
                turn = demand.turn;
                const std::uint64_t pages = std::min(block_pages(demand, now), demand.most_pages);
                wish = Wish{pair, demand.least_pages, std::max(demand.least_pages, pages)};
            }
        }
        return wish.has_value();
    };
    state.wished.wait_for(guard, stop, patience, look);
    return wish;
}

void Stock::put(Shelf shelf, NewBlock block, Room room)
{
    State& state = *m_state;
    const std::scoped_lock guard(state.mutex);
    const Steady::time_point now = state.settings.now();
    const Pair pair = block.pair;
    const auto expiry = shelf == Shelf::drawing ? state.settings.expiry : block.expiry;
    const Steady::time_point forgotten = now + 2 * expiry;
    const Steady::time_point until = shelf == Shelf::drawing ? room.m_since + expiry : forgotten;
    Block& shelved = state.of(shelf)[pair].emplace_back(
        shelf, std::move(block), std::move(room), until, forgotten);
    state.by_tag.emplace(block_tag(shelved.use()), &shelved);
    if (shelf == Shelf::drawing) {
        if (const auto met = state.met.find(pair.peer);
            met != state.met.end() && met->second != shelved.instance()) {
            state.burn(shelf, shelved, now);
        }
        Demand& demand = state.demands[pair];
        demand.block_pages = std::min(block_pages(demand, now) * 2, k_most_block_pages);
        demand.filled = now;
        demand.least_pages = 0;
        demand.empty_until = {};
        demand.refused_pause = k_refused_pause;
    }
}

void Stock::burn(Shelf shelf, const Pair& pair, std::uint64_t pages)
{
    const std::scoped_lock guard(m_state->mutex);
    m_state->tally.burnt(shelf, pair, page_bits(pages), m_state->settings.now());
}

void Stock::none_left(const Wish& wish, std::uint64_t free_pages)
{
    const std::scoped_lock guard(m_state->mutex);
    Demand& demand = m_state->demands[wish.pair];
    demand.least_pages = 0;
    demand.empty_until = m_state->settings.now() + k_empty_lasts;
    demand.free_pages = free_pages;
}

void Stock::refused(const Wish& wish)
{
    const std::scoped_lock guard(m_state->mutex);
    Demand& demand = m_state->demands[wish.pair];
    demand.least_pages = 0;
    demand.empty_until = m_state->settings.now() + demand.refused_pause;
    demand.free_pages = 0;
    demand.refused_pause = std::min(demand.refused_pause * 2, k_longest_refused_pause);
}

void Stock::met(const core::SiteId& peer, const core::BatchId& instance)
{
    State& state = *m_state;
    const std::scoped_lock guard(state.mutex);
    const Steady::time_point now = state.settings.now();
    state.met[peer] = instance;
    for (auto& [pair, blocks] : state.drawing) {
        for (Block& block : blocks) {
            if (pair.peer == peer && block.instance() != instance) {
                state.burn(Shelf::drawing, block, now);
            }
        }
    }
}

void Stock::expire()
{
    State& state = *m_state;
    const std::scoped_lock guard(state.mutex);
    const Steady::time_point now = state.settings.now();
    for (const Shelf shelf : {Shelf::drawing, Shelf::fetching}) {
        for (auto& [pair, blocks] : state.of(shelf)) {
            for (Block& block : blocks) {
                if (block.until() <= now) {
                    state.burn(shelf, block, now);
                }
            }
            std::size_t most = blocks.size();
            state.drop(blocks, [&](const Block& block) {
                const bool goes =
                    block.forgotten() <= now || (block.left() == 0 && most > k_most_remembered);
                most -= goes ? 1 : 0;
                return goes;
            });
        }
        std::erase_if(state.of(shelf), [](const auto& row) { return row.second.empty(); });
    }
}

void Stock::clear()
{
    State& state = *m_state;
    const std::scoped_lock guard(state.mutex);
    const Steady::time_point now = state.settings.now();
    for (const Shelf shelf : {Shelf::drawing, Shelf::fetching}) {
        for (auto& [pair, blocks] : state.of(shelf)) {
            for (Block& block : blocks) {
                state.burn(shelf, block, now);
            }
        }
        state.of(shelf).clear();
    }
    state.by_tag.clear();
    state.demands.clear();
}

bool Stock::tally_due() const
{
    const std::scoped_lock guard(m_state->mutex);
    return m_state->tally.due(m_state->settings.now());
}

std::vector<core::KmeUsage> Stock::take_tally(core::UnixTime now)
{
    const std::scoped_lock guard(m_state->mutex);
    return m_state->tally.take(now);
}

void Stock::put_back(std::span<const core::KmeUsage> tally)
{
    const std::scoped_lock guard(m_state->mutex);
    m_state->tally.put_back(tally, m_state->settings.now());
}

} // namespace satpad::keyclient::kme
