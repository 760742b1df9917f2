// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attempt.h"
#include "connection.h"
#include "pauses.h"

#include <condition_variable>
#include <mutex>
#include <set>
#include <vector>

namespace satpad::transport {

/// What a node has under way, counted and bounded. Threads: thread-safe.
class Registry
{
public:
    struct Bounds
    {
        std::size_t sessions = 0;
        std::size_t sessions_per_peer = 0;
        std::size_t handshakes = 0;
    };
    explicit Registry(Bounds bounds)
        : m_bounds(bounds)
    {}

    /// One attempt to become a session, dialled or accepted. When as many are accepted as the bound
    /// says, the oldest of them is cancelled: strangers that never finish must not keep a peer out.
    /// Errors: Errc::limit; Errc::closed when stopping.
    enum class Origin
    {
        dialled,
        accepted
    };
    [[nodiscard]] core::Expected<void> begin(
        const std::shared_ptr<Attempt>& attempt, Origin origin);
    void end(const std::shared_ptr<Attempt>& attempt);

    /// May `peer` have a session now? Errors: Errc::limit (too many, or the peer is in its pause).
    [[nodiscard]] core::Expected<void> admit(const core::SiteId& peer, Origin origin) const;
    /// Errors: Errc::closed when stopping.
    [[nodiscard]] core::Expected<void> add(const std::shared_ptr<Connection>& connection);
    void remove(Connection& connection);
    void note(const core::SiteId& peer, const SessionStatistics& statistics);

    /// Open sessions with `peer`.
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> open_with(
        const core::SiteId& peer) const;

    /// No more begin or add; what is under way is cancelled or asked to finish, cut after `grace`.
    /// Returns when nothing is left.
    void stop(std::chrono::milliseconds grace);
    [[nodiscard]] bool stopping() const;

private:
    struct UnderWay
    {
        std::shared_ptr<Attempt> attempt;
        Origin origin{};
        bool makes_way = false; ///< cancelled for a younger one
    };
    [[nodiscard]] bool empty() const { return m_attempts.empty() && m_connections.empty(); }
    [[nodiscard]] bool make_way();

    const Bounds m_bounds;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<UnderWay> m_attempts; ///< oldest first
    std::set<std::shared_ptr<Connection>> m_connections;
    Pauses m_pauses;
    bool m_stopping = false;
};

} // namespace satpad::transport
