// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_link.h"

#include <satpad/transport/error.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace satpad::transport {
namespace {

using core::Bytes;
using core::ByteView;
using core::Error;
using core::Expected;
using core::Unexpected;

constexpr std::size_t k_read_bytes = 16 * 1024;
/// One TLS record: a message that fits travels in one write, larger ones move their deadline at this
/// grain.
constexpr std::size_t k_write_bytes = 16 * 1024;
/// Unreceived messages beyond which the reader stops. One more message may lie on top.
constexpr std::size_t k_held_bytes = 64 * 1024;
constexpr std::size_t k_held_per_message = 64; ///< what keeping a message costs besides its bytes
/// docs/protocol.md, "Closing".
constexpr std::chrono::seconds k_linger{2};
/// A condition variable adds the limit to the clock: no overflow.
constexpr std::chrono::milliseconds k_longest_wait = std::chrono::hours(24 * 365);

Unexpected cancelled()
{
    return Unexpected(make_error_code(Errc::closed), "cancelled");
}

} // namespace

ContactLink::ContactLink(asio::any_io_executor strand,
    std::unique_ptr<Stream> stream,
    const core::SiteId& peer,
    std::chrono::milliseconds idle,
    Gone gone)
    : m_peer(peer)
    , m_idle(idle)
    , m_on_gone(std::move(gone))
    , m_machinery(std::in_place, std::move(strand), std::move(stream))
{}

ContactLink::~ContactLink() = default;

void ContactLink::start()
{
    {
        const std::lock_guard lock(m_mutex);
        m_reading = true;
    }
    asio::co_spawn(m_machinery->strand, read_loop(shared_from_this()), k_must_not_throw);
}

void ContactLink::turn_away(ContactVerdict verdict)
{
    {
        const std::lock_guard lock(m_mutex);
        m_writing = true;
    }
    Bytes octet(1, static_cast<std::byte>(verdict));
    asio::co_spawn(
        m_machinery->strand, say_no(shared_from_this(), std::move(octet)), k_must_not_throw);
}

asio::awaitable<void> ContactLink::say_no(Self self, Bytes verdict)
{
    const ByteView octet(verdict);
    co_await write(self, octet, ByteView());
    self->close();
}

Expected<void> ContactLink::answer(ContactVerdict verdict)
{
    const std::array<std::byte, 1> octet{static_cast<std::byte>(verdict)};
    return write_and_wait(octet, {});
}

Expected<void> ContactLink::send(ByteView message)
{
    if (message.empty() || message.size() > k_max_contact_message) {
        return Unexpected(core::Errc::invalid_argument,
            "a contact's message of " + std::to_string(message.size()) + " bytes");
    }
    const Bytes first = begin_contact_frame(message, k_write_bytes);
    return write_and_wait(first, message.subspan(first.size() - k_contact_head_bytes));
}

/// The views are the caller's, who waits until the writer has let go of them, also after a cancel:
/// that closes the stream, so the writer ends at once.
Expected<void> ContactLink::write_and_wait(ByteView first, ByteView rest)
{
    std::unique_lock lock(m_mutex);
    if (m_cancelled) {
        return cancelled();
    }
    if (m_write_end) {
        return Unexpected(*m_write_end);
    }
    m_writing = true; // from here on the machinery stays
    const asio::any_io_executor strand = m_machinery->strand;
    lock.unlock();
    asio::co_spawn(strand, write(shared_from_this(), first, rest), k_must_not_throw);
    lock.lock();
    m_changed.wait(lock, [this] { return !m_writing; });
    if (!m_write_failed) {
        return {}; // also when the peer has ended since
    }
    if (m_cancelled) {
        return cancelled();
    }
    return Unexpected(*m_write_end);
}

