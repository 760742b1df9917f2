// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/session_host.h>

#include <chrono>

/// The peer protocol of docs/protocol.md as a state machine: bytes in, bytes out, deadlines out. No
/// sockets and no clock; the caller carries the bytes and says what time it is.
namespace satpad::transport {

struct Deadlines
{
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds handshake{10'000}; ///< TLS, and HELLO after it
    std::chrono::milliseconds idle{60'000};  ///< a session with work under way and no byte moving
    std::chrono::milliseconds keep{300'000}; ///< a quiet session is closed after this
};

struct SessionSettings
{
    core::SiteId self;
    core::SiteId peer; ///< as the connection authenticated it
    Deadlines deadlines;
    enum class Close
    {
        when_idle, ///< say BYE when nothing is queued here
        on_request ///< stay; answer the peer's BYE
    };
    Close close = Close::on_request;
};

struct SessionStatistics
{
    std::uint64_t chunks_sent = 0;
    std::uint64_t chunks_received = 0;
    std::uint64_t messages_sent = 0;     ///< settled by the peer's answer
    std::uint64_t messages_received = 0; ///< accepted here
    std::uint64_t bad_tags = 0;          ///< chunks whose tag did not hold
};

/// One session, either end. Bytes wait in `to_send` until the caller has taken them; chunks are
/// read from the host only when the caller asks for bytes, so memory is bounded by two chunks and
/// one frame. Threads: one at a time. The host is called from inside these members and must outlive
/// the session.
class Session
{
public:
    using Time = std::chrono::steady_clock::time_point;

    Session(SessionSettings settings, SessionHost& host, Time now);
    ~Session(); ///< tells the host when the session had not ended
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// False while too much waits to be sent, or when it is over: do not read from the peer.
    [[nodiscard]] bool wants_input() const noexcept;
    /// Any number of bytes, cut anywhere.
    void received(core::ByteView bytes, Time now);
    /// Bytes to send now; empty when there are none. The view stays valid and the same until
    /// `mark_sent`.
    [[nodiscard]] core::ByteView to_send(Time now);
    void mark_sent(std::size_t count, Time now);

    /// When `on_deadline` wants to be called; Time::max() when over.
    [[nodiscard]] Time next_deadline() const noexcept;
    void on_deadline(Time now);

    /// New outgoing messages may wait, or one was cancelled: looks again.
    void wake(Time now);
    /// Finish the messages under way, start none, say BYE.
    void finish(Time now);
    /// The connection is gone. `why` becomes the result unless both ends had said BYE.
    void lost(core::Error why);

    /// This end has not said BYE: new messages can still start.
    [[nodiscard]] bool open() const noexcept;
    /// Over: send what `to_send` still gives, then close.
    [[nodiscard]] bool done() const noexcept;
    /// Success when both queues were empty and it was closed in order. Otherwise Errc of
    /// transport/error.h, core::Errc::authentication_failed, or what the host's storage said.
    [[nodiscard]] core::Expected<void> result() const;
    [[nodiscard]] SessionStatistics statistics() const noexcept;

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace satpad::transport
