// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/contact.h>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace satpad::test {

/// Lends the listener's contact to the test.
class Meeting
{
public:
    [[nodiscard]] auto handler()
    {
        return [this](std::unique_ptr<transport::Contact> contact) {
            std::unique_lock lock(m_mutex);
            m_contact = contact.get();
            ++m_met;
            m_changed.notify_all();
            m_changed.wait(lock, [this] { return m_ended; });
            m_contact = nullptr;
        };
    }
    [[nodiscard]] transport::Contact& contact()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_contact != nullptr; });
        return *m_contact;
    }
    [[nodiscard]] int met()
    {
        const std::lock_guard lock(m_mutex);
        return m_met;
    }
    void end()
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    transport::Contact* m_contact = nullptr;
    int m_met = 0;
    bool m_ended = false;
};

} // namespace satpad::test