asio::awaitable<void> ContactLink::write(Self self, ByteView first, ByteView rest)
{
    Stream* const stream = self->m_machinery->stream.get();
    self->note(self->m_outgoing, true);
    ByteView slice = first;
    Expected<void> result;
    while (result && !slice.empty()) {
        auto written = co_await stream->write_all(slice);
        result = std::move(written);
        self->m_outgoing.moved = Clock::now();
        slice = rest.first(std::min(rest.size(), k_write_bytes));
        rest = rest.subspan(slice.size());
    }
    self->m_outgoing.under_way = false;
    self->write_ended(std::move(result));
}

void ContactLink::write_ended(Expected<void> written)
{
    {
        const std::lock_guard lock(m_mutex);
        m_writing = false;
        m_write_failed = !written;
        if (!written && !m_write_end) {
            m_write_end = std::move(written).error(); // what the peer said before is still read
        }
        m_changed.notify_all();
    }
    settle();
}

asio::awaitable<void> ContactLink::read_loop(Self self)
{
    Stream* const stream = self->m_machinery->stream.get();
    Bytes buffer(k_read_bytes);
    const core::MutableByteView into(buffer);
    while (true) {
        if (self->parked()) {
            self->m_incoming.under_way = false; // it is not the peer that keeps us waiting
            co_await self->m_machinery->room.async_wait(k_as_value);
            self->note(self->m_incoming, self->m_reader.within_frame());
            continue;
        }
        auto count = co_await stream->read_some(into);
        if (!count) {
            self->ended(count.error());
            break;
        }
        auto taken = self->arrived(into.first(*count));
        if (!taken) {
            self->ended(taken.error());
            break;
        }
    }
    stream->close();
    {
        const std::lock_guard lock(self->m_mutex);
        self->m_reading = false;
    }
    self->settle();
}

/// Enough waits to be received: the peer is held up by TCP. After the end it reads on and discards,
/// so that closing does not reset our last bytes away.
bool ContactLink::parked()
{
    const std::lock_guard lock(m_mutex);
    m_reader_parked = m_held >= k_held_bytes && !m_closing && !m_cancelled && !m_read_end;
    return m_reader_parked;
}

Expected<void> ContactLink::arrived(ByteView bytes)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_closing || m_cancelled) {
            m_incoming.under_way = false;
            return {};
        }
    }
    while (!bytes.empty()) {
        auto fed = m_reader.feed(bytes);
        if (!fed) {
            return core::fail(std::move(fed));
        }
        bytes = bytes.subspan(*fed);
        if (m_reader.whole()) {
            m_incoming.under_way = false;
            const std::lock_guard lock(m_mutex);
            m_arrived.push_back(m_reader.take());
            m_held += m_arrived.back().size() + k_held_per_message;
            m_changed.notify_all();
        }
    }
    note(m_incoming, m_reader.within_frame());
    return {};
}

Expected<Bytes> ContactLink::receive(std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, std::min(limit, k_longest_wait), [this] {
        return m_cancelled || !m_arrived.empty() || m_read_end;
    });
    if (m_cancelled) {
        return cancelled();
    }
    if (!m_arrived.empty()) {
        Bytes message = std::move(m_arrived.front());
        m_arrived.pop_front();
        m_held -= message.size() + k_held_per_message;
        if (m_reader_parked && m_held < k_held_bytes) {
            m_reader_parked = false;
            asio::post(m_machinery->strand,
                [self = shared_from_this()] { self->m_machinery->room.cancel(); });
        }
        return message;
    }
    if (m_read_end) {
        return Unexpected(*m_read_end);
    }
    return Unexpected(make_error_code(Errc::timed_out), "no message");
}

void ContactLink::stop()
{
    const std::lock_guard lock(m_mutex);
    if (!m_closing) {
        cancel_locked();
    }
}

void ContactLink::cancel()
{
    const std::lock_guard lock(m_mutex);
    cancel_locked();
}

void ContactLink::cancel_locked()
{
    m_cancelled = true;
    m_arrived.clear();
    m_held = 0;
    m_changed.notify_all();
    if (m_machinery) {
        asio::post(m_machinery->strand, [self = shared_from_this()] {
            if (self->m_machinery) {
                self->m_machinery->stream->close();
                self->m_machinery->room.cancel();
            }
        });
    }
}

