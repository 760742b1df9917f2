// SPDX-License-Identifier: GPL-3.0-or-later
#include "address.h"
#include "contacts.h"
#include "registry.h"
#include "tls_stream.h"

#include <satpad/transport/error.h>
#include <satpad/transport/node.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include <csignal>
#include <future>
#include <thread>

namespace satpad::transport {
namespace {

using asio::ip::tcp;
using core::Expected;
using core::Unexpected;
using Strand = asio::any_io_executor;

/// Descriptors ran out: give others time to close.
constexpr std::chrono::milliseconds k_accept_pause{100};

using Dialled = Expected<std::shared_ptr<ContactLink>>;

struct DialRequest
{
    DialRequest(core::SiteId peer_, HostAndPort where_, Purpose purpose_)
        : peer(peer_)
        , where(std::move(where_))
        , purpose(purpose_)
    {}
    core::SiteId peer;
    HostAndPort where;
    Purpose purpose;
    Node::Until until{};
    std::function<void(SessionEnd)> ended; ///< a session's
    std::promise<Dialled> contact;         ///< a contact's
};

/// Signals belong to the program's own thread.
class SignalsBlocked
{
public:
    SignalsBlocked()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t m_before{};
};

std::string remote_of(const tcp::socket& socket)
{
    boost::system::error_code error;
    const tcp::endpoint remote = socket.remote_endpoint(error);
    return error ? std::string("?")
                 : remote.address().to_string() + ":" + std::to_string(remote.port());
}

class AsioNode final : public Node
{
public:
    AsioNode(NodeSettings settings, TlsContexts contexts, SessionHost& host)
        : m_settings(std::move(settings))
        , m_contexts(std::move(contexts))
        , m_host(host)
        , m_registry({m_settings.max_sessions,
              m_settings.max_sessions_per_peer,
              m_settings.max_handshakes})
        , m_contacts(
              m_settings.contact, m_settings.max_contacts, m_settings.deadlines.handshake / 2)
        , m_work(asio::make_work_guard(m_io))
    {
        const SignalsBlocked blocked;
        for (int i = 0; i < std::max(1, m_settings.threads); ++i) {
            m_threads.emplace_back([this] { m_io.run(); });
        }
    }
    ~AsioNode() override { stop(std::chrono::milliseconds(0)); }
    AsioNode(const AsioNode&) = delete;
    AsioNode& operator=(const AsioNode&) = delete;

    Expected<std::uint16_t> listen(const std::string& address) override;
    void dial(const core::SiteId& peer,
        const std::string& address,
        Until until,
        std::function<void(SessionEnd)> ended) override;
    Expected<std::unique_ptr<Contact>> dial_contact(
        const core::SiteId& peer, const std::string& address, const std::stop_token& stop) override;
    bool wake(const core::SiteId& peer) override;
    bool connected(const core::SiteId& peer) const override
    {
        return !m_registry.open_with(peer).empty();
    }
    void stop(std::chrono::milliseconds grace) override;

private:
    using Listener = std::shared_ptr<tcp::acceptor>;
    using Origin = Registry::Origin;

    static asio::awaitable<void> accept_loop(AsioNode* node, Listener listener);
    static asio::awaitable<void> serve(
        AsioNode* node, tcp::socket socket, std::shared_ptr<Attempt> attempt);
    static asio::awaitable<void> dial_out(AsioNode* node,
        std::shared_ptr<DialRequest> request,
        std::shared_ptr<Attempt> attempt,
        Strand strand);
    static asio::awaitable<void> dial_contact_out(AsioNode* node,
        std::shared_ptr<DialRequest> request,
        std::shared_ptr<Attempt> attempt,
        Strand strand);
    static asio::awaitable<Expected<void>> hear_verdict(
        AsioNode* node, Stream* stream, std::shared_ptr<Attempt> attempt);
    static asio::awaitable<Expected<Established>> reach(AsioNode* node,
        std::shared_ptr<DialRequest> request,
        std::shared_ptr<Attempt> attempt,
        Strand strand);
    static asio::awaitable<Expected<tcp::socket>> connect(AsioNode* node,
        std::shared_ptr<DialRequest> request,
        std::shared_ptr<Attempt> attempt,
        Strand strand);
    Expected<void> start_session(Strand strand,
        Established established,
        Origin origin,
        SessionSettings::Close close,
        std::function<void(SessionEnd)> ended);
    std::shared_ptr<ContactLink> make_link(Strand strand, Established established);
    void turned_away(const core::Error& why, const std::string& from) const;

