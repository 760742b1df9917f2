// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/receive.h>

#include <map>
#include <stop_token>

namespace satpad::service {

/// A serving relay goes to the next relay with what waits for it here: at once after the contact that
/// left it, then, while it still waits, after pauses that grow. Else two relays short of key would
/// dial each other for ever.
class HandingOn
{
public:
    HandingOn(Site& site, const core::Clock& clock, ReceiveScreen& screen);
    /// From any thread: something may have been left.
    void look() { m_look.store(true); }
    /// Until it is told to stop; a contact under way is cut then.
    void run(const std::stop_token& stop);

private:
    using Steady = std::chrono::steady_clock;
    struct Pause
    {
        Steady::time_point until;
        std::chrono::seconds length{};
    };
    void go_to_all(const std::stop_token& stop);
    void go_to(const core::Peer& peer, const std::stop_token& stop);

    Site& m_site;
    const core::Clock& m_clock;
    ReceiveScreen& m_screen;
    std::atomic<bool> m_look{true};
    std::map<core::SiteId, Pause> m_pauses; ///< of those that waited when they were last gone to
};

} // namespace satpad::service
