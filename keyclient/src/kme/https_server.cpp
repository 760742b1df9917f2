// SPDX-License-Identifier: GPL-3.0-or-later
// The one file of the server that instantiates Beast and asio::ssl.
#include "http_head.h"
#include "tls_server.h"

#include <satpad/keyclient/etsi014/error.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <poll.h>
#include <set>
#include <thread>

namespace satpad::keyclient::kme {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using core::Expected;
using core::Unexpected;
using Socket = asio::ip::tcp::socket;
using Parser = http::request_parser<http::string_body>;
constexpr auto k_as_value = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t k_read_bytes = 16'384;
constexpr std::chrono::milliseconds k_look_again{20}; ///< of who waits for stock
constexpr std::chrono::milliseconds k_sweep{100};
constexpr std::chrono::seconds k_goodbye{2};
constexpr std::size_t k_most_drained = std::size_t{8} << 20U; ///< counted in whole reads

struct Connection
{
    Connection(Socket socket, asio::ssl::context& tls)
        : stream(std::move(socket), tls)
    {}
    void close()
    {
        boost::system::error_code ignored;
        stream.lowest_layer().close(ignored);
    }
    /// The client has hung up: it would not get its keys.
    [[nodiscard]] bool gone()
    {
        pollfd look{stream.lowest_layer().native_handle(), POLLRDHUP, 0};
        return ::poll(&look, 1, 0) != 0 && look.revents != 0;
    }

    void to_front()
    {
        if (from != 0) {
            std::copy(input.begin() + static_cast<std::ptrdiff_t>(from),
                input.begin() + static_cast<std::ptrdiff_t>(to),
                input.begin());
            to -= from;
            from = 0;
        }
    }
    /// A large request leaves no large buffer to who is idle now.
    void shrink()
    {
        to_front();
        if (to <= k_read_bytes && input.size() > k_read_bytes) {
            input.resize(k_read_bytes);
            input.shrink_to_fit();
        }
        parser.reset();
    }

    asio::ssl::stream<Socket> stream;
    Steady::time_point deadline; ///< closed then
    bool greeted = false;        ///< it has shaken hands
    bool busy = false;           ///< between a request's first byte and the end of its answer
    std::string sae;
    std::chrono::sys_seconds certified; ///< until then it is this SAE
    std::optional<Parser> parser;       ///< of the request under way
    std::vector<char> input = std::vector<char>(k_read_bytes);
    std::size_t from = 0; ///< of what was read and not looked at yet
    std::size_t to = 0;
};
using Pointer = std::shared_ptr<Connection>;

/// What became of reading a request.
enum class Read
{
    whole,
    over,     ///< the client is gone, or its time is
    too_long, ///< the body
    bad
};

class Server final : public HttpsServer
{
public:
    Server(const ServerSettings& settings, const Router& router, TlsContext tls)
        : m_settings(settings)
        , m_router(router)
        , m_tls(tls.release())
    {}
    ~Server() override { Server::stop(std::chrono::milliseconds(0)); }

    Expected<void> listen();
    [[nodiscard]] std::uint16_t port() const noexcept override { return m_port; }
    void stop(std::chrono::milliseconds grace) override;

private:
    asio::awaitable<void> accept();
    asio::awaitable<void> sweep();
    asio::awaitable<void> serve(Pointer connection);
    asio::awaitable<bool> exchange(Pointer connection);
    asio::awaitable<Read> read(Pointer connection);
    asio::awaitable<bool> fill(Pointer connection);
    asio::awaitable<Answer> answer(Pointer connection);
    asio::awaitable<bool> write(Pointer connection, const char* data, std::size_t size);
    asio::awaitable<void> drain(Pointer connection);
    bool make_way();
    [[nodiscard]] bool too_many_of(const std::string& sae) const;
    void begin_stop(std::chrono::milliseconds grace);
    void keep_up(asio::awaitable<void> (Server::*work)());
    void run_all();
    static void arm(Connection& connection, std::chrono::milliseconds from_now)
    {
        connection.deadline = Steady::now() + from_now;
    }

