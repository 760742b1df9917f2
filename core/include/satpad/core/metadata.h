// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <optional>
#include <span>

/// What a picture file tells beside its pixels: listed, taken out, or a chosen part put back.
/// Values are for the operator's eyes only: they are never logged, stored or sent as text.
namespace satpad::core::image {

/// What an item tells about the photographer. Told apart because each is feared for another reason.
enum class MetadataClass : std::uint8_t
{
    position = 1,      ///< where: GPS, place names
    time = 2,          ///< when
    serial_number = 3, ///< which very camera, lens or picture
    owner = 4,         ///< who: artist, copyright, camera owner
    device = 5,        ///< which kind of camera and lens
    comment = 6,       ///< free text: caption, title, keywords
    thumbnail = 7,     ///< a second picture inside, which may show what was cut away
    software = 8,      ///< what wrote or changed the file
    other = 9          ///< everything else: exposure, maker notes, unknown blocks
};
/// "position", "serial number", …
[[nodiscard]] std::string_view word(MetadataClass kind) noexcept;

struct MetadataItem
{
    MetadataClass kind = MetadataClass::other;
    std::string name;  ///< "Exif.GPSInfo.GPSLatitude", "Xmp.dc.creator", "PNG tEXt Author"; ASCII
    std::string value; ///< at most 200 bytes of UTF-8 without controls; empty for blocks
    std::uint64_t bytes = 0; ///< of its value in the file

    bool operator==(const MetadataItem&) const = default;
};

struct Metadata
{
    std::vector<MetadataItem> items; ///< feared classes first, then as found; at most 512
    std::uint32_t left_out = 0;      ///< further items, not listed

    [[nodiscard]] bool has(MetadataClass kind) const noexcept;
    bool operator==(const Metadata&) const = default;
};

/// Lists the metadata of a JPEG, PNG, WebP, TIFF, JPEG XL, AVIF or HEIC file: EXIF, XMP, IPTC, text
/// chunks, comments, further pictures, bytes behind the picture. Colour profiles are no metadata
/// here: pixels need them. Read in the decoder child; pixels are not decoded. Errors:
/// Errc::unsupported_file (no such picture), unreadable_file (damaged: what it carries is unknown),
/// limit_exceeded (512 MiB), the system's code when the child cannot be started.
/// Threads: any; each call has its own child.
[[nodiscard]] Expected<Metadata> read_metadata(ByteView file_bytes);

/// Whether read_metadata knows the kind of file that begins like this (its first 16 bytes suffice).
[[nodiscard]] bool may_carry_metadata(ByteView file_start) noexcept;

/// A copy of a JPEG or PNG file without metadata. Nothing is encoded again: compressed pixels,
/// tables and colour information are copied, so both decode to the same pixels. Of EXIF only the
/// orientation stays, as a block of 26 bytes, when it turns the picture. What lies behind the end
/// of the picture goes too. Errors: Errc::unsupported_file (another kind, or a PNG with a critical
/// chunk nobody knows), unreadable_file (cut or damaged; it could not be shown that all is gone).
[[nodiscard]] Expected<Bytes> strip_metadata(ByteView file_bytes);

/// What a plan knows of the metadata of its file.
struct PlannedMetadata
{
    /// What the file carries; nothing when it is no picture whose metadata is listed here, or
    /// `unreadable`.
    std::optional<Metadata> in_file;
    bool unreadable = false;           ///< such a picture, but what it carries is unknown
    std::vector<MetadataItem> travels; ///< what the receiver will find in it
    std::uint64_t travel_bytes = 0;    ///< what that costs of the payload
    bool strippable = false;           ///< of a kind that strip_metadata takes
};

/// Which classes a fitted picture may take along: position, time, owner, device, comment.
[[nodiscard]] std::span<const MetadataClass> keepable_metadata() noexcept;
/// Parses "time,position" or "all" (all that may be kept). Errors: Errc::invalid_argument naming
/// the field.
[[nodiscard]] Expected<std::vector<MetadataClass>> parse_kept_metadata(std::string_view fields);

/// "position 52.1 N 13.2 E", "owner A. Body", "embedded thumbnail (5 211 bytes)": one phrase for
/// each feared class the file carries (position, time, serial number, owner, thumbnail), for the
/// terminal and the desktop.
[[nodiscard]] std::vector<std::string> feared_metadata(const Metadata& metadata);

} // namespace satpad::core::image
