// SPDX-License-Identifier: GPL-3.0-or-later
#include "kme_url.h"

#include <satpad/keyclient/etsi014/error.h>

#include <algorithm>

namespace satpad::keyclient::etsi014 {
namespace {

core::Unexpected wrong(std::string_view text, const char* why)
{
    return core::Unexpected(
        make_error_code(Errc::bad_configuration), "url " + std::string(text) + ": " + why);
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_unreserved(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

bool is_port(std::string_view text)
{
    return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit) &&
           std::stoul(std::string(text)) - 1 < 65535;
}

} // namespace

core::Expected<KmeUrl> parse_kme_url(std::string_view text)
{
    KmeUrl url;
    url.tls = text.starts_with("https://");
    if (!url.tls && !text.starts_with("http://")) {
        return wrong(text, "neither https:// nor http://");
    }
    const bool odd = std::any_of(text.begin(), text.end(), [](char c) {
        return c <= ' ' || c > '~' || c == '?' || c == '#' || c == '@' || c == '\\' || c == '"';
    });
    if (odd) {
        return wrong(text, "only host, port and path, and no unusual characters");
    }
    std::string_view rest = text.substr(url.tls ? 8 : 7);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    url.authority = rest.substr(0, slash);
    url.path = rest.substr(slash);
    while (url.path.ends_with('/')) {
        url.path.pop_back();
    }
    rest = rest.substr(0, slash);
    const bool bracket = rest.starts_with('[');
    const std::size_t end = bracket ? rest.find(']') : std::min(rest.find(':'), rest.size());
    if (end == std::string_view::npos || end == (bracket ? 1U : 0U)) {
        return wrong(text, "no host");
    }
    url.host = rest.substr(bracket ? 1 : 0, end - (bracket ? 1 : 0));
    rest.remove_prefix(end + (bracket ? 1 : 0));
    url.port = rest.empty() ? (url.tls ? "443" : "80") : std::string(rest.substr(1));
    if ((!rest.empty() && rest.front() != ':') || !is_port(url.port)) {
        return wrong(text, "no port from 1 to 65535");
    }
    return url;
}

std::string percent_encoded(std::string_view text)
{
    static constexpr std::string_view k_hex = "0123456789ABCDEF";
    std::string made;
    for (const char c : text) {
        if (is_unreserved(c)) {
            made += c;
            continue;
        }
        made += '%';
        made += k_hex[static_cast<unsigned char>(c) >> 4U];
        made += k_hex[static_cast<unsigned char>(c) & 15U];
    }
    return made;
}

} // namespace satpad::keyclient::etsi014
