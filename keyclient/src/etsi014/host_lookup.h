// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/expected.h>

#include <chrono>
#include <stop_token>
#include <sys/socket.h>
#include <vector>

namespace satpad::keyclient::etsi014 {

struct HostAddress
{
    sockaddr_storage address{};
    socklen_t size = 0;
};

/// All addresses of a host, in the system's order. Ends at once on a stop. Errors: Errc::unresolved,
/// core::Errc::cancelled.
[[nodiscard]] core::Expected<std::vector<HostAddress>> look_up_host(const std::string& host,
    const std::string& port,
    std::chrono::milliseconds limit,
    const std::stop_token& stop);

} // namespace satpad::keyclient::etsi014
