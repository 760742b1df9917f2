// SPDX-License-Identifier: GPL-3.0-or-later
// The one file of the client that instantiates asio::ssl and Beast's parser.
#include "https_client.h"

#include "host_lookup.h"
#include "tls_client.h"
#include "wiped_body.h"

#include <satpad/keyclient/etsi014/error.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace satpad::keyclient::etsi014 {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using core::Error;
using core::Expected;
using core::Unexpected;
using Clock = std::chrono::steady_clock;
using TlsStream = asio::ssl::stream<tcp::socket&>;
using Parser = http::response_parser<WipedBody>;

constexpr std::size_t k_read_bytes = std::size_t{32} << 10U; ///< a header fits
constexpr unsigned k_most_interim = 8;                       ///< answers 1xx before the answer

Unexpected unexpected(Errc code, std::string context)
{
    return Unexpected(make_error_code(code), std::move(context));
}

/// OpenSSL's code of a failure; 0: the connection's own.
unsigned long openssl_code(const error_code& error)
{
    return error.category() == asio::error::get_ssl_category()
               ? static_cast<unsigned long>(error.value())
               : 0;
}

} // namespace

class HttpsClient::Wire
{
public:
    Wire(KmeUrl url,
        std::unique_ptr<TlsClient> tls,
        std::vector<std::string> headers,
        const Limits& limits,
        std::stop_token stop)
        : m_url(std::move(url))
        , m_tls_client(std::move(tls))
        , m_headers(std::move(headers))
        , m_limits(limits)
        , m_stop(std::move(stop))
        , m_read(k_read_bytes)
    {}
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    Wire(Wire&&) = delete;
    Wire& operator=(Wire&&) = delete;
    ~Wire()
    {
        close();
        core::wipe(m_read);
    }

    Expected<ConnectionFacts> connect();
    Expected<HttpAnswer> exchange(const HttpRequest& request);

private:
    struct Outcome
    {
        error_code error;
        std::size_t count = 0;
        bool expired = false;
    };
    template <typename Start> Outcome wait(Clock::time_point deadline, Start&& start);
    void close() noexcept;
    [[nodiscard]] bool stands() noexcept;
    Expected<void> dial();
    Expected<void> reach(const std::vector<HostAddress>& addresses);
    Expected<void> shake_hands();
    std::string head_of(const HttpRequest& request) const;
    Outcome send(std::string_view bytes, Clock::time_point deadline);
    Outcome receive(Clock::time_point deadline);
    Expected<HttpAnswer> read_answer(Clock::time_point deadline);
    Expected<void> read_more(Parser& parser, Clock::time_point deadline);
    Expected<void> feed(Parser& parser, Clock::time_point deadline);
    Expected<HttpAnswer> finish(Parser& parser);
    Error broken(const Outcome& outcome) const;
    Error unreadable(const error_code& error);

    KmeUrl m_url;
    std::unique_ptr<TlsClient> m_tls_client;
    std::vector<std::string> m_headers;
    Limits m_limits;
    std::stop_token m_stop;
    asio::io_context m_io{1};
    tcp::socket m_socket{m_io};
    std::unique_ptr<TlsStream> m_tls;
    core::Bytes m_read;
    std::size_t m_read_there = 0; ///< bytes in m_read
    ConnectionFacts m_facts;
    bool m_unused = false;   ///< no request went over this connection yet
    bool m_heard = false;    ///< of this answer, a byte
    bool m_answered = false; ///< by this KME, ever
    bool m_takes_key = false;
};

