// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/kme/router.h>

/// The answers of a KME that carry no key, and how one that does is made. The texts that the
/// standard fixes are exactly its own.
namespace satpad::keyclient::kme {

[[nodiscard]] Answer json_answer(int status, std::string body);
[[nodiscard]] Answer error_answer(int status, std::string_view message);
/// 401 has no body (clause 5).
[[nodiscard]] Answer unauthorized();
/// `value` and `allowed` are JSON texts; empty: left out.
[[nodiscard]] Answer bad_request(std::string_view message,
    const std::string& parameter = {},
    const std::string& value = {},
    const std::string& allowed = {});
[[nodiscard]] Answer out_of_bounds(
    const std::string& parameter, std::int64_t value, std::uint64_t least, std::uint64_t most);
[[nodiscard]] Answer unknown_sae(const std::string& sae);
[[nodiscard]] Answer not_found(const std::vector<std::string>& ids);
[[nodiscard]] Answer too_little(std::uint64_t bits_requested, std::uint64_t bits_available);
[[nodiscard]] Answer over_quota(std::uint64_t quota_bits, std::uint64_t used_bits);
/// This site's own fault; nothing was given out.
[[nodiscard]] Answer out_of_order();

/// Makes `answer` of the keys; it outlives what is returned.
[[nodiscard]] Deliver deliver_into(Answer& answer);

/// The JSON text of a string; control characters and what is not ASCII become '?', and what is long
/// is cut.
[[nodiscard]] std::string text_value(std::string_view text);

} // namespace satpad::keyclient::kme
