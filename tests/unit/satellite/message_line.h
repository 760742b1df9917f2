// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/contact.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

/// A line of messages between two threads of a test, that can be listened to, changed and cut.
namespace satpad::test {

class MessageLine
{
public:
    /// Sees each message before it arrives; false cuts the line instead. `up`: from the station.
    std::function<bool(core::Bytes& message, bool up)> on_message = [](core::Bytes&, bool) {
        return true;
    };

    class End final : public keyclient::satellite::MessageStream
    {
    public:
        End(MessageLine& line, bool station)
            : m_line(line)
            , m_station(station)
        {}
        core::Expected<void> send(core::ByteView message) override
        {
            return m_line.put(core::Bytes(message.begin(), message.end()), m_station);
        }
        core::Expected<core::Bytes> receive() override { return m_line.take(!m_station); }

    private:
        MessageLine& m_line;
        bool m_station;
    };
    End station{*this, true};
    End satellite{*this, false};

    void cut()
    {
        const std::scoped_lock guard(m_mutex);
        m_cut = true;
        m_changed.notify_all();
    }

private:
    core::Expected<void> put(core::Bytes message, bool up)
    {
        {
            const std::scoped_lock one_by_one(m_listening);
            if (!on_message(message, up)) {
                cut();
            }
        }
        const std::scoped_lock guard(m_mutex);
        if (m_cut) {
            return core::Unexpected(core::Errc::io_failed, "cut");
        }
        m_waiting[up ? 1 : 0].push_back(std::move(message));
        m_changed.notify_all();
        return {};
    }
    core::Expected<core::Bytes> take(bool up)
    {
        std::unique_lock guard(m_mutex);
        auto& waiting = m_waiting[up ? 1 : 0];
        m_changed.wait(guard, [&] { return m_cut || !waiting.empty(); });
        if (m_cut) {
            return core::Unexpected(core::Errc::io_failed, "cut");
        }
        core::Bytes message = std::move(waiting.front());
        waiting.pop_front();
        return message;
    }

    std::mutex m_listening; ///< of what listens
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<core::Bytes> m_waiting[2];
    bool m_cut = false;
};

} // namespace satpad::test
