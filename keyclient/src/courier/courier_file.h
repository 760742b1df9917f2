// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

/// The bytes of docs/format.md, "Courier file" and "Courier reply". Pure functions; no files.
namespace satpad::keyclient::courier {

inline constexpr std::size_t k_manifest_prefix_bytes = 16;
inline constexpr std::size_t k_max_manifest_bytes = 130 + 64 + 2 * 25;
inline constexpr std::size_t k_max_generator_bytes = 64;
inline constexpr std::size_t k_max_pads = 2;
inline constexpr std::uint64_t k_min_pad_pages = 3;
inline constexpr std::uint64_t k_max_pad_pages = 0xffffffff; ///< 128 GiB of key
inline constexpr std::size_t k_reply_fixed_bytes = 61;
inline constexpr std::size_t k_max_reply_bytes = k_reply_fixed_bytes + k_max_pads * 32;

/// As the exporter sees it.
enum class Direction : std::uint8_t
{
    exporter_sends = 1,
    exporter_receives = 2
};

struct ManifestPad
{
    core::PadId id;
    Direction direction = Direction::exporter_sends;
    std::uint64_t pages = 0;
    bool operator==(const ManifestPad&) const = default;
};

struct Manifest
{
    bool simulated = false;
    core::BatchId batch;
    core::SiteId exporter;
    core::SiteId importer;
    core::PublicKey exporter_key;
    core::PublicKey importer_key;
    std::string generator;
    std::vector<ManifestPad> pads;
    bool operator==(const Manifest&) const = default;
};

[[nodiscard]] core::Bytes encode_manifest(const Manifest& manifest);
/// Length of the manifest that starts `prefix` (16 bytes), at most k_max_manifest_bytes.
[[nodiscard]] core::Expected<std::size_t> manifest_length(core::ByteView prefix);
/// Must fill `bytes` exactly. Holds rules 1 to 5. Errors: Errc::malformed.
[[nodiscard]] core::Expected<Manifest> decode_manifest(core::ByteView bytes);

/// Bytes of one pad section: all pages and the CONFIRM tag.
[[nodiscard]] std::uint64_t section_bytes(const ManifestPad& pad) noexcept;
/// Bytes of the whole file; cannot overflow for a decoded manifest.
[[nodiscard]] std::uint64_t file_bytes(const Manifest& manifest) noexcept;
/// Key bytes of all pads.
[[nodiscard]] std::uint64_t key_bytes(const Manifest& manifest) noexcept;

struct Proof
{
    core::PadId pad;
    core::Tag confirm;
};

struct Reply
{
    core::BatchId batch;
    core::SiteId importer;
    core::SiteId exporter;
    std::vector<Proof> proofs; ///< sorted by pad id
};

[[nodiscard]] core::Bytes encode_reply(const Reply& reply);
[[nodiscard]] core::Expected<Reply> decode_reply(core::ByteView bytes);

/// Which kind of file starts with these 12 bytes. Errors: Errc::malformed when it is none of ours.
[[nodiscard]] core::Expected<core::FileKind> kind_of(core::ByteView marker);

} // namespace satpad::keyclient::courier
