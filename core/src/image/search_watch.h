// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <cmath>
#include <mutex>
#include <optional>

namespace satpad::core::image {

/// Counts the encodings of one fit, tells the caller's progress before each, and ends every thread
/// of the fit once that says stop. Threads: any.
class SearchWatch
{
public:
    explicit SearchWatch(PlanProgress progress)
        : m_progress(std::move(progress))
    {}

    /// To be asked before each encoding. Errors: the caller's own, the same for every thread.
    [[nodiscard]] Expected<void> next()
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopped) {
            return Unexpected(*m_stopped);
        }
        if (m_progress) {
            // How many encodings are needed shows only at the end; most fits take ten to twenty.
            if (auto go = m_progress(1.0 - std::pow(k_left_after_one, m_encodes)); !go) {
                m_stopped = go.error();
                return fail(std::move(go));
            }
        }
        ++m_encodes;
        return {};
    }
    [[nodiscard]] int encodes() const
    {
        const std::lock_guard lock(m_mutex);
        return m_encodes;
    }

private:
    static constexpr double k_left_after_one = 0.87;

    PlanProgress m_progress;
    mutable std::mutex m_mutex;
    int m_encodes = 0;
    std::optional<Error> m_stopped;
};

} // namespace satpad::core::image
