// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

/// Reading what the ledger keeps.
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

Expected<bool> PadLedger::was_ever_suspect() const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    const auto meta = m_state->store.meta();
    if (!meta) {
        return Unexpected(meta.error());
    }
    return meta->suspect_epoch > 0;
}

} // namespace satpad::core
