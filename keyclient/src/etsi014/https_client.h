// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kme_url.h"

#include <satpad/core/secret.h>
#include <satpad/keyclient/etsi014/client.h>

namespace satpad::keyclient::etsi014 {

class TlsClient;

struct HttpRequest
{
    bool post = false;
    std::string target;
    std::string body;       ///< of a POST, JSON
    bool takes_key = false; ///< an end without an answer says nothing: the key may be gone
};

struct HttpAnswer
{
    unsigned code = 0;
    std::string content_type;
    std::string location; ///< of a redirection
    std::unique_ptr<core::WipedBytes> body = std::make_unique<core::WipedBytes>();

    [[nodiscard]] bool good() const noexcept { return code >= 200 && code < 300; }
    [[nodiscard]] std::string_view text() const noexcept
    {
        return {reinterpret_cast<const char*>(body->bytes.data()), body->bytes.size()};
    }
};

/// HTTP/1.1 over TLS, or over nothing, to one server; the only place that knows Asio and Beast here.
/// Never sends a request twice: a kept connection is looked at before a byte is written, and
/// made anew when it has ended. Blocking; everything has a deadline and ends at once on a stop.
class HttpsClient
{
public:
    /// `tls`: null for plain http. `headers`: whole lines, checked.
    HttpsClient(KmeUrl url,
        std::unique_ptr<TlsClient> tls,
        std::vector<std::string> headers,
        const Limits& limits,
        std::stop_token stop);
    HttpsClient(const HttpsClient&) = delete;
    HttpsClient& operator=(const HttpsClient&) = delete;
    HttpsClient(HttpsClient&&) = delete;
    HttpsClient& operator=(HttpsClient&&) = delete;
    ~HttpsClient();
    /// An answer with another code than 2xx is an answer; of its body come 64 KiB at most.
    [[nodiscard]] core::Expected<HttpAnswer> exchange(const HttpRequest& request);
    /// A new connection, which the next request uses.
    [[nodiscard]] core::Expected<ConnectionFacts> connect();

private:
    class Wire;
    std::unique_ptr<Wire> m_wire;
};

} // namespace satpad::keyclient::etsi014
