// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/secret.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

/// The JSON bodies of ETSI GS QKD 014 V1.1.1, clause 6, both directions. Pure functions. Readers
/// take a stranger's bytes: bounded before anything is allocated, Errc::malformed with a reason for
/// what they refuse. Key material passes from the body into locked memory and is copied nowhere
/// else. What is tolerated beyond the standard: docs/etsi-014.md.
namespace satpad::keyclient::etsi014 {

/// Clause 6.1. An answer of a KME; advice only. Members that are missing, null, of another type or
/// not understood stay empty or 0 ("unknown").
struct Status
{
    std::string source_kme_id;
    std::string target_kme_id;
    std::string master_sae_id;
    std::string slave_sae_id;
    std::uint64_t key_size = 0; ///< default, bits
    std::uint64_t stored_key_count = 0;
    std::uint64_t max_key_count = 0;
    std::uint64_t max_key_per_request = 0;
    std::uint64_t max_key_size = 0; ///< bits
    std::uint64_t min_key_size = 0; ///< bits
    std::uint64_t max_sae_id_count = 0;
    bool simulated = false; ///< status_extension: {"satpad_simulated": true}
};

/// Clause 6.3: keys with their IDs, in the order of the body. All keys lie in one locked arena.
class KeyContainer
{
public:
    KeyContainer() = default;
    struct Entry
    {
        std::string id; ///< exact text
        std::size_t offset = 0;
        std::size_t size = 0; ///< bytes
    };
    KeyContainer(core::SecretBytes arena, std::vector<Entry> entries)
        : m_arena(std::move(arena))
        , m_entries(std::move(entries))
    {}
    [[nodiscard]] std::size_t size() const noexcept { return m_entries.size(); }
    [[nodiscard]] const std::string& id(std::size_t index) const { return m_entries[index].id; }
    [[nodiscard]] core::ByteView key(std::size_t index) const
    {
        return m_arena.view().subspan(m_entries[index].offset, m_entries[index].size);
    }

private:
    core::SecretBytes m_arena;
    std::vector<Entry> m_entries;
};

/// What a reader takes at most.
struct ContainerBounds
{
    std::size_t keys = 0;        ///< as many as were asked for
    std::size_t key_bytes = 0;   ///< of all keys together
    std::size_t id_bytes = 4096; ///< of one key ID
};

// What a client reads and writes

[[nodiscard]] core::Expected<Status> read_status(std::string_view body);
[[nodiscard]] core::Expected<KeyContainer> read_key_container(
    std::string_view body, const ContainerBounds& bounds);
/// {"number":n,"size":s}
[[nodiscard]] std::string key_request_body(std::uint64_t number, std::uint64_t size_bits);
/// {"key_IDs":[{"key_ID":"…"}, …]}
[[nodiscard]] std::string key_ids_body(std::span<const std::string> ids);

/// A refusal in whatever form it comes: `message`, else `detail` (text or list), `title`,
/// `description`, else the plain text; HTML and control characters taken out, at most 200 bytes.
struct Refusal
{
    std::string text;
    std::optional<std::uint64_t> bits_available; ///< details: "key_bits_available"
};
[[nodiscard]] Refusal read_refusal(std::string_view body, std::string_view content_type);

/// Foreign words on one line: at most `most` bytes of well-formed UTF-8, cut between characters,
/// without controls and marks that turn the order of reading.
[[nodiscard]] std::string printable(std::string_view text, std::size_t most);

// What a server reads and writes

/// Clause 6.2. `null` members are absent ones; members that are not known are ignored.
struct KeyRequest
{
    std::optional<std::int64_t> number;
    std::optional<std::int64_t> size; ///< bits
    std::vector<std::string> additional_slave_sae_ids;
    std::size_t mandatory_extensions = 0;
    std::size_t optional_extensions = 0;
};
/// An empty body is `{}`.
[[nodiscard]] core::Expected<KeyRequest> read_key_request(std::string_view body);
/// Clause 6.4: exact texts, in order; at least one, `most` at most.
[[nodiscard]] core::Expected<std::vector<std::string>> read_key_ids(
    std::string_view body, std::size_t most);
[[nodiscard]] std::string status_body(const Status& status);
/// {"keys":[{"key_ID":"…","key":"…"}, …]}, keys in padded base64. The result holds key.
[[nodiscard]] core::Expected<core::SecretBytes> key_container_body(const KeyContainer& keys);
struct Detail
{
    std::string name;
    std::string value; ///< JSON text of the value: `"text"`, `12`
};
/// {"message":"…","details":[{…}, …]}; each inner list is one object.
[[nodiscard]] std::string error_body(
    std::string_view message, const std::vector<std::vector<Detail>>& details = {});

} // namespace satpad::keyclient::etsi014
