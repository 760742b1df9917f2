// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/link_watch.h"

#include "models/desk.h"

#include <satpad/service/reach.h>
#include <satpad/service/stop_when.h>

#include <QDateTime>

#include <algorithm>

namespace satpad::gui {

using std::chrono::milliseconds;

LinkWatch::LinkWatch(Desk& desk)
    : QObject(&desk)
    , m_desk(desk)
{
    setObjectName("linkWatch");
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &LinkWatch::look);
    connect(&desk, &Desk::stateChanged, this, &LinkWatch::takePeer);
    connect(&desk, &Desk::peerChanged, this, &LinkWatch::takePeer);
    connect(&desk, &Desk::trouble, this, &LinkWatch::takeTrouble);
    takePeer();
}

LinkWatch& LinkWatch::of(Desk& desk)
{
    auto* known = desk.findChild<LinkWatch*>({}, Qt::FindDirectChildrenOnly);
    return known != nullptr ? *known : *new LinkWatch(desk);
}

int LinkWatch::secondsToNext() const
{
    constexpr int k_second = 1000;
    return m_next.isActive() ? (m_next.remainingTime() + k_second - 1) / k_second : 0;
}

core::UnixTime LinkWatch::answered(const core::SiteId& peer) const
{
    const auto at = m_answered.find(peer);
    return at == m_answered.end() ? core::UnixTime{} : at->second;
}

void LinkWatch::setWatched(bool watched)
{
    if (m_isWatched == watched) {
        return;
    }
    m_isWatched = watched;
    m_next.stop();
    if (watched) {
        look();
    }
}

/// Another peer, or another address of this one: what was seen before says nothing of it.
void LinkWatch::takePeer()
{
    const PeerState* peer = m_desk.peer();
    const Link now =
        peer == nullptr ? Link{}
                        : Link{peer->peer.address.empty() ? Link::Is::noAddress : Link::Is::unknown,
                              peer->peer.id,
                              peer->name,
                              peer->peer.address,
                              0,
                              {}};
    if (now.peer == m_link.peer && now.name == m_link.name && now.address == m_link.address) {
        return;
    }
    m_link = now;
    m_pause = k_firstPause;
    m_next.stop();
    Q_EMIT changed();
    look();
}

/// A transfer may have ended because the peer is gone. Much trouble at once is one reason to look.
void LinkWatch::takeTrouble()
{
    if (std::chrono::steady_clock::now() - m_looked > k_firstPause) {
        look();
    }
}

void LinkWatch::look()
{
    const PeerState* peer = m_desk.peer();
    if (!m_isWatched || m_looks || peer == nullptr || m_link.address.empty()) {
        return;
    }
    m_looks = true;
    m_next.stop();
    Q_EMIT changed();
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(), peer = peer->peer, all = &m_desk.jobs().stop()] {
            const service::StopWhen stop([all] { return all->load(); });
            return service::reach(*site, peer, stop.token());
        },
        [this, asked = m_link](const core::Expected<milliseconds>& took) { take(asked, took); });
}

void LinkWatch::take(const Link& asked, const core::Expected<milliseconds>& took)
{
    m_looks = false;
    m_looked = std::chrono::steady_clock::now();
    if (took) {
        m_answered[asked.peer] = {QDateTime::currentSecsSinceEpoch()};
    }
    if (asked.peer != m_link.peer || asked.address != m_link.address) {
        Q_EMIT changed();
        look(); // another was chosen meanwhile
        return;
    }
    if (took) {
        m_link.is = Link::Is::connected;
        m_link.ms = std::max<qint64>(1, took->count());
        m_pause = k_firstPause;
    } else {
        m_link.is = Link::Is::unreachable;
        m_link.why = took.error();
    }
    if (m_isWatched) {
        m_next.start(took ? k_every : m_pause);
    }
    if (!took) {
        m_pause = std::min(m_pause * 2, k_every);
    }
    Q_EMIT changed();
}

} // namespace satpad::gui
