// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver.h"
#include "sender.h"

#include <satpad/transport/session.h>

namespace satpad::transport {
namespace {

/// Small frames that may wait before this end stops reading. docs/protocol.md, "Deadlines and
/// bounds".
constexpr std::size_t k_max_waiting = 64 * 1024;
constexpr int k_frame_patience = 4;

core::Error bye_error(ByeReason reason)
{
    switch (reason) {
    case ByeReason::authentication:
        return {core::make_error_code(core::Errc::authentication_failed), "says the peer"};
    case ByeReason::protocol:
        return {make_error_code(Errc::protocol), "says the peer"};
    case ByeReason::timeout:
        return {make_error_code(Errc::timed_out), "says the peer"};
    default:
        return {make_error_code(Errc::closed), "the peer failed"};
    }
}

} // namespace

class Session::State
{
public:
    State(SessionSettings settings, SessionHost& host, Time now)
        : m_line(settings, host)
        , m_sender(m_line)
        , m_receiver(m_line)
        , m_started(now)
        , m_moved(now)
        , m_heard(now)
        , m_worked(now)
        , m_stuck_since(now)
    {
        m_line.host().session_began(m_line.peer());
        m_line.send(Hello{k_protocol_version, settings.self});
        m_sender.start();
        settle(now);
    }
    ~State() { tell_host(); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    [[nodiscard]] bool wants_input() const noexcept { return !m_line.ended() && !stalled(); }
    void received(core::ByteView bytes, Time now);
    [[nodiscard]] core::ByteView to_send(Time now);
    void mark_sent(std::size_t count, Time now);
    [[nodiscard]] Time next_deadline() const noexcept;
    void on_deadline(Time now);
    void wake(Time now);
    void finish(Time now);
    void lost(core::Error why);
    [[nodiscard]] bool open() const noexcept { return !m_bye_sent && !m_line.ended(); }
    [[nodiscard]] const Line& line() const noexcept { return m_line; }

private:
    void process(Time now);
    void dispatch(const Frame& frame);
    void on(const Hello& frame);
    void on(const Bye& frame);
    void settle(Time now);
    void tell_host();
    [[nodiscard]] bool stalled() const noexcept { return m_line.pending() > k_max_waiting; }
    [[nodiscard]] bool work_under_way() const noexcept;

    Line m_line;
    Sender m_sender;
    Receiver m_receiver;
    FrameReader m_reader;
    core::Bytes m_flight; ///< handed to the caller; never touched until marked sent
    std::size_t m_flight_sent = 0;
    bool m_flight_works = false;
    bool m_hello = false;
    bool m_bye_sent = false;
    bool m_bye_received = false;
    bool m_finishing = false;
    bool m_keep_passed = false;
    bool m_told = false;
    bool m_held_back = false; ///< frames wait until the output has drained
    Time m_started;
    Time m_moved;       ///< last byte of work, either way
    Time m_heard;       ///< last byte from the peer
    Time m_worked;      ///< last frame other than PING and PONG
    Time m_stuck_since; ///< output has been waiting since
    std::optional<Time> m_frame_begun;
    std::optional<Time> m_pinged;
};

void Session::State::received(core::ByteView bytes, Time now)
{
    if (m_line.ended() || bytes.empty()) {
        return;
    }
    m_heard = now;
    m_pinged.reset();
    m_reader.feed(bytes);
    process(now);
    if (m_reader.within_frame()) {
        m_moved = now;
    }
}

void Session::State::process(Time now)
{
    m_held_back = false;
    while (!m_line.ended()) {
        if (stalled()) {
            m_held_back = true;
            break;
        }
        auto frame = m_reader.next();
        if (!frame) {
            m_line.end(std::move(frame).error(), ByeReason::protocol);
            break;
        }
        if (!frame->has_value()) {
            break;
        }
        m_frame_begun.reset();
        if (!std::holds_alternative<Ping>(**frame) && !std::holds_alternative<Pong>(**frame)) {
            m_moved = now;
            m_worked = now;
        }
        dispatch(**frame);
    }
    if (m_reader.within_frame()) {
        m_frame_begun = m_frame_begun.value_or(now);
    }
    settle(now);
}

void Session::State::dispatch(const Frame& frame)
{
    std::visit(
        [this](const auto& body) {
            using Body = std::decay_t<decltype(body)>;
            if constexpr (std::is_same_v<Body, Hello> || std::is_same_v<Body, Bye>) {
                on(body);
            } else if constexpr (std::is_same_v<Body, Ping>) {
                m_line.send(Pong{});
            } else if constexpr (std::is_same_v<Body, Pong>) {
                // hearing it was enough
            } else if constexpr (std::is_same_v<Body, ConfirmAsk> || std::is_same_v<Body, Record> ||
                                 std::is_same_v<Body, Chunk> || std::is_same_v<Body, Cancel>) {
                if (std::is_same_v<Body, Record> && m_bye_received) {
                    m_line.breach("RECORD after BYE");
                    return;
                }
                m_receiver.on(body);
            } else {
                m_sender.on(body);
            }
        },
        frame);
}

void Session::State::on(const Hello& frame)
{
    if (frame.version == 0) {
        m_line.breach("HELLO version 0");
    } else if (frame.site != m_line.peer()) {
        m_line.end({make_error_code(Errc::wrong_peer), "HELLO of site " + frame.site.hex()},
            ByeReason::protocol);
    } else {
        m_hello = true;
    }
}

void Session::State::on(const Bye& frame)
{
    if (m_bye_received) {
        m_line.breach("second BYE");
        return;
    }
    if (frame.reason != ByeReason::done && frame.reason != ByeReason::stopping) {
        m_line.end_silently(core::Unexpected(bye_error(frame.reason)));
        return;
    }
    m_bye_received = true;
    if (frame.reason == ByeReason::stopping) {
        m_sender.stop();
    } else {
        m_sender.wake(); // a last look before this end says BYE too
    }
}

/// After every event: is it time to say BYE, is it over?
void Session::State::settle(Time now)
{
    const bool closing = m_line.settings().close == SessionSettings::Close::when_idle ||
                         m_bye_received || m_keep_passed;
    const bool said_all =
        m_finishing || (closing && (m_sender.quiet() || (m_bye_received && !m_sender.busy())));
    if (!m_line.ended() && m_hello && !m_bye_sent && said_all) {
        m_line.send(Bye{m_finishing ? ByeReason::stopping : ByeReason::done});
        m_bye_sent = true;
        m_sender.stop();
    }
    if (!m_line.ended() && m_bye_sent && m_bye_received && !m_sender.busy() && !m_receiver.busy()) {
        core::Expected<void> result;
        if (m_sender.left_over()) {
            result =
                core::Unexpected(make_error_code(Errc::closed), "stopped with messages waiting");
        }
        m_line.end_silently(std::move(result));
    }
    if (m_flight.empty() && m_line.pending() == 0) {
        m_stuck_since = now;
    }
    if (m_line.ended()) {
        tell_host();
    }
}

core::ByteView Session::State::to_send(Time now)
{
    if (m_flight_sent == m_flight.size()) {
        while (m_line.pending() < core::k_chunk_bytes && m_sender.pull_chunk()) {
        }
        std::tie(m_flight, m_flight_works) = m_line.take_pending();
        m_flight_sent = 0;
        if (!m_flight.empty()) {
            m_stuck_since = now;
        }
        if (m_held_back) {
            process(now);
        }
    }
    return core::ByteView(m_flight).subspan(m_flight_sent);
}

void Session::State::mark_sent(std::size_t count, Time now)
{
    m_flight_sent = std::min(m_flight.size(), m_flight_sent + count);
    m_stuck_since = now;
    if (m_flight_works) {
        m_moved = now;
        m_worked = now;
    }
    if (m_flight_sent == m_flight.size()) {
        m_flight.clear();
        m_flight_sent = 0;
    }
}

bool Session::State::work_under_way() const noexcept
{
    return m_sender.busy() || m_receiver.busy() || m_reader.within_frame() || m_bye_sent;
}

Session::Time Session::State::next_deadline() const noexcept
{
    if (m_line.ended()) {
        return Time::max();
    }
    const Deadlines& wait = m_line.settings().deadlines;
    if (!m_hello) {
        return m_started + wait.handshake;
    }
    Time next = work_under_way()
                    ? m_moved + wait.idle
                    : std::min(m_worked + wait.keep, m_pinged.value_or(m_heard) + wait.idle);
    if (m_frame_begun) {
        next = std::min(next, *m_frame_begun + k_frame_patience * wait.idle);
    }
    if (!m_flight.empty() || m_line.pending() > 0) {
        next = std::min(next, m_stuck_since + wait.idle);
    }
    return next;
}

void Session::State::on_deadline(Time now)
{
    if (now < next_deadline()) {
        return;
    }
    const Deadlines& wait = m_line.settings().deadlines;
    const bool waiting_output = !m_flight.empty() || m_line.pending() > 0;
    if (!m_hello || work_under_way() || waiting_output ||
        (m_pinged && now >= *m_pinged + wait.idle)) {
        m_line.end({make_error_code(Errc::timed_out), m_hello ? "no byte moved" : "no HELLO"},
            ByeReason::timeout);
    } else if (now >= m_worked + wait.keep) {
        m_keep_passed = true;
        m_moved = now;
        m_sender.wake();
    } else {
        m_pinged = now;
        m_line.send(Ping{});
    }
    settle(now);
}

void Session::State::wake(Time now)
{
    if (!work_under_way()) {
        m_moved = now;
    }
    m_sender.wake();
    settle(now);
}

void Session::State::finish(Time now)
{
    if (!m_hello) {
        m_line.end({make_error_code(Errc::closed), "stopped before HELLO"}, ByeReason::stopping);
    }
    if (!work_under_way()) {
        m_moved = now;
    }
    m_finishing = true;
    m_sender.stop();
    settle(now);
}

void Session::State::lost(core::Error why)
{
    m_line.end_silently(core::Unexpected(std::move(why)));
    tell_host();
}

void Session::State::tell_host()
{
    if (!m_told) {
        m_told = true;
        m_line.host().session_ended(m_line.peer());
    }
}

Session::Session(SessionSettings settings, SessionHost& host, Time now)
    : m_state(std::make_unique<State>(settings, host, now))
{}
Session::~Session() = default;
bool Session::wants_input() const noexcept
{
    return m_state->wants_input();
}
void Session::received(core::ByteView bytes, Time now)
{
    m_state->received(bytes, now);
}
core::ByteView Session::to_send(Time now)
{
    return m_state->to_send(now);
}
void Session::mark_sent(std::size_t count, Time now)
{
    m_state->mark_sent(count, now);
}
Session::Time Session::next_deadline() const noexcept
{
    return m_state->next_deadline();
}
void Session::on_deadline(Time now)
{
    m_state->on_deadline(now);
}
void Session::wake(Time now)
{
    m_state->wake(now);
}
void Session::finish(Time now)
{
    m_state->finish(now);
}
void Session::lost(core::Error why)
{
    m_state->lost(std::move(why));
}
bool Session::open() const noexcept
{
    return m_state->open();
}
bool Session::done() const noexcept
{
    return m_state->line().ended();
}
core::Expected<void> Session::result() const
{
    return m_state->line().result();
}
SessionStatistics Session::statistics() const noexcept
{
    return m_state->line().statistics;
}

} // namespace satpad::transport
