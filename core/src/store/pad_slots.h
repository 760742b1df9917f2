// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/pad_file.h>

#include <array>

/// Layout and sealing of a pad file: docs/format-at-rest.md, "Pad file". Pure functions, no files.
namespace satpad::core::store {

using PadSalt = std::array<std::byte, 32>;

inline constexpr std::uint64_t k_most_pages = std::uint64_t{1} << 40U;
/// Slots are read, written and erased in blocks of this many: 768 KiB of file, 512 KiB of key.
inline constexpr std::size_t k_block_slots = 16384;

[[nodiscard]] constexpr std::uint64_t slot_offset(std::uint64_t page) noexcept
{
    return k_pad_header_bytes + page * k_slot_bytes;
}

[[nodiscard]] std::string page_name(const PadId& id, std::uint64_t page);

/// The whole header block, its MAC under a subkey of the storage key.
[[nodiscard]] Expected<Bytes> encode_pad_header(
    const StorageKey& key, const PadId& id, std::uint64_t pages, const PadSalt& salt);
/// Gives the salt. Errors: Errc::home_damaged, Errc::home_newer.
[[nodiscard]] Expected<PadSalt> decode_pad_header(
    const StorageKey& key, ByteView header, const PadId& id, std::uint64_t pages);

[[nodiscard]] Expected<SecretBytes> slot_key(const StorageKey& key, const PadSalt& salt);
/// `slot` has k_slot_bytes, `plain` k_page_bytes.
void seal_slot(ByteView key,
    const PadId& id,
    std::uint64_t page,
    ByteView plain,
    MutableByteView slot) noexcept;
/// `plain` has k_page_bytes, or is empty to check only. False when the slot does not open.
[[nodiscard]] bool open_slot(ByteView key,
    const PadId& id,
    std::uint64_t page,
    ByteView slot,
    MutableByteView plain) noexcept;

} // namespace satpad::core::store
