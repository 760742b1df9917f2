// SPDX-License-Identifier: GPL-3.0-or-later
#include "page_use.h"
#include "reservation_state.h"

/// The sender's side of pages that serve no message. docs/ledger.md, "Pages that serve no message".
namespace satpad::core {

using namespace ledger;

namespace {

Expected<SecretBytes> read_and_keep(
    PadCache& cache, std::span<const PadPart> parts, const KeepPages& keep)
{
    auto bytes = read_all(cache, parts);
    if (!bytes || !keep) {
        return bytes;
    }
    if (auto kept = keep(bytes->view()); !kept) {
        return fail(std::move(kept));
    }
    return bytes;
}

Expected<void> erase_all(PadCache& cache, std::span<const PadPart> parts)
{
    std::vector<PadCache::Erasure> erasures;
    for (const PadPart& part : parts) {
        erasures.push_back({part.range.pad, part.pad_pages, part.range.first, part.range.count});
    }
    return cache.erase(erasures);
}

Expected<void> commit_taken(State& state, const MessageId& id, PageUse use)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto row = require_message(state, id);
    if (!row) {
        return fail(std::move(row));
    }
    // Compare-and-set, as T4: whoever found the lock free has burnt these pages.
    auto taken = state.store.set_state(
        row->number, MessageState::reserved, MessageState::taken, change->settled_now());
    if (!taken) {
        return fail(std::move(taken));
    }
    if (!*taken) {
        return Unexpected(Errc::wrong_state,
            "the pages of " + id.hex() + " are " + std::string(name_of(row->row.state)) +
                " already");
    }
    if (auto moved = state.store.move_ranges(row->number, end_of(use)); !moved) {
        return moved;
    }
    if (auto logged = change->log({event_of(use), {}, 0, row->row.pages, id, {}}); !logged) {
        return logged;
    }
    return change->commit();
}

} // namespace

Expected<TakenPages> PadLedger::take_pages(
    Reservation&& reservation, PageUse use, const KeepPages& keep)
{
    if (reservation.m_state == nullptr) {
        return Unexpected(Errc::internal, "a reservation is used once");
    }
    if (auto fit = check_owner(reservation.m_state->owner); !fit) {
        return fail(std::move(fit));
    }
    if (reservation.m_state->use != use) {
        return Unexpected(Errc::invalid_argument, "these pages were reserved for something else");
    }
    Reservation mine = std::move(reservation);
    const std::vector<PadPart> parts = parts_of(mine.m_state->ranges, mine.m_state->pad_pages);
    const auto take = [&]() -> Expected<TakenPages> {
        auto bytes = read_and_keep(*m_state->cache, parts, keep);
        if (!bytes) {
            return fail(std::move(bytes));
        }
        // Before the commit: what is spent by the ledger opens nowhere, and a crash here burns.
        if (auto erased = erase_all(*m_state->cache, parts); !erased) {
            return fail(std::move(erased));
        }
        const auto guard = m_state->enter();
        if (!guard) {
            return Unexpected(guard.error());
        }
        if (auto done = commit_taken(*m_state, mine.id(), use); !done) {
            return fail(std::move(done));
        }
        return TakenPages{mine.id(), mine.ranges(), std::move(*bytes)};
    };
    auto taken = take();
    if (taken) {
        remove_outbox_files(*m_state->home, mine.id());
    } else {
        (void)burn(std::move(mine)); // what cannot be burnt now, the next open burns
    }
    return taken;
}

} // namespace satpad::core
