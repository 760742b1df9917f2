// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata.h"

#include "byte_tasks.h"
#include "picture_kind.h"

#include <array>

namespace satpad::decoder {
namespace {

using core::image::PictureKind;

struct Word
{
    std::string_view word;
    MetadataKind kind;
};

using enum MetadataKind;

/// The first that is part of the name decides. Whole names first, where a word would mislead.
constexpr std::array<Word, 67> k_words{{
    {"GPSTimeStamp", time},
    {"GPSDateStamp", time},
    {"GPSVersionID", other},
    {"MakerNote", other},
    {"CreatorTool", software},
    {"SubjectDistance", other},
    {"SubjectArea", other},
    {"SubjectLocation", other},
    {"GPS", position},
    {"Latitude", position},
    {"Longitude", position},
    {"City", position},
    {"Country", position},
    {"ProvinceState", position},
    {"photoshop.State", position},
    {"Location", position},
    {"Thumbnail", thumbnail},
    {"thumbnail", thumbnail},
    {"further picture", thumbnail},
    {"Serial", serial_number},
    {"serial", serial_number},
    {"UniqueID", serial_number},
    {"DocumentID", serial_number},
    {"documentID", serial_number},
    {"InstanceID", serial_number},
    {"instanceID", serial_number},
    {"ShutterCount", serial_number},
    {"Owner", owner},
    {"owner", owner},
    {"Artist", owner},
    {"creator", owner},
    {"Creator", owner},
    {"Byline", owner},
    {"Credit", owner},
    {"Copyright", owner},
    {"rights", owner},
    {"Rights", owner},
    {"Author", owner},
    {"PersonInImage", owner},
    {"Software", software},
    {"softwareAgent", software},
    {"Firmware", software},
    {"History", software},
    {"Application2.Program", software},
    {"Date", time},
    {"date:", time},
    {"OffsetTime", time},
    {"SubSecTime", time},
    {"TimeCreated", time},
    {"TimeZone", time},
    {"Creation Time", time},
    {"tIME", time},
    {".Make", device},
    {"Model", device},
    {"Lens", device},
    {"Camera", device},
    {"HostComputer", device},
    {"Caption", comment},
    {"omment", comment},
    {"Description", comment},
    {"description", comment},
    {"Title", comment},
    {"title", comment},
    {"Headline", comment},
    {"Keyword", comment},
    {"subject", comment},
    {"Subject", comment},
}};

} // namespace

MetadataKind kind_of(std::string_view name) noexcept
{
    for (const Word& word : k_words) {
        if (name.find(word.word) != std::string_view::npos) {
            return word.kind;
        }
    }
    return MetadataKind::other;
}

void add_item(Items& items, std::string name, std::string value, std::uint64_t bytes)
{
    const auto kind = static_cast<std::uint8_t>(kind_of(name));
    items.push_back({kind, std::move(name), std::move(value), bytes});
}

void prepare_listing()
{
    prepare_exiv2();
}

/// Blocks are unpacked, decoded into trees and written out as text.
std::uint64_t listing_memory(InputView, std::uint64_t)
{
    return std::uint64_t{256} * 1024 * 1024;
}

void list_metadata(InputView input, std::uint64_t most)
{
    Items items;
    switch (core::image::picture_kind(input)) {
    case PictureKind::jpeg:
        list_jpeg_segments(input, list_by_exiv2(input, items), items);
        break;
    case PictureKind::png:
        list_png_chunks(input, list_by_exiv2(input, items), items);
        break;
    case PictureKind::webp:
    case PictureKind::tiff:
        list_by_exiv2(input, items);
        break;
    case PictureKind::jxl_boxes:
        list_jxl_boxes(input, items);
        break;
    case PictureKind::jxl_codestream:
        break; // has no room for any
    case PictureKind::heif:
        list_heif_items(input, items);
        break;
    case PictureKind::unknown:
        refuse_unsupported(DecodeReason::unknown_kind);
    }
    const std::vector<std::uint8_t> list = core::image::encode_metadata_list(std::move(items));
    if (list.size() > most) {
        refuse(DecodeStatus::too_large, DecodeReason::too_long);
    }
    write_bytes(list);
}

} // namespace satpad::decoder