void ContactLink::close()
{
    const std::lock_guard lock(m_mutex);
    if (!m_machinery || std::exchange(m_closing, true)) {
        return;
    }
    m_arrived.clear();
    m_held = 0;
    asio::post(m_machinery->strand, [self = shared_from_this()] {
        if (!self->m_machinery) {
            return;
        }
        Machinery& machinery = *self->m_machinery;
        machinery.stream->shut_sending();
        machinery.room.cancel();
        machinery.linger.expires_after(k_linger);
        machinery.linger.async_wait([self](const boost::system::error_code& error) {
            if (!error && self->m_machinery) {
                self->m_machinery->stream->close();
            }
        });
    });
}

bool ContactLink::over() const
{
    const std::lock_guard lock(m_mutex);
    return m_cancelled || m_closing || m_read_end || m_write_end;
}

void ContactLink::note(Motion& motion, bool under_way)
{
    const Clock::time_point now = Clock::now();
    if (!motion.under_way) {
        motion.begun = now;
    }
    motion.moved = now;
    motion.under_way = under_way;
    if (under_way && !m_watching) {
        watch();
    }
}

ContactLink::Clock::time_point ContactLink::deadline() const
{
    Clock::time_point first = Clock::time_point::max();
    for (const Motion* motion : {&m_incoming, &m_outgoing}) {
        if (motion->under_way) {
            first = std::min({first, motion->moved + m_idle, motion->begun + 4 * m_idle});
        }
    }
    return first;
}

/// One timer for many messages: it is looked at when it has passed, not set anew for each.
void ContactLink::watch()
{
    m_watching = true;
    m_machinery->watch.expires_at(deadline());
    m_machinery->watch.async_wait(
        [self = shared_from_this()](const boost::system::error_code& error) {
            if (!error && self->m_machinery) {
                self->on_watch();
            }
        });
}

void ContactLink::on_watch()
{
    m_watching = false;
    const Clock::time_point due = deadline();
    if (due <= Clock::now()) {
        fail({make_error_code(Errc::timed_out),
            m_outgoing.under_way ? "the peer takes no more of a message"
                                 : "a message stood still before its end"});
    } else if (due != Clock::time_point::max()) {
        watch();
    }
}

void ContactLink::fail(const Error& why)
{
    ended(why);
    m_machinery->stream->close();
    m_machinery->room.cancel();
}

void ContactLink::ended(const Error& why)
{
    const std::lock_guard lock(m_mutex);
    if (!m_read_end) {
        m_read_end = why;
    }
    if (!m_write_end) {
        m_write_end = why;
    }
    m_changed.notify_all();
}

/// Lets the machinery go when nothing uses it any more. Last: what is called here may end us.
void ContactLink::settle()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_reading || m_writing || !m_machinery) {
            return;
        }
        m_machinery->stream->close();
        m_machinery.reset();
    }
    m_reader = {};
    m_on_gone(*this);
}

namespace {

class OwnedContact final : public Contact
{
public:
    explicit OwnedContact(std::shared_ptr<ContactLink> link)
        : m_link(std::move(link))
    {}
    ~OwnedContact() override { m_link->close(); }
    OwnedContact(const OwnedContact&) = delete;
    OwnedContact& operator=(const OwnedContact&) = delete;
    const core::SiteId& peer() const noexcept override { return m_link->peer(); }
    Expected<void> send(ByteView message) override { return m_link->send(message); }
    Expected<Bytes> receive(std::chrono::milliseconds limit) override
    {
        return m_link->receive(limit);
    }
    void cancel() override { m_link->cancel(); }

private:
    std::shared_ptr<ContactLink> m_link;
};

} // namespace

std::unique_ptr<Contact> make_contact(std::shared_ptr<ContactLink> link)
{
    return std::make_unique<OwnedContact>(std::move(link));
}

} // namespace satpad::transport
