// SPDX-License-Identifier: GPL-3.0-or-later
#include "asked.h"

#include "answers.h"

#include <algorithm>
#include <charconv>

namespace satpad::keyclient::kme {

using etsi014::KeyRequest;

namespace {

std::optional<std::int64_t> whole_number(std::string_view text)
{
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stopped == end && !text.empty() ? std::optional(value)
                                                                   : std::nullopt;
}

/// GET with number, size, or neither. An answer: what is wrong with it.
std::variant<KeyRequest, Answer> request_of(const std::vector<Parameter>& query)
{
    KeyRequest request;
    for (const Parameter& one : query) {
        auto* const member = one.name == "number" ? &request.number
                             : one.name == "size" ? &request.size
                                                  : nullptr;
        if (member == nullptr || *member) {
            return bad_request("this parameter is not one of GET, or there twice; use POST",
                one.name,
                text_value(one.value));
        }
        *member = whole_number(one.value);
        if (!*member) {
            return bad_request(one.name + " shall be an integer", one.name, text_value(one.value));
        }
    }
    return request;
}

std::optional<Answer> fault_of(const KeyRequest& request)
{
    if (request.mandatory_extensions != 0) {
        return bad_request("not all extension_mandatory parameters are supported");
    }
    if (!request.additional_slave_sae_ids.empty()) {
        return bad_request("additional_slave_SAE_IDs: this KME serves one slave a key",
            "additional_slave_SAE_IDs",
            std::to_string(request.additional_slave_sae_ids.size()),
            "0");
    }
    const std::int64_t number = request.number.value_or(1);
    if (number < 1 || number > static_cast<std::int64_t>(k_most_keys)) {
        return out_of_bounds("number", number, 1, k_most_keys);
    }
    const std::int64_t size = request.size.value_or(k_key_bits);
    if (size % 8 != 0) {
        return bad_request("size shall be a multiple of 8", "size", std::to_string(size));
    }
    if (size < static_cast<std::int64_t>(k_least_key_bits) ||
        size > static_cast<std::int64_t>(k_most_key_bits)) {
        return out_of_bounds("size", size, k_least_key_bits, k_most_key_bits);
    }
    return std::nullopt;
}

/// Lower-case, as they are emitted.
std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

} // namespace

std::variant<KeyOrder, Answer> keys_asked(
    const Request& request, const std::vector<Parameter>& query)
{
    KeyRequest asked;
    if (request.method == "GET") {
        auto read = request_of(query);
        if (auto* wrong = std::get_if<Answer>(&read)) {
            return std::move(*wrong);
        }
        asked = std::get<KeyRequest>(std::move(read));
    } else {
        auto read = etsi014::read_key_request(request.body);
        if (!read) {
            return bad_request(read.error().context);
        }
        asked = std::move(*read);
    }
    if (auto wrong = fault_of(asked)) {
        return std::move(*wrong);
    }
    KeyOrder order;
    order.number = static_cast<std::uint64_t>(asked.number.value_or(1));
    order.bits = static_cast<std::uint64_t>(asked.size.value_or(k_key_bits));
    return order;
}

std::variant<std::vector<std::string>, Answer> ids_asked(
    const Request& request, const std::vector<Parameter>& query)
{
    std::vector<std::string> ids;
    if (request.method == "GET") {
        if (query.size() != 1 || query.front().name != "key_ID" || query.front().value.empty()) {
            return bad_request("GET takes exactly one key_ID; use POST for more");
        }
        ids.push_back(query.front().value);
    } else {
        auto read = etsi014::read_key_ids(request.body, k_most_ids);
        if (!read) {
            return bad_request(read.error().context);
        }
        ids = std::move(*read);
    }
    std::ranges::transform(ids, ids.begin(), lowered);
    std::vector<std::string> sorted = ids;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end()) {
        return bad_request("the same key_ID is there twice", "key_ID", text_value(*twice));
    }
    return ids;
}

} // namespace satpad::keyclient::kme
