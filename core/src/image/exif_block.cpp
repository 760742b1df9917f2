// SPDX-License-Identifier: GPL-3.0-or-later
// Tag numbers and types: EXIF 2.32 (CIPA DC-008), sections 4.6.4 to 4.6.6; folders: TIFF 6.0,
// section 2.
#include "exif_block.h"

#include "metadata_list.h"

#include <satpad/core/byte_codec.h>

#include <cstdlib>

namespace satpad::core::image {
namespace {

constexpr std::uint16_t k_type_byte = 1;
constexpr std::uint16_t k_type_ascii = 2;
constexpr std::uint16_t k_type_long = 4;
constexpr std::uint16_t k_type_rational = 5;

constexpr std::uint16_t k_tag_description = 0x010E;
constexpr std::uint16_t k_tag_make = 0x010F;
constexpr std::uint16_t k_tag_model = 0x0110;
constexpr std::uint16_t k_tag_artist = 0x013B;
constexpr std::uint16_t k_tag_copyright = 0x8298;
constexpr std::uint16_t k_tag_exif_folder = 0x8769;
constexpr std::uint16_t k_tag_gps_folder = 0x8825;
constexpr std::uint16_t k_tag_time = 0x9003;
constexpr std::uint16_t k_tag_offset = 0x9011;
constexpr std::uint16_t k_tag_camera_owner = 0xA430;

constexpr std::uint16_t k_tag_latitude_side = 1;
constexpr std::uint16_t k_tag_latitude = 2;
constexpr std::uint16_t k_tag_longitude_side = 3;
constexpr std::uint16_t k_tag_longitude = 4;
constexpr std::uint16_t k_tag_altitude_side = 5;
constexpr std::uint16_t k_tag_altitude = 6;

constexpr std::size_t k_entry_bytes = 12;
constexpr std::size_t k_inline_bytes = 4;

struct Entry
{
    std::uint16_t tag = 0;
    std::uint16_t type = 0;
    std::uint32_t count = 0;
    Bytes value;
};

/// Entries by rising tag, as TIFF wants them.
using Folder = std::vector<Entry>;

void add_text(Folder& folder, std::uint16_t tag, const std::string& text)
{
    if (text.empty()) {
        return;
    }
    if (clean_text(text, k_most_metadata_value) != text) {
        std::abort();
    }
    Bytes value = ByteComposer().text(text).u8(0).bytes();
    folder.push_back(
        {tag, k_type_ascii, static_cast<std::uint32_t>(value.size()), std::move(value)});
}

void add_rationals(Folder& folder, std::uint16_t tag, std::span<const Rational> numbers)
{
    ByteComposer value;
    for (const Rational& number : numbers) {
        value.u32(number[0]).u32(number[1]);
    }
    folder.push_back({tag,
        k_type_rational,
        static_cast<std::uint32_t>(numbers.size()),
        std::move(value).bytes()});
}

Folder gps_folder(const ExifPosition& position)
{
    Folder folder;
    add_text(folder, k_tag_latitude_side, std::string(1, position.latitude_side));
    add_rationals(folder, k_tag_latitude, position.latitude);
    add_text(folder, k_tag_longitude_side, std::string(1, position.longitude_side));
    add_rationals(folder, k_tag_longitude, position.longitude);
    if (position.altitude) {
        folder.push_back({k_tag_altitude_side,
            k_type_byte,
            1,
            ByteComposer().u8(position.below_sea ? 1 : 0).bytes()});
        add_rationals(folder, k_tag_altitude, std::span(&*position.altitude, 1));
    }
    return folder;
}

std::size_t folder_bytes(const Folder& folder)
{
    std::size_t size = 2 + k_entry_bytes * folder.size() + 4;
    for (const Entry& entry : folder) {
        size += entry.value.size() > k_inline_bytes ? (entry.value.size() + 1) / 2 * 2 : 0;
    }
    return size;
}

/// The folder, no next one, then its longer values in order, each at an even place.
void write_folder(ByteComposer& out, const Folder& folder)
{
    std::size_t values_at = out.bytes().size() + 2 + k_entry_bytes * folder.size() + 4;
    out.u16(static_cast<std::uint16_t>(folder.size()));
    for (const Entry& entry : folder) {
        out.u16(entry.tag).u16(entry.type).u32(entry.count);
        if (entry.value.size() > k_inline_bytes) {
            out.u32(static_cast<std::uint32_t>(values_at));
            values_at += (entry.value.size() + 1) / 2 * 2;
        } else {
            Bytes padded = entry.value;
            padded.resize(k_inline_bytes);
            out.raw(padded);
        }
    }
    out.u32(0);
    for (const Entry& entry : folder) {
        if (entry.value.size() > k_inline_bytes) {
            out.raw(entry.value).pad_to(2);
        }
    }
}

void add_pointer(Folder& folder, std::uint16_t tag)
{
    folder.push_back({tag, k_type_long, 1, Bytes(4)});
}

void point(Folder& folder, std::uint16_t tag, std::size_t place)
{
    for (Entry& entry : folder) {
        if (entry.tag == tag) {
            entry.value = ByteComposer().u32(static_cast<std::uint32_t>(place)).bytes();
        }
    }
}

Unexpected malformed(const char* what)
{
    return Unexpected(Errc::malformed, std::string("metadata block: ") + what);
}

ByteComposer tiff_head()
{
    ByteComposer out;
    out.text("II").u16(42).u32(8);
    return out;
}

/// Reads entries without trusting them; what it misreads does not encode to the same block again.
class LooseReader
{
public:
    explicit LooseReader(ByteView block)
        : m_block(block)
    {}