    NodeSettings m_settings;
    TlsContexts m_contexts;
    SessionHost& m_host;
    Registry m_registry;
    Contacts m_contacts;
    asio::io_context m_io;
    asio::executor_work_guard<asio::io_context::executor_type> m_work;
    std::mutex m_mutex;
    std::vector<Listener> m_listeners;
    std::vector<std::thread> m_threads;
};

Expected<std::uint16_t> AsioNode::listen(const std::string& address)
{
    auto where = parse_address(address);
    if (!where) {
        return core::fail(std::move(where));
    }
    boost::system::error_code error;
    tcp::resolver resolver(m_io);
    const auto found = resolver.resolve(where->host, where->port, tcp::resolver::passive, error);
    if (error || found.empty()) {
        return Unexpected(error, address);
    }
    const tcp::endpoint endpoint = found.begin()->endpoint();
    auto listener = std::make_shared<tcp::acceptor>(asio::make_strand(m_io));
    const auto failed = [&](const boost::system::error_code& code) {
        return static_cast<bool>(error = code);
    };
    boost::system::error_code step;
    if ((listener->open(endpoint.protocol(), step), failed(step)) ||
        (listener->set_option(tcp::acceptor::reuse_address(true), step), failed(step)) ||
        (listener->bind(endpoint, step), failed(step)) ||
        (listener->listen(asio::socket_base::max_listen_connections, step), failed(step))) {
        return Unexpected(error, address);
    }
    const std::uint16_t port = listener->local_endpoint(step).port();
    const std::lock_guard lock(m_mutex);
    if (m_registry.stopping()) {
        return Unexpected(make_error_code(Errc::closed), "stopping");
    }
    m_listeners.push_back(listener);
    asio::co_spawn(listener->get_executor(), accept_loop(this, listener), k_must_not_throw);
    return port;
}

asio::awaitable<void> AsioNode::accept_loop(AsioNode* node, Listener listener)
{
    asio::steady_timer pause(listener->get_executor());
    while (listener->is_open()) {
        const Strand strand = asio::make_strand(node->m_io);
        auto [error, socket] = co_await listener->async_accept(strand, k_as_value);
        if (error) {
            pause.expires_after(k_accept_pause);
            co_await pause.async_wait(k_as_value);
            continue;
        }
        auto attempt = std::make_shared<Attempt>(strand);
        auto begun = node->m_registry.begin(attempt, Origin::accepted);
        if (!begun) {
            node->turned_away(begun.error(), remote_of(socket));
            continue; // closes the socket
        }
        asio::co_spawn(strand, serve(node, std::move(socket), attempt), k_must_not_throw);
    }
}

asio::awaitable<void> AsioNode::serve(
    AsioNode* node, tcp::socket socket, std::shared_ptr<Attempt> attempt)
{
    const Strand strand = socket.get_executor();
    const std::string from = remote_of(socket);
    const auto limit = node->m_settings.deadlines.handshake;
    auto established = co_await tls_handshake(
        std::move(socket), TlsRole::listener, Purpose::session, &node->m_contexts, attempt, limit);
    if (!established) {
        node->turned_away(established.error(), from);
    } else if (established->purpose == Purpose::contact) {
        node->m_contacts.accept(node->make_link(strand, std::move(*established)),
            [node, from](const core::Error& why) { node->turned_away(why, from); });
    } else {
        auto started = node->start_session(strand,
            std::move(*established),
            Origin::accepted,
            SessionSettings::Close::on_request,
            {});
        if (!started) {
            node->turned_away(started.error(), from);
        }
    }
    node->m_registry.end(attempt);
}

void AsioNode::dial(const core::SiteId& peer,
    const std::string& address,
    Until until,
    std::function<void(SessionEnd)> ended)
{
    const Strand strand = asio::make_strand(m_io);
    auto where = parse_address(address);
    auto attempt = std::make_shared<Attempt>(strand);
    Expected<void> begun = where ? m_registry.begin(attempt, Origin::dialled)
                                 : Expected<void>(core::fail(std::move(where)));
    if (!begun && m_registry.stopping()) {
        ended({peer, std::move(begun)});
        return;
    }
    if (!begun) {
        asio::post(strand, [peer, ended = std::move(ended), why = std::move(begun)] {
            ended({peer, why});
        });
        return;
    }
    auto request = std::make_shared<DialRequest>(peer, std::move(*where), Purpose::session);
    request->until = until;
    request->ended = std::move(ended);
    asio::co_spawn(strand, dial_out(this, std::move(request), attempt, strand), k_must_not_throw);
}

asio::awaitable<void> AsioNode::dial_out(AsioNode* node,
    std::shared_ptr<DialRequest> request,
    std::shared_ptr<Attempt> attempt,
    Strand strand)
{
    auto established = co_await reach(node, request, attempt, strand);
    Expected<void> started;
    if (established) {
        const auto close = request->until == Until::idle ? SessionSettings::Close::when_idle
                                                         : SessionSettings::Close::on_request;
        started = node->start_session(
            strand, std::move(*established), Origin::dialled, close, request->ended);
    } else {
        started = core::fail(std::move(established));
    }
    if (!started) {
        request->ended({request->peer, std::move(started)});
    }
    node->m_registry.end(attempt);
}

asio::awaitable<Expected<Established>> AsioNode::reach(AsioNode* node,
    std::shared_ptr<DialRequest> request,
    std::shared_ptr<Attempt> attempt,
    Strand strand)
{
    auto socket = co_await connect(node, request, attempt, strand);
    if (!socket) {
        co_return core::fail(std::move(socket));
    }
    const auto limit = node->m_settings.deadlines.handshake;
    auto established = co_await tls_handshake(
        std::move(*socket), TlsRole::dialler, request->purpose, &node->m_contexts, attempt, limit);
    if (established && established->peer.id != request->peer) {
        established->stream->close();
        co_return Unexpected(
            make_error_code(Errc::wrong_peer), "answered by site " + established->peer.id.hex());
    }
    co_return std::move(established);
}

asio::awaitable<Expected<tcp::socket>> AsioNode::connect(AsioNode* node,
    std::shared_ptr<DialRequest> request,
    std::shared_ptr<Attempt> attempt,
    Strand strand)
{
    tcp::socket socket(strand);
    tcp::resolver resolver(strand);
    attempt->begin(node->m_settings.deadlines.connect, [&socket, &resolver] {
        boost::system::error_code ignored;
        resolver.cancel();
        socket.close(ignored);
    });
    const std::string& host = request->where.host;
    const std::string& port = request->where.port;
    const auto [unresolved, found] = co_await resolver.async_resolve(host, port, k_as_value);
    boost::system::error_code error = unresolved;
    const bool give_up = attempt->timed_out() || attempt->cancelled();
    if (!error && !give_up) {
        const auto [unconnected, endpoint] =
            co_await asio::async_connect(socket, found, k_as_value);
        static_cast<void>(endpoint);
        error = unconnected;
    }
    attempt->end();
    if (attempt->cancelled()) {
        co_return Unexpected(make_error_code(Errc::closed), "stopped while connecting");
    }
    if (attempt->timed_out()) {
        co_return Unexpected(
            make_error_code(Errc::timed_out), "connecting to " + host + ":" + port);
    }
    if (error) {
        co_return Unexpected(
            make_error_code(Errc::unreachable), host + ":" + port + ": " + error.message());
    }
    co_return std::move(socket);
}

Expected<void> AsioNode::start_session(Strand strand,
    Established established,
    Origin origin,
    SessionSettings::Close close,
    std::function<void(SessionEnd)> ended)
{
    const core::SiteId peer = established.peer.id;
    auto admitted = m_registry.admit(peer, origin);
    if (!admitted) {
        established.stream->close();
        return admitted;
    }
    SessionSettings settings{m_settings.self, peer, m_settings.deadlines, close};
    Connection::Callbacks callbacks;
    callbacks.over = [this, peer, ended = std::move(ended)](
                         const Expected<void>& result, const SessionStatistics& statistics) {
        m_registry.note(peer, statistics);
        if (ended) {
            ended({peer, result});
        }
    };
    callbacks.gone = [this](Connection& connection) { m_registry.remove(connection); };
    auto connection = std::make_shared<Connection>(
        strand, std::move(established.stream), settings, m_host, std::move(callbacks));
    auto added = m_registry.add(connection);
    if (added) {
        connection->start();
    }
    return added;
}

Expected<std::unique_ptr<Contact>> AsioNode::dial_contact(
    const core::SiteId& peer, const std::string& address, const std::stop_token& stop)
{
    auto where = parse_address(address);
    if (!where) {
        return core::fail(std::move(where));
    }
    const Strand strand = asio::make_strand(m_io);
    auto attempt = std::make_shared<Attempt>(strand);
    auto begun = m_registry.begin(attempt, Origin::dialled);
    if (!begun) {
        return core::fail(std::move(begun));
    }
    auto request = std::make_shared<DialRequest>(peer, std::move(*where), Purpose::contact);
    auto dialled = request->contact.get_future();
    asio::co_spawn(strand, dial_contact_out(this, request, attempt, strand), k_must_not_throw);
    const std::stop_callback cut(stop, [&attempt] { attempt->cancel(); });
    auto link = dialled.get(); // the node's own stop cancels the attempt, too
    if (!link && stop.stop_requested()) {
        return Unexpected(core::Errc::cancelled, "stopped while connecting");
    }
    if (!link) {
        return core::fail(std::move(link));
    }
    return make_contact(std::move(*link));
}

asio::awaitable<void> AsioNode::dial_contact_out(AsioNode* node,
    std::shared_ptr<DialRequest> request,
    std::shared_ptr<Attempt> attempt,
    Strand strand)
{
    auto established = co_await reach(node, request, attempt, strand);
    Expected<void> admitted;
    if (!established) {
        admitted = core::fail(std::move(established));
    } else {
        auto heard = co_await hear_verdict(node, established->stream.get(), attempt);
        admitted = std::move(heard);
    }
    std::shared_ptr<ContactLink> link;
    if (admitted) {
        link = node->make_link(strand, std::move(*established));
        admitted = node->m_contacts.add(link);
    }
    if (admitted) {
        request->contact.set_value(std::move(link));
    } else {
        request->contact.set_value(core::fail(std::move(admitted)));
    }
    node->m_registry.end(attempt);
}

/// The listener's answer also shows that it took our certificate: a handshake does not.
asio::awaitable<Expected<void>> AsioNode::hear_verdict(
    AsioNode* node, Stream* stream, std::shared_ptr<Attempt> attempt)
{
    core::Bytes octet(1);
    const core::MutableByteView into(octet);
    attempt->begin(node->m_settings.deadlines.handshake, [stream] { stream->close(); });
    auto count = co_await stream->read_some(into);
    attempt->end();
    if (attempt->timed_out()) {
        co_return Unexpected(make_error_code(Errc::timed_out), "no answer to the contact");
    }
    if (!count) {
        co_return core::fail(std::move(count));
    }
    co_return read_verdict(octet[0]);
}

std::shared_ptr<ContactLink> AsioNode::make_link(Strand strand, Established established)
{
    return std::make_shared<ContactLink>(strand,
        std::move(established.stream),
        established.peer.id,
        m_settings.deadlines.idle,
        [this](ContactLink& link) { m_contacts.remove(link); });
}

bool AsioNode::wake(const core::SiteId& peer)
{
    const auto open = m_registry.open_with(peer);
    for (const auto& connection : open) {
        connection->wake();
    }
    return !open.empty();
}

void AsioNode::stop(std::chrono::milliseconds grace)
{
    {
        const std::lock_guard lock(m_mutex);
        for (const Listener& listener : m_listeners) {
            asio::post(listener->get_executor(), [listener] {
                boost::system::error_code ignored;
                listener->close(ignored);
            });
        }
        m_listeners.clear();
    }
    m_contacts.begin_stop();
    m_registry.stop(grace);
    m_contacts.finish_stop();
    m_work.reset();
    for (std::thread& thread : m_threads) {
        thread.join();
    }
    m_threads.clear();
}

void AsioNode::turned_away(const core::Error& why, const std::string& from) const
{
    if (m_settings.turned_away) {
        m_settings.turned_away(why, from);
    }
}

} // namespace

Expected<std::unique_ptr<Node>> Node::make(
    NodeSettings settings, core::ByteView identity_seed, SessionHost& host, const PeerBook& book)
{
    const auto contacts = settings.contact ? TakesContacts::yes : TakesContacts::no;
    auto dialler = make_tls_context(TlsRole::dialler, identity_seed, settings.name, book, contacts);
    auto listener =
        make_tls_context(TlsRole::listener, identity_seed, settings.name, book, contacts);
    if (!dialler || !listener) {
        return core::fail(dialler ? std::move(listener) : std::move(dialler));
    }
    TlsContexts contexts{std::move(*dialler), std::move(*listener), &book};
    return std::unique_ptr<Node>(
        std::make_unique<AsioNode>(std::move(settings), std::move(contexts), host));
}

} // namespace satpad::transport
