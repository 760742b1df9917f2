// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/service/stop_when.h>

namespace satpad::service {

StopWhen::StopWhen(std::function<bool()> wanted)
    : m_wanted(std::move(wanted))
    , m_thread([this](const std::stop_token& over) {
        constexpr std::chrono::milliseconds k_look_every{100};
        std::unique_lock lock(m_mutex);
        while (!over.stop_requested() && !m_wanted()) {
            m_wake.wait_for(lock, over, k_look_every, [] { return false; });
        }
        if (!over.stop_requested()) {
            m_stop.request_stop();
        }
    })
{}

} // namespace satpad::service
