// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <optional>

/// How a KME names a key. docs/contact.md, "KME".
namespace satpad::keyclient::kme {

using KeyId = std::array<std::byte, 16>;

/// Where a key lies in its block.
struct KeyPlace
{
    std::uint16_t page = 0;  ///< its first one in the block
    std::uint16_t bytes = 0; ///< of the key; not 0
    [[nodiscard]] std::uint64_t pages() const noexcept
    {
        return (bytes + core::k_page_bytes - 1) / core::k_page_bytes;
    }
};

/// The first bytes of the IDs of a block: by them it is found.
using BlockTag = std::array<std::byte, 4>;
[[nodiscard]] BlockTag block_tag(const core::MessageId& use);
[[nodiscard]] BlockTag tag_of(const KeyId& id) noexcept;
/// `use` is known to the two KMEs alone, so nobody else can say which IDs a block has.
[[nodiscard]] KeyId key_id(const core::MessageId& use, const KeyPlace& place);
/// Where the key would lie, were the ID one of some block's.
[[nodiscard]] std::optional<KeyPlace> place_of(const KeyId& id) noexcept;

/// Canonical, lower-case.
[[nodiscard]] std::string text_of(const KeyId& id);
/// Of the canonical form alone.
[[nodiscard]] std::optional<KeyId> parse_key_id(std::string_view text) noexcept;

} // namespace satpad::keyclient::kme
