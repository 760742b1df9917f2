// SPDX-License-Identifier: GPL-3.0-or-later
#include "handing_on.h"

#include <satpad/service/relay_run.h>

#include <algorithm>
#include <thread>

namespace satpad::service {
namespace {

constexpr std::chrono::milliseconds k_tick{100};
constexpr std::chrono::seconds k_shortest{2};
constexpr std::chrono::seconds k_longest{120};

} // namespace

HandingOn::HandingOn(Site& site, const core::Clock& clock, ReceiveScreen& screen)
    : m_site(site)
    , m_clock(clock)
    , m_screen(screen)
{}

void HandingOn::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        const auto now = Steady::now();
        const bool due = std::any_of(m_pauses.begin(), m_pauses.end(), [&](const auto& each) {
            return each.second.until <= now;
        });
        if (m_look.exchange(false) || due) {
            go_to_all(stop);
        }
        std::this_thread::sleep_for(k_tick);
    }
}

void HandingOn::go_to_all(const std::stop_token& stop)
{
    auto sites = sat::relays_waited_for(m_site.home());
    if (!sites) {
        m_screen.trouble(sites.error());
        m_pauses.clear();
        return;
    }
    std::erase_if(m_pauses, [&](const auto& each) {
        return std::find(sites->begin(), sites->end(), each.first) == sites->end();
    });
    for (const core::SiteId& id : *sites) {
        const core::Peer* peer = m_site.config().peer_by_id(id);
        const auto pause = m_pauses.find(id);
        const bool too_soon = pause != m_pauses.end() && pause->second.until > Steady::now();
        if (peer != nullptr && !peer->address.empty() && !too_soon && !stop.stop_requested()) {
            go_to(*peer, stop);
        }
    }
}

void HandingOn::go_to(const core::Peer& peer, const std::stop_token& stop)
{
    RelayRequest request;
    request.relay = peer;
    request.stop = stop;
    const ContactNews news = relay_key(m_site, m_clock, request);
    for (const sat::LeftMessage& row : news.messages) {
        if (row.item && !row.before) {
            m_screen.received(*row.item);
        }
    }
    if (!news.result && !stop.stop_requested()) {
        const core::Error& why = news.result.error();
        m_screen.trouble(
            core::Error{why.code, "handing key on to " + peer.name + ": " + why.context});
    }
    Pause& pause = m_pauses[peer.id]; // gone at the next look when nothing waits any more
    pause.length = std::clamp(2 * pause.length, k_shortest, k_longest);
    pause.until = Steady::now() + pause.length;
    m_look.store(true);
}

} // namespace satpad::service
