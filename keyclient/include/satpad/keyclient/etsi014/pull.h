// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/pulls.h>
#include <satpad/keyclient/etsi014/client.h>
#include <satpad/keyclient/satellite/contact.h>

/// Pads from two KMEs: this site draws keys at its own, the peer fetches the same keys by their IDs
/// at its own, and both make pads of what both have. No I/O but on the home, the key source and the
/// stream, which is a contact (docs/contact.md, "Pull", is normative).
namespace satpad::keyclient::etsi014 {

/// A pad of a pull closes with a CONFIRM for so many pages at least (64 KiB), but for the last one.
inline constexpr std::uint64_t k_segment_pages = 2048;
/// … or a sixteenth of the pull when that is more, but for no more than this (4 MiB): what waits for
/// a pad stays bounded, and 64 of them, which one message may use, are still 256 MiB.
inline constexpr std::uint64_t k_most_segment_pages = 131'072;
inline constexpr std::uint64_t k_usual_segments = 16;
/// Pages of a pad of a pull for `bytes`, the last one left out; up to a batch more.
[[nodiscard]] std::uint64_t pages_of_segment(std::uint64_t bytes);
/// A fetcher takes no more of a pull that has, with those of the same drawer in the day before it, lost
/// more keys than this and two for each that came: IDs cost a drawer nothing, and stay in the
/// fetcher's ledger.
inline constexpr std::uint64_t k_most_lost_keys = 8192;
inline constexpr std::size_t k_most_in_flight = 8; ///< batches drawn and not yet fetched

/// How long what may pass is waited for.
struct Patience
{
    std::chrono::milliseconds first_pause{200};     ///< before the second try; doubles
    std::chrono::milliseconds longest_pause{5'000}; ///< between two looks into an empty pool
    std::chrono::milliseconds not_there{15'000};    ///< a fetcher's keys may not have come yet
    std::chrono::milliseconds unreachable{20'000};  ///< a KME that takes no connection
    std::chrono::milliseconds batch{60'000};        ///< fetching one batch, all tries together
    std::chrono::milliseconds gathering{10'000};    ///< a batch is said by then
    std::chrono::milliseconds silence{60'000};      ///< of the fetcher; then it is greeted again
    /// No look at a KME's status begins later than this after the first: the peer waits meanwhile.
    std::chrono::milliseconds looks{10'000};
};

/// What a KME says of itself, and what is so whatever it says.
struct KnownKme
{
    Status status; ///< empty when it did not say
    bool simulated = false;
};

/// Whether its key is simulated is known before a batch counts: from its operator, the kind of the
/// home, or the KME itself, which is asked again when what failed may pass, no later than
/// `patience.looks`. Errors: its last one.
[[nodiscard]] core::Expected<KnownKme> look_at_kme(const core::Home& home,
    const core::KmeAccess& access,
    KeySource& source,
    const Patience& patience,
    const std::stop_token& stop);

/// Called from the pull's thread.
class PullWatcher
{
public:
    virtual ~PullWatcher() = default;
    /// Bytes drawn, agreed by both, and confirmed in pads; of `wanted`. Often.
    virtual void progress(std::uint64_t /*drawn*/,
        std::uint64_t /*agreed*/,
        std::uint64_t /*confirmed*/,
        std::uint64_t /*wanted*/)
    {}
    /// The pool is empty; asked again after `pause`. `seconds_left` by the rate so far; nothing
    /// when no rate is known.
    virtual void waiting(std::chrono::milliseconds /*pause*/,
        std::optional<std::uint64_t> /*bits_available*/,
        std::optional<double> /*seconds_left*/)
    {}
    /// Something odd that was dealt with: keys lost, delivered again, of another size.
    virtual void remark(const std::string& /*sentence*/) {}
};

struct PullResult
{
    core::PullRow row;
    std::vector<core::PadSummary> pads;
    bool stopped = false;             ///< by the operator; what is confirmed stays
    bool gave_up = false;             ///< an earlier pull, which the peer refuses: the next contact
                                      ///< begins anew
    core::Expected<void> result = {}; ///< why it ended early, else success
};

struct PullOrder
{
    core::SiteId peer;
    std::uint64_t bytes = 0; ///< of usable key; rounded up to whole pages
    /// An empty pool is waited for so long without one key; 0: until a stop.
    std::chrono::milliseconds wait{0};
    Patience patience = {};
    /// Of a look before the contact began, so that the peer need not wait for it; nothing: it is looked
    /// at first.
    std::optional<KnownKme> kme = {};
};

/// The drawer's end, in a contact that has begun. An open pull with this peer is finished first (and
/// the pages that this makes of it count). Everything outlives it. Threads: one at a time.
class Puller
{
public:
    Puller(core::Home& home,
        core::PadLedger& ledger,
        const core::Clock& clock,
        KeySource& source,
        satellite::MessageStream& stream,
        PullWatcher& watcher,
        std::stop_token stop);
    ~Puller();
    /// On a stop, or when the KME fails for good, what both sites have is confirmed first.
    [[nodiscard]] PullResult run(const PullOrder& order);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// How the fetcher's end gets at its own KME: called once a pull begins. Errors are told the drawer.
using OpenSource = std::function<core::Expected<std::unique_ptr<KeySource>>(const core::Peer&)>;

/// The fetcher's end, for one contact.
[[nodiscard]] std::unique_ptr<satellite::ContactDesk> make_pull_desk(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& clock,
    const core::SiteId& peer,
    OpenSource open,
    std::function<void(const core::PullRow&)> settled,
    const Patience& patience = {});

/// Ends the open pulls in which this site fetches, with `peer` or with everybody. What is in a pad
/// stays; a drawer that comes again begins a new one. Nobody pulls meanwhile.
[[nodiscard]] core::Expected<void> end_fetched_pulls(
    core::Home& home, core::PadLedger& ledger, const std::optional<core::SiteId>& peer);

/// An open pull that was given up by hand.
struct GivenUpPull
{
    core::PullRow row;         ///< as it is now
    std::uint64_t batches = 0; ///< that were in no pad
    std::uint64_t keys = 0;    ///< of them, without the lost ones
};

struct GivenUpPulls
{
    std::vector<GivenUpPull> pulls;   ///< those that were closed, whatever ended it
    core::Expected<void> result = {}; ///< why not all are
};

/// Ends every open pull with `peer`, at whichever side, oldest first. What is in a pad stays. The peer
/// learns of it at the next *pull begin*.
[[nodiscard]] GivenUpPulls give_up_pulls(
    core::Home& home, core::PadLedger& ledger, const core::SiteId& peer);

/// A real home takes no simulated key unless it says so. Errors: Errc::invalid_argument, with what
/// to do.
[[nodiscard]] core::Expected<void> check_takes_simulated_key(const core::Home& home);

} // namespace satpad::keyclient::etsi014
