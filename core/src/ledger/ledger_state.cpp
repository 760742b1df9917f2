// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

#include <algorithm>

namespace satpad::core::ledger {

State::~State()
{
    if (::getpid() != owner) {
        store.database().abandon();
        return;
    }
    if (store.database().broken() || cache->broken()) {
        return;
    }
    if (!erased.empty()) {
        if (auto change = Change::begin(*this, Change::WhenLocked::allowed)) {
            (void)change->commit();
        }
    }
    if (wrote && !store.database().broken()) {
        store.tidy();
    }
}

Expected<std::unique_lock<std::mutex>> State::enter()
{
    if (::getpid() != owner) {
        return Unexpected(Errc::wrong_state, "a forked process may not use its parent's ledger");
    }
    std::unique_lock guard(mutex);
    if (cache->broken()) {
        store.database().close_for_good();
    }
    if (store.database().broken()) {
        cache->close_for_good();
        return closed_for_good();
    }
    return guard;
}

Change::Change(State& state, MetaRow meta)
    : m_state(&state)
    , m_meta(std::move(meta))
    , m_events(m_meta.event_count)
    , m_head(m_meta.chain_head)
    , m_now(state.clock->now())
{}

Change::Change(Change&& other) noexcept
    : m_state(std::exchange(other.m_state, nullptr))
    , m_meta(std::move(other.m_meta))
    , m_events(other.m_events)
    , m_head(other.m_head)
    , m_now(other.m_now)
{}

Change::~Change()
{
    if (m_state != nullptr) {
        m_state->store.database().rollback();
    }
}

Expected<Change> Change::begin(State& state, WhenLocked locked)
{
    if (auto begun = state.store.database().begin(); !begun) {
        return fail(std::move(begun));
    }
    auto meta = state.store.meta();
    if (!meta) {
        state.store.database().rollback();
        return fail(std::move(meta));
    }
    if (meta->locked && locked == WhenLocked::refused) {
        state.store.database().rollback();
        return handed_over();
    }
    return Change(state, std::move(*meta));
}

Expected<void> Change::log(const Note& note)
{
    LedgerEvent event{m_events + 1,
        m_now,
        std::string(note.kind),
        note.pad,
        note.first,
        note.count,
        note.message,
        note.note,
        {}};
    event.hash = chain(m_head, event);
    if (auto added = m_state->store.insert_event(event); !added) {
        return added;
    }
    m_events = event.sequence;
    m_head = event.hash;
    return {};
}

Expected<void> Change::commit()
{
    for (const std::int64_t number : m_state->erased) {
        if (auto gone = m_state->store.forget_owed(number); !gone) {
            return gone;
        }
    }
    if (auto committed = m_state->store.database().commit(); !committed) {
        m_state->cache->close_for_good();
        return committed;
    }
    m_state->erased.clear();
    m_state->wrote = true;
    m_state->outside.write(m_events);
    m_state = nullptr;
    return {};
}

Expected<PadRow> require_pad(State& state, const PadId& id)
{
    auto pad = state.store.find_pad(id);
    if (!pad) {
        return fail(std::move(pad));
    }
    if (!*pad) {
        return Unexpected(Errc::unknown_pad, "pad " + id.hex());
    }
    return std::move(**pad);
}

Expected<StoredMessage> require_message(State& state, const MessageId& id)
{
    auto message = state.store.find_message(id);
    if (!message) {
        return fail(std::move(message));
    }
    if (!*message) {
        return Unexpected(Errc::unknown_message, "message " + id.hex());
    }
    return std::move(**message);
}

Expected<std::vector<PageRange>> free_gaps(
    State& state, const PadRow& pad, std::uint64_t first, std::uint64_t end)
{
    constexpr std::size_t k_batch = 1024;
    std::vector<PageRange> gaps;
    std::uint64_t next = first;
    while (next < end) {
        auto taken = state.store.ranges_from(pad.number, next, k_batch);
        if (!taken) {
            return fail(std::move(taken));
        }
        for (const RangeRow& range : *taken) {
            if (range.first > next && next < end) {
                gaps.push_back({pad.summary.id, next, std::min(range.first, end) - next});
            }
            next = std::max(next, range.end());
        }
        if (taken->size() < k_batch) {
            break;
        }
    }
    if (next < end) {
        gaps.push_back({pad.summary.id, next, end - next});
    }
    return gaps;
}

Expected<std::uint64_t> burn_free(State& state,
    Change& change,
    const PadRow& pad,
    std::uint64_t first,
    std::uint64_t end,
    std::string_view why)
{
    auto gaps = free_gaps(state, pad, first, end);
    if (!gaps) {
        return fail(std::move(gaps));
    }
    for (const PageRange& gap : *gaps) {
        if (auto burnt =
                state.store.insert_range(pad.number, gap.first, gap.count, RangeState::burnt, {});
            !burnt) {
            return fail(std::move(burnt));
        }
        if (auto owed = state.store.owe(pad.number, gap.first, gap.count); !owed) {
            return fail(std::move(owed));
        }
        if (auto logged =
                change.log({"burnt", gap.pad, gap.first, gap.count, {}, std::string(why)});
            !logged) {
            return fail(std::move(logged));
        }
    }
    return total_pages(*gaps);
}

Expected<void> owe_ranges(State& state, std::span<const PageRange> ranges)
{
    for (const PageRange& range : ranges) {
        auto pad = require_pad(state, range.pad);
        if (!pad) {
            return fail(std::move(pad));
        }
        if (auto owed = state.store.owe(pad->number, range.first, range.count); !owed) {
            return owed;
        }
    }
    return {};
}

Expected<bool> burn_message(State& state,
    Change& change,
    const StoredMessage& message,
    MessageState end,
    std::string_view why)
{
    auto moved =
        state.store.set_state(message.number, MessageState::reserved, end, change.settled_now());
    if (!moved || !*moved) {
        return moved;
    }
    if (auto burnt = state.store.move_ranges(message.number, RangeState::burnt); !burnt) {
        return fail(std::move(burnt));
    }
    auto ranges = state.store.ranges_of(message.number);
    if (!ranges) {
        return fail(std::move(ranges));
    }
    if (auto owed = owe_ranges(state, *ranges); !owed) {
        return fail(std::move(owed));
    }
    auto logged = change.log({"burnt", {}, 0, message.row.pages, message.row.id, std::string(why)});
    if (!logged) {
        return fail(std::move(logged));
    }
    return true;
}

namespace {

/// A closed pad's file goes as a whole; its pages are overwritten first.
Expected<void> erase_closed(State& state, const OwedErasure& owed)
{
    const fs::path path = state.home->paths().pad(owed.pad);
    if (!state.home->store().exists(path)) {
        return {};
    }
    const PadCache::Erasure whole{owed.pad, owed.pad_pages, owed.first, owed.count};
    if (auto erased = state.cache->erase(std::span(&whole, 1));
        !erased && !erased.error().is(Errc::home_damaged)) {
        return erased;
    }
    state.cache->forget(owed.pad);
    if (auto removed = state.home->store().remove(path); !removed) {
        return removed;
    }
    return state.home->store().sync_folder(state.home->paths().pads());
}

Expected<void> erase_batch(State& state, const std::vector<OwedErasure>& batch)
{
    std::map<PadId, std::vector<OwedErasure>> by_pad;
    for (const OwedErasure& owed : batch) {
        if (std::find(state.erased.begin(), state.erased.end(), owed.number) ==
            state.erased.end()) {
            by_pad[owed.pad].push_back(owed);
        }
    }
    for (const auto& [pad, owed] : by_pad) {
        Expected<void> done;
        if (owed.front().closed) {
            for (std::size_t i = 0; i < owed.size() && done; ++i) {
                done = erase_closed(state, owed[i]);
            }
        } else {
            std::vector<PadCache::Erasure> erasures;
            for (const OwedErasure& one : owed) {
                erasures.push_back({one.pad, one.pad_pages, one.first, one.count});
            }
            done = state.cache->erase(erasures);
        }
        if (!done && done.error().is(Errc::home_damaged)) {
            continue; // the pad file is missing: the erasure stays owed, and using the pad tells
                      // the operator
        }
        if (!done) {
            return done;
        }
        for (const OwedErasure& one : owed) {
            state.erased.push_back(one.number);
        }
    }
    return {};
}

} // namespace

Expected<void> erase_all_owed(State& state)
{
    constexpr std::size_t k_batch = 4096;
    std::int64_t last = 0;
    while (true) {
        auto owed = state.store.owed(last, k_batch);
        if (!owed) {
            return fail(std::move(owed));
        }
        if (owed->empty()) {
            return {};
        }
        last = owed->back().number;
        if (auto erased = erase_batch(state, *owed); !erased) {
            if (state.cache->broken()) {
                state.store.database().close_for_good();
            }
            return erased;
        }
    }
}

fs::path outbox_lock(const Home& home, const MessageId& id)
{
    return home.paths().outbox() / (id.hex() + ".lock");
}

void remove_outbox_files(Home& home, const MessageId& id)
{
    // Leftovers hold nothing that can be used twice, and the outbox sweeps them; the lock file goes
    // last.
    for (const char* suffix : {".part", ".sealed", ".lock"}) {
        (void)home.store().remove(home.paths().outbox() / (id.hex() + suffix));
    }
}

} // namespace satpad::core::ledger
