// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

#include <algorithm>

/// Pads: taking, confirming, suspending, advancing, closing. docs/ledger.md, "Pads".
namespace satpad::core {

using namespace ledger;

namespace {

Expected<void> check_new(const NewPad& pad, const NewPad& first)
{
    if (pad.batch != first.batch || pad.peer != first.peer) {
        return Unexpected(
            Errc::invalid_argument, "the pads of one delivery share their peer and batch");
    }
    if (pad.pages < 2 || pad.pages > 0xffffffffULL) {
        return Unexpected(
            Errc::invalid_argument, "pad " + pad.id.hex() + " must have 2 to 2^32 - 1 pages");
    }
    if (!(pad.epsilon >= 0 && pad.epsilon < 1)) { // not a number is refused too
        return Unexpected(
            Errc::invalid_argument, "pad " + pad.id.hex() + " has a chance below 0 or above 1");
    }
    return {};
}

/// Errc::already_exists for a delivery taken before, Errc::key_already_used for a part of one.
Expected<void> check_unknown(State& state, std::span<const NewPad> pads)
{
    std::size_t known = 0;
    std::size_t in_batch = 0;
    for (const NewPad& pad : pads) {
        auto row = state.store.find_pad(pad.id);
        if (!row) {
            return fail(std::move(row));
        }
        known += *row ? 1U : 0U;
        in_batch += *row && (*row)->summary.batch == pad.batch ? 1U : 0U;
    }
    auto batch = state.store.batch(pads.front().batch);
    if (!batch) {
        return fail(std::move(batch));
    }
    if (in_batch == pads.size()) {
        return Unexpected(
            Errc::already_exists, "delivery " + pads.front().batch.hex() + " was taken before");
    }
    if (known != 0 || *batch != 0) {
        return Unexpected(Errc::key_already_used,
            "delivery " + pads.front().batch.hex() +
                " overlaps one taken before; nothing of it was taken");
    }
    return {};
}

/// Pads that come once only are in no doubt: no older copy of this home has their bytes.
std::uint64_t cleared_when_added(const NewPad& pad, std::uint64_t epoch)
{
    return pad.may_come_again && epoch != 0 ? epoch - 1 : epoch;
}

Expected<void> add_one(State& state, Change& change, const NewPad& pad, std::int64_t batch)
{
    auto file = state.cache->open(pad.id, pad.pages);
    if (!file) {
        return fail(std::move(file));
    }
    auto identity = (*file)->file.identity();
    if (!identity) {
        return fail(std::move(identity));
    }
    const std::uint64_t cleared = cleared_when_added(pad, change.meta().suspect_epoch);
    auto number = state.store.insert_pad(pad, batch, *identity, cleared);
    if (!number) {
        return fail(std::move(number));
    }
    std::string note = std::string(name_of(pad.direction)) + " " + std::string(name_of(pad.state));
    note += pad.simulated ? " simulated" : "";
    if (auto logged = change.log({"pad_added", pad.id, 0, pad.pages, {}, std::move(note)});
        !logged) {
        return logged;
    }
    // The last page keyed CONFIRM, so it serves nothing else.
    const std::uint64_t last = pad.pages - 1;
    if (auto burnt = state.store.insert_range(*number, last, 1, RangeState::burnt, {}); !burnt) {
        return burnt;
    }
    if (auto owed = state.store.owe(*number, last, 1); !owed) {
        return owed;
    }
    return change.log({"burnt", pad.id, last, 1, {}, "confirm"});
}

Expected<void> add_all(
    State& state, Change& change, std::span<const NewPad> pads, std::int64_t batch)
{
    for (const NewPad& pad : pads) {
        if (auto sound = check_new(pad, pads.front()); !sound) {
            return sound;
        }
        if (auto added = add_one(state, change, pad, batch); !added) {
            return added;
        }
    }
    return {};
}

Expected<PadRow> require_pad_of(State& state, const PadId& id, const SiteId& peer)
{
    auto pad = require_pad(state, id);
    if (pad && pad->summary.peer != peer) {
        return Unexpected(Errc::unknown_pad, "pad " + id.hex() + " is not shared with this peer");
    }
    return pad;
}

} // namespace

Expected<void> ledger::add_delivery(State& state, Change& change, std::span<const NewPad> pads)
{
    if (pads.empty()) {
        return Unexpected(Errc::invalid_argument, "a delivery without pads");
    }
    if (auto unknown = check_unknown(state, pads); !unknown) {
        return unknown;
    }
    auto batch = state.store.insert_batch(pads.front().batch, pads.front().peer, change.now());
    if (!batch) {
        return fail(std::move(batch));
    }
    return add_all(state, change, pads, *batch);
}

void ledger::forget_files(State& state, std::span<const NewPad> pads)
{
    for (const NewPad& pad : pads) {
        state.cache->forget(pad.id);
    }
}

Expected<void> PadLedger::add_pads(std::span<const NewPad> pads)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto done = add_delivery(*m_state, *change, pads);
    if (done) {
        done = change->commit();
    }
    if (!done) {
        forget_files(*m_state, pads);
        return done;
    }
    return erase_all_owed(*m_state);
}

