// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"
#include "looks.h"
#include "replay.h"
#include "verify_pulls.h"

/// docs/ledger.md, "Verifying".
namespace satpad::core {

using namespace ledger;

namespace {

/// Runs all events through the replay and checks their chain. Returns how many there are.
Expected<std::uint64_t> replay_events(State& state, Replay& replay, Looks& looks)
{
    constexpr std::size_t k_batch = 4096;
    Digest head;
    std::uint64_t last = 0;
    while (true) {
        auto events = state.store.events(last, k_batch);
        if (!events) {
            return fail(std::move(events));
        }
        for (const LedgerEvent& event : *events) {
            if (auto goes_on = looks.count(); !goes_on) {
                return fail(std::move(goes_on));
            }
            if (event.sequence != last + 1) {
                replay.fault("event " + std::to_string(last + 1) + " is missing");
            }
            if (chain(head, event) != event.hash) {
                replay.fault("event " + std::to_string(event.sequence) +
                             " does not follow from the one before: the chain is broken");
            }
            head = event.hash;
            last = event.sequence;
            replay.take(event);
        }
        if (events->size() < k_batch) {
            break;
        }
    }
    auto meta = state.store.meta();
    if (!meta) {
        return fail(std::move(meta));
    }
    if (meta->event_count != last || meta->chain_head != head) {
        replay.fault("the chain does not end where the ledger says");
    }
    return last;
}

Expected<void> compare_ranges(
    State& state, Replay& replay, const PadRow& row, const Replay::Pad& pad, Looks& looks)
{
    constexpr std::size_t k_batch = 4096;
    auto expected = pad.ranges.begin();
    std::uint64_t next = 0;
    while (true) {
        auto ranges = state.store.ranges_from(row.number, next, k_batch);
        if (!ranges) {
            return fail(std::move(ranges));
        }
        for (const RangeRow& range : *ranges) {
            if (auto goes_on = looks.count(); !goes_on) {
                return goes_on;
            }
            const PageRange where{row.summary.id, range.first, range.count};
            next = range.end();
            if (expected == pad.ranges.end() || expected->first != range.first ||
                expected->second.count != range.count || expected->second.state != range.state ||
                expected->second.message != range.message) {
                replay.fault(
                    "pages " + describe(where) + " differ between the events and the table");
                return {}; // the rest of the pad is out of step
            }
            ++expected;
        }
        if (ranges->size() < k_batch) {
            break;
        }
    }
    if (expected != pad.ranges.end()) {
        replay.fault("pages " +
                     describe({row.summary.id, expected->first, expected->second.count}) +
                     " are missing from the table");
    }
    return {};
}

PadSummary recomputed(const PadRow& row, const Replay::Pad& pad)
{
    PadSummary summary = row.summary;
    summary.direction = pad.direction;
    summary.pages = pad.pages;
    summary.mark = pad.mark;
    summary.free = pad.free;
    summary.reserved = pad.counts[0];
    summary.spent = pad.counts[1];
    summary.burnt = pad.counts[2];
    summary.handed_over = pad.counts[3];
    summary.relayed = pad.relayed;
    return summary;
}

bool same_counts(const PadSummary& a, const PadSummary& b)
{
    return a.direction == b.direction && a.pages == b.pages && a.mark == b.mark &&
           a.free == b.free && a.reserved == b.reserved && a.spent == b.spent &&
           a.burnt == b.burnt && a.handed_over == b.handed_over && a.relayed == b.relayed;
}

Expected<std::vector<PadSummary>> compare_pads(State& state, Replay& replay, Looks& looks)
{
    auto rows = state.store.all_pads();
    if (!rows) {
        return fail(std::move(rows));
    }
    std::vector<PadSummary> summaries;
    for (const PadRow& row : *rows) {
        const auto found = replay.pads().find(row.summary.id);
        if (found == replay.pads().end()) {
            replay.fault("pad " + row.summary.id.hex() + " is in no event");
            continue;
        }
        summaries.push_back(recomputed(row, found->second));
        const PadSummary& sum = summaries.back();
        if (sum.free + sum.reserved + sum.spent + sum.burnt + sum.handed_over != sum.pages) {
            replay.fault("pad " + sum.id.hex() + " is not conserved");
        }
        if (!same_counts(sum, row.summary) || found->second.closed != row.closed) {
            replay.fault("pad " + sum.id.hex() + " differs between the events and the table");
        }
        if (auto same = compare_ranges(state, replay, row, found->second, looks); !same) {
            return fail(std::move(same));
        }
    }
    if (rows->size() != replay.pads().size()) {
        replay.fault("the table and the events know different pads");
    }
    return summaries;
}

Expected<void> compare_messages(State& state, Replay& replay)
{
    auto open =
        state.store.find_messages({.direction = {}, .peer = {}, .open_only = true, .uses = true});
    if (!open) {
        return fail(std::move(open));
    }
    for (const StoredMessage& message : *open) {
        const auto found = replay.open_messages().find(message.row.id);
        const std::string_view use = message.row.use ? name_of(*message.row.use) : "";
        if (found == replay.open_messages().end() || found->second.state != message.row.state ||
            found->second.use != use) {
            replay.fault(
                "message " + message.row.id.hex() + " differs between the events and the table");
        }
    }
    if (open->size() != replay.open_messages().size()) {
        replay.fault("the table and the events know different open messages");
    }
    return {};
}

} // namespace

Expected<VerifyReport> PadLedger::verify(const Progress& progress) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto snapshot = Snapshot::take(m_state->store.database());
    if (!snapshot) {
        return fail(std::move(snapshot));
    }
    Looks looks(progress);
    Replay replay;
    VerifyReport report;
    auto events = replay_events(*m_state, replay, looks);
    if (!events) {
        return fail(std::move(events));
    }
    report.events = *events;
    auto pads = compare_pads(*m_state, replay, looks);
    if (!pads) {
        return fail(std::move(pads));
    }
    report.pads = std::move(*pads);
    if (auto same = compare_messages(*m_state, replay); !same) {
        return fail(std::move(same));
    }
    if (auto same = compare_pulls(*m_state, replay); !same) {
        return fail(std::move(same));
    }
    report.faults = std::move(replay.faults());
    report.ok = report.faults.empty();
    return report;
}

} // namespace satpad::core
