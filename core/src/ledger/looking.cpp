// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

/// Reading, and the one act that ends a home: handing its pads over.
namespace satpad::core {

using namespace ledger;

Expected<MessageRow> PadLedger::message(const MessageId& id) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto stored = require_message(*m_state, id);
    if (!stored) {
        return fail(std::move(stored));
    }
    auto ranges = m_state->store.ranges_of(stored->number);
    if (!ranges) {
        return fail(std::move(ranges));
    }
    stored->row.ranges = std::move(*ranges);
    return std::move(stored->row);
}

Expected<std::vector<MessageRow>> PadLedger::messages(const MessageQuery& query) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto stored = m_state->store.find_messages(query);
    if (!stored) {
        return fail(std::move(stored));
    }
    std::vector<MessageRow> rows;
    rows.reserve(stored->size());
    for (StoredMessage& one : *stored) {
        auto ranges = m_state->store.ranges_of(one.number);
        if (!ranges) {
            return fail(std::move(ranges));
        }
        one.row.ranges = std::move(*ranges);
        rows.push_back(std::move(one.row));
    }
    return rows;
}

Expected<std::vector<LedgerEvent>> PadLedger::events(std::uint64_t after, std::size_t limit) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    return m_state->store.events(after, limit);
}

Expected<bool> PadLedger::suspect() const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    return m_state->store.any_suspect_pad();
}

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
    auto busy = m_state->store.any_open_message();
    if (!busy) {
        return fail(std::move(busy));
    }
    if (*busy) {
        return Unexpected(Errc::wrong_state, "messages are open: deliver or cancel them before the home is handed over");
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
            if (auto taken = m_state->store.insert_range(pad.number, gap.first, gap.count, RangeState::handed_over, {}); !taken) {
                return fail(std::move(taken));
            }
            if (auto logged = change->log({"handed_over", gap.pad, gap.first, gap.count, {}, {}}); !logged) {
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

} // namespace satpad::core
