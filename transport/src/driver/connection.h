// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "stream.h"

#include <satpad/transport/session.h>

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <functional>

namespace satpad::transport {

/// Carries one Session's bytes over one Stream, on one strand: a reader, a writer and a clock.
/// Lives until all three have ended; then `gone` is called and the descriptor is closed.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    struct Callbacks
    {
        /// Once, when the session is over and its last bytes are written or lost.
        std::function<void(const core::Expected<void>& result, const SessionStatistics& statistics)>
            over;
        std::function<void(Connection& connection)> gone; ///< once, last
    };
    Connection(asio::any_io_executor strand,
        std::unique_ptr<Stream> stream,
        SessionSettings settings,
        SessionHost& host,
        Callbacks callbacks);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] const core::SiteId& peer() const noexcept { return m_peer; }

    void start(); ///< on the strand
    // Threads: any.
    [[nodiscard]] bool open() const noexcept { return m_open; }
    void wake();
    void finish();
    void cut();

private:
    using Self = std::shared_ptr<Connection>;
    static asio::awaitable<void> read_loop(Self self);
    static asio::awaitable<void> write_loop(Self self);
    static asio::awaitable<void> clock_loop(Self self);
    void after_event();
    void lost(core::Error why);
    void report();
    void close_soon();
    void loop_ended();

    asio::any_io_executor m_strand;
    std::unique_ptr<Stream> m_stream;
    core::SiteId m_peer;
    Session m_session;
    Callbacks m_callbacks;
    asio::steady_timer m_output; ///< never expires; cancelled when there may be bytes to send
    asio::steady_timer
        m_drained; ///< never expires; cancelled when the session may want input again
    asio::steady_timer m_deadline;
    asio::steady_timer m_linger; ///< closes what the peer does not
    Session::Time m_armed = Session::Time::max();
    std::optional<core::Error> m_write_error;
    int m_loops = 0;
    bool m_lingering = false;
    bool m_reported = false;
    std::atomic<bool> m_open{false};
};

} // namespace satpad::transport
