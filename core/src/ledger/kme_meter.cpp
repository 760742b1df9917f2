// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

namespace satpad::core {

using namespace ledger;

Expected<void> KmeMeter::add(std::span<const KmeUsage> more)
{
    const auto guard = m_ledger.m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    if (more.empty()) {
        return {};
    }
    auto change = Change::begin(*m_ledger.m_state);
    if (!change) {
        return fail(std::move(change));
    }
    for (const KmeUsage& each : more) {
        if (each.sae.empty() || each.other_sae.empty()) {
            return Unexpected(Errc::invalid_argument, "what was given out names two SAEs");
        }
        if (auto added = m_ledger.m_state->store.add_usage(each); !added) {
            return added;
        }
    }
    return change->commit();
}

Expected<std::vector<KmeUsage>> KmeMeter::usage() const
{
    const auto guard = m_ledger.m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    return m_ledger.m_state->store.usage();
}

} // namespace satpad::core
