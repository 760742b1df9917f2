// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

namespace satpad::transport {

struct HostAndPort
{
    std::string host;
    std::string port;
};

/// "host:port", "1.2.3.4:7740", "[::1]:7740". Errors: core::Errc::invalid_argument.
[[nodiscard]] core::Expected<HostAndPort> parse_address(std::string_view address);

} // namespace satpad::transport
