// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/kme/router.h>

/// An answer as HTTP/1.1. Pure functions.
namespace satpad::keyclient::kme {

/// Where it lies in the answer.
[[nodiscard]] std::string_view body_of(const Answer& answer);
/// Status line and headers. `keep`: another request may follow.
[[nodiscard]] std::string head_of(const Answer& answer, bool keep);

struct HostAndPort
{
    std::string host; ///< without the brackets of IPv6
    std::string port;
};
[[nodiscard]] std::optional<HostAndPort> parse_listen(std::string_view address);

} // namespace satpad::keyclient::kme
