// SPDX-License-Identifier: GPL-3.0-or-later
#include "address.h"
#include "stream.h"

#include <satpad/transport/link_proxy.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <set>
#include <thread>

namespace satpad::transport {
namespace {

using asio::ip::tcp;
using Time = Session::Time;

/// SYN and SYN-ACK: two flights before the first byte.
constexpr std::uint64_t k_handshake_flights = 2;
constexpr std::size_t k_read_bytes = 16 * 1024;
/// What comes out at once: bytes that enter together come out as the bandwidth lets them.
constexpr std::size_t k_packet_bytes = 1400;
/// Shorter ones may be an alert or an acknowledgement: a changed bit is to hit what is sent.
constexpr std::size_t k_least_to_corrupt = 512;

Time now()
{
    return std::chrono::steady_clock::now();
}

struct Packet
{
    Time arrives;
    core::Bytes bytes;
    std::uint64_t flight = 0;
    bool last = false; ///< the end that sent it has shut its sending side
};

/// One direction of one forwarded connection.
struct Pipe
{
    Pipe(asio::io_context& io, const LinkSettings& settings, std::uint64_t seed)
        : direction(settings, seed)
        , changed(io, Time::max())
        , arrival(io)
    {}
    LinkDirection direction;
    std::deque<Packet> packets;
    std::size_t under_way = 0;
    asio::steady_timer changed; ///< never expires; cancelled when packets were added or taken
    asio::steady_timer arrival;
};

struct Forwarded
{
    Forwarded(asio::io_context& io,
        tcp::socket dialler_,
        const LinkSettings& settings,
        std::uint64_t seed)
        : dialler(std::move(dialler_))
        , upstream(io)
        , to_upstream(io, settings, seed)
        , to_dialler(io, settings, seed + 1)
    {}
    void close()
    {
        boost::system::error_code ignored;
        const asio::socket_base::linger at_once(true, 0); // a cut link sends nothing any more
        dialler.set_option(at_once, ignored);
        upstream.set_option(at_once, ignored);
        dialler.close(ignored);
        upstream.close(ignored);
        for (Pipe* pipe : {&to_upstream, &to_dialler}) {
            pipe->packets.clear();
            pipe->changed.cancel();
            pipe->arrival.cancel();
        }
        open = false;
    }
    tcp::socket dialler;
    tcp::socket upstream;
    Pipe to_upstream;
    Pipe to_dialler;
    std::uint64_t heard_dialler = k_handshake_flights;
    std::uint64_t heard_upstream = k_handshake_flights;
    int ways_ended = 0;
    bool cut = false; ///< the next byte would have been the cut's
    bool open = true;
};
using Shared = std::shared_ptr<Forwarded>;

class AsioLinkProxy final : public LinkProxy
{
public:
    AsioLinkProxy(LinkSettings settings, HostAndPort upstream)
        : m_settings(std::move(settings))
        , m_upstream(std::move(upstream))
        , m_acceptor(m_io)
    {}
    ~AsioLinkProxy() override
    {
        asio::post(m_io, [this] {
            boost::system::error_code ignored;
            m_acceptor.close(ignored);
            close_all();
        });
        if (m_thread.joinable()) {
            m_thread.join();
        }
    }
    AsioLinkProxy(const AsioLinkProxy&) = delete;
    AsioLinkProxy& operator=(const AsioLinkProxy&) = delete;