Expected<std::vector<PadSummary>> PadLedger::pads() const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto rows = m_state->store.all_pads();
    if (!rows) {
        return fail(std::move(rows));
    }
    std::vector<PadSummary> summaries;
    summaries.reserve(rows->size());
    std::transform(rows->begin(), rows->end(), std::back_inserter(summaries), [](PadRow& row) {
        return std::move(row.summary);
    });
    return summaries;
}

Expected<PadSummary> PadLedger::pad(const PadId& id) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto row = require_pad(*m_state, id);
    if (!row) {
        return fail(std::move(row));
    }
    return std::move(row->summary);
}

Expected<Tag> PadLedger::confirm_tag(const PadId& pad, const SiteId& peer) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto row = require_pad_of(*m_state, pad, peer);
    if (!row) {
        return fail(std::move(row));
    }
    return row->confirm_tag;
}

Expected<std::vector<PadId>> PadLedger::unchecked_pads(const SiteId& peer) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    return m_state->store.unchecked_pads(peer);
}

Expected<void> PadLedger::confirm(const PadId& pad, const SiteId& peer, const Tag& theirs)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto row = require_pad_of(*m_state, pad, peer);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->closed) {
        return Unexpected(Errc::wrong_state, "pad " + pad.hex() + " is closed");
    }
    if (same_tag(row->confirm_tag, theirs)) {
        if (row->confirmed && row->checked) {
            return {};
        }
        if (auto set = m_state->store.set_confirmed(row->number); !set) {
            return set;
        }
        if (auto logged = change->log({"confirmed", pad, 0, 0, {}, {}}); !logged) {
            return logged;
        }
        return change->commit();
    }
    // The two sites do not hold the same bytes: no advance can mend that, so the figure is past the
    // end.
    const Unexpected different(Errc::authentication_failed,
        "the peer's CONFIRM of pad " + pad.hex() +
            " differs: the pad is suspended; close it with `satpad keys close` and bring a new "
            "one");
    if (row->suspended && row->advance_to == row->summary.pages) {
        return different;
    }
    if (auto set = m_state->store.set_checked(row->number); !set) {
        return set;
    }
    if (auto set = m_state->store.set_suspended(row->number, true, row->summary.pages); !set) {
        return set;
    }
    if (auto logged = change->log({"suspended", pad, row->summary.pages, 0, {}, "confirm"});
        !logged) {
        return logged;
    }
    if (auto done = change->commit(); !done) {
        return done;
    }
    return different;
}

Expected<void> PadLedger::suspend(const PadId& pad, std::uint64_t advance_to)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto row = require_pad(*m_state, pad);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->closed) {
        return {};
    }
    const std::uint64_t to = std::max(row->advance_to, std::min(advance_to, row->usable()));
    if (row->suspended && row->advance_to == to) {
        return {};
    }
    if (auto set = m_state->store.set_suspended(row->number, true, to); !set) {
        return set;
    }
    if (auto logged = change->log({"suspended", pad, to, 0, {}, "used"}); !logged) {
        return logged;
    }
    return change->commit();
}

