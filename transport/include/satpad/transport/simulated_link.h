// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/transport/session.h>

#include <deque>
#include <functional>
#include <random>

/// A long link that is not there: latency, bandwidth, stalls and cuts, seeded. In virtual time it
/// lies between two Sessions (SimulatedLink, run_sessions); in real time between two Nodes
/// (link_proxy.h).
namespace satpad::transport {

struct LinkSettings
{
    std::chrono::microseconds latency{150'000}; ///< one way
    std::uint64_t bytes_per_second = 0;         ///< each way; 0: no limit
    double stall_chance = 0; ///< per packet: a loss, everything behind it waits `stall`
    std::chrono::microseconds stall{200'000};
    std::size_t window =
        256 * 1024; ///< bytes under way in one direction, as a socket buffer bounds them
    /// When this many bytes have entered, both ways and all connections together, the connection
    /// that sends the next one is cut; once for each entry, ascending. What entered before still
    /// arrives.
    std::vector<std::uint64_t> cuts;
    std::uint64_t seed = 1;
};

/// `count` cuts about `mean` bytes apart, for LinkSettings::cuts.
[[nodiscard]] std::vector<std::uint64_t> seeded_cuts(
    std::uint64_t seed, std::size_t count, std::uint64_t mean);

enum class LinkEnd
{
    a,
    b
}; ///< a: the dialler

struct LinkStatistics
{
    std::uint64_t bytes_from_a = 0;
    std::uint64_t bytes_from_b = 0;
    std::uint64_t connections = 0;
    std::uint64_t cuts = 0;
    std::uint64_t stalls = 0;
    std::uint64_t out_at_b = 0;     ///< LinkProxy: of the bytes from a, what b was given
    std::uint64_t changed_bits = 0; ///< LinkProxy::corrupt_next
    /// Longest chain of flights of any connection, where each had to wait for the one before: bytes
    /// an end sends are one flight later than the latest it has received.
    std::uint64_t flights = 0;
    [[nodiscard]] std::uint64_t round_trips() const noexcept { return (flights + 1) / 2; }
};

/// When bytes that enter one direction of the link come out. In order: what stalls holds up the
/// rest.
class LinkDirection
{
public:
    using Time = Session::Time;
    LinkDirection(const LinkSettings& settings, std::uint64_t seed);
    [[nodiscard]] Time arrival(std::size_t bytes, Time now);
    void hold_until(Time time); ///< nothing enters before
    /// For what enters from now on. The seed stays.
    void change(const LinkSettings& settings) { m_settings = settings; }
    [[nodiscard]] std::uint64_t stalls() const noexcept { return m_stalls; }

private:
    LinkSettings m_settings;
    std::mt19937_64 m_random;
    Time m_free{};
    std::uint64_t m_stalls = 0;
};

/// One connection in virtual time: a pair of byte pipes. Threads: one at a time.
class SimulatedLink
{
public:
    using Time = Session::Time;
    explicit SimulatedLink(const LinkSettings& settings);

    /// Bytes the direction can take now; 0 while its window is full, or once cut.
    [[nodiscard]] std::size_t room(LinkEnd from) const;
    /// At most `room` bytes.
    void send(LinkEnd from, core::ByteView bytes, Time now);
    /// What has come out at `at` by now, at most `most` bytes.
    [[nodiscard]] core::Bytes receive(LinkEnd at, std::size_t most, Time now);
    [[nodiscard]] std::optional<Time> next_arrival(LinkEnd at) const;

    void cut(); ///< at once: what is under way is lost
    /// Cut, and nothing more will come out at `at`.
    [[nodiscard]] bool ended(LinkEnd at) const { return m_cut && pipe_to(at).packets.empty(); }
    [[nodiscard]] LinkStatistics statistics() const;

private:
    struct Packet
    {
        Time arrives;
        core::Bytes bytes;
        std::uint64_t flight = 0;
    };
    struct Pipe
    {
        explicit Pipe(const LinkSettings& settings, std::uint64_t seed)
            : direction(settings, seed)
        {}
        LinkDirection direction;
        std::deque<Packet> packets;
        std::size_t under_way = 0;
    };
    [[nodiscard]] const Pipe& pipe_to(LinkEnd end) const
    {
        return end == LinkEnd::b ? m_a_to_b : m_b_to_a;
    }
    [[nodiscard]] Pipe& pipe_to(LinkEnd end) { return end == LinkEnd::b ? m_a_to_b : m_b_to_a; }

    LinkSettings m_settings;
    Pipe m_a_to_b;
    Pipe m_b_to_a;
    std::uint64_t m_heard_a = 0; ///< latest flight received there
    std::uint64_t m_heard_b = 0;
    LinkStatistics m_statistics;
    bool m_cut = false;
};

/// Carries the bytes of two sessions over `link` in virtual time, in fragments of seeded sizes,
/// until both are over, the link is cut, or `limit` has passed. Returns the time then. `watch` is
/// called after each step.
Session::Time run_sessions(Session& a,
    Session& b,
    SimulatedLink& link,
    Session::Time start,
    std::chrono::milliseconds limit,
    std::uint64_t seed,
    const std::function<void(Session::Time)>& watch = {});

} // namespace satpad::transport
