// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers.h"

namespace satpad::keyclient::kme {

using core::Expected;
using Details = std::vector<std::vector<etsi014::Detail>>;

namespace {

constexpr std::size_t k_most_shown = 256;

} // namespace

Answer json_answer(int status, std::string body)
{
    Answer answer;
    answer.status = status;
    answer.headers.emplace_back("Content-Type", "application/json");
    answer.body = std::move(body);
    return answer;
}

Answer error_answer(int status, std::string_view message)
{
    return json_answer(status, etsi014::error_body(message));
}

Answer unauthorized()
{
    Answer answer;
    answer.status = 401;
    return answer;
}

Answer bad_request(std::string_view message,
    const std::string& parameter,
    const std::string& value,
    const std::string& allowed)
{
    std::vector<etsi014::Detail> detail;
    if (!parameter.empty()) {
        detail.push_back({"parameter_name", text_value(parameter)});
    }
    if (!value.empty()) {
        detail.push_back({"parameter_value", value});
    }
    if (!allowed.empty()) {
        detail.push_back({"allowed_values", allowed});
    }
    return json_answer(
        400, etsi014::error_body(message, detail.empty() ? Details{} : Details{detail}));
}

Answer out_of_bounds(
    const std::string& parameter, std::int64_t value, std::uint64_t least, std::uint64_t most)
{
    const std::string bounds = std::to_string(least) + " to " + std::to_string(most);
    return bad_request(
        parameter + " shall be " + bounds, parameter, std::to_string(value), text_value(bounds));
}

Answer unknown_sae(const std::string& sae)
{
    return bad_request("SAE_ID not found on KME", "slave_SAE_ID", text_value(sae));
}

Answer not_found(const std::vector<std::string>& ids)
{
    Details details;
    for (const std::string& id : ids) {
        details.push_back({{"key_ID", text_value(id)}});
    }
    return json_answer(
        400, etsi014::error_body("one or more keys specified are not found on KME", details));
}

Answer too_little(std::uint64_t bits_requested, std::uint64_t bits_available)
{
    return json_answer(503,
        etsi014::error_body("not enough key on KME; try again later",
            {{{"key_bits_requested", std::to_string(bits_requested)},
                {"key_bits_available", std::to_string(bits_available)}}}));
}

Answer over_quota(std::uint64_t quota_bits, std::uint64_t used_bits)
{
    return json_answer(503,
        etsi014::error_body("the quota of this SAE is used up",
            {{{"quota_bits", std::to_string(quota_bits)},
                {"used_bits", std::to_string(used_bits)}}}));
}

Answer out_of_order()
{
    return error_answer(503, "this KME cannot answer now; nothing was given out");
}

Deliver deliver_into(Answer& answer)
{
    return [&answer](const etsi014::KeyContainer& keys) -> Expected<void> {
        auto body = etsi014::key_container_body(keys);
        if (!body) {
            return fail(std::move(body));
        }
        answer = json_answer(200, {});
        answer.secret = std::move(*body);
        return {};
    };
}

std::string text_value(std::string_view text)
{
    std::string json = "\"";
    for (const char c : text.substr(0, k_most_shown)) {
        const bool plain = c >= 0x20 && c < 0x7f;
        if (c == '"' || c == '\\') {
            json += '\\';
        }
        json += plain ? c : '?';
    }
    return json + '"';
}

} // namespace satpad::keyclient::kme
