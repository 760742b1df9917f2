// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace satpad::service {

/// Cuts what fetchers of a receiver wait for at their KME, a little after it is told to stop.
/// Threads: thread-safe; `run`, or `begin` and `end`, are one thread's.
class Fetchers
{
public:
    /// Beside the listener, once for each time it listens.
    void run(const std::stop_token& stop)
    {
        begin();
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock guard(mutex);
        wake.wait(guard, stop, [] { return false; });
        end();
    }
    void begin()
    {
        const std::scoped_lock lock(m_mutex);
        m_cut = {};
    }
    void end()
    {
        for (int ticks = 0; ticks < k_ticks && m_contacts.load() != 0; ++ticks) {
            std::this_thread::sleep_for(k_tick);
        }
        const std::scoped_lock lock(m_mutex);
        m_cut.request_stop();
    }
    [[nodiscard]] std::stop_token token()
    {
        const std::scoped_lock lock(m_mutex);
        return m_cut.get_token();
    }
    /// Under way.
    [[nodiscard]] std::atomic<int>& contacts() { return m_contacts; }

private:
    static constexpr std::chrono::milliseconds k_tick{50};
    static constexpr int k_ticks = 40;
    std::mutex m_mutex;
    std::stop_source m_cut;
    std::atomic<int> m_contacts{0};
};

} // namespace satpad::service
