// SPDX-License-Identifier: GPL-3.0-or-later
#include "registry.h"

#include <satpad/transport/error.h>

namespace satpad::transport {

using core::Expected;
using core::Unexpected;

Expected<void> Registry::begin(const std::shared_ptr<Attempt>& attempt, Origin origin)
{
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
        return Unexpected(make_error_code(Errc::closed), "stopping");
    }
    const auto same_origin = static_cast<std::size_t>(std::count_if(m_attempts.begin(),
        m_attempts.end(),
        [origin](const UnderWay& other) { return other.origin == origin && !other.makes_way; }));
    const bool full = same_origin >= m_bounds.handshakes;
    if (m_connections.size() >= m_bounds.sessions ||
        (full && (origin != Origin::accepted || !make_way()))) {
        return Unexpected(make_error_code(Errc::limit), "too many connections");
    }
    m_attempts.push_back({attempt, origin});
    return {};
}

/// False while as many again are still closing: descriptors are bounded too.
bool Registry::make_way()
{
    const auto closing = static_cast<std::size_t>(std::count_if(
        m_attempts.begin(), m_attempts.end(), [](const UnderWay& each) { return each.makes_way; }));
    const auto oldest = std::find_if(m_attempts.begin(),
        m_attempts.end(),
        [](const UnderWay& each) { return each.origin == Origin::accepted && !each.makes_way; });
    if (closing >= m_bounds.handshakes || oldest == m_attempts.end()) {
        return false;
    }
    oldest->makes_way = true;
    oldest->attempt->cancel();
    return true;
}

void Registry::end(const std::shared_ptr<Attempt>& attempt)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_attempts, [&](const UnderWay& each) { return each.attempt == attempt; });
    m_changed.notify_all();
}

Expected<void> Registry::admit(const core::SiteId& peer, Origin origin) const
{
    const std::lock_guard lock(m_mutex);
    if (origin == Origin::accepted && m_pauses.paused(peer, std::chrono::steady_clock::now())) {
        return Unexpected(make_error_code(Errc::limit), "peer is in its pause after a bad tag");
    }
    const auto with_peer = static_cast<std::size_t>(std::count_if(m_connections.begin(),
        m_connections.end(),
        [&](const auto& other) { return other->peer() == peer; }));
    if (m_connections.size() >= m_bounds.sessions || with_peer >= m_bounds.sessions_per_peer) {
        return Unexpected(make_error_code(Errc::limit), "too many sessions");
    }
    return {};
}

Expected<void> Registry::add(const std::shared_ptr<Connection>& connection)
{
    const std::lock_guard lock(m_mutex);
    if (m_stopping) {
        return Unexpected(make_error_code(Errc::closed), "stopping");
    }
    m_connections.insert(connection);
    return {};
}

void Registry::remove(Connection& connection)
{
    const std::lock_guard lock(m_mutex);
    m_connections.erase(connection.shared_from_this());
    m_changed.notify_all();
}

void Registry::note(const core::SiteId& peer, const SessionStatistics& statistics)
{
    const std::lock_guard lock(m_mutex);
    m_pauses.note(peer, statistics, std::chrono::steady_clock::now());
}

std::vector<std::shared_ptr<Connection>> Registry::open_with(const core::SiteId& peer) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<Connection>> found;
    for (const auto& connection : m_connections) {
        if (connection->peer() == peer && connection->open()) {
            found.push_back(connection);
        }
    }
    return found;
}

void Registry::stop(std::chrono::milliseconds grace)
{
    std::unique_lock lock(m_mutex);
    m_stopping = true;
    for (const UnderWay& each : m_attempts) {
        each.attempt->cancel();
    }
    for (const auto& connection : m_connections) {
        connection->finish();
    }
    if (!m_changed.wait_for(lock, grace, [this] { return empty(); })) {
        for (const auto& connection : m_connections) {
            connection->cut();
        }
        m_changed.wait(lock, [this] { return empty(); });
    }
}

bool Registry::stopping() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopping;
}

} // namespace satpad::transport
