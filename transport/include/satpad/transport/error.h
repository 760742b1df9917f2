// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <system_error>

namespace satpad::transport {

enum class Errc
{
    unreachable = 1, ///< no connection: name, route or port
    timed_out,       ///< a deadline passed; what is unsettled stays in the outbox
    refused,         ///< the peer did not accept our certificate, or we did not accept its
    wrong_peer,      ///< another site than the one dialled answered
    protocol,        ///< the peer broke docs/protocol.md
    closed,          ///< the connection was cut before everything was settled
    limit,           ///< a bound of ours was reached
};

[[nodiscard]] const std::error_category& transport_category() noexcept;
[[nodiscard]] std::error_code make_error_code(Errc code) noexcept;

} // namespace satpad::transport

template <> struct std::is_error_code_enum<satpad::transport::Errc> : std::true_type
{};
