// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace satpad::transport {

namespace asio = boost::asio;

/// Work that can be given up: when its deadline passes, or from outside. Giving up closes what is
/// under way, so that the operation fails and its coroutine goes on. All members but `cancel` run
/// on the strand.
class Attempt : public std::enable_shared_from_this<Attempt>
{
public:
    explicit Attempt(asio::any_io_executor strand);
    /// From now on `give_up` is called once, when `limit` has passed or `cancel` was called (at
    /// once when it was called before). What it names must live until `end`.
    void begin(std::chrono::milliseconds limit, std::function<void()> give_up);
    void end();
    [[nodiscard]] bool timed_out() const noexcept { return m_timed_out; }
    [[nodiscard]] bool cancelled() const noexcept { return m_cancelled; }
    /// Threads: any.
    void cancel();

private:
    void give_up();

    asio::any_io_executor m_strand;
    asio::steady_timer m_timer;
    std::function<void()> m_give_up;
    std::uint64_t m_round = 0;
    bool m_timed_out = false;
    bool m_cancelled = false;
};

} // namespace satpad::transport