    /// Value bytes of an entry; empty when it is not there.
    [[nodiscard]] ByteView value(std::uint32_t folder, std::uint16_t tag) const
    {
        ByteParser in(from(folder));
        for (unsigned left = in.u16(); left > 0 && in.ok(); --left) {
            const std::uint16_t found = in.u16();
            const std::uint16_t type = in.u16();
            const std::uint64_t count = in.u32();
            const ByteView field = in.raw(k_inline_bytes);
            if (found != tag || !in.ok()) {
                continue;
            }
            const std::uint64_t size = count * (type == k_type_rational  ? 8U
                                                   : type == k_type_long ? 4U
                                                                         : 1U);
            if (size <= k_inline_bytes) {
                return field.first(static_cast<std::size_t>(size));
            }
            const ByteView rest = from(ByteParser(field).u32());
            return size <= rest.size() ? rest.first(static_cast<std::size_t>(size)) : ByteView{};
        }
        return {};
    }
    [[nodiscard]] std::string text(std::uint32_t folder, std::uint16_t tag) const
    {
        const ByteView found = value(folder, tag);
        return found.empty() ? std::string() : ByteParser(found).text(found.size() - 1);
    }
    [[nodiscard]] std::uint32_t number(std::uint32_t folder, std::uint16_t tag) const
    {
        return ByteParser(value(folder, tag)).u32();
    }
    [[nodiscard]] char letter(std::uint32_t folder, std::uint16_t tag) const
    {
        const std::string found = text(folder, tag);
        return found.size() == 1 ? found.front() : ' ';
    }
    template <std::size_t Count>
    [[nodiscard]] std::array<Rational, Count> rationals(
        std::uint32_t folder, std::uint16_t tag) const
    {
        ByteParser in(value(folder, tag));
        std::array<Rational, Count> made{};
        for (Rational& number : made) {
            number[0] = in.u32();
            number[1] = in.u32();
        }
        return made;
    }

private:
    [[nodiscard]] ByteView from(std::uint32_t place) const
    {
        return place <= m_block.size() ? m_block.subspan(place) : ByteView{};
    }

