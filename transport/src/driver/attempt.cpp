// SPDX-License-Identifier: GPL-3.0-or-later
#include "attempt.h"

#include <boost/asio/post.hpp>

namespace satpad::transport {

Attempt::Attempt(asio::any_io_executor strand)
    : m_strand(strand)
    , m_timer(strand)
{}

void Attempt::begin(std::chrono::milliseconds limit, std::function<void()> give_up_)
{
    m_give_up = std::move(give_up_);
    const std::uint64_t round = ++m_round;
    if (m_cancelled) {
        give_up();
        return;
    }
    m_timer.expires_after(limit);
    m_timer.async_wait([self = shared_from_this(), round](const boost::system::error_code& error) {
        if (!error && round == self->m_round && self->m_give_up) {
            self->m_timed_out = true;
            self->give_up();
        }
    });
}

void Attempt::end()
{
    ++m_round;
    m_give_up = {};
    m_timer.cancel();
}

void Attempt::cancel()
{
    asio::post(m_strand, [self = shared_from_this()] {
        self->m_cancelled = true;
        self->give_up();
    });
}

void Attempt::give_up()
{
    if (auto call = std::exchange(m_give_up, {})) {
        call();
    }
}

} // namespace satpad::transport
