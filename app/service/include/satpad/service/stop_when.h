// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace satpad::service {

/// Turns a wish to stop that has to be asked for into one that cuts what waits on a network. Asks
/// from a thread of its own, ten times a second, until it is answered or this goes.
class StopWhen final
{
public:
    explicit StopWhen(std::function<bool()> wanted);
    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

private:
    std::function<bool()> m_wanted;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::stop_source m_stop;
    std::jthread m_thread; ///< last: it uses the rest
};

} // namespace satpad::service