Expected<std::uint64_t> PadLedger::advance(const PadId& pad, std::uint64_t to)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto row = require_pad(*m_state, pad);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->closed || row->summary.direction != PadDirection::send) {
        return Unexpected(Errc::wrong_state, "only a sender's open pad has a mark to advance");
    }
    if (to > row->usable()) {
        return Unexpected(Errc::invalid_argument,
            "pad " + pad.hex() + " can be advanced to page " + std::to_string(row->usable()) +
                " at most");
    }
    if (to < row->summary.mark) {
        return Unexpected(Errc::invalid_argument,
            "the mark of pad " + pad.hex() + " stands at page " +
                std::to_string(row->summary.mark) + " and only rises");
    }
    std::uint64_t burnt = 0;
    if (to > row->summary.mark) {
        auto done = burn_free(*m_state, *change, *row, row->summary.mark, to, "advanced");
        if (!done) {
            return done;
        }
        burnt = *done;
    }
    const bool lifts = row->suspended && std::max(to, row->summary.mark) >= row->advance_to;
    if (burnt == 0 && !lifts) {
        return burnt;
    }
    if (lifts) {
        if (auto set = m_state->store.set_suspended(row->number, false, 0); !set) {
            return fail(std::move(set));
        }
    }
    if (auto logged = change->log({"advanced", pad, to, burnt, {}, lifts ? "lifted" : ""});
        !logged) {
        return fail(std::move(logged));
    }
    if (auto done = change->commit(); !done) {
        return fail(std::move(done));
    }
    if (auto erased = erase_all_owed(*m_state); !erased) {
        return fail(std::move(erased));
    }
    return burnt;
}

Expected<std::uint64_t> PadLedger::close(const PadId& pad)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto row = require_pad(*m_state, pad);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->closed) {
        return std::uint64_t{0};
    }
    auto busy = m_state->store.has_open_message(row->number);
    if (!busy) {
        return fail(std::move(busy));
    }
    if (*busy) {
        return Unexpected(Errc::wrong_state,
            "messages on pad " + pad.hex() + " are open: deliver or cancel them first");
    }
    auto burnt = burn_free(*m_state, *change, *row, 0, row->usable(), "closed");
    if (!burnt) {
        return burnt;
    }
    // Owed even when nothing was left, so that the file goes also after a crash right behind the
    // commit.
    if (auto owed = m_state->store.owe(row->number, row->usable(), 1); !owed) {
        return fail(std::move(owed));
    }
    auto counts = require_pad(*m_state, pad);
    if (!counts) {
        return fail(std::move(counts));
    }
    const PadSummary& end = counts->summary;
    std::string note = "spent " + std::to_string(end.spent) + " burnt " +
                       std::to_string(end.burnt) + " handed_over " +
                       std::to_string(end.handed_over);
    if (auto logged = change->log({"closed", pad, 0, end.pages, {}, std::move(note)}); !logged) {
        return fail(std::move(logged));
    }
    if (auto folded = m_state->store.close_pad(row->number); !folded) {
        return fail(std::move(folded));
    }
    if (auto done = change->commit(); !done) {
        return fail(std::move(done));
    }
    if (auto erased = erase_all_owed(*m_state); !erased) {
        return fail(std::move(erased));
    }
    return burnt;
}

Expected<bool> PadLedger::note_unimported(const PadId& pad)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    const auto known = require_pad(*m_state, pad);
    if (known) {
        return false;
    }
    if (!known.error().is(Errc::unknown_pad)) {
        return Unexpected(known.error());
    }
    if (auto logged = change->log({"unimported", pad, 0, 0, {}, {}}); !logged) {
        return fail(std::move(logged));
    }
    if (auto done = change->commit(); !done) {
        return fail(std::move(done));
    }
    return true;
}

} // namespace satpad::core
