// SPDX-License-Identifier: GPL-3.0-or-later
#include "request_target.h"

#include <charconv>

namespace satpad::keyclient::kme {
namespace {

constexpr std::string_view k_prefix = "/api/v1/keys/";

/// RFC 3986: %XX. A plus stays one: key IDs have it.
std::optional<std::string> unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        const std::string_view digits = text.substr(at + 1, 2);
        unsigned value = 0;
        const char* const end = digits.data() + digits.size();
        const auto [stopped, error] = std::from_chars(digits.data(), end, value, 16);
        if (digits.size() != 2 || error != std::errc() || stopped != end) {
            return std::nullopt;
        }
        plain += static_cast<char>(value);
        at += 2;
    }
    return plain;
}

std::optional<Method> method_named(std::string_view tail)
{
    if (tail == "status") {
        return Method::status;
    }
    if (tail == "enc_keys") {
        return Method::enc_keys;
    }
    return tail == "dec_keys" ? std::optional(Method::dec_keys) : std::nullopt;
}

std::optional<std::vector<Parameter>> parse_query(std::string_view query)
{
    std::vector<Parameter> parameters;
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        const std::string_view one = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
        if (one.empty()) {
            continue;
        }
        const std::size_t is = one.find('=');
        auto name = unescaped(one.substr(0, is));
        auto value =
            unescaped(is == std::string_view::npos ? std::string_view() : one.substr(is + 1));
        if (!name || !value) {
            return std::nullopt;
        }
        parameters.push_back({std::move(*name), std::move(*value)});
    }
    return parameters;
}

} // namespace

std::optional<Target> parse_target(std::string_view target)
{
    if (!target.starts_with(k_prefix)) {
        return std::nullopt;
    }
    target.remove_prefix(k_prefix.size());
    const std::size_t question = target.find('?');
    const std::string_view path = target.substr(0, question);
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos || slash == 0) {
        return std::nullopt;
    }
    auto sae = unescaped(path.substr(0, slash));
    const auto method = method_named(path.substr(slash + 1));
    auto query = parse_query(
        question == std::string_view::npos ? std::string_view() : target.substr(question + 1));
    if (!sae || !method || !query) {
        return std::nullopt;
    }
    return Target{std::move(*sae), *method, std::move(*query)};
}

} // namespace satpad::keyclient::kme
