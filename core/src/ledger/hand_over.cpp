// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

/// Handing a home over and taking it over: docs/ledger.md, "Handing over".
namespace satpad::core {

using namespace ledger;

namespace {

/// What the last event says of a home that is locked.
Expected<std::string> last_kind(State& state)
{
    auto meta = state.store.meta();
    if (!meta) {
        return fail(std::move(meta));
    }
    auto last = state.store.events(meta->event_count - 1, 1);
    if (!last) {
        return fail(std::move(last));
    }
    return last->empty() ? std::string() : last->front().kind;
}

/// The ranges of one pad that were handed over to another home, in order. What a relay passed on
/// belongs to a message and never comes back.
Expected<std::vector<PageRange>> handed_ranges(State& state, const PadRow& pad)
{
    auto ranges = state.store.ranges_from(pad.number, 0, std::numeric_limits<std::int32_t>::max());
    if (!ranges) {
        return fail(std::move(ranges));
    }
    std::vector<PageRange> handed;
    for (const RangeRow& range : *ranges) {
        if (range.state == RangeState::handed_over && range.message == MessageId{}) {
            handed.push_back({pad.summary.id, range.first, range.count});
        }
    }
    return handed;
}

Expected<void> owe_handed(State& state, Change& change)
{
    auto pads = state.store.all_pads();
    if (!pads) {
        return fail(std::move(pads));
    }
    std::uint64_t pages = 0;
    for (const PadRow& pad : *pads) {
        auto handed = pad.closed ? Expected<std::vector<PageRange>>(std::vector<PageRange>())
                                 : handed_ranges(state, pad);
        if (!handed) {
            return fail(std::move(handed));
        }
        if (auto owed = owe_ranges(state, *handed); !owed) {
            return owed;
        }
        pages += total_pages(*handed);
    }
    return change.log({"transferred", {}, 0, pages, {}, {}});
}

/// One pad of the new home: its file is whole and the one that came, its pages are free again.
Expected<std::uint64_t> take_pad(State& state, Change& change, const PadRow& pad)
{
    const PadId& id = pad.summary.id;
    auto open = state.cache->open(id, pad.summary.pages);
    if (!open) {
        return fail(std::move(open));
    }
    auto identity = (*open)->file.identity();
    if (!identity) {
        return fail(std::move(identity));
    }
    if (auto noted = state.store.set_pad_file(pad.number, *identity); !noted) {
        return fail(std::move(noted));
    }
    auto handed = handed_ranges(state, pad);
    if (!handed) {
        return fail(std::move(handed));
    }
    for (auto range = handed->rbegin(); range != handed->rend();
         ++range) { // a mark falls from its top
        if (auto logged = change.log({"taken_over", id, range->first, range->count, {}, {}});
            !logged) {
            return fail(std::move(logged));
        }
        if (auto freed = state.store.take_back(pad.number, range->first); !freed) {
            return fail(std::move(freed));
        }
    }
    return total_pages(*handed);
}

/// The whole take-over, in one commit.
Expected<std::uint64_t> take_all(State& state, const fs::path& path)
{
    auto file = state.home->store().identity(path);
    if (!file) {
        return fail(std::move(file));
    }
    auto change = Change::begin(state, Change::WhenLocked::allowed);
    if (!change) {
        return fail(std::move(change));
    }
    auto pads = state.store.all_pads();
    if (!pads) {
        return fail(std::move(pads));
    }
    std::uint64_t pages = 0;
    for (const PadRow& pad : *pads) {
        auto taken = pad.closed ? Expected<std::uint64_t>(0) : take_pad(state, *change, pad);
        if (!taken) {
            return taken;
        }
        pages += *taken;
    }
    if (auto logged = change->log({"unlocked", {}, 0, pages, {}, {}}); !logged) {
        return fail(std::move(logged));
    }
    if (auto unlocked = state.store.unlock_home(); !unlocked) {
        return fail(std::move(unlocked));
    }
    // Another home may have taken the same file: until a peer has recorded, this one may be a copy.
    if (auto raised = state.store.raise_epoch(); !raised) {
        return fail(std::move(raised));
    }
    if (auto placed = state.store.set_place(*file, machine_mark(change->meta().home)); !placed) {
        return fail(std::move(placed));
    }
    if (auto logged =
            change->log({"suspect", {}, change->meta().suspect_epoch + 1, 0, {}, "transferred"});
        !logged) {
        return fail(std::move(logged));
    }
    if (auto done = change->commit(); !done) {
        return fail(std::move(done));
    }
    return pages;
}

/// Into the database file whole, so that it gets its name without a -wal beside it.
Expected<void> settle_file(Home& home, std::unique_ptr<State> state, const fs::path& part)
{
    // No closing commit: it would leave a -wal file again, and sync once more what failed to sync.
    state->wrote = false;
    auto busy = state->store.database().integer("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!busy) {
        return fail(std::move(busy));
    }
    if (*busy != 0) {
        return Unexpected(Errc::home_busy, part.string());
    }
    state.reset();
    for (const char* suffix : {"-wal", "-shm"}) {
        if (auto removed = home.store().remove(part.string() + suffix); !removed) {
            return removed;
        }
    }
    if (auto renamed = home.store().rename(part, home.paths().ledger()); !renamed) {
        return renamed;
    }
    return home.store().sync_folder(home.paths().root);
}

} // namespace

Expected<std::vector<PageRange>> PadLedger::hand_over()
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto busy = m_state->store.any_unsettled_outgoing();
    if (!busy) {
        return fail(std::move(busy));
    }
    if (*busy) {
        return Unexpected(Errc::wrong_state,
            "messages in the outbox are open; deliver or cancel them first: satpad outbox list");
    }
    auto pulling = m_state->store.any_open_pull();
    if (!pulling) {
        return fail(std::move(pulling));
    }
    if (*pulling) {
        return Unexpected(Errc::wrong_state,
            "key is being pulled; finish it first, or give it up: satpad keys pull --peer PEER "
            "(--bytes N | --give-up)");
    }
    auto pads = m_state->store.all_pads();
    if (!pads) {
        return fail(std::move(pads));
    }
    std::vector<PageRange> handed;
    for (const PadRow& pad : *pads) {
        if (pad.closed) {
            continue;
        }
        auto gaps = free_gaps(*m_state, pad, 0, pad.usable());
        if (!gaps) {
            return fail(std::move(gaps));
        }
        for (const PageRange& gap : *gaps) {
            if (auto taken = m_state->store.insert_range(
                    pad.number, gap.first, gap.count, RangeState::handed_over, {});
                !taken) {
                return fail(std::move(taken));
            }
            if (auto logged = change->log({"handed_over", gap.pad, gap.first, gap.count, {}, {}});
                !logged) {
                return fail(std::move(logged));
            }
            handed.push_back(gap);
        }
    }
    if (auto locked = m_state->store.lock_home(); !locked) {
        return fail(std::move(locked));
    }
    if (auto logged = change->log({"locked", {}, 0, total_pages(handed), {}, {}}); !logged) {
        return fail(std::move(logged));
    }
    if (auto done = change->commit(); !done) {
        return fail(std::move(done));
    }
    return handed;
}

