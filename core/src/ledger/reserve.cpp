// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"
#include "reservation_state.h"

#include <satpad/core/lock_file.h>

#include <algorithm>

/// T1. docs/ledger.md, "Reserving".
namespace satpad::core {

using namespace ledger;

namespace {

/// What one transaction has picked for a message.
struct Choice
{
    std::vector<PadRow> pads;      ///< in the order of `ranges`
    std::vector<PageRange> ranges; ///< sorted by (pad, first)
};

std::uint64_t free_of(const std::vector<PadRow>& pads)
{
    std::uint64_t sum = 0;
    for (const PadRow& pad : pads) {
        sum += pad.summary.free;
    }
    return sum;
}

bool may_be_carried(const PadRow& pad)
{
    return pad.confirmed && !pad.summary.suspect;
}

/// The pads that may serve the request, confirmed ones first, oldest first.
std::vector<PadRow> allowed(
    const std::vector<PadRow>& pads, const ReserveRequest& request, bool simulated)
{
    std::vector<PadRow> kept;
    std::copy_if(pads.begin(), pads.end(), std::back_inserter(kept), [&](const PadRow& pad) {
        return pad.summary.simulated == simulated && !pad.suspended &&
               (request.carrier == ReserveRequest::Carrier::session || may_be_carried(pad));
    });
    std::stable_sort(kept.begin(), kept.end(), [](const PadRow& a, const PadRow& b) {
        return a.confirmed > b.confirmed;
    });
    return kept;
}

/// Why there is not enough: what would help, if anything but more key would.
Unexpected too_little(
    const std::vector<PadRow>& pads, const ReserveRequest& request, std::uint64_t usable)
{
    const bool file = request.carrier == ReserveRequest::Carrier::file;
    std::uint64_t suspended = 0;
    std::uint64_t suspect = 0;
    std::uint64_t unconfirmed = 0;
    for (const PadRow& pad : pads) {
        if (pad.suspended) {
            suspended += pad.summary.free;
        } else if (file && pad.summary.suspect) {
            suspect += pad.summary.free;
        } else if (file && !pad.confirmed) {
            unconfirmed += pad.summary.free;
        }
    }
    const std::string figures =
        "needed " + std::to_string(request.pages) + " pages, free " + std::to_string(usable);
    if (suspect != 0 && usable + suspect >= request.pages) {
        return Unexpected(Errc::home_suspect,
            figures + "; " + std::to_string(suspect) +
                " more wait until the peer has recorded a message sent to it directly");
    }
    if (unconfirmed != 0 && usable + suspect + unconfirmed >= request.pages) {
        return Unexpected(Errc::pad_not_confirmed,
            figures + "; " + std::to_string(unconfirmed) +
                " more wait for the peer's confirmation (first contact, or its reply file)");
    }
    if (suspended != 0 && usable + suspect + unconfirmed + suspended >= request.pages) {
        std::string which;
        for (const PadRow& pad : pads) {
            if (pad.suspended && which.empty()) {
                which = "; satpad keys advance --pad " + pad.summary.id.hex() + " --to " +
                        std::to_string(pad.advance_to);
            }
        }
        return Unexpected(Errc::pad_suspended,
            figures + "; " + std::to_string(suspended) + " more are suspended" + which);
    }
    return Unexpected(Errc::not_enough_key, figures);
}

/// Greedy over `pads`; empty when they do not reach within k_max_ranges.
std::vector<PadRow> take(const std::vector<PadRow>& pads, std::uint64_t pages)
{
    std::vector<PadRow> taken;
    std::uint64_t sum = 0;
    for (const PadRow& pad : pads) {
        if (sum >= pages || taken.size() == k_max_ranges) {
            break;
        }
        taken.push_back(pad);
        sum += pad.summary.free;
    }
    return sum >= pages ? taken : std::vector<PadRow>{};
}

Choice cut(std::vector<PadRow> taken, std::uint64_t pages)
{
    Choice choice;
    std::vector<std::pair<PageRange, PadRow>> parts;
    for (PadRow& pad : taken) {
        const std::uint64_t count = std::min(pages, pad.summary.free);
        parts.emplace_back(PageRange{pad.summary.id, pad.summary.mark, count}, std::move(pad));
        pages -= count;
    }
    // The key stream runs over the ranges in this order at both sites (docs/format.md, "Key
    // stream").
    std::sort(
        parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [range, pad] : parts) {
        choice.ranges.push_back(range);
        choice.pads.push_back(std::move(pad));
    }
    return choice;
}

/// From the first pads in turn, as choose_among_all would: nothing when they do not reach. Most
/// messages need one pad or two, and a site may hold many thousand.
Expected<std::optional<Choice>> choose_first(State& state, const ReserveRequest& request)
{
    // A simulated home has simulated pads only; in a real one they come second, the long way.
    const bool simulated = state.home->config().kind == HomeKind::simulated;
    for (const std::size_t limit : {std::size_t{4}, k_max_ranges}) {
        auto pads = state.store.first_pads_to_send(request.peer, simulated, limit);
        if (!pads) {
            return fail(std::move(pads));
        }
        std::vector<PadRow> taken = take(allowed(*pads, request, simulated), request.pages);
        if (!taken.empty()) {
            return std::optional(cut(std::move(taken), request.pages));
        }
    }
    return std::optional<Choice>{};
}

/// Never mixes real and simulated pads: real ones when they suffice.
Expected<Choice> choose_among_all(State& state, const ReserveRequest& request)
{
    auto pads = state.store.pads_to_send(request.peer);
    if (!pads) {
        return fail(std::move(pads));
    }
    const SiteConfig& config = state.home->config();
    std::uint64_t best = 0;
    for (const bool simulated : {false, true}) {
        if (simulated && config.kind == HomeKind::real && !config.allow_simulated) {
            continue;
        }
        std::vector<PadRow> kept = allowed(*pads, request, simulated);
        best = std::max(best, free_of(kept));
        std::vector<PadRow> taken = take(kept, request.pages);
        if (taken.empty()) {
            // Many small pads: the largest ones reach furthest within the ranges a header may hold.
            std::stable_sort(kept.begin(), kept.end(), [](const PadRow& a, const PadRow& b) {
                return a.summary.free > b.summary.free;
            });
            taken = take(kept, request.pages);
        }
        if (!taken.empty()) {
            return cut(std::move(taken), request.pages);
        }
    }
    if (best >= request.pages) {
        return Unexpected(Errc::not_enough_key,
            "needed " + std::to_string(request.pages) +
                " pages; the free ones are spread over more than " + std::to_string(k_max_ranges) +
                " pads");
    }
    return too_little(*pads, request, best);
}

Expected<Choice> choose(State& state, const ReserveRequest& request)
{
    auto first = choose_first(state, request);
    if (!first) {
        return fail(std::move(first));
    }
    return *first ? std::move(**first) : choose_among_all(state, request);
}

/// The lock lies under the message's name, is held, and is the file that name leads to: someone who
/// swept leftovers may have removed it between making and locking.
Expected<std::unique_ptr<File>> lock_message(State& state, const MessageId& id)
{
    auto lock =
        take_lock_file(state.home->store(), state.home->random(), outbox_lock(*state.home, id));
    if (lock && *lock == nullptr) {
        return Unexpected(Errc::home_busy, "the lock of a new message cannot be taken");
    }
    return lock;
}

/// Each chosen pad against its file at its first use. True when something was written down: choose
/// again.
Expected<bool> look_first(State& state, Change& change, const std::vector<PadRow>& pads)
{
    bool wrote = false;
    for (const PadRow& pad : pads) {
        if (state.looked_at.contains(pad.summary.id)) {
            continue;
        }
        auto found = look_at_pad(state, pad);
        if (!found) {
            return fail(std::move(found));
        }
        if (found->none()) {
            state.looked_at.insert(pad.summary.id);
            continue;
        }
        if (auto written = write_findings(state, change, pad, *found); !written) {
            return fail(std::move(written));
        }
        wrote = true;
    }
    return wrote;
}

Expected<std::vector<PadFloor>> floors_of(State& state, const std::vector<PadRow>& pads)
{
    std::vector<PadFloor> floors;
    for (const PadRow& pad : pads) {
        // The new message is unsettled itself, so there always is a lowest one.
        auto lowest = state.store.lowest_unsettled(pad.number);
        if (!lowest) {
            return fail(std::move(lowest));
        }
        const std::uint64_t floor = lowest->value_or(pad.summary.mark);
        if (floor > pad.whole_below) {
            if (auto set = state.store.set_whole_below(pad.number, floor); !set) {
                return fail(std::move(set));
            }
        }
        floors.push_back({pad.summary.id, floor});
    }
    return floors;
}

Expected<void> write_reservation(State& state,
    Change& change,
    const ReserveRequest& request,
    const MessageId& id,
    const Choice& choice)
{
    MessageRow row;
    row.id = id;
    row.peer = request.peer;
    row.mode = request.mode;
    row.payload_bytes = request.payload_bytes;
    row.pages = request.pages;
    row.created = change.now();
    row.use = request.use;
    const std::string serves(request.use ? name_of(*request.use) : std::string_view());
    auto number = state.store.insert_message(row);
    if (!number) {
        return fail(std::move(number));
    }
    for (std::size_t i = 0; i < choice.ranges.size(); ++i) {
        const PageRange& range = choice.ranges[i];
        if (auto taken = state.store.insert_range(
                choice.pads[i].number, range.first, range.count, RangeState::reserved, *number);
            !taken) {
            return taken;
        }
        if (auto logged = change.log({"reserved", range.pad, range.first, range.count, id, serves});
            !logged) {
            return logged;
        }
    }
    return {};
}

/// One try: nullopt when the chosen pads had to be written down first.
template <typename Made>
Expected<std::optional<Made>> try_reserve(
    State& state, const ReserveRequest& request, const MessageId& id)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto choice = choose(state, request);
    if (!choice) {
        return fail(std::move(choice));
    }
    auto wrote = look_first(state, *change, choice->pads);
    if (!wrote) {
        return fail(std::move(wrote));
    }
    if (*wrote) {
        if (auto done = change->commit(); !done) {
            return fail(std::move(done));
        }
        if (auto erased = erase_all_owed(state); !erased) {
            return fail(std::move(erased));
        }
        return std::optional<Made>{};
    }
    if (auto written = write_reservation(state, *change, request, id, *choice); !written) {
        return fail(std::move(written));
    }
    auto floors = floors_of(state, choice->pads);
    if (!floors) {
        return fail(std::move(floors));
    }
    Made made;
    made.id = id;
    made.ranges = std::move(choice->ranges);
    for (const PadRow& pad : choice->pads) {
        made.pad_pages.push_back(pad.summary.pages);
    }
    made.floors = std::move(*floors);
    made.chain_head = change->head();
    made.use = request.use;
    if (auto done = change->commit(); !done) {
        return fail(std::move(done));
    }
    return std::optional<Made>(std::move(made));
}

} // namespace

