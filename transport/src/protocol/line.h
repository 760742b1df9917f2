// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "frame.h"

#include <satpad/transport/error.h>
#include <satpad/transport/session.h>

#include <algorithm>
#include <deque>

/// What the two halves of a session share: the way out, and how it ended.
namespace satpad::transport {

/// Unsettled messages in one direction. docs/protocol.md, "Ahead".
inline constexpr std::size_t k_window = 4;

class Line
{
public:
    Line(SessionSettings settings, SessionHost& host)
        : m_settings(settings)
        , m_host(&host)
    {}

    [[nodiscard]] const SessionSettings& settings() const noexcept { return m_settings; }
    [[nodiscard]] const core::SiteId& peer() const noexcept { return m_settings.peer; }
    [[nodiscard]] SessionHost& host() noexcept { return *m_host; }

    void send(const Frame& frame)
    {
        if (m_ended) {
            return;
        }
        append_frame(m_pending, frame);
        m_work =
            m_work || !(std::holds_alternative<Ping>(frame) || std::holds_alternative<Pong>(frame));
    }
    /// Ends the session with BYE{reason} as the last frame. The first end counts.
    void end(core::Error why, ByeReason reason)
    {
        send(Bye{reason});
        end_silently(core::Unexpected(std::move(why)));
    }
    void end_silently(core::Expected<void> result)
    {
        if (!m_ended) {
            m_ended = true;
            m_result = std::move(result);
        }
    }
    void breach(const char* what)
    {
        end({make_error_code(Errc::protocol), what}, ByeReason::protocol);
    }
    /// An error of this end's host: a tag that did not hold, or storage.
    void fail_with(core::Error why)
    {
        const bool tag = why.is(core::Errc::authentication_failed);
        end(std::move(why), tag ? ByeReason::authentication : ByeReason::failed);
    }

    [[nodiscard]] bool ended() const noexcept { return m_ended; }
    [[nodiscard]] const core::Expected<void>& result() const noexcept { return m_result; }
    [[nodiscard]] std::size_t pending() const noexcept { return m_pending.size(); }
    /// Everything queued, and whether it held more than PING and PONG.
    [[nodiscard]] std::pair<core::Bytes, bool> take_pending()
    {
        return {std::exchange(m_pending, {}), std::exchange(m_work, false)};
    }
    SessionStatistics statistics;

private:
    SessionSettings m_settings;
    SessionHost* m_host;
    core::Bytes m_pending;
    core::Expected<void> m_result;
    bool m_work = false;
    bool m_ended = false;
};

/// The last ids a half has done with: frames about them may still be under way.
class RecentIds
{
public:
    void add(const core::MessageId& id)
    {
        m_ids.push_back(id);
        if (m_ids.size() > k_kept) {
            m_ids.pop_front();
        }
    }
    [[nodiscard]] bool has(const core::MessageId& id) const
    {
        return std::find(m_ids.begin(), m_ids.end(), id) != m_ids.end();
    }

private:
    static constexpr std::size_t k_kept = 16;
    std::deque<core::MessageId> m_ids;
};

} // namespace satpad::transport
