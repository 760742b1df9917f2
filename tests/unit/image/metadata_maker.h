// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

/// Metadata for tests, each kind where real files have it.
namespace satpad::test {

using core::Bytes;
using core::ByteView;

/// What full_exif says, as text.
inline constexpr const char* k_artist = "A. N. Photographer";
inline constexpr const char* k_body_serial = "SN-0042-7781";
inline constexpr const char* k_camera = "Pocket Seven";
inline constexpr const char* k_taken = "2026:03:14 09:15:33";
/// The latitude's seconds as rational: bytes to look for.
inline constexpr std::uint32_t k_latitude_seconds = 0x1A2B3C4D;

struct ExifOptions
{
    bool big_endian = false;
    std::uint16_t orientation = 1;
    bool position = true; ///< 52° 7' …" N, 13° 12' 30" E, 34 m
    Bytes thumbnail;      ///< a JPEG, in the second folder
};
/// A TIFF block as cameras write it, without "Exif\0\0".
[[nodiscard]] Bytes full_exif(const ExifOptions& options = {});

[[nodiscard]] Bytes bytes_of(std::string_view text);
[[nodiscard]] Bytes joined(std::initializer_list<ByteView> parts);
/// An XMP packet with a creator, a city and a creator tool.
[[nodiscard]] Bytes xmp_packet();
/// A Photoshop block whose IPTC record names a city.
[[nodiscard]] Bytes photoshop_block();

/// `jpeg` with this segment right behind its start of image.
[[nodiscard]] Bytes with_segment(ByteView jpeg, std::uint8_t marker, ByteView content);
/// `png` with this chunk right before its first IDAT, CRC and all.
[[nodiscard]] Bytes with_chunk(ByteView png, std::string_view name, ByteView data);

/// `jpeg` with EXIF, XMP, IPTC, a comment, MPF, an unknown block and bytes behind its end.
[[nodiscard]] Bytes with_all_metadata(ByteView jpeg, const ExifOptions& options = {});

/// Whether `part` stands anywhere in `whole`.
[[nodiscard]] bool contains(ByteView whole, ByteView part);
[[nodiscard]] bool contains(ByteView whole, std::string_view part);
[[nodiscard]] Bytes number_bytes(std::uint32_t value, bool big_endian);

} // namespace satpad::test