    boost::system::error_code start()
    {
        boost::system::error_code error;
        const tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
        m_acceptor.open(any.protocol(), error);
        if (!error) {
            m_acceptor.bind(any, error);
        }
        if (!error) {
            m_acceptor.listen(asio::socket_base::max_listen_connections, error);
        }
        if (!error) {
            m_port = m_acceptor.local_endpoint(error).port();
            asio::co_spawn(m_io, accept_loop(this), k_must_not_throw);
            m_thread = std::thread([this] { run(); });
        }
        return error;
    }
    std::uint16_t port() const noexcept override { return m_port; }
    void cut() override
    {
        asio::post(m_io, [this] {
            count([](LinkStatistics& all) { ++all.cuts; });
            close_all();
        });
    }
    void change(const LinkSettings& settings) override
    {
        asio::post(m_io, [this, settings] {
            m_settings = settings;
            const auto& cuts = m_settings.cuts;
            m_next_cut = static_cast<std::size_t>(
                std::lower_bound(cuts.begin(), cuts.end(), m_entered) - cuts.begin());
            for (const Shared& connection : m_open) {
                for (Pipe* pipe : {&connection->to_upstream, &connection->to_dialler}) {
                    pipe->direction.change(settings);
                    pipe->changed.cancel(); // there may be room now
                }
            }
        });
    }
    void corrupt_next() override
    {
        asio::post(m_io, [this] { m_corrupt = true; });
    }
    LinkStatistics statistics() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_statistics;
    }

private:
    void run()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, nullptr); // signals belong to the program's own thread
        m_io.run();
    }
    void close_all()
    {
        for (const Shared& connection : std::exchange(m_open, {})) {
            connection->close();
        }
    }
    template <typename Change> void count(const Change& change)
    {
        const std::lock_guard lock(m_mutex);
        change(m_statistics);
    }

    static asio::awaitable<void> accept_loop(AsioLinkProxy* proxy);
    static asio::awaitable<void> forward(AsioLinkProxy* proxy, Shared connection);
    static asio::awaitable<void> take_in(AsioLinkProxy* proxy, Shared connection, LinkEnd from);
    static asio::awaitable<void> let_out(AsioLinkProxy* proxy, Shared connection, LinkEnd at);
    /// How many of `bytes` enter before the next cut; cuts when that is reached.
    std::size_t enter(LinkEnd from, std::size_t bytes, std::uint64_t flight);
    /// `bytes` as packets; `last`: nothing follows them.
    void put(Pipe& pipe, core::ByteView bytes, std::uint64_t flight, bool last);
    void maybe_corrupt(core::Bytes& packet);

    LinkSettings m_settings;
    HostAndPort m_upstream;
    asio::io_context m_io;
    tcp::acceptor m_acceptor;
    std::set<Shared> m_open;
    std::uint16_t m_port = 0;
    std::uint64_t m_next_seed = 0;
    std::uint64_t m_entered = 0;
    std::size_t m_next_cut = 0;
    bool m_corrupt = false; ///< the next packet towards upstream
    mutable std::mutex m_mutex;
    LinkStatistics m_statistics;
    std::thread m_thread;
};

asio::awaitable<void> AsioLinkProxy::accept_loop(AsioLinkProxy* proxy)
{
    while (proxy->m_acceptor.is_open()) {
        auto [error, socket] = co_await proxy->m_acceptor.async_accept(k_as_value);
        if (error) {
            break;
        }
        proxy->m_next_seed += 2;
        auto connection = std::make_shared<Forwarded>(proxy->m_io,
            std::move(socket),
            proxy->m_settings,
            proxy->m_settings.seed + proxy->m_next_seed);
        proxy->m_open.insert(connection);
        proxy->count([](LinkStatistics& all) {
            ++all.connections;
            all.flights = std::max(all.flights, k_handshake_flights);
        });
        asio::co_spawn(proxy->m_io, forward(proxy, connection), k_must_not_throw);
    }
}

asio::awaitable<void> AsioLinkProxy::forward(AsioLinkProxy* proxy, Shared connection)
{
    const Time begun = now();
    tcp::resolver resolver(proxy->m_io);
    const std::string& host = proxy->m_upstream.host;
    const std::string& port = proxy->m_upstream.port;
    const auto [unresolved, found] = co_await resolver.async_resolve(host, port, k_as_value);
    if (unresolved || !connection->open) {
        connection->close();
        proxy->m_open.erase(connection);
        co_return;
    }
    const auto [unconnected, endpoint] =
        co_await asio::async_connect(connection->upstream, found, k_as_value);
    static_cast<void>(endpoint);
    if (unconnected || !connection->open) {
        connection->close();
        proxy->m_open.erase(connection);
        co_return;
    }
    boost::system::error_code ignored;
    const tcp::no_delay at_once(true);
    connection->dialler.set_option(at_once, ignored);
    connection->upstream.set_option(at_once, ignored);
    connection->to_upstream.direction.hold_until(begun + 2 * proxy->m_settings.latency);
    for (const LinkEnd end : {LinkEnd::a, LinkEnd::b}) {
        asio::co_spawn(proxy->m_io, take_in(proxy, connection, end), k_must_not_throw);
        asio::co_spawn(proxy->m_io, let_out(proxy, connection, end), k_must_not_throw);
    }
}

asio::awaitable<void> AsioLinkProxy::take_in(AsioLinkProxy* proxy, Shared connection, LinkEnd from)
{
    tcp::socket& socket = from == LinkEnd::a ? connection->dialler : connection->upstream;
    Pipe& pipe = from == LinkEnd::a ? connection->to_upstream : connection->to_dialler;
    core::Bytes room(k_read_bytes);
    while (connection->open) {
        if (pipe.under_way >= proxy->m_settings.window) {
            co_await pipe.changed.async_wait(k_as_value);
            continue;
        }
        const std::size_t most = proxy->m_settings.window - pipe.under_way;
        const asio::mutable_buffer buffer(room.data(), std::min(room.size(), most));
        const auto [error, count] = co_await socket.async_read_some(buffer, k_as_value);
        if (!connection->open) {
            break;
        }
        const std::uint64_t flight =
            (from == LinkEnd::a ? connection->heard_dialler : connection->heard_upstream) + 1;
        const std::size_t entered = error ? 0 : proxy->enter(from, count, flight);
        connection->cut = connection->cut || (!error && entered < count);
        proxy->put(pipe, core::ByteView(room).first(entered), flight, error || entered < count);
        if (error || entered < count) {
            break;
        }
    }
}

