// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>
#include <satpad/core/types.h>

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace satpad::service {

/// What others can cause without end is said sparingly, so that no peer and no stranger fills the
/// operator's log: so many lines a minute for each of them, then how many were left out.
/// Threads: thread-safe.
class Sparing
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// What is to be said of `why` now, if anything, with how much was left out before it.
    [[nodiscard]] std::optional<core::Error> say(const core::SiteId& about, core::Error why)
    {
        const auto left_out = next(about, std::chrono::steady_clock::now());
        if (!left_out) {
            return std::nullopt;
        }
        if (*left_out != 0) {
            why.context += (why.context.empty() ? "" : "; ") + std::to_string(*left_out) +
                           " more were not shown";
        }
        return why;
    }
    /// Whether this one is said; if so, how many were left out before it. `about`: a pinned peer,
    /// or no site for all strangers together, so the map is bounded.
    [[nodiscard]] std::optional<std::uint64_t> next(const core::SiteId& about, Time now)
    {
        const std::scoped_lock guard(m_mutex);
        Minute& minute = m_minutes[about];
        if (now >= minute.end) {
            minute.end = now + std::chrono::minutes(1);
            minute.said = 0;
        }
        if (minute.said == k_lines) {
            ++minute.left_out;
            return std::nullopt;
        }
        ++minute.said;
        return std::exchange(minute.left_out, 0U);
    }

private:
    static constexpr std::uint64_t k_lines = 30;
    struct Minute
    {
        Time end{};
        std::uint64_t said = 0;
        std::uint64_t left_out = 0;
    };
    std::mutex m_mutex;
    std::map<core::SiteId, Minute> m_minutes;
};

} // namespace satpad::service