Expected<PadLedger> PadLedger::open_handed_over(
    Home& home, const Clock& clock, const fs::path& state_folder)
{
    auto found = find_ledger(home, clock, state_folder, home.paths().ledger());
    if (!found) {
        return fail(std::move(found));
    }
    if (!found->meta.locked) {
        return Unexpected(Errc::wrong_state, "this home was not handed over");
    }
    return PadLedger(std::move(found->state));
}

Expected<bool> PadLedger::transferred() const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto kind = last_kind(*m_state);
    if (!kind) {
        return fail(std::move(kind));
    }
    return *kind == "transferred";
}

Expected<Bytes> PadLedger::copy_of_handed_over() const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto kind = last_kind(*m_state);
    if (!kind) {
        return fail(std::move(kind));
    }
    if (*kind != "locked") {
        return Unexpected(Errc::wrong_state,
            "only a home that was handed over is copied, and only until its pages are erased");
    }
    return m_state->store.database().image();
}

Expected<void> PadLedger::erase_handed_over()
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto kind = last_kind(*m_state);
    if (!kind) {
        return fail(std::move(kind));
    }
    if (*kind != "locked" && *kind != "transferred") {
        return Unexpected(Errc::wrong_state, "this home was not handed over");
    }
    if (*kind == "locked") {
        auto change = Change::begin(*m_state, Change::WhenLocked::allowed);
        if (!change) {
            return fail(std::move(change));
        }
        if (auto owed = owe_handed(*m_state, *change); !owed) {
            return owed;
        }
        if (auto done = change->commit(); !done) {
            return done;
        }
    }
    return erase_all_owed(*m_state);
}

Expected<std::uint64_t> PadLedger::take_over(
    Home& home, const Clock& clock, const fs::path& state_folder)
{
    if (home.store().exists(home.paths().ledger())) {
        return Unexpected(Errc::already_exists, home.paths().ledger().string());
    }
    const fs::path part = home.paths().ledger().string() + ".part";
    auto found = find_ledger(home, clock, state_folder, part);
    if (!found) {
        return fail(std::move(found));
    }
    auto kind = last_kind(*found->state);
    if (!kind) {
        return fail(std::move(kind));
    }
    if (!found->meta.locked || *kind != "locked") {
        return Unexpected(Errc::home_damaged,
            part.string() + " is not the ledger of a home that was just handed over");
    }
    auto pages = take_all(*found->state, part);
    if (!pages) {
        return pages;
    }
    if (auto settled = settle_file(home, std::move(found->state), part); !settled) {
        return fail(std::move(settled));
    }
    return pages;
}

} // namespace satpad::core
