// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/contact_frame.h"
#include "stream.h"

#include <boost/asio/steady_timer.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

namespace satpad::transport {

/// One contact: coroutines on the node's strand read ahead and write; blocking callers wait on a
/// condition variable. Not blocking calls on the caller's own thread, although they would save two
/// thread hops a message: asio::ssl's have no deadline and lose bytes on a socket that would block,
/// and its engine does not give back what it has read. This way every deadline is a timer or a timed
/// wait, `cancel` needs no system call to be interrupted, and a receive that timed out has lost
/// nothing. Lives until its coroutines have ended; then `gone` is called and nothing of Asio's is
/// held any more, so that a caller may keep it longer than the node.
class ContactLink : public std::enable_shared_from_this<ContactLink>
{
public:
    using Gone = std::function<void(ContactLink& link)>;
    /// `idle`: docs/protocol.md, "Deadlines and bounds". `gone` is called once, last, on the strand.
    ContactLink(asio::any_io_executor strand,
        std::unique_ptr<Stream> stream,
        const core::SiteId& peer,
        std::chrono::milliseconds idle,
        Gone gone);
    ~ContactLink();
    ContactLink(const ContactLink&) = delete;
    ContactLink& operator=(const ContactLink&) = delete;

    // On the strand.
    void start();
    void turn_away(ContactVerdict verdict); ///< answers without waiting, and closes

    // Threads: any. The first three block; a send and a receive may be under way at once.
    [[nodiscard]] core::Expected<void> answer(ContactVerdict verdict);
    [[nodiscard]] core::Expected<void> send(core::ByteView message);
    [[nodiscard]] core::Expected<core::Bytes> receive(std::chrono::milliseconds limit);
    void cancel();
    void stop();  ///< cancels, unless it is closing already, which takes 2 s at most
    void close(); ///< what was sent still arrives
    [[nodiscard]] bool over() const; ///< ended by the peer, a fault, cancel or close
    [[nodiscard]] const core::SiteId& peer() const noexcept { return m_peer; }

private:
    using Self = std::shared_ptr<ContactLink>;
    using Clock = std::chrono::steady_clock;
    /// One frame under way, one each direction.
    struct Motion
    {
        bool under_way = false;
        Clock::time_point begun;
        Clock::time_point moved;
    };
    /// What belongs to the node.
    struct Machinery
    {
        Machinery(asio::any_io_executor strand_, std::unique_ptr<Stream> stream_)
            : strand(strand_)
            , stream(std::move(stream_))
            , room(strand, Clock::time_point::max())
            , watch(strand)
            , linger(strand)
        {}
        asio::any_io_executor strand;
        std::unique_ptr<Stream> stream;
        asio::steady_timer room;  ///< never expires; cancelled when the reader may read again
        asio::steady_timer watch; ///< for `m_incoming` and `m_outgoing`
        asio::steady_timer linger;
    };

    static asio::awaitable<void> read_loop(Self self);
    static asio::awaitable<void> write(Self self, core::ByteView first, core::ByteView rest);
    static asio::awaitable<void> say_no(Self self, core::Bytes verdict);
    [[nodiscard]] core::Expected<void> write_and_wait(core::ByteView first, core::ByteView rest);
    void cancel_locked();
    [[nodiscard]] bool parked();
    [[nodiscard]] core::Expected<void> arrived(core::ByteView bytes);
    void note(Motion& motion, bool under_way);
    void watch();
    void on_watch();
    [[nodiscard]] Clock::time_point deadline() const;
    void fail(const core::Error& why);
    void ended(const core::Error& why);
    void write_ended(core::Expected<void> written);
    void settle();

    const core::SiteId m_peer;
    const std::chrono::milliseconds m_idle;
    // On the strand only.
    ContactReader m_reader;
    Motion m_incoming;
    Motion m_outgoing;
    bool m_watching = false;
    Gone m_on_gone;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<Machinery> m_machinery; ///< used on the strand, let go under the mutex there
    std::deque<core::Bytes> m_arrived;
    std::size_t m_held = 0; ///< what `m_arrived` costs
    std::optional<core::Error> m_read_end;
    std::optional<core::Error> m_write_end;
    bool m_reader_parked = false;
    bool m_reading = false;
    bool m_writing = false;
    bool m_write_failed = false; ///< the last one
    bool m_cancelled = false;
    bool m_closing = false;
};

/// The public face of a link: closes it at its end.
[[nodiscard]] std::unique_ptr<Contact> make_contact(std::shared_ptr<ContactLink> link);

} // namespace satpad::transport
