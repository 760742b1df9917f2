// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection.h"

#include <satpad/transport/error.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace satpad::transport {
namespace {

constexpr std::size_t k_read_bytes = 16 * 1024;
/// One TLS record: progress is seen, and deadlines move, at this grain.
constexpr std::size_t k_write_bytes = 16 * 1024;
/// docs/protocol.md, "Closing".
constexpr std::chrono::seconds k_linger{2};

Session::Time now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

Connection::Connection(asio::any_io_executor strand,
    std::unique_ptr<Stream> stream,
    SessionSettings settings,
    SessionHost& host,
    Callbacks callbacks)
    : m_strand(strand)
    , m_stream(std::move(stream))
    , m_peer(settings.peer)
    , m_session(settings, host, now())
    , m_callbacks(std::move(callbacks))
    , m_output(strand, Session::Time::max())
    , m_drained(strand, Session::Time::max())
    , m_deadline(strand)
    , m_linger(strand)
{}

Connection::~Connection() = default;

void Connection::start()
{
    m_loops = 3;
    m_open = true;
    asio::co_spawn(m_strand, write_loop(shared_from_this()), k_must_not_throw);
    asio::co_spawn(m_strand, read_loop(shared_from_this()), k_must_not_throw);
    asio::co_spawn(m_strand, clock_loop(shared_from_this()), k_must_not_throw);
}

void Connection::wake()
{
    asio::post(m_strand, [self = shared_from_this()] {
        if (!self->m_session.done()) {
            self->m_session.wake(now());
            self->after_event();
        }
    });
}

void Connection::finish()
{
    asio::post(m_strand, [self = shared_from_this()] {
        if (!self->m_session.done()) {
            self->m_session.finish(now());
            self->after_event();
        }
    });
}

void Connection::cut()
{
    asio::post(m_strand, [self = shared_from_this()] {
        self->lost({make_error_code(Errc::closed), "stopped"});
        self->m_stream->close();
    });
}

asio::awaitable<void> Connection::read_loop(Self self)
{
    core::Bytes buffer(k_read_bytes);
    const core::MutableByteView into(buffer);
    while (true) {
        // After the end it reads on and discards, so that closing does not reset our last bytes
        // away.
        const bool over = self->m_session.done();
        if (!over && !self->m_write_error && !self->m_session.wants_input()) {
            co_await self->m_drained.async_wait(k_as_value);
            continue;
        }
        auto count = co_await self->m_stream->read_some(into);
        if (!count) {
            self->lost(std::move(count).error());
            break;
        }
        if (!self->m_session.done()) {
            self->m_session.received(into.first(*count), now());
            self->after_event();
        }
    }
    self->m_stream->close();
    self->loop_ended();
}

asio::awaitable<void> Connection::write_loop(Self self)
{
    while (true) {
        const core::ByteView waiting = self->m_session.to_send(now());
        self->after_event();
        if (waiting.empty() && self->m_session.done()) {
            break;
        }
        if (waiting.empty()) {
            co_await self->m_output.async_wait(k_as_value);
            continue;
        }
        const core::ByteView slice = waiting.first(std::min(waiting.size(), k_write_bytes));
        auto written = co_await self->m_stream->write_all(slice);
        if (!written) {
            // The reader may still find the alert that says why: it has the last word, for a while.
            self->m_write_error = std::move(written).error();
            break;
        }
        self->m_session.mark_sent(slice.size(), now());
        self->m_drained.cancel();
    }
    if (self->m_session.done()) {
        self->report();
    }
    self->m_stream->shut_sending();
    self->m_drained.cancel();
    self->close_soon();
    self->loop_ended();
}

asio::awaitable<void> Connection::clock_loop(Self self)
{
    while (!self->m_session.done()) {
        self->m_armed = self->m_session.next_deadline();
        self->m_deadline.expires_at(self->m_armed);
        co_await self->m_deadline.async_wait(k_as_value);
        if (!self->m_session.done()) {
            self->m_session.on_deadline(now());
            self->after_event();
        }
    }
    self->loop_ended();
}

/// The session may have bytes, another deadline, or be over: everyone who waits looks again.
void Connection::after_event()
{
    m_open = m_session.open();
    m_output.cancel();
    m_drained.cancel();
    const bool over = m_session.done();
    if (over || m_session.next_deadline() < m_armed) {
        m_deadline.cancel();
    }
    if (over) {
        close_soon(); // a peer that takes no more bytes must not hold us
    }
}

void Connection::close_soon()
{
    if (std::exchange(m_lingering, true)) {
        return;
    }
    m_linger.expires_after(k_linger);
    m_linger.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error) {
            self->m_stream->close();
        }
    });
}

void Connection::lost(core::Error why)
{
    const bool told =
        why.code == make_error_code(Errc::refused) || why.code == make_error_code(Errc::protocol);
    m_session.lost(!told && m_write_error ? std::move(*m_write_error) : std::move(why));
    after_event();
    report();
}

void Connection::report()
{
    if (!m_reported) {
        m_reported = true;
        m_callbacks.over(m_session.result(), m_session.statistics());
    }
}

void Connection::loop_ended()
{
    if (--m_loops == 0) {
        m_linger.cancel();
        m_stream->close();
        m_callbacks.gone(*this);
    }
}

} // namespace satpad::transport
