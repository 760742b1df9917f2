// SPDX-License-Identifier: GPL-3.0-or-later
#include "page_use.h"
#include "told_ranges.h"

#include <algorithm>

/// The receiver's side of pages that serve no message. docs/ledger.md, "Pages that serve no
/// message".
namespace satpad::core {

using namespace ledger;

namespace {

/// What was told, to know it again when the pads are closed and their ranges gone: coded like a
/// header of no content, which no reader takes for a message's.
Bytes coded(const State& state, const ToldPages& told)
{
    MessageHeader header;
    header.id = told.use;
    header.sender = told.from;
    header.receiver = state.home->config().id;
    header.ranges = told.ranges;
    return encode_header(header);
}

Expected<void> check_id(State& state, const ToldPages& told)
{
    auto known = state.store.find_message(told.use);
    if (!known) {
        return fail(std::move(known));
    }
    if (!*known) {
        return {};
    }
    const MessageRow& row = (*known)->row;
    const bool same = row.direction == MessageDirection::incoming && row.peer == told.from &&
                      row.use == told.kind && row.header == coded(state, told);
    return same ? Unexpected(Errc::already_exists, told.use.hex() + " was told before")
                : Unexpected(Errc::key_already_used,
                      "id " + told.use.hex() + " is known with something else");
}

bool simulated(const PadRow& pad)
{
    return pad.summary.simulated;
}

/// As `record` asks of a header; nothing is written.
Expected<std::vector<PadRow>> check_told(State& state, const ToldPages& told)
{
    if (state.home->config().peer_by_id(told.from) == nullptr) {
        return Unexpected(Errc::unknown_peer, "site " + told.from.hex());
    }
    if (told.use == MessageId{}) {
        return Unexpected(Errc::malformed, "a use without an id");
    }
    if (auto shape = check_ranges(told.ranges); !shape) {
        return fail(std::move(shape));
    }
    if (auto fresh = check_id(state, told); !fresh) {
        return fail(std::move(fresh));
    }
    auto pads = pads_of(state, told.ranges, told.from);
    if (!pads) {
        return pads;
    }
    auto used = find_overlap(state, told.ranges, *pads);
    if (!used) {
        return fail(std::move(used));
    }
    if (*used) {
        return used_error(**used);
    }
    if (std::any_of(pads->begin(), pads->end(), simulated) &&
        !std::all_of(pads->begin(), pads->end(), simulated)) {
        return Unexpected(Errc::invalid_argument, "real and simulated pads in one use");
    }
    return pads;
}

/// The same checks with the write lock held, and nothing kept of it.
Expected<std::vector<PadRow>> look_at_told(State& state, const ToldPages& told)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    return check_told(state, told);
}

Expected<void> write_told(
    State& state, Change& change, const ToldPages& told, const std::vector<PadRow>& pads)
{
    MessageRow row;
    row.id = told.use;
    row.peer = told.from;
    row.direction = MessageDirection::incoming;
    row.pages = total_pages(told.ranges);
    row.created = change.now();
    row.header = coded(state, told);
    row.use = told.kind;
    auto number = state.store.insert_message(row);
    if (!number) {
        return fail(std::move(number));
    }
    for (std::size_t i = 0; i < pads.size(); ++i) {
        const PageRange& range = told.ranges[i];
        if (auto held = state.store.insert_range(
                pads[i].number, range.first, range.count, RangeState::reserved, *number);
            !held) {
            return held;
        }
        if (auto logged = change.log(
                {event_of(told.kind), range.pad, range.first, range.count, told.use, {}});
            !logged) {
            return logged;
        }
    }
    auto taken = state.store.set_state(
        *number, MessageState::reserved, MessageState::taken, change.settled_now());
    if (!taken) {
        return fail(std::move(taken));
    }
    if (auto moved = state.store.move_ranges(*number, end_of(told.kind)); !moved) {
        return moved;
    }
    return owe_ranges(state, told.ranges);
}

Expected<void> write_made(
    State& state, Change& change, std::span<const NewPad> made, const std::vector<PadRow>& from)
{
    if (made.empty()) {
        return {};
    }
    // One simulated leg makes the whole key simulated.
    if (simulated(from.front()) &&
        !std::all_of(made.begin(), made.end(), [](const NewPad& pad) { return pad.simulated; })) {
        return Unexpected(Errc::invalid_argument, "a real pad made of simulated pages");
    }
    auto added = add_delivery(state, change, made);
    if (!added && added.error().is(Errc::already_exists)) {
        return Unexpected(Errc::key_already_used, added.error().context);
    }
    return added;
}

/// The one commit.
Expected<void> commit_told(State& state, const ToldPages& told, std::span<const NewPad> made)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    // Again: another process may have taken them while `make` ran.
    auto pads = check_told(state, told);
    if (!pads) {
        return fail(std::move(pads));
    }
    if (auto written = write_told(state, *change, told, *pads); !written) {
        return written;
    }
    if (auto added = write_made(state, *change, made, *pads); !added) {
        return added;
    }
    return change->commit();
}

Expected<std::vector<NewPad>> make_of(
    const ToldPages& told, const MakePads& make, const SecretBytes& bytes)
{
    if (!make) {
        return std::vector<NewPad>{};
    }
    auto made = make(bytes.view());
    if (made && !made->empty() && told.kind != PageUse::relay) {
        return Unexpected(
            Errc::invalid_argument, "pads made of pages that no relay was told to take");
    }
    return made;
}

} // namespace

Expected<TakenPages> PadLedger::take_told_pages(const ToldPages& told, const MakePads& make)
{
    std::vector<std::uint64_t> pad_pages;
    {
        const auto guard = m_state->enter();
        if (!guard) {
            return Unexpected(guard.error());
        }
        auto pads = look_at_told(*m_state, told);
        if (!pads) {
            return fail(std::move(pads));
        }
        for (const PadRow& pad : *pads) {
            pad_pages.push_back(pad.summary.pages);
        }
    }
    auto bytes = read_all(*m_state->cache, parts_of(told.ranges, pad_pages));
    if (!bytes) {
        return fail(std::move(bytes));
    }
    auto made = make_of(told, make, *bytes);
    if (!made) {
        return fail(std::move(made));
    }
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    if (auto done = commit_told(*m_state, told, *made); !done) {
        forget_files(*m_state, *made);
        return fail(std::move(done));
    }
    if (auto erased = erase_all_owed(*m_state); !erased) {
        return fail(std::move(erased));
    }
    return TakenPages{told.use, told.ranges, std::move(*bytes)};
}

} // namespace satpad::core
