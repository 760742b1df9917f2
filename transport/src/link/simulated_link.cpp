// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/transport/error.h>
#include <satpad/transport/simulated_link.h>

#include <algorithm>

namespace satpad::transport {
namespace {

/// Losses and bandwidth act on packets of this size.
constexpr std::size_t k_packet_bytes = 1400;

} // namespace

std::vector<std::uint64_t> seeded_cuts(std::uint64_t seed, std::size_t count, std::uint64_t mean)
{
    std::mt19937_64 random(seed);
    std::vector<std::uint64_t> cuts;
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        at += mean / 2 + random() % std::max<std::uint64_t>(mean, 1);
        cuts.push_back(at);
    }
    return cuts;
}

LinkDirection::LinkDirection(const LinkSettings& settings, std::uint64_t seed)
    : m_settings(settings)
    , m_random(seed)
{}

void LinkDirection::hold_until(Time time)
{
    m_free = std::max(m_free, time);
}

LinkDirection::Time LinkDirection::arrival(std::size_t bytes, Time now)
{
    m_free = std::max(m_free, now);
    for (std::size_t left = bytes; left > 0;) {
        const std::size_t packet = std::min(left, k_packet_bytes);
        left -= packet;
        if (m_settings.bytes_per_second > 0) {
            m_free +=
                std::chrono::nanoseconds(packet * 1'000'000'000U / m_settings.bytes_per_second);
        }
        const double drawn = std::uniform_real_distribution<double>(0, 1)(m_random);
        if (drawn < m_settings.stall_chance) {
            m_free += m_settings.stall;
            ++m_stalls;
        }
    }
    return m_free + m_settings.latency;
}

SimulatedLink::SimulatedLink(const LinkSettings& settings)
    : m_settings(settings)
    , m_a_to_b(settings, settings.seed * 2)
    , m_b_to_a(settings, settings.seed * 2 + 1)
{
    m_statistics.connections = 1;
}

std::size_t SimulatedLink::room(LinkEnd from) const
{
    const Pipe& pipe = pipe_to(from == LinkEnd::a ? LinkEnd::b : LinkEnd::a);
    return m_cut ? 0 : m_settings.window - std::min(m_settings.window, pipe.under_way);
}

void SimulatedLink::send(LinkEnd from, core::ByteView bytes, Time now)
{
    if (m_cut || bytes.empty()) {
        return;
    }
    const bool from_a = from == LinkEnd::a;
    std::uint64_t& sent = from_a ? m_statistics.bytes_from_a : m_statistics.bytes_from_b;
    const std::uint64_t before = m_statistics.bytes_from_a + m_statistics.bytes_from_b;
    std::size_t count = bytes.size();
    if (m_statistics.cuts < m_settings.cuts.size() &&
        before + count > m_settings.cuts[m_statistics.cuts]) {
        count = m_settings.cuts[m_statistics.cuts] -
                std::min(before, m_settings.cuts[m_statistics.cuts]);
        ++m_statistics.cuts;
        m_cut = true;
    }
    if (count == 0) {
        return;
    }
    sent += count;
    Pipe& pipe = from_a ? m_a_to_b : m_b_to_a;
    const std::uint64_t flight = (from_a ? m_heard_a : m_heard_b) + 1;
    m_statistics.flights = std::max(m_statistics.flights, flight);
    const core::ByteView taken = bytes.first(count);
    pipe.packets.push_back(
        {pipe.direction.arrival(count, now), core::Bytes(taken.begin(), taken.end()), flight});
    pipe.under_way += count;
}

core::Bytes SimulatedLink::receive(LinkEnd at, std::size_t most, Time now)
{
    Pipe& pipe = pipe_to(at);
    core::Bytes out;
    while (out.size() < most && !pipe.packets.empty() && pipe.packets.front().arrives <= now) {
        Packet& packet = pipe.packets.front();
        const std::size_t count = std::min(most - out.size(), packet.bytes.size());
        const auto end = packet.bytes.begin() + static_cast<std::ptrdiff_t>(count);
        out.insert(out.end(), packet.bytes.begin(), end);
        packet.bytes.erase(packet.bytes.begin(), end);
        std::uint64_t& heard = at == LinkEnd::a ? m_heard_a : m_heard_b;
        heard = std::max(heard, packet.flight);
        pipe.under_way -= count;
        if (packet.bytes.empty()) {
            pipe.packets.pop_front();
        }
    }
    return out;
}

std::optional<SimulatedLink::Time> SimulatedLink::next_arrival(LinkEnd at) const
{
    const Pipe& pipe = pipe_to(at);
    return pipe.packets.empty() ? std::nullopt : std::optional(pipe.packets.front().arrives);
}

void SimulatedLink::cut()
{
    if (!m_cut) {
        ++m_statistics.cuts;
    }
    m_cut = true;
    m_a_to_b.packets.clear();
    m_b_to_a.packets.clear();
}

LinkStatistics SimulatedLink::statistics() const
{
    LinkStatistics all = m_statistics;
    all.stalls = m_a_to_b.direction.stalls() + m_b_to_a.direction.stalls();
    return all;
}

namespace {

struct Runner
{
    Session& a;
    Session& b;
    SimulatedLink& link;
    std::mt19937_64 random;
    Session::Time now;

    Session& at(LinkEnd end) { return end == LinkEnd::a ? a : b; }
    static LinkEnd other(LinkEnd end) { return end == LinkEnd::a ? LinkEnd::b : LinkEnd::a; }

    bool send(LinkEnd end)
    {
        const std::size_t room = link.room(end);
        const core::ByteView bytes = at(end).to_send(now);
        if (room == 0 || bytes.empty()) {
            return false;
        }
        const std::size_t fragment =
            std::min({room, bytes.size(), static_cast<std::size_t>(1 + random() % 20'000)});
        link.send(end, bytes.first(fragment), now);
        at(end).mark_sent(fragment, now);
        return true;
    }
    bool receive(LinkEnd end)
    {
        Session& session = at(end);
        if (!session.done() && !session.wants_input()) {
            return false;
        }
        const core::Bytes bytes =
            link.receive(end, static_cast<std::size_t>(1 + random() % 20'000), now);
        session.received(bytes, now); // ignored once it is done
        return !bytes.empty();
    }
    /// The other end has closed, or the link is cut, and all its bytes are here.
    bool lose(LinkEnd end)
    {
        Session& session = at(end);
        const bool closed =
            at(other(end)).done() && at(other(end)).to_send(now).empty() && !link.next_arrival(end);
        if (session.done() || !(closed || link.ended(end))) {
            return false;
        }
        session.lost({make_error_code(Errc::closed), "link ended"});
        return true;
    }
    bool step()
    {
        bool moved = false;
        for (const LinkEnd end : {LinkEnd::a, LinkEnd::b}) {
            moved = send(end) || moved;
            moved = receive(end) || moved;
            moved = lose(end) || moved;
        }
        return moved;
    }
    /// To the next thing that happens by itself; false when nothing will.
    bool wait(Session::Time limit)
    {
        Session::Time next = std::min(a.next_deadline(), b.next_deadline());
        for (const LinkEnd end : {LinkEnd::a, LinkEnd::b}) {
            const auto arrival = link.next_arrival(end);
            next = arrival && *arrival > now ? std::min(next, *arrival) : next;
        }
        if (next == Session::Time::max() || next > limit) {
            return false;
        }
        now = std::max(now, next);
        a.on_deadline(now);
        b.on_deadline(now);
        return true;
    }
};

} // namespace

Session::Time run_sessions(Session& a,
    Session& b,
    SimulatedLink& link,
    Session::Time start,
    std::chrono::milliseconds limit,
    std::uint64_t seed,
    const std::function<void(Session::Time)>& watch)
{
    Runner runner{a, b, link, std::mt19937_64(seed), start};
    while (true) {
        const bool moved = runner.step();
        if (watch) {
            watch(runner.now);
        }
        const bool over = a.done() && b.done() && !moved;
        if (over || (!moved && !runner.wait(start + limit))) {
            return runner.now;
        }
    }
}

} // namespace satpad::transport
