// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

#include <algorithm>

/// docs/ledger.md, "Moved or restored?"
namespace satpad::core::ledger {
namespace {

/// What the ledger says of itself, its chain's end checked; one snapshot, so that a commit of
/// another process in between is not taken for damage.
Expected<MetaRow> sound_meta(State& state)
{
    auto snapshot = Snapshot::take(state.store.database());
    if (!snapshot) {
        return fail(std::move(snapshot));
    }
    auto meta = state.store.meta();
    if (!meta || meta->event_count == 0) {
        return meta;
    }
    auto last = state.store.events(meta->event_count - 1, 2);
    if (!last) {
        return fail(std::move(last));
    }
    if (last->size() != 1 || last->front().hash != meta->chain_head) {
        return Unexpected(Errc::home_damaged,
            "the ledger's event chain does not end where the ledger says; keep this home for "
            "inspection and make a new one");
    }
    return meta;
}

Expected<void> raise_suspicion(
    State& state, const FileIdentity& file, const Bytes& machine, const std::string& why)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    const MetaRow& now = change->meta();
    const auto outside = state.outside.read();
    if (now.file == file && now.machine == machine && !(outside && *outside > now.event_count)) {
        return {}; // another process wrote it down first
    }
    if (auto raised = state.store.raise_epoch(); !raised) {
        return raised;
    }
    if (auto placed = state.store.set_place(file, machine); !placed) {
        return placed;
    }
    if (auto logged = change->log({"suspect", {}, now.suspect_epoch + 1, 0, {}, why}); !logged) {
        return logged;
    }
    return change->commit();
}

/// First page of [from, end) that opens, taking the pages before it as erased up to there: gallop,
/// then halve.
Expected<std::uint64_t> first_opening_page(
    const PadFile& file, std::uint64_t from, std::uint64_t end)
{
    std::uint64_t closed = from; // does not open
    std::uint64_t step = 1;
    std::uint64_t open = end;
    while (closed + step < end) {
        auto opens = file.opens(closed + step);
        if (!opens) {
            return fail(std::move(opens));
        }
        if (*opens) {
            open = closed + step;
            break;
        }
        closed += step;
        step *= 2;
    }
    while (closed + 1 < open) {
        const std::uint64_t middle = closed + (open - closed) / 2;
        auto opens = file.opens(middle);
        if (!opens) {
            return fail(std::move(opens));
        }
        (*opens ? open : closed) = middle;
    }
    return open;
}

/// Highest page below the mark that no living reservation holds.
std::optional<std::uint64_t> highest_used(std::uint64_t mark, const std::vector<RangeRow>& living)
{
    for (auto range = living.rbegin(); range != living.rend(); ++range) {
        if (mark == range->end()) {
            mark = range->first;
        }
    }
    return mark == 0 ? std::nullopt : std::optional(mark - 1);
}

/// Owes [0, mark) but what living reservations hold.
Expected<void> owe_used(State& state, const PadRow& pad)
{
    auto living = state.store.living_ranges(pad.number);
    if (!living) {
        return fail(std::move(living));
    }
    std::uint64_t next = 0;
    living->push_back({pad.number, pad.summary.mark, 1, RangeState::reserved, {}});
    for (const RangeRow& range : *living) {
        if (range.first > next) {
            if (auto owed = state.store.owe(pad.number, next, range.first - next); !owed) {
                return owed;
            }
        }
        next = range.end();
    }
    return {};
}

} // namespace

Expected<void> compare_place(State& state)
{
    // The outside count first: it is written after a commit, so it is never above what is read
    // next.
    const auto outside = state.outside.read();
    auto meta = sound_meta(state);
    if (!meta) {
        return fail(std::move(meta));
    }
    auto file = state.home->store().identity(state.home->paths().ledger());
    if (!file) {
        return fail(std::move(file));
    }
    const Bytes machine = machine_mark(meta->home);
    std::string why;
    why += *file == meta->file ? "" : "file ";
    why += machine == meta->machine ? "" : "machine ";
    why += outside && *outside > meta->event_count ? "events " : "";
    if (why.empty()) {
        return {};
    }
    why.pop_back();
    return raise_suspicion(state, *file, machine, why);
}

