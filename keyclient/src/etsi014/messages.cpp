// SPDX-License-Identifier: GPL-3.0-or-later
#include "base64.h"
#include "json_reader.h"

#include <satpad/keyclient/etsi014/error.h>
#include <satpad/keyclient/etsi014/messages.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace satpad::keyclient::etsi014 {
namespace {

using core::Expected;
using core::Unexpected;

constexpr std::size_t k_name_bytes = 1024; ///< of a KME or SAE ID in a status

Unexpected malformed(const char* why)
{
    return Unexpected(make_error_code(Errc::malformed), why);
}

/// Fractions and exponents are taken when they come to a whole number.
std::uint64_t count_of(std::string_view text)
{
    if (const auto whole = whole_number(text)) {
        return *whole > 0 ? static_cast<std::uint64_t>(*whole) : 0;
    }
    double real = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
    const bool fits = error == std::errc() && end == text.data() + text.size() && real > 0 &&
                      real < 9e15 && std::floor(real) == real;
    return fits ? static_cast<std::uint64_t>(real) : 0;
}

std::string read_name(JsonReader& reader)
{
    switch (reader.peek()) {
    case JsonKind::string:
        return reader.start_of_text(k_name_bytes).value_or("");
    case JsonKind::number:
        return std::string(reader.number().value_or(""));
    default:
        static_cast<void>(reader.skip());
        return {};
    }
}

std::uint64_t read_count(JsonReader& reader)
{
    switch (reader.peek()) {
    case JsonKind::number:
        return count_of(reader.number().value_or(""));
    case JsonKind::string:
        return count_of(reader.start_of_text(32).value_or(""));
    default:
        static_cast<void>(reader.skip());
        return 0;
    }
}

bool read_simulated(JsonReader& reader)
{
    if (reader.peek() != JsonKind::object) {
        static_cast<void>(reader.skip());
        return false;
    }
    bool simulated = false;
    static_cast<void>(reader.enter());
    while (const auto name = reader.member()) {
        if (*name == "satpad_simulated" && reader.peek() == JsonKind::boolean) {
            simulated = reader.boolean().value_or(false);
        } else {
            static_cast<void>(reader.skip());
        }
    }
    return simulated;
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

/// Where a member of a status goes, whatever its case.
const std::map<std::string_view, std::string Status::*> k_names{
    {"source_kme_id", &Status::source_kme_id},
    {"target_kme_id", &Status::target_kme_id},
    {"master_sae_id", &Status::master_sae_id},
    {"slave_sae_id", &Status::slave_sae_id},
};
const std::map<std::string_view, std::uint64_t Status::*> k_counts{
    {"key_size", &Status::key_size},
    {"stored_key_count", &Status::stored_key_count},
    {"max_key_count", &Status::max_key_count},
    {"max_key_per_request", &Status::max_key_per_request},
    {"max_key_size", &Status::max_key_size},
    {"min_key_size", &Status::min_key_size},
    {"max_sae_id_count", &Status::max_sae_id_count},
};

/// Reads the keys of one container into its arena.
class ContainerReader
{
public:
    ContainerReader(std::string_view body, const ContainerBounds& bounds, core::SecretBytes arena)
        : m_reader(body)
        , m_bounds(bounds)
        , m_arena(std::move(arena))
    {}

    Expected<KeyContainer> read()
    {
        if (m_reader.peek() != JsonKind::object || !m_reader.enter()) {
            return malformed("no JSON object");
        }
        bool found = false;
        while (const auto name = m_reader.member()) {
            if (*name != "keys" && *name != "Keys") {
                static_cast<void>(m_reader.skip());
                continue;
            }
            if (found || m_reader.peek() != JsonKind::array) {
                return malformed("`keys` is not one array");
            }
            found = true;
            if (auto read = read_keys(); !read) {
                return core::fail(std::move(read));
            }
        }
        if (!m_reader.at_end()) {
            return malformed("not JSON");
        }
        if (!found) {
            return malformed("no `keys`");
        }
        return KeyContainer(std::move(m_arena), std::move(m_entries));
    }

private:
    Expected<void> read_keys()
    {
        static_cast<void>(m_reader.enter());
        while (m_reader.element()) {
            if (m_entries.size() >= m_bounds.keys) {
                return Unexpected(make_error_code(Errc::too_large), "more keys than asked for");
            }
            if (auto read = read_key(); !read) {
                return read;
            }
        }
        return {};
    }

    Expected<void> read_key()
    {
        if (m_reader.peek() != JsonKind::object || !m_reader.enter()) {
            return malformed("a key is no object");
        }
        KeyContainer::Entry entry;
        bool has_id = false;
        bool has_key = false;
        while (const auto name = m_reader.member()) {
            Expected<void> read;
            if (*name == "key_ID") {
                read = read_id(entry, has_id);
            } else if (*name == "key") {
                read = read_material(entry, has_key);
            } else {
                static_cast<void>(m_reader.skip());
            }
            if (!read) {
                return read;
            }
        }
        if (m_reader.failed() || !has_id || !has_key) {
            return malformed("a key without `key_ID` or `key`");
        }
        m_entries.push_back(std::move(entry));
        return {};
    }

    Expected<void> read_id(KeyContainer::Entry& entry, bool& has_id)
    {
        auto id = m_reader.text(m_bounds.id_bytes);
        if (has_id || !id || id->empty() || !is_plain_text(*id)) {
            return malformed("an unusable `key_ID`");
        }
        has_id = true;
        entry.id = std::move(*id);
        return {};
    }

    Expected<void> read_material(KeyContainer::Entry& entry, bool& has_key)
    {
        Base64Decoder decoder(m_arena.span().subspan(m_used));
        const bool read =
            !has_key && m_reader.string([&](char letter) { return decoder.take(letter); });
        if (decoder.full()) {
            return Unexpected(make_error_code(Errc::too_large), "more key than asked for");
        }
        if (!read || !decoder.finish()) {
            return malformed("a `key` that is not base64");
        }
        has_key = true;
        entry.offset = m_used;
        entry.size = decoder.size();
        m_used += decoder.size();
        return {};
    }

    JsonReader m_reader;
    ContainerBounds m_bounds;
    core::SecretBytes m_arena;
    std::vector<KeyContainer::Entry> m_entries;
    std::size_t m_used = 0;
};

} // namespace

Expected<Status> read_status(std::string_view body)
{
    JsonReader reader(body);
    if (reader.peek() != JsonKind::object || !reader.enter()) {
        return malformed("no JSON object");
    }
    Status status;
    while (auto name = reader.member()) {
        const std::string known = lower(std::move(*name));
        if (const auto text = k_names.find(known); text != k_names.end()) {
            status.*text->second = read_name(reader);
        } else if (const auto count = k_counts.find(known); count != k_counts.end()) {
            status.*count->second = read_count(reader);
        } else if (known == "status_extension") {
            status.simulated = read_simulated(reader);
        } else {
            static_cast<void>(reader.skip());
        }
    }
    if (!reader.at_end()) {
        return malformed("not JSON");
    }
    return status;
}

Expected<KeyContainer> read_key_container(std::string_view body, const ContainerBounds& bounds)
{
    // Base64 says how much key there can be at most, whatever the answer claims.
    const std::size_t most = std::min(bounds.key_bytes, body.size() / 4 * 3 + 3);
    auto arena = core::SecretBytes::allocate(most);
    if (!arena) {
        return core::fail(std::move(arena));
    }
    return ContainerReader(body, bounds, std::move(*arena)).read();
}

std::string key_request_body(std::uint64_t number, std::uint64_t size_bits)
{
    return "{\"number\":" + std::to_string(number) + ",\"size\":" + std::to_string(size_bits) + "}";
}

std::string key_ids_body(std::span<const std::string> ids)
{
    std::string body = "{\"key_IDs\":[";
    for (const std::string& id : ids) {
        body += &id == ids.data() ? "{\"key_ID\":" : ",{\"key_ID\":";
        append_json_string(body, id);
        body += '}';
    }
    return body + "]}";
}

} // namespace satpad::keyclient::etsi014