    ServerSettings m_settings;
    const Router& m_router;
    asio::ssl::context m_tls;
    asio::io_context m_io{1};
    asio::ip::tcp::acceptor m_acceptor{m_io};
    std::uint16_t m_port = 0;
    std::set<Pointer> m_connections;
    bool m_stopping = false;
    Steady::time_point m_stop_at;
    std::thread m_thread;
};

Expected<void> Server::listen()
{
    const std::string& address = m_settings.listen;
    const auto place = parse_listen(address);
    if (!place) {
        return Unexpected(
            core::Errc::invalid_argument, "'" + address + "' is not an address HOST:PORT");
    }
    boost::system::error_code error;
    asio::ip::tcp::resolver resolver(m_io);
    const auto found =
        resolver.resolve(place->host, place->port, asio::ip::tcp::resolver::passive, error);
    if (!error) {
        const asio::ip::tcp::endpoint endpoint = *found.begin();
        m_acceptor.open(endpoint.protocol(), error);
        m_acceptor.set_option(asio::socket_base::reuse_address(true), error);
        m_acceptor.bind(endpoint, error);
        if (!error) {
            m_acceptor.listen(asio::socket_base::max_listen_connections, error);
        }
    }
    if (error) {
        return Unexpected(std::error_code(error), "the KME cannot listen on " + address);
    }
    m_port = m_acceptor.local_endpoint(error).port();
    keep_up(&Server::accept);
    keep_up(&Server::sweep);
    m_thread = std::thread([this] { run_all(); });
    return {};
}

/// Work that throws (memory) begins again: without it the server would be there and answer nobody.
void Server::keep_up(asio::awaitable<void> (Server::*work)())
{
    asio::co_spawn(m_io, (this->*work)(), [this, work](const std::exception_ptr& why) {
        if (why) {
            keep_up(work);
        }
    });
}

void Server::run_all()
{
    for (bool over = false; !over;) {
        try {
            m_io.run();
            over = true;
        } catch (const std::exception&) { // of a handler; the others go on
            std::this_thread::sleep_for(k_look_again);
        }
    }
}

asio::awaitable<void> Server::accept()
{
    while (!m_stopping) {
        auto [error, socket] = co_await m_acceptor.async_accept(k_as_value);
        if (error) { // too many open files, or the end
            asio::steady_timer pause(m_io, k_sweep);
            const auto [ignored] = co_await pause.async_wait(k_as_value);
            static_cast<void>(ignored);
            continue;
        }
        if (!make_way()) {
            continue; // closes it
        }
        boost::system::error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        Pointer connection = std::make_shared<Connection>(std::move(socket), m_tls);
        arm(*connection, m_settings.handshake);
        asio::co_spawn(
            m_io, serve(connection), [this, connection](const std::exception_ptr& /*why*/) {
                connection->close();
                m_connections.erase(connection);
            });
    }
}

/// Strangers that say nothing do not keep SAEs out: the oldest of them goes. Whether there is room
/// for one more.
bool Server::make_way()
{
    Pointer oldest;
    std::size_t strangers = 0;
    std::size_t open = 0;
    for (const Pointer& connection : m_connections) {
        if (!connection->stream.lowest_layer().is_open()) {
            continue; // closed, and about to go
        }
        ++open;
        if (!connection->greeted) {
            ++strangers;
            if (!oldest || connection->deadline < oldest->deadline) {
                oldest = connection;
            }
        }
    }
    const bool full = open >= m_settings.most_connections;
    if (oldest && (full || strangers >= m_settings.most_handshakes)) {
        oldest->close();
        return true;
    }
    return !full;
}

/// One SAE does not keep the others out.
bool Server::too_many_of(const std::string& sae) const
{
    const auto same = [&](const Pointer& each) { return each->greeted && each->sae == sae; };
    return static_cast<std::size_t>(std::ranges::count_if(m_connections, same)) >=
           m_settings.most_of_one_sae;
}

/// Keeps every deadline, and ends the server.
asio::awaitable<void> Server::sweep()
{
    asio::steady_timer timer(m_io);
    for (;;) {
        const Steady::time_point now = Steady::now();
        for (const Pointer& connection : m_connections) {
            const bool idle = m_stopping && !connection->busy;
            if (connection->deadline <= now || idle || (m_stopping && m_stop_at <= now)) {
                connection->close();
            }
        }
        if (m_stopping && m_connections.empty()) {
            m_io.stop();
            co_return;
        }
        timer.expires_after(m_stopping ? k_look_again : k_sweep);
        const auto [ignored] = co_await timer.async_wait(k_as_value);
        static_cast<void>(ignored);
    }
}

asio::awaitable<void> Server::serve(Pointer connection)
{
    m_connections.insert(connection);
    const auto [failed] =
        co_await connection->stream.async_handshake(asio::ssl::stream_base::server, k_as_value);
    if (failed) {
        co_return;
    }
    connection->sae = sae_of(connection->stream.native_handle());
    connection->certified = certified_until(connection->stream.native_handle());
    bool more = !too_many_of(connection->sae);
    connection->greeted = true;
    arm(*connection, m_settings.idle);
    while (more) {
        more = co_await exchange(connection);
    }
    arm(*connection, k_goodbye);
    const auto [ignored] = co_await connection->stream.async_shutdown(k_as_value);
    static_cast<void>(ignored);
}

/// One request and its answer; whether another may follow.
asio::awaitable<bool> Server::exchange(Pointer connection)
{
    Parser& parser = connection->parser.emplace();
    parser.header_limit(static_cast<std::uint32_t>(m_settings.most_header));
    parser.body_limit(m_settings.most_body);
    parser.eager(true);
    const Read read_so = co_await read(connection);
    if (read_so == Read::over) {
        co_return false;
    }
    Answer made;
    bool keep = false;
    if (read_so == Read::whole) {
        arm(*connection, m_settings.request + m_settings.patience);
        made = co_await answer(connection);
        keep = parser.get().keep_alive() && !made.hangs_up && !m_stopping;
    } else {
        made = read_so == Read::too_long ? Router::too_large() : Router::unreadable();
    }
    const std::string head = head_of(made, keep);
    bool sent = co_await write(connection, head.data(), head.size());
    if (sent && parser.get().method() != http::verb::head) {
        const std::string_view body = body_of(made);
        sent = co_await write(connection, body.data(), body.size());
    }
    if (sent && read_so != Read::whole) {
        co_await drain(connection);
    }
    connection->busy = false;
    connection->shrink();
    arm(*connection, m_settings.idle);
    co_return sent&& keep;
}

asio::awaitable<Read> Server::read(Pointer connection)
{
    Parser& parser = *connection->parser;
    bool told_to_continue = false;
    for (;;) {
        if (connection->from == connection->to) {
            const bool filled = co_await fill(connection);
            if (!filled) {
                co_return Read::over;
            }
        }
        if (!connection->busy) {
            connection->busy = true;
            arm(*connection, m_settings.request);
        }
        boost::system::error_code error;
        const asio::const_buffer unread(
            connection->input.data() + connection->from, connection->to - connection->from);
        const std::size_t used = parser.put(unread, error);
        connection->from += used;
        if (parser.is_done()) {
            co_return Read::whole;
        }
        if (error && error != http::error::need_more) {
            const bool too_long = error == http::error::body_limit;
            co_return too_long ? Read::too_long : Read::bad;
        }
        if (parser.is_header_done() && !told_to_continue) {
            told_to_continue = true;
            if (parser.get()[http::field::expect] == "100-continue") {
                constexpr std::string_view k_continue = "HTTP/1.1 100 Continue\r\n\r\n";
                const bool told = co_await write(connection, k_continue.data(), k_continue.size());
                if (!told) {
                    co_return Read::over;
                }
            }
        }
        if (error == http::error::need_more) {
            // What the parser left it wants to see again, whole. Its own limits are of the header
            // and the body; a chunk's size line and the trailer have none.
            if (connection->to - connection->from > m_settings.most_header) {
                co_return Read::bad;
            }
            const bool filled = co_await fill(connection);
            if (!filled) {
                co_return Read::over;
            }
        }
    }
}

/// Reads more behind what is unread.
asio::awaitable<bool> Server::fill(Pointer connection)
{
    Connection& c = *connection;
    c.to_front();
    if (c.to == c.input.size()) {
        c.input.resize(c.input.size() + k_read_bytes); // `read` limits what is left unread
    }
    const asio::mutable_buffer into(c.input.data() + c.to, c.input.size() - c.to);
    const auto [error, count] = co_await c.stream.async_read_some(into, k_as_value);
    c.to += count;
    co_return !error;
}

asio::awaitable<Answer> Server::answer(Pointer connection)
{
    const auto& message = connection->parser->get();
    const auto now = std::chrono::system_clock::now();
    const bool certified = std::chrono::floor<std::chrono::seconds>(now) < connection->certified;
    const Request request{certified ? connection->sae : std::string(),
        std::string(message.method_string()),
        std::string(message.target()),
        message.body()};
    const Steady::time_point give_up = Steady::now() + m_settings.patience;
    asio::steady_timer timer(m_io);
    Answer answer = m_router.answer(request);
    while (answer.may_wait && Steady::now() < give_up && !m_stopping && !connection->gone()) {
        timer.expires_after(k_look_again);
        const auto [ignored] = co_await timer.async_wait(k_as_value);
        static_cast<void>(ignored);
        answer = m_router.answer(request);
    }
    co_return answer;
}

/// From one buffer: asio::ssl copies several small ones onto the stack, where key would stay.
asio::awaitable<bool> Server::write(Pointer connection, const char* data, std::size_t size)
{
    while (size != 0) {
        const asio::const_buffer rest(data, size);
        const auto [error, count] = co_await connection->stream.async_write_some(rest, k_as_value);
        if (error) {
            co_return false;
        }
        data += count;
        size -= count;
    }
    co_return true;
}

/// A client that still sends would have the answer cut off by the reset that unread bytes cause.
asio::awaitable<void> Server::drain(Pointer connection)
{
    arm(*connection, k_goodbye);
    bool more = true;
    for (std::size_t drained = 0; more && drained < k_most_drained; drained += k_read_bytes) {
        connection->from = connection->to;
        more = co_await fill(connection);
    }
}

void Server::begin_stop(std::chrono::milliseconds grace)
{
    m_stopping = true;
    m_stop_at = Steady::now() + grace;
    boost::system::error_code ignored;
    m_acceptor.close(ignored);
}

void Server::stop(std::chrono::milliseconds grace)
{
    if (!m_thread.joinable()) {
        return;
    }
    asio::post(m_io, [this, grace] { begin_stop(grace); });
    m_thread.join();
    m_connections.clear();
}

} // namespace

Expected<std::unique_ptr<HttpsServer>> HttpsServer::start(
    const ServerSettings& settings, const Router& router)
{
    auto tls = make_server_tls(settings);
    if (!tls) {
        return fail(std::move(tls));
    }
    auto server = std::make_unique<Server>(settings, router, std::move(*tls));
    if (auto listening = server->listen(); !listening) {
        return fail(std::move(listening));
    }
    return std::unique_ptr<HttpsServer>(std::move(server));
}

} // namespace satpad::keyclient::kme
