// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/contact.h>

#include <condition_variable>
#include <deque>
#include <mutex>

namespace satpad::service {

/// A contact without a network: two ends of one process, each on a thread of its own.
class MessageQueues
{
public:
    class End final : public keyclient::satellite::MessageStream
    {
    public:
        End(MessageQueues& queues, std::size_t number)
            : m_queues(queues)
            , m_number(number)
        {}
        core::Expected<void> send(core::ByteView message) override
        {
            const std::scoped_lock guard(m_queues.m_mutex);
            m_queues.m_waiting[m_number].emplace_back(message.begin(), message.end());
            m_queues.m_changed.notify_all();
            return {};
        }
        core::Expected<core::Bytes> receive() override
        {
            std::unique_lock guard(m_queues.m_mutex);
            auto& waiting = m_queues.m_waiting[1 - m_number];
            m_queues.m_changed.wait(guard, [&] { return m_queues.m_over || !waiting.empty(); });
            if (waiting.empty()) {
                return core::Unexpected(core::Errc::cancelled, "the other end is gone");
            }
            core::Bytes message = std::move(waiting.front());
            waiting.pop_front();
            return message;
        }

    private:
        MessageQueues& m_queues;
        std::size_t m_number;
    };
    End first{*this, 0};
    End second{*this, 1};

    /// Whoever waits is told that nothing more comes.
    void end()
    {
        const std::scoped_lock guard(m_mutex);
        m_over = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<core::Bytes> m_waiting[2];
    bool m_over = false;
};

} // namespace satpad::service
