// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The list of metadata as the decoder child gives it, as bytes of a byte task (decoder_header.h).
/// Shared by both sides, so it needs neither satpad_core nor a codec. Everything is little-endian:
///
///     4  magic "SPML"     2  items n     4  further items that were left out (0 unless n = 512)
///
/// then n items, sorted by class:
///
///     1  class 1..9     1  name length 1..96     1  value length 0..200     8  bytes in the file
///     name, ASCII ' '..'~'     value, clean UTF-8 (clean_text)
///
/// The parent trusts none of it: the child handles hostile bytes.
namespace satpad::core::image {

inline constexpr std::size_t k_most_metadata_items = 512;
inline constexpr std::size_t k_most_metadata_name = 96;
inline constexpr std::size_t k_most_metadata_value = 200;
inline constexpr std::uint8_t k_last_metadata_class = 9;
/// No list is longer.
inline constexpr std::size_t k_most_metadata_list =
    10 + k_most_metadata_items * (11 + k_most_metadata_name + k_most_metadata_value);

struct ListedItem
{
    std::uint8_t kind = 0; ///< MetadataClass
    std::string name;
    std::string value;
    std::uint64_t bytes = 0;

    bool operator==(const ListedItem&) const = default;
};

struct MetadataList
{
    std::vector<ListedItem> items;
    std::uint32_t left_out = 0;

    bool operator==(const MetadataList&) const = default;
};

/// `items` in any order, with any text and in any number: cleans, sorts by class (stable), cuts.
[[nodiscard]] std::vector<std::uint8_t> encode_metadata_list(std::vector<ListedItem> items);
/// Nothing when `bytes` is not exactly what encode_metadata_list could have made.
[[nodiscard]] std::optional<MetadataList> parse_metadata_list(std::span<const std::uint8_t> bytes);

/// `text` with what is not UTF-8 as '?', and controls, line ends and marks that turn the reading
/// direction as spaces; no spaces at its ends or beside each other; cut to `most` bytes between
/// characters. Cleaning twice changes nothing.
[[nodiscard]] std::string clean_text(std::string_view text, std::size_t most);

} // namespace satpad::core::image
