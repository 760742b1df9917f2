// SPDX-License-Identifier: GPL-3.0-or-later
// The one file that instantiates asio::ssl.
#include "tls_stream.h"

#include <satpad/transport/error.h>

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>

namespace satpad::transport {
namespace {

using core::Expected;
using core::Unexpected;
using Socket = asio::ip::tcp::socket;
using TlsSocket = asio::ssl::stream<Socket>;

constexpr std::chrono::milliseconds k_drain_limit{2'000};
constexpr std::size_t k_drain_bytes = 256 * 1024;

/// The peer got other bytes than this site sent. Dialling again may help, unlike after a refusal.
bool tells_of_changed_bytes(int reason)
{
    return reason == SSL_AD_REASON_OFFSET + SSL_AD_BAD_RECORD_MAC ||
           reason == SSL_AD_REASON_OFFSET + SSL_AD_RECORD_OVERFLOW ||
           reason == SSL_AD_REASON_OFFSET + SSL_AD_UNEXPECTED_MESSAGE ||
           reason == SSL_AD_REASON_OFFSET + SSL_AD_DECODE_ERROR;
}

/// Alerts the peer sent are 1000 + the alert (SSL_AD_REASON_OFFSET).
core::Error tls_error(const boost::system::error_code& error)
{
    if (error.category() != asio::error::get_ssl_category()) {
        return {make_error_code(Errc::closed), error.message()};
    }
    const int reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
    if (tells_of_changed_bytes(reason)) {
        return {make_error_code(Errc::closed), "the peer refused bytes changed on the way"};
    }
    const bool misfit = reason == SSL_AD_REASON_OFFSET + SSL_AD_PROTOCOL_VERSION ||
                        reason == SSL_AD_REASON_OFFSET + SSL_AD_NO_APPLICATION_PROTOCOL ||
                        reason == SSL_AD_REASON_OFFSET + SSL_AD_HANDSHAKE_FAILURE;
    const bool refusal = (reason >= SSL_AD_REASON_OFFSET && !misfit) ||
                         reason == SSL_R_CERTIFICATE_VERIFY_FAILED ||
                         reason == SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE;
    if (refusal && reason >= SSL_AD_REASON_OFFSET) {
        return {make_error_code(Errc::refused), "the peer did not accept this site's certificate"};
    }
    return {make_error_code(refusal ? Errc::refused : Errc::protocol), error.message()};
}

core::Error handshake_error(const boost::system::error_code& error, Purpose purpose)
{
    core::Error why = tls_error(error);
    if (error.category() == asio::error::get_ssl_category() &&
        ERR_GET_REASON(static_cast<unsigned long>(error.value())) ==
            SSL_AD_REASON_OFFSET + SSL_AD_NO_APPLICATION_PROTOCOL) {
        why.context = "the peer does not take " + std::string(alpn_name(purpose));
    }
    return why;
}

class TlsStream final : public Stream
{
public:
    explicit TlsStream(std::unique_ptr<TlsSocket> socket)
        : m_socket(std::move(socket))
    {}

    asio::awaitable<Expected<std::size_t>> read_some(core::MutableByteView into) override
    {
        const asio::mutable_buffer buffer(into.data(), into.size());
        const auto [error, count] = co_await m_socket->async_read_some(buffer, k_as_value);
        if (error) {
            co_return Unexpected(tls_error(error));
        }
        co_return count;
    }

    asio::awaitable<Expected<void>> write_all(core::ByteView bytes) override
    {
        const asio::const_buffer buffer(bytes.data(), bytes.size());
        const auto [error, count] = co_await asio::async_write(*m_socket, buffer, k_as_value);
        if (error) {
            co_return Unexpected(tls_error(error));
        }
        static_cast<void>(count);
        co_return Expected<void>();
    }

    void shut_sending() noexcept override
    {
        boost::system::error_code ignored;
        m_socket->next_layer().shutdown(Socket::shutdown_send, ignored);
    }

    void close() noexcept override
    {
        boost::system::error_code ignored;
        m_socket->next_layer().close(ignored);
    }

private:
    std::unique_ptr<TlsSocket> m_socket;
};

/// Closing with unread bytes would send a reset, and the reset would overtake our alert.
asio::awaitable<void> drain(Socket* socket, std::shared_ptr<Attempt> attempt)
{
    boost::system::error_code ignored;
    socket->shutdown(Socket::shutdown_send, ignored);
    attempt->begin(k_drain_limit, [socket] {
        boost::system::error_code unheard;
        socket->close(unheard);
    });
    core::Bytes scratch(4096);
    const asio::mutable_buffer buffer(scratch.data(), scratch.size());
    std::size_t drained = 0;
    while (drained < k_drain_bytes) {
        const auto [error, count] = co_await socket->async_read_some(buffer, k_as_value);
        if (error) {
            break;
        }
        drained += count;
    }
    attempt->end();
}

} // namespace

asio::awaitable<Expected<Established>> tls_handshake(Socket socket,
    TlsRole role,
    Purpose purpose,
    const TlsContexts* contexts,
    std::shared_ptr<Attempt> attempt,
    std::chrono::milliseconds limit)
{
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    SSL_CTX* const native =
        role == TlsRole::dialler ? contexts->dialler.get() : contexts->listener.get();
    SSL_CTX_up_ref(native);
    asio::ssl::context context(native);
    auto tls = std::make_unique<TlsSocket>(std::move(socket), context);
    if (role == TlsRole::dialler && !offer_alpn(tls->native_handle(), purpose)) {
        co_return Unexpected(core::Errc::internal, "SSL_set_alpn_protos");
    }
    Socket* const plain = &tls->next_layer();
    attempt->begin(limit, [plain] {
        boost::system::error_code unheard;
        plain->close(unheard);
    });
    const auto side =
        role == TlsRole::dialler ? asio::ssl::stream_base::client : asio::ssl::stream_base::server;
    const auto [error] = co_await tls->async_handshake(side, k_as_value);
    attempt->end();
    if (attempt->timed_out()) {
        co_return Unexpected(make_error_code(Errc::timed_out), "TLS handshake");
    }
    if (attempt->cancelled()) {
        co_return Unexpected(make_error_code(Errc::closed), "given up in the TLS handshake");
    }
    if (error) {
        core::Error why = handshake_error(error, purpose);
        co_await drain(plain, attempt);
        co_return Unexpected(std::move(why));
    }
    auto selected = selected_purpose(tls->native_handle(), role, purpose);
    if (!selected) {
        co_await drain(plain, attempt);
        co_return core::fail(std::move(selected));
    }
    auto peer = authenticated_peer(tls->native_handle(), *contexts->book);
    if (!peer) {
        co_await drain(plain, attempt);
        co_return core::fail(std::move(peer));
    }
    Established made;
    made.stream = std::make_unique<TlsStream>(std::move(tls));
    made.peer = std::move(*peer);
    made.purpose = *selected;
    co_return std::move(made);
}

} // namespace satpad::transport