Expected<PadFindings> look_at_pad(State& state, const PadRow& pad)
{
    PadFindings found;
    auto open = state.cache->open(pad.summary.id, pad.summary.pages);
    if (!open) {
        return fail(std::move(open));
    }
    const PadFile& file = (*open)->file;
    auto identity = file.identity();
    if (!identity) {
        return fail(std::move(identity));
    }
    if (*identity != pad.file) {
        found.moved = *identity;
    }
    const std::uint64_t mark = pad.summary.mark;
    if (mark < pad.usable()) {
        auto opens = file.opens(mark);
        if (!opens) {
            return fail(std::move(opens));
        }
        if (!*opens) {
            auto first = first_opening_page(file, mark, pad.usable());
            if (!first) {
                return fail(std::move(first));
            }
            found.first_opening = *first;
        }
    }
    auto living = state.store.living_ranges(pad.number);
    if (!living) {
        return fail(std::move(living));
    }
    if (const auto used = highest_used(mark, *living)) {
        auto owed = state.store.is_owed(pad.number, *used);
        if (!owed) {
            return fail(std::move(owed));
        }
        auto opens = file.opens(*used);
        if (!opens) {
            return fail(std::move(opens));
        }
        found.used_page_opens = *opens && !*owed;
    }
    return found;
}

Expected<void> write_findings(
    State& state, Change& change, const PadRow& pad, const PadFindings& found)
{
    const PadId& id = pad.summary.id;
    if (found.first_opening) {
        const std::uint64_t to = std::max(pad.advance_to, *found.first_opening);
        if (auto suspended = state.store.set_suspended(pad.number, true, to); !suspended) {
            return suspended;
        }
        if (auto logged = change.log({"suspended", id, to, 0, {}, "older_ledger"}); !logged) {
            return logged;
        }
    }
    if (found.used_page_opens) {
        if (auto owed = owe_used(state, pad); !owed) {
            return owed;
        }
    }
    if (found.moved) {
        if (auto noted = state.store.set_pad_file(pad.number, *found.moved); !noted) {
            return noted;
        }
    }
    if (found.moved || found.used_page_opens) {
        if (auto raised = state.store.raise_epoch(); !raised) {
            return raised;
        }
        const std::string why = found.used_page_opens ? "older_pad" : "pad_file";
        return change.log({"suspect", id, change.meta().suspect_epoch + 1, 0, {}, why});
    }
    return {};
}

Expected<void> compare_pads_used_lately(State& state)
{
    constexpr std::uint64_t k_lately = 64;
    auto pads = state.store.pads_used_lately(k_lately);
    if (!pads) {
        return fail(std::move(pads));
    }
    for (const PadRow& pad : *pads) {
        if (pad.suspended || state.looked_at.contains(pad.summary.id)) {
            continue;
        }
        auto found = look_at_pad(state, pad);
        if (!found || found->none()) {
            continue; // a pad file that is missing or damaged stops whoever uses the pad, not the
                      // home
        }
        // Seen without the write lock: another process may just have moved the mark. Look again
        // inside.
        auto change = Change::begin(state);
        if (!change) {
            return fail(std::move(change));
        }
        auto now = require_pad(state, pad.summary.id);
        if (!now) {
            return fail(std::move(now));
        }
        auto sure = look_at_pad(state, *now);
        if (!sure || sure->none() || now->suspended) {
            continue;
        }
        if (auto written = write_findings(state, *change, *now, *sure); !written) {
            return written;
        }
        if (auto done = change->commit(); !done) {
            return done;
        }
        if (auto erased = erase_all_owed(state); !erased) {
            return erased;
        }
    }
    return {};
}

} // namespace satpad::core::ledger
