// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <map>

namespace satpad::gui {

/// When a peer's word last came, as the ledger knows it: what it recorded, verified, confirmed, sent
/// or took a key for. Times are labels.
class Heard
{
public:
    /// Of events that name a pad.
    void see(const core::LedgerEvent& event);
    void note(const core::SiteId& peer, core::UnixTime at);
    /// The events of these pads count for their peers.
    void noteEvents(const Heard& seen, const std::vector<core::PadSummary>& pads);
    /// 0: never.
    [[nodiscard]] core::UnixTime of(const core::SiteId& peer) const;

private:
    std::map<core::PadId, core::UnixTime> m_pads;
    std::map<core::SiteId, core::UnixTime> m_peers;
};

} // namespace satpad::gui