Expected<Reservation> PadLedger::reserve(const ReserveRequest& request)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    if (request.pages == 0) {
        return Unexpected(Errc::invalid_argument, "a message of no pages");
    }
    if (m_state->home->config().peer_by_id(request.peer) == nullptr) {
        return Unexpected(Errc::unknown_peer, "site " + request.peer.hex());
    }
    const auto id = m_state->home->random().id<MessageId>();
    auto lock = lock_message(*m_state, id);
    if (!lock) {
        return fail(std::move(lock));
    }
    while (true) {
        // Ends: each round that writes something down suspends a pad or raises its suspicion once.
        auto made = try_reserve<Reservation::State>(*m_state, request, id);
        if (!made) {
            if (!made.error().is(Errc::outcome_unknown)) {
                remove_outbox_files(*m_state->home, id); // nothing was committed under this id
            }
            return fail(std::move(made));
        }
        if (*made) {
            auto state = std::make_unique<Reservation::State>(std::move(**made));
            state->lock = std::move(*lock);
            return Reservation(std::move(state));
        }
    }
}

Reservation::Reservation(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}
Reservation::Reservation(Reservation&&) noexcept = default;
Reservation& Reservation::operator=(Reservation&&) noexcept = default;
Reservation::~Reservation() = default;

const MessageId& Reservation::id() const noexcept
{
    return m_state->id;
}
const std::vector<PageRange>& Reservation::ranges() const noexcept
{
    return m_state->ranges;
}
const std::vector<PadFloor>& Reservation::floors() const noexcept
{
    return m_state->floors;
}
const Digest& Reservation::chain_head() const noexcept
{
    return m_state->chain_head;
}

} // namespace satpad::core
