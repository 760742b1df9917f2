// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/session.h>

#include <algorithm>
#include <map>

namespace satpad::transport {

/// Slows a peer down that sent chunks whose tag did not hold: forgeries are counted and
/// rate-limited, never locked out (docs/protocol.md, "CHUNK"). Threads: the caller serialises.
class Pauses
{
public:
    using Time = Session::Time;

    void note(const core::SiteId& peer, const SessionStatistics& statistics, Time now)
    {
        if (statistics.messages_received > 0) {
            m_entries.erase(peer);
        }
        if (statistics.bad_tags > 0) {
            Entry& entry = m_entries[peer];
            entry.wait = std::clamp(entry.wait * 2, k_first, k_longest);
            entry.until = now + entry.wait;
        }
    }
    [[nodiscard]] bool paused(const core::SiteId& peer, Time now) const
    {
        const auto found = m_entries.find(peer);
        return found != m_entries.end() && now < found->second.until;
    }

private:
    static constexpr std::chrono::seconds k_first{1};
    static constexpr std::chrono::seconds k_longest{60};
    struct Entry
    {
        std::chrono::seconds wait{0};
        Time until;
    };
    std::map<core::SiteId, Entry> m_entries; ///< pinned peers only, so it is bounded
};

} // namespace satpad::transport
