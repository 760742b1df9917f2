// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// What kind of picture file may carry metadata that is read here, by its first bytes. Shared with
/// the decoder child.
namespace satpad::core::image {

enum class PictureKind : std::uint8_t
{
    unknown,
    jpeg,
    png,
    webp,
    tiff,
    jxl_codestream,
    jxl_boxes,
    heif ///< AVIF, HEIC: ISO/IEC 23008-12
};

[[nodiscard]] inline PictureKind picture_kind(std::span<const std::uint8_t> start) noexcept
{
    const auto is = [&](std::size_t at, std::string_view text) {
        return start.size() >= at + text.size() &&
               std::equal(text.begin(), text.end(), start.data() + at, [](char a, std::uint8_t b) {
                   return static_cast<std::uint8_t>(a) == b;
               });
    };
    if (is(0, "\xFF\xD8\xFF")) {
        return PictureKind::jpeg;
    }
    if (is(0, "\x89PNG\r\n\x1a\n")) {
        return PictureKind::png;
    }
    if (is(0, "RIFF") && is(8, "WEBP")) {
        return PictureKind::webp;
    }
    if (is(0, {"II*\0", 4}) || is(0, {"MM\0*", 4}) || is(0, {"II+\0", 4}) || is(0, {"MM\0+", 4})) {
        return PictureKind::tiff;
    }
    if (is(0, "\xFF\x0A")) {
        return PictureKind::jxl_codestream;
    }
    if (is(0, {"\0\0\0\x0CJXL \r\n\x87\n", 12})) {
        return PictureKind::jxl_boxes;
    }
    constexpr std::array<std::string_view, 8> k_brands{
        "avif", "avis", "heic", "heix", "heim", "heis", "mif1", "msf1"};
    // The major brand, or one of the first compatible ones.
    const bool heif = is(4, "ftyp") && std::any_of(k_brands.begin(), k_brands.end(), [&](auto b) {
        return is(8, b) || is(16, b) || is(20, b) || is(24, b) || is(28, b);
    });
    return heif ? PictureKind::heif : PictureKind::unknown;
}

} // namespace satpad::core::image