    ByteView m_block;
};

ExifPosition read_position(const LooseReader& in, std::uint32_t gps)
{
    ExifPosition position;
    position.latitude_side = in.letter(gps, k_tag_latitude_side);
    position.latitude = in.rationals<3>(gps, k_tag_latitude);
    position.longitude_side = in.letter(gps, k_tag_longitude_side);
    position.longitude = in.rationals<3>(gps, k_tag_longitude);
    const ByteView below = in.value(gps, k_tag_altitude_side);
    if (!below.empty()) {
        position.below_sea = below[0] == std::byte{1};
        position.altitude = in.rationals<1>(gps, k_tag_altitude)[0];
    }
    return position;
}

bool is_well_formed(const ExifFields& fields)
{
    for (const std::string* text : {&fields.description,
             &fields.make,
             &fields.model,
             &fields.artist,
             &fields.copyright,
             &fields.time,
             &fields.offset,
             &fields.camera_owner}) {
        if (clean_text(*text, k_most_metadata_value) != *text) {
            return false;
        }
    }
    return !fields.position ||
           ((fields.position->latitude_side == 'N' || fields.position->latitude_side == 'S') &&
               (fields.position->longitude_side == 'E' || fields.position->longitude_side == 'W'));
}

} // namespace

Bytes encode_exif_block(const ExifFields& fields)
{
    Folder exif;
    add_text(exif, k_tag_time, fields.time);
    add_text(exif, k_tag_offset, fields.offset);
    add_text(exif, k_tag_camera_owner, fields.camera_owner);
    // GPSVersionID, which the standard asks for, is left out: every reader tried does without, and
    // it would cost 12 bytes of key.
    const Folder gps = fields.position ? gps_folder(*fields.position) : Folder{};
    Folder main;
    add_text(main, k_tag_description, fields.description);
    add_text(main, k_tag_make, fields.make);
    add_text(main, k_tag_model, fields.model);
    add_text(main, k_tag_artist, fields.artist);
    add_text(main, k_tag_copyright, fields.copyright);
    if (!exif.empty()) {
        add_pointer(main, k_tag_exif_folder);
    }
    if (!gps.empty()) {
        add_pointer(main, k_tag_gps_folder);
    }
    ByteComposer out = tiff_head();
    const std::size_t exif_at = out.bytes().size() + folder_bytes(main);
    point(main, k_tag_exif_folder, exif_at);
    point(main, k_tag_gps_folder, exif_at + (exif.empty() ? 0 : folder_bytes(exif)));
    write_folder(out, main);
    for (const Folder* folder : {static_cast<const Folder*>(&exif), &gps}) {
        if (!folder->empty()) {
            write_folder(out, *folder);
        }
    }
    return std::move(out).bytes();
}

Expected<ExifFields> decode_exif_block(ByteView block)
{
    if (block.size() > k_max_exif_block) {
        return malformed("too long");
    }
    constexpr std::uint32_t main = 8;
    const LooseReader in(block);
    const std::uint32_t exif = in.number(main, k_tag_exif_folder);
    const std::uint32_t gps = in.number(main, k_tag_gps_folder);
    ExifFields fields;
    fields.description = in.text(main, k_tag_description);
    fields.make = in.text(main, k_tag_make);
    fields.model = in.text(main, k_tag_model);
    fields.artist = in.text(main, k_tag_artist);
    fields.copyright = in.text(main, k_tag_copyright);
    if (exif != 0) {
        fields.time = in.text(exif, k_tag_time);
        fields.offset = in.text(exif, k_tag_offset);
        fields.camera_owner = in.text(exif, k_tag_camera_owner);
    }
    if (gps != 0) {
        fields.position = read_position(in, gps);
    }
    if (fields.empty() || !is_well_formed(fields)) {
        return malformed("a field is not well-formed");
    }
    // One form only: whatever else a block could hold or hide does not come back the same.
    const Bytes again = encode_exif_block(fields);
    if (!std::equal(again.begin(), again.end(), block.begin(), block.end())) {
        return malformed("not in its one form");
    }
    return fields;
}

} // namespace satpad::core::image
