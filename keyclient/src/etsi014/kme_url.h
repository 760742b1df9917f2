// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/expected.h>

#include <string_view>

namespace satpad::keyclient::etsi014 {

/// The parts of http[s]://HOST[:PORT][/PATH].
struct KmeUrl
{
    bool tls = true;
    std::string host; ///< without the brackets of an IPv6 address
    std::string port;
    std::string path;      ///< empty, or "/…" without a slash at its end
    std::string authority; ///< for the header Host
};
/// Errors: Errc::bad_configuration.
[[nodiscard]] core::Expected<KmeUrl> parse_kme_url(std::string_view text);

/// As one path segment or query value: everything but unreserved characters (RFC 3986) is encoded.
[[nodiscard]] std::string percent_encoded(std::string_view text);

} // namespace satpad::keyclient::etsi014
