// SPDX-License-Identifier: GPL-3.0-or-later
// What a KME reads and writes.
#include "base64.h"
#include "json_reader.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/etsi014/messages.h>

#include <cstring>

namespace satpad::keyclient::etsi014 {
namespace {

using core::Expected;
using core::Unexpected;

constexpr std::size_t k_most_slaves = 1024;
constexpr std::size_t k_sae_bytes = 1024;
constexpr std::size_t k_id_bytes = 4096;

Unexpected malformed(std::string why)
{
    return Unexpected(make_error_code(Errc::malformed), std::move(why));
}

/// `null` is an absent member.
bool skip_null(JsonReader& reader)
{
    return reader.peek() == JsonKind::null && reader.skip();
}

Expected<void> read_integer(JsonReader& reader, const char* name, std::optional<std::int64_t>& into)
{
    const auto text = reader.peek() == JsonKind::number ? reader.number() : std::nullopt;
    into = text ? whole_number(*text) : std::nullopt;
    return into ? Expected<void>() : malformed(std::string(name) + " shall be an integer");
}

Expected<void> read_slaves(JsonReader& reader, std::vector<std::string>& into)
{
    const char* const why = "additional_slave_SAE_IDs shall be an array of strings";
    if (reader.peek() != JsonKind::array || !reader.enter()) {
        return malformed(why);
    }
    into.clear();
    while (reader.element()) {
        auto id = reader.text(k_sae_bytes);
        if (!id || into.size() >= k_most_slaves) {
            return malformed(why);
        }
        into.push_back(std::move(*id));
    }
    return {};
}

Expected<void> count_objects(JsonReader& reader, const std::string& name, std::size_t& count)
{
    if (reader.peek() != JsonKind::array || !reader.enter()) {
        return malformed(name + " shall be an array of objects");
    }
    count = 0;
    while (reader.element()) {
        ++count;
        if (reader.peek() != JsonKind::object || !reader.skip()) {
            return malformed(name + " shall be an array of objects");
        }
    }
    return {};
}

Expected<void> read_request_member(JsonReader& reader, const std::string& name, KeyRequest& request)
{
    if (skip_null(reader)) {
        return {};
    }
    if (name == "number") {
        return read_integer(reader, "number", request.number);
    }
    if (name == "size") {
        return read_integer(reader, "size", request.size);
    }
    if (name == "additional_slave_SAE_IDs") {
        return read_slaves(reader, request.additional_slave_sae_ids);
    }
    if (name == "extension_mandatory") {
        return count_objects(reader, name, request.mandatory_extensions);
    }
    if (name == "extension_optional") {
        return count_objects(reader, name, request.optional_extensions);
    }
    static_cast<void>(reader.skip());
    return {};
}

Expected<std::string> read_one_id(JsonReader& reader)
{
    if (reader.peek() != JsonKind::object || !reader.enter()) {
        return malformed("key_IDs shall be an array of objects");
    }
    std::optional<std::string> id;
    while (const auto name = reader.member()) {
        if (*name != "key_ID") {
            static_cast<void>(reader.skip());
            continue;
        }
        if (id || reader.peek() != JsonKind::string) {
            return malformed("key_ID shall be a string");
        }
        id = reader.text(k_id_bytes);
    }
    if (reader.failed() || !id || id->empty()) {
        return malformed("key_ID shall be a string");
    }
    return std::move(*id);
}

Expected<void> read_ids(JsonReader& reader, std::size_t most, std::vector<std::string>& into)
{
    if (reader.peek() != JsonKind::array || !reader.enter()) {
        return malformed("key_IDs shall be an array of objects");
    }
    while (reader.element()) {
        if (into.size() >= most) {
            return Unexpected(
                make_error_code(Errc::too_large), "more than " + std::to_string(most) + " key_IDs");
        }
        auto id = read_one_id(reader);
        if (!id) {
            return core::fail(std::move(id));
        }
        into.push_back(std::move(*id));
    }
    return {};
}

void append_member(std::string& out, const char* name, const std::string& value)
{
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
    out += ',';
}

void append_member(std::string& out, const char* name, std::uint64_t value)
{
    append_json_string(out, name);
    out += ':' + std::to_string(value) + ',';
}

/// Writes into memory whose size was computed before.
class Writer
{
public:
    explicit Writer(core::MutableByteView into)
        : m_into(into)
    {}
    void text(std::string_view part)
    {
        std::memcpy(next(part.size()).data(), part.data(), part.size());
    }
    void key(core::ByteView bytes) { encode_base64(bytes, next(base64_length(bytes.size()))); }

private:
    core::MutableByteView next(std::size_t count)
    {
        const core::MutableByteView part = m_into.first(count);
        m_into = m_into.subspan(count);
        return part;
    }
    core::MutableByteView m_into;
};

constexpr std::string_view k_open = "{\"keys\":[";
constexpr std::string_view k_id = "{\"key_ID\":";
constexpr std::string_view k_key = ",\"key\":\"";
constexpr std::string_view k_end_of_key = "\"}";
constexpr std::string_view k_close = "]}";

} // namespace

Expected<KeyRequest> read_key_request(std::string_view body)
{
    KeyRequest request;
    JsonReader reader(body);
    if (reader.at_end()) {
        return request;
    }
    if (reader.peek() != JsonKind::object || !reader.enter()) {
        return malformed("no JSON object");
    }
    while (const auto name = reader.member()) {
        if (auto read = read_request_member(reader, *name, request); !read) {
            return core::fail(std::move(read));
        }
    }
    if (!reader.at_end()) {
        return malformed("not JSON");
    }
    return request;
}

Expected<std::vector<std::string>> read_key_ids(std::string_view body, std::size_t most)
{
    JsonReader reader(body);
    if (reader.peek() != JsonKind::object || !reader.enter()) {
        return malformed("no JSON object");
    }
    std::vector<std::string> ids;
    while (const auto name = reader.member()) {
        if (*name != "key_IDs") {
            static_cast<void>(reader.skip());
            continue;
        }
        if (!ids.empty()) {
            return malformed("key_IDs twice");
        }
        if (auto read = read_ids(reader, most, ids); !read) {
            return core::fail(std::move(read));
        }
    }
    if (!reader.at_end()) {
        return malformed("not JSON");
    }
    if (ids.empty()) {
        return malformed("no key_IDs");
    }
    return ids;
}

std::string status_body(const Status& status)
{
    std::string body = "{";
    append_member(body, "source_KME_ID", status.source_kme_id);
    append_member(body, "target_KME_ID", status.target_kme_id);
    append_member(body, "master_SAE_ID", status.master_sae_id);
    append_member(body, "slave_SAE_ID", status.slave_sae_id);
    append_member(body, "key_size", status.key_size);
    append_member(body, "stored_key_count", status.stored_key_count);
    append_member(body, "max_key_count", status.max_key_count);
    append_member(body, "max_key_per_request", status.max_key_per_request);
    append_member(body, "max_key_size", status.max_key_size);
    append_member(body, "min_key_size", status.min_key_size);
    append_member(body, "max_SAE_ID_count", status.max_sae_id_count);
    body.pop_back();
    body += status.simulated ? ",\"status_extension\":{\"satpad_simulated\":true}}" : "}";
    return body;
}

Expected<core::SecretBytes> key_container_body(const KeyContainer& keys)
{
    std::vector<std::string> ids(keys.size());
    std::size_t size = k_open.size() + k_close.size() + (ids.empty() ? 0 : ids.size() - 1);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        append_json_string(ids[i], keys.id(i));
        size += k_id.size() + ids[i].size() + k_key.size() + k_end_of_key.size() +
                base64_length(keys.key(i).size());
    }
    auto body = core::SecretBytes::allocate(size);
    if (!body) {
        return body;
    }
    Writer writer(body->span());
    writer.text(k_open);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        writer.text(i == 0 ? "" : ",");
        writer.text(k_id);
        writer.text(ids[i]);
        writer.text(k_key);
        writer.key(keys.key(i));
        writer.text(k_end_of_key);
    }
    writer.text(k_close);
    return body;
}

std::string error_body(std::string_view message, const std::vector<std::vector<Detail>>& details)
{
    std::string body = "{\"message\":";
    append_json_string(body, message);
    body += details.empty() ? "" : ",\"details\":[";
    for (const std::vector<Detail>& object : details) {
        body += '{';
        for (const Detail& detail : object) {
            append_json_string(body, detail.name);
            body += ':' + detail.value + ',';
        }
        if (!object.empty()) {
            body.pop_back();
        }
        body += "},";
    }
    if (!details.empty()) {
        body.back() = ']';
    }
    return body + '}';
}

} // namespace satpad::keyclient::etsi014
