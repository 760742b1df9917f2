// SPDX-License-Identifier: GPL-3.0-or-later
#include "http_head.h"

namespace satpad::keyclient::kme {
namespace {

std::string_view reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    default:
        return "Service Unavailable";
    }
}

} // namespace

std::string_view body_of(const Answer& answer)
{
    const core::ByteView secret = answer.secret.view();
    return secret.empty()
               ? std::string_view(answer.body)
               : std::string_view(reinterpret_cast<const char*>(secret.data()), secret.size());
}

std::string head_of(const Answer& answer, bool keep)
{
    std::string head =
        "HTTP/1.1 " + std::to_string(answer.status) + " " + std::string(reason_of(answer.status));
    for (const auto& [name, value] : answer.headers) {
        head += "\r\n" + name + ": " + value;
    }
    head += "\r\nContent-Length: " + std::to_string(body_of(answer).size());
    head += keep ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
    return head;
}

std::optional<HostAndPort> parse_listen(std::string_view address)
{
    const std::size_t colon = address.rfind(':');
    if (colon == std::string_view::npos || colon == 0) {
        return std::nullopt;
    }
    std::string_view host = address.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    return HostAndPort{std::string(host), std::string(address.substr(colon + 1))};
}

} // namespace satpad::keyclient::kme