void AsioLinkProxy::put(Pipe& pipe, core::ByteView bytes, std::uint64_t flight, bool last)
{
    const std::uint64_t stalls = pipe.direction.stalls();
    const Time entered = now();
    pipe.under_way += bytes.size();
    do { // an end without bytes is a packet, too
        const core::ByteView part = bytes.first(std::min(bytes.size(), k_packet_bytes));
        bytes = bytes.subspan(part.size());
        pipe.packets.push_back({pipe.direction.arrival(part.size(), entered),
            core::Bytes(part.begin(), part.end()),
            flight,
            last && bytes.empty()});
    } while (!bytes.empty());
    count([&](LinkStatistics& all) { all.stalls += pipe.direction.stalls() - stalls; });
    pipe.changed.cancel();
}

void AsioLinkProxy::maybe_corrupt(core::Bytes& packet)
{
    if (!m_corrupt || packet.size() < k_least_to_corrupt) {
        return;
    }
    m_corrupt = false;
    packet[packet.size() / 2] ^= std::byte{1};
    count([](LinkStatistics& all) { ++all.changed_bits; });
}

std::size_t AsioLinkProxy::enter(LinkEnd from, std::size_t bytes, std::uint64_t flight)
{
    std::size_t entered = bytes;
    bool cut = false;
    if (m_next_cut < m_settings.cuts.size() && m_entered + bytes > m_settings.cuts[m_next_cut]) {
        entered = m_settings.cuts[m_next_cut] - std::min(m_entered, m_settings.cuts[m_next_cut]);
        ++m_next_cut;
        cut = true;
    }
    m_entered += entered;
    count([&](LinkStatistics& all) {
        (from == LinkEnd::a ? all.bytes_from_a : all.bytes_from_b) += entered;
        all.flights = std::max(all.flights, flight);
        all.cuts += cut ? 1U : 0U;
    });
    return entered;
}

asio::awaitable<void> AsioLinkProxy::let_out(AsioLinkProxy* proxy, Shared connection, LinkEnd at)
{
    tcp::socket& socket = at == LinkEnd::a ? connection->dialler : connection->upstream;
    Pipe& pipe = at == LinkEnd::a ? connection->to_dialler : connection->to_upstream;
    bool ended = false;
    while (connection->open && !ended) {
        if (pipe.packets.empty()) {
            co_await pipe.changed.async_wait(k_as_value);
            continue;
        }
        if (pipe.packets.front().arrives > now()) {
            pipe.arrival.expires_at(pipe.packets.front().arrives);
            co_await pipe.arrival.async_wait(k_as_value);
            continue;
        }
        Packet packet = std::move(pipe.packets.front());
        pipe.packets.pop_front();
        pipe.under_way -= packet.bytes.size();
        pipe.changed.cancel();
        std::uint64_t& heard =
            at == LinkEnd::a ? connection->heard_dialler : connection->heard_upstream;
        heard = std::max(heard, packet.flight);
        if (at == LinkEnd::b) {
            proxy->maybe_corrupt(packet.bytes);
        }
        const asio::const_buffer buffer(packet.bytes.data(), packet.bytes.size());
        const auto [error, count] = co_await asio::async_write(socket, buffer, k_as_value);
        if (at == LinkEnd::b) {
            const std::size_t given = count;
            proxy->count([given](LinkStatistics& all) { all.out_at_b += given; });
        }
        ended = error || packet.last;
    }
    boost::system::error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    if (++connection->ways_ended == 2 || connection->cut) {
        connection->close();
        proxy->m_open.erase(connection);
    }
}

} // namespace

core::Expected<std::unique_ptr<LinkProxy>> LinkProxy::make(
    const LinkSettings& settings, const std::string& upstream)
{
    auto where = parse_address(upstream);
    if (!where) {
        return core::fail(std::move(where));
    }
    auto proxy = std::make_unique<AsioLinkProxy>(settings, std::move(*where));
    if (const auto error = proxy->start()) {
        return core::Unexpected(error, "link proxy");
    }
    return std::unique_ptr<LinkProxy>(std::move(proxy));
}

} // namespace satpad::transport
