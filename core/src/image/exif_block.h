// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <array>
#include <optional>

/// The few EXIF fields a fitted picture may take along, in one small block with one form
/// (docs/format.md, "Metadata block"). Each byte costs key.
namespace satpad::core::image {

/// A number as EXIF stores it: numerator, denominator.
using Rational = std::array<std::uint32_t, 2>;

/// Where, as the camera wrote it: degrees, minutes, seconds, not rounded.
struct ExifPosition
{
    char latitude_side = 'N'; ///< N or S
    std::array<Rational, 3> latitude{};
    char longitude_side = 'E'; ///< E or W
    std::array<Rational, 3> longitude{};
    std::optional<Rational> altitude; ///< metres
    bool below_sea = false;           ///< false without an altitude

    bool operator==(const ExifPosition&) const = default;
};

/// Texts are 1 to 200 bytes of clean UTF-8 (clean_text), or absent (empty).
struct ExifFields
{
    std::string description;
    std::string make;
    std::string model;
    std::string artist;
    std::string copyright;
    std::string time;   ///< when taken, "2026:05:01 12:34:56"
    std::string offset; ///< of that time from UTC, "+02:00"
    std::string camera_owner;
    std::optional<ExifPosition> position;

    [[nodiscard]] bool empty() const { return *this == ExifFields{}; }
    bool operator==(const ExifFields&) const = default;
};

/// No block is longer: all fields at their longest take less.
inline constexpr std::size_t k_max_exif_block = 2048;

/// The block: a little-endian TIFF file of folders, without "Exif\0\0". Aborts when a text is not
/// clean: they are where they come from.
[[nodiscard]] Bytes encode_exif_block(const ExifFields& fields);
/// Errors: Errc::malformed when `block` is not what encode_exif_block makes of some fields, at
/// least one.
[[nodiscard]] Expected<ExifFields> decode_exif_block(ByteView block);

/// EXIF orientation 1..8 of any EXIF block, with or without its "Exif\0\0"; 1 when it names none.
[[nodiscard]] std::uint8_t read_exif_orientation(ByteView exif) noexcept;
/// A block that says only this; 26 bytes.
[[nodiscard]] Bytes encode_orientation_block(std::uint8_t orientation);

} // namespace satpad::core::image