/// Runs one operation to its end; the deadline and a stop close the socket under it.
template <typename Start>
HttpsClient::Wire::Outcome HttpsClient::Wire::wait(Clock::time_point deadline, Start&& start)
{
    Outcome outcome;
    bool done = false;
    asio::steady_timer timer(m_io);
    timer.expires_at(deadline);
    timer.async_wait([&](const error_code& error) {
        if (!error && !done) {
            outcome.expired = true;
            close();
        }
    });
    start([&](const error_code& error, std::size_t count = 0) {
        outcome.error = error;
        outcome.count = count;
        done = true;
        timer.cancel();
    });
    {
        // What it posts may run in a later operation; after a stop there is none.
        const std::stop_callback on_stop(m_stop, [this] { asio::post(m_io, [this] { close(); }); });
        m_io.restart();
        m_io.run();
    }
    return outcome;
}

void HttpsClient::Wire::close() noexcept
{
    error_code ignored;
    m_socket.close(ignored);
}

/// Whether the kept connection is still there. After an answer nothing can come on it unasked but
/// its end; before the first one, TLS 1.3 has tickets to say.
bool HttpsClient::Wire::stands() noexcept
{
    if (!m_socket.is_open()) {
        return false;
    }
    char byte = 0;
    const auto got = recv(m_socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 ? errno == EAGAIN : got > 0 && m_unused;
}

Expected<void> HttpsClient::Wire::dial()
{
    close();
    m_tls.reset();
    core::wipe(m_read);
    m_read_there = 0;
    m_facts = {};
    m_unused = true;
    auto addresses = look_up_host(m_url.host, m_url.port, m_limits.connect, m_stop);
    if (!addresses) {
        return core::fail(std::move(addresses));
    }
    if (auto reached = reach(*addresses); !reached) {
        return reached;
    }
    error_code ignored;
    m_socket.set_option(tcp::no_delay(true), ignored);
    return m_tls_client == nullptr ? Expected<void>() : shake_hands();
}

/// One address after the other; each has its share of the time.
Expected<void> HttpsClient::Wire::reach(const std::vector<HostAddress>& addresses)
{
    const auto deadline = Clock::now() + m_limits.connect;
    std::string why = "no address";
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        tcp::endpoint endpoint;
        endpoint.resize(addresses[i].size);
        std::memcpy(endpoint.data(), &addresses[i].address, addresses[i].size);
        const auto share = (deadline - Clock::now()) / static_cast<int>(addresses.size() - i);
        close();
        const Outcome outcome = wait(Clock::now() + share,
            [&](auto handler) { m_socket.async_connect(endpoint, std::move(handler)); });
        if (m_stop.stop_requested()) {
            return Unexpected(core::Errc::cancelled, "while connecting");
        }
        const bool v6 = endpoint.address().is_v6();
        const std::string host = endpoint.address().to_string();
        m_facts.address = (v6 ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
        if (!outcome.error) {
            return {};
        }
        why = m_facts.address + ": " + (outcome.expired ? "no answer" : outcome.error.message());
    }
    close();
    return unexpected(Errc::unreachable, why);
}

Expected<void> HttpsClient::Wire::shake_hands()
{
    SSL_CTX_up_ref(m_tls_client->context());
    asio::ssl::context context(m_tls_client->context());
    m_tls = std::make_unique<TlsStream>(m_socket, context);
    if (!m_tls_client->prepare(m_tls->native_handle())) {
        return Unexpected(core::Errc::internal, "SSL_set_tlsext_host_name");
    }
    const Outcome outcome = wait(Clock::now() + m_limits.connect, [&](auto handler) {
        m_tls->async_handshake(asio::ssl::stream_base::client, std::move(handler));
    });
    if (m_stop.stop_requested()) {
        return Unexpected(core::Errc::cancelled, "in the TLS handshake");
    }
    if (outcome.expired) {
        return unexpected(Errc::unreachable, m_facts.address + ": no answer in the TLS handshake");
    }
    if (outcome.error) {
        close();
        return Unexpected(
            m_tls_client->handshake_error(m_tls->native_handle(), openssl_code(outcome.error)));
    }
    describe_connection(m_tls->native_handle(), m_facts);
    return {};
}

Expected<ConnectionFacts> HttpsClient::Wire::connect()
{
    if (auto dialled = dial(); !dialled) {
        close();
        return core::fail(std::move(dialled));
    }
    return m_facts;
}

std::string HttpsClient::Wire::head_of(const HttpRequest& request) const
{
    std::string head = (request.post ? "POST " : "GET ") + request.target + " HTTP/1.1\r\n";
    head += "Host: " + m_url.authority + "\r\nAccept: application/json\r\nUser-Agent: satpad\r\n";
    if (request.post) {
        head += "Content-Type: application/json\r\nContent-Length: ";
        head += std::to_string(request.body.size()) + "\r\n";
    }
    for (const std::string& line : m_headers) {
        head += line + "\r\n";
    }
    return head + "\r\n";
}

HttpsClient::Wire::Outcome HttpsClient::Wire::send(
    std::string_view bytes, Clock::time_point deadline)
{
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    return wait(deadline, [&](auto handler) {
        if (m_tls) {
            asio::async_write(*m_tls, buffer, std::move(handler));
        } else {
            asio::async_write(m_socket, buffer, std::move(handler));
        }
    });
}

HttpsClient::Wire::Outcome HttpsClient::Wire::receive(Clock::time_point deadline)
{
    const asio::mutable_buffer room(m_read.data() + m_read_there, m_read.size() - m_read_there);
    const Outcome outcome = wait(deadline, [&](auto handler) {
        if (m_tls) {
            m_tls->async_read_some(room, std::move(handler));
        } else {
            m_socket.async_read_some(room, std::move(handler));
        }
    });
    m_read_there += outcome.count;
    m_heard = m_heard || outcome.count > 0;
    return outcome;
}

/// A connection that failed once a request was on its way.
Error HttpsClient::Wire::broken(const Outcome& outcome) const
{
    if (m_stop.stop_requested()) {
        return {core::make_error_code(core::Errc::cancelled), "while the KME was asked"};
    }
    if (outcome.expired) {
        return {make_error_code(Errc::timed_out), m_facts.address};
    }
    const unsigned long code = openssl_code(outcome.error);
    if (!m_heard && refuses_certificate(code)) {
        return {make_error_code(Errc::certificate_refused), "TLS alert"};
    }
    // Some KMEs hang up on a certificate they do not know, after a handshake that seems to succeed:
    // that of TLS 1.3, which ends here before it does there.
    if (!m_heard && !m_answered && !m_takes_key && m_tls &&
        SSL_version(m_tls->native_handle()) >= TLS1_3_VERSION) {
        return {make_error_code(Errc::certificate_refused),
            "it closed the connection before any answer"};
    }
    return {make_error_code(Errc::cut), m_facts.address + ": " + outcome.error.message()};
}

Error HttpsClient::Wire::unreadable(const error_code& error)
{
    if (error == http::error::body_limit || error == http::error::buffer_overflow) {
        return {make_error_code(Errc::too_large),
            "more than " + std::to_string(m_limits.answer_bytes) + " bytes"};
    }
    if (error == http::error::partial_message || error == http::error::end_of_stream) {
        return {make_error_code(Errc::cut), m_facts.address + ": in the middle of the answer"};
    }
    return {make_error_code(Errc::malformed), "not HTTP: " + error.message()};
}

/// More bytes for the parser. An end that the answer allows counts as its last byte.
Expected<void> HttpsClient::Wire::read_more(Parser& parser, Clock::time_point deadline)
{
    if (m_read_there == m_read.size()) {
        return Unexpected(unreadable(http::error::header_limit));
    }
    const Outcome outcome = receive(deadline);
    if (!outcome.error) {
        return {};
    }
    const bool ended =
        outcome.error == asio::error::eof || outcome.error == asio::ssl::error::stream_truncated;
    if (!ended || !parser.got_some()) {
        return Unexpected(broken(outcome));
    }
    error_code error;
    parser.put_eof(error);
    return error ? Expected<void>(Unexpected(unreadable(error))) : Expected<void>();
}

/// Reads until the parser is done. A refusal whose body is longer than is kept counts as done.
Expected<void> HttpsClient::Wire::feed(Parser& parser, Clock::time_point deadline)
{
    bool hungry = m_read_there == 0;
    while (!parser.is_done()) {
        if (hungry) {
            auto more = read_more(parser, deadline);
            if (!more || parser.is_done()) {
                return more;
            }
        }
        error_code error;
        const std::size_t taken = parser.put(asio::buffer(m_read.data(), m_read_there), error);
        std::memmove(m_read.data(), m_read.data() + taken, m_read_there - taken);
        m_read_there -= taken;
        hungry = true;
        if (error == http::error::body_limit && parser.get().result_int() / 100 != 2) {
            close();
            return {};
        }
        if (error && error != http::error::need_more) {
            return Unexpected(unreadable(error));
        }
    }
    return {};
}

Expected<HttpAnswer> HttpsClient::Wire::finish(Parser& parser)
{
    m_answered = true;
    if (!parser.is_done() || !parser.get().keep_alive() || m_read_there > 0) {
        close();
    }
    core::wipe(m_read);
    m_read_there = 0;
    HttpAnswer answer;
    answer.code = parser.get().result_int();
    answer.content_type = parser.get()[http::field::content_type];
    answer.location = parser.get()[http::field::location];
    answer.body = std::move(parser.get().body().held);
    return answer;
}

Expected<HttpAnswer> HttpsClient::Wire::read_answer(Clock::time_point deadline)
{
    for (unsigned interim = 0; interim < k_most_interim; ++interim) {
        Parser parser;
        parser.eager(true);
        parser.header_limit(static_cast<std::uint32_t>(k_read_bytes / 2));
        parser.body_limit(boost::none); // the body bounds itself
        parser.get().body().most = m_limits.answer_bytes;
        if (auto fed = feed(parser, deadline); !fed) {
            return core::fail(std::move(fed));
        }
        if (parser.get().result_int() >= 200) {
            return finish(parser);
        }
    }
    return unexpected(Errc::malformed, "no answer but interim ones");
}

Expected<HttpAnswer> HttpsClient::Wire::exchange(const HttpRequest& request)
{
    if (m_stop.stop_requested()) {
        return Unexpected(core::Errc::cancelled, "before the KME was asked");
    }
    if (!stands()) {
        if (auto dialled = dial(); !dialled) {
            close();
            return core::fail(std::move(dialled));
        }
    }
    const auto deadline = Clock::now() + m_limits.request;
    m_heard = false;
    m_unused = false;
    m_takes_key = request.takes_key;
    const std::string head = head_of(request);
    Outcome sent = send(head, deadline);
    if (!sent.error && !request.body.empty()) {
        sent = send(request.body, deadline);
    }
    if (sent.error && (sent.expired || m_stop.stop_requested())) {
        close();
        return Unexpected(broken(sent));
    }
    // What stopped the sending may be said in an alert or an answer: read in any case.
    auto answer = read_answer(deadline);
    if (!answer || sent.error) {
        close();
        core::wipe(m_read);
        m_read_there = 0;
    }
    return answer;
}

HttpsClient::HttpsClient(KmeUrl url,
    std::unique_ptr<TlsClient> tls,
    std::vector<std::string> headers,
    const Limits& limits,
    std::stop_token stop)
    : m_wire(std::make_unique<Wire>(
          std::move(url), std::move(tls), std::move(headers), limits, std::move(stop)))
{}

HttpsClient::~HttpsClient() = default;

Expected<HttpAnswer> HttpsClient::exchange(const HttpRequest& request)
{
    return m_wire->exchange(request);
}

Expected<ConnectionFacts> HttpsClient::connect()
{
    return m_wire->connect();
}

} // namespace satpad::keyclient::etsi014
