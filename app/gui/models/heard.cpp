// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/heard.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace satpad::gui {
namespace {

/// Those that name a pad only where the peer has spoken: docs/ledger.md, "Events".
constexpr std::array<std::string_view, 6> k_needThePeer{
    "recorded", "confirmed", "trusted", "tagged", "relayed", "drawn"};

} // namespace

void Heard::see(const core::LedgerEvent& event)
{
    if (event.pad != core::PadId{} &&
        std::ranges::find(k_needThePeer, event.kind) != k_needThePeer.end()) {
        core::UnixTime& last = m_pads[event.pad];
        last = std::max(last, event.time);
    }
}

void Heard::note(const core::SiteId& peer, core::UnixTime at)
{
    core::UnixTime& last = m_peers[peer];
    last = std::max(last, at);
}

void Heard::noteEvents(const Heard& seen, const std::vector<core::PadSummary>& pads)
{
    for (const core::PadSummary& pad : pads) {
        if (const auto at = seen.m_pads.find(pad.id); at != seen.m_pads.end()) {
            note(pad.peer, at->second);
        }
    }
}

core::UnixTime Heard::of(const core::SiteId& peer) const
{
    const auto at = m_peers.find(peer);
    return at == m_peers.end() ? core::UnixTime{} : at->second;
}

} // namespace satpad::gui
