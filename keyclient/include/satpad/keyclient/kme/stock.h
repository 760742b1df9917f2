// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/pulls.h>
#include <satpad/keyclient/etsi014/messages.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <variant>

/// What a KME has at hand: key that has left the pads, in locked memory, until an SAE draws it or
/// its time is over. docs/contact.md, "KME".
namespace satpad::keyclient::kme {

inline constexpr std::uint64_t k_key_bits = 256;       ///< of a key whose size nobody asked for
inline constexpr std::uint64_t k_least_key_bits = 64;  ///< of one key
inline constexpr std::uint64_t k_most_key_bits = 4096; ///< of one key
inline constexpr std::uint64_t k_most_keys = 128;      ///< of one enc_keys
inline constexpr std::size_t k_most_ids = 4096;        ///< of one dec_keys
inline constexpr std::uint64_t k_least_block_pages = 64;
inline constexpr std::uint64_t k_most_block_pages = 1024;

using Steady = std::chrono::steady_clock;

/// Who shares a block: the master SAE is at the site that sends with the pad.
struct Pair
{
    core::SiteId peer; ///< the other site
    std::string master;
    std::string slave;
    auto operator<=>(const Pair&) const = default;
};

/// drawing:  this site's SAE is the master; enc_keys.
/// fetching: this site's SAE is the slave; dec_keys.
enum class Shelf
{
    drawing,
    fetching
};

struct StockSettings
{
    std::chrono::seconds expiry{600}; ///< of the drawing shelf; the peer's says the fetching one's
    std::size_t bytes_of_shelf = std::size_t{1} << 20U; ///< of locked memory, each
    std::function<Steady::time_point()> now = &Steady::now;
};

/// Pages that left a pad for the stock.
struct NewBlock
{
    Pair pair;
    core::TakenPages pages;
    core::BatchId instance;         ///< of the peer's KME, when it was assigned; drawing only
    std::chrono::seconds expiry{0}; ///< of the peer's KME, which gives it out; fetching only
};

/// Makes the answer out of keys while they are still the stock's: they stay there after an error.
/// Runs under the stock's lock, so it does no I/O.
using Deliver = std::function<core::Expected<void>(const etsi014::KeyContainer&)>;

struct KeyOrder
{
    Pair pair;
    std::uint64_t number = 1;
    std::uint64_t bits = k_key_bits; ///< of one key
    std::uint64_t quota_bits = 0;    ///< of the caller; 0: none
};

struct FetchOrder
{
    std::string slave; ///< who calls
    std::string master;
    std::uint64_t quota_bits = 0; ///< of the slave; 0: none
};

struct Given
{};
struct OverQuota
{
    std::uint64_t used_bits = 0;
};
struct Dry
{
    std::uint64_t bits_available = 0; ///< in keys of the size asked for
    bool more_may_come = false;       ///< somebody is at it: ask again in a moment
};
using DrawOutcome = std::variant<Given, Dry, OverQuota>;

/// An ID that is known here names another slave or master.
struct NotEntitled
{};
struct NotFound
{
    std::vector<std::string> ids;
};
using FetchOutcome = std::variant<Given, NotEntitled, NotFound, OverQuota>;

/// What somebody waits for at an empty shelf.
struct Wish
{
    Pair pair;
    std::uint64_t least_pages = 0; ///< fewer are of no use
    std::uint64_t pages = 0;       ///< to take, if there are as many
};

class ShelfUse;

/// Locked memory that was promised to a block. Gives it back when it goes, unless a block took it.
class Room
{
public:
    Room() = default;
    Room(Room&& other) noexcept = default;
    Room& operator=(Room&&) = delete;
    ~Room();
    /// Gives back what these pages do not need.
    void shrink_to(std::uint64_t pages);

private:
    friend class Stock;
    Room(std::shared_ptr<ShelfUse> used,
        const core::SiteId& peer,
        std::size_t bytes,
        Steady::time_point since)
        : m_used(std::move(used))
        , m_peer(peer)
        , m_bytes(bytes)
        , m_since(since)
    {}
    std::shared_ptr<ShelfUse> m_used; ///< nothing once it was moved from
    core::SiteId m_peer;
    std::size_t m_bytes = 0;
    Steady::time_point m_since; ///< before the other KME had the block: its time counts from then
};

/// Threads: all members are thread-safe; one mutex, never held during I/O.
class Stock
{
public:
    /// `so_far`: what KmeMeter has counted; quotas go by it.
    Stock(StockSettings settings, std::span<const core::KmeUsage> so_far);
    ~Stock();

    // What SAEs do

    /// All keys of the order or none, in the order of the stock. Dry: wishes for more.
    [[nodiscard]] core::Expected<DrawOutcome> draw(const KeyOrder& order, const Deliver& deliver);
    /// All keys or none, in the order of `ids`, which are lower-case and different.
    [[nodiscard]] core::Expected<FetchOutcome> fetch(
        const FetchOrder& order, std::span<const std::string> ids, const Deliver& deliver);
    /// Bits that `pair` could draw now, in keys of `bits`.
    [[nodiscard]] std::uint64_t bits_at_hand(const Pair& pair, std::uint64_t bits) const;
    /// After which nothing of a block is given out here.
    [[nodiscard]] std::chrono::seconds expiry() const;

    // What fills it

    /// The oldest wish for pads with `peer`; nothing once `patience` is over or a stop was asked for.
    [[nodiscard]] std::optional<Wish> next_wish(
        const core::SiteId& peer, std::chrono::milliseconds patience, const std::stop_token& stop);
    /// Errors: Errc::limit_exceeded when the shelf has no room for so many pages, or the fetching one
    /// has no more for this peer, which says how long they lie there: half of it at most.
    [[nodiscard]] core::Expected<Room> room(
        Shelf shelf, const core::SiteId& peer, std::uint64_t pages);
    /// What is fetched is kept twice as long as the peer's KME gives it out.
    void put(Shelf shelf, NewBlock block, Room room);
    /// These pages were taken for `pair` and never came so far.
    void burn(Shelf shelf, const Pair& pair, std::uint64_t pages);
    /// The pads have no more than these pages: whoever waits is told so, for a moment.
    void none_left(const Wish& wish, std::uint64_t free_pages);
    /// The other KME does not take blocks of this pair: whoever waits is told so for five seconds,
    /// longer each time. What was refused may have cost a block of pages.
    void refused(const Wish& wish);
    /// The KME of `peer` is this instance: what another one was assigned is burnt, also what comes
    /// from a contact with it that is still under way.
    void met(const core::SiteId& peer, const core::BatchId& instance);

    // Housekeeping

    /// Burns what is past its time.
    void expire();
    /// Burns everything.
    void clear();
    /// Enough was counted since `take_tally`, or some of it two seconds ago.
    [[nodiscard]] bool tally_due() const;
    [[nodiscard]] std::vector<core::KmeUsage> take_tally(core::UnixTime now);
    void put_back(std::span<const core::KmeUsage> tally);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace satpad::keyclient::kme
