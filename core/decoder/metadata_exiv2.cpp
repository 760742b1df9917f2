// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata.h"

#include <algorithm>
#include <array>
#include <exiv2/exiv2.hpp>

namespace satpad::decoder {
namespace {

/// Longer values are listed without their text.
constexpr long k_longest_text = 4096;

/// Tags of the main folders that say how pixels and folders are laid out (TIFF 6.0, EXIF 2.32), the
/// orientation, the colour profile, and blocks that are listed by what is in them.
constexpr std::array<std::uint16_t, 61> k_layout{254,
    255,
    256,
    257,
    258,
    259,
    262,
    263,
    264,
    265,
    266,
    273,
    274,
    277,
    278,
    279,
    280,
    281,
    282,
    283,
    284,
    290,
    291,
    292,
    293,
    296,
    297,
    301,
    317,
    318,
    319,
    320,
    321,
    322,
    323,
    324,
    325,
    330,
    332,
    338,
    339,
    340,
    341,
    347,
    512,
    513,
    514,
    519,
    520,
    521,
    529,
    530,
    531,
    532,
    700,
    33723,
    34377,
    34665,
    34675,
    34853,
    40965};
/// The same of the EXIF folder: versions, colour space, size, components.
constexpr std::array<std::uint16_t, 6> k_exif_layout{36864, 37121, 40960, 40961, 40962, 40963};
constexpr std::uint16_t k_interoperability_folder = 40965;

bool is_layout(const Exiv2::Exifdatum& datum)
{
    const std::string group = datum.groupName();
    const std::uint16_t tag = datum.tag();
    if (group == "Photo") {
        return std::ranges::find(k_exif_layout, tag) != k_exif_layout.end() ||
               tag == k_interoperability_folder;
    }
    if (group == "Iop" || group == "Thumbnail") {
        return true; // the thumbnail is listed as one
    }
    return (group == "Image" || group.starts_with("SubImage") || group.starts_with("Image")) &&
           std::ranges::find(k_layout, tag) != k_layout.end();
}

void add_utf8(std::string& out, std::uint32_t c)
{
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += {static_cast<char>(0xC0U | c >> 6U), static_cast<char>(0x80U | (c & 0x3FU))};
    } else if (c < 0x10000) {
        out += {static_cast<char>(0xE0U | c >> 12U),
            static_cast<char>(0x80U | (c >> 6U & 0x3FU)),
            static_cast<char>(0x80U | (c & 0x3FU))};
    } else {
        out += {static_cast<char>(0xF0U | c >> 18U),
            static_cast<char>(0x80U | (c >> 12U & 0x3FU)),
            static_cast<char>(0x80U | (c >> 6U & 0x3FU)),
            static_cast<char>(0x80U | (c & 0x3FU))};
    }
}

/// By hand: iconv opens files, which the jail forbids. A lone surrogate becomes what is no UTF-8.
std::string from_utf16(std::string_view text, bool big)
{
    const auto unit = [&](std::size_t at) {
        const auto a = static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[at]));
        const auto b = static_cast<std::uint32_t>(static_cast<std::uint8_t>(text[at + 1]));
        return big ? a << 8U | b : b << 8U | a;
    };
    std::string made;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
        std::uint32_t c = unit(at);
        if (c == 0) {
            break;
        }
        if (c >= 0xD800 && c < 0xDC00 && at + 3 < text.size()) {
            at += 2;
            c = 0x10000U + ((c - 0xD800U) << 10U) + ((unit(at) - 0xDC00U) & 0x3FFU);
        }
        add_utf8(made, c);
    }
    return made;
}

/// EXIF 2.32, UserComment: eight bytes name the character code.
std::string text_of(const Exiv2::CommentValue& comment)
{
    constexpr std::size_t k_code_bytes = 8;
    const std::string& whole = comment.value_;
    if (whole.size() < k_code_bytes) {
        return whole;
    }
    const std::string text = whole.substr(k_code_bytes);
    return whole.starts_with("UNICODE") ? from_utf16(text, comment.byteOrder_ == Exiv2::bigEndian)
                                        : text;
}

/// Windows' own title, comment, author, keywords, subject: UTF-16 in bytes.
std::string text_of_windows(const Exiv2::Value& value)
{
    std::string raw(static_cast<std::size_t>(value.size()), '\0');
    value.copy(reinterpret_cast<Exiv2::byte*>(raw.data()), Exiv2::littleEndian);
    return from_utf16(raw, false);
}

std::string text_of(const Exiv2::Exifdatum& datum)
{
    const Exiv2::Value& value = datum.value();
    if (value.size() > k_longest_text) {
        return {};
    }
    if (const auto* comment = dynamic_cast<const Exiv2::CommentValue*>(&value)) {
        return text_of(*comment);
    }
    if (datum.tag() >= 0x9C9B && datum.tag() <= 0x9C9F && datum.groupName() == "Image") {
        return text_of_windows(value);
    }
    std::string text = value.toString();
    return text.substr(0, text.find('\0')); // ASCII fields are often longer than what is in them
}

/// A block may be well-formed where one of its values is not: the rest still counts.
template <typename Datum> std::string text_or_nothing(const Datum& datum)
{
    try {
        if constexpr (std::is_same_v<Datum, Exiv2::Exifdatum>) {
            return text_of(datum);
        } else {
            return datum.value().size() > k_longest_text ? std::string() : datum.value().toString();
        }
    } catch (const std::exception&) {
        return {};
    }
}

std::uint64_t size_of(const Exiv2::Value& value)
{
    return static_cast<std::uint64_t>(std::max(0L, value.size()));
}

void list(const Exiv2::ExifData& exif, Items& items)
{
    for (const Exiv2::Exifdatum& datum : exif) {
        if (!is_layout(datum)) {
            add_item(items, datum.key(), text_or_nothing(datum), size_of(datum.value()));
        }
    }
    const Exiv2::DataBuf thumbnail = Exiv2::ExifThumbC(exif).copy();
    if (thumbnail.size_ > 0) {
        add_item(items, "Exif.Thumbnail", {}, static_cast<std::uint64_t>(thumbnail.size_));
    }
}

void list(const Exiv2::XmpData& xmp, Items& items)
{
    for (const Exiv2::Xmpdatum& datum : xmp) {
        add_item(items, datum.key(), text_or_nothing(datum), size_of(datum.value()));
    }
}

void list(const Exiv2::IptcData& iptc, Items& items)
{
    for (const Exiv2::Iptcdatum& datum : iptc) {
        add_item(items, datum.key(), text_or_nothing(datum), size_of(datum.value()));
    }
}

} // namespace

void prepare_exiv2()
{
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
    Exiv2::XmpParser::initialize();
    Items none;
    constexpr std::string_view k_packet =
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></x:xmpmeta>";
    list_xmp_packet(
        {reinterpret_cast<const std::uint8_t*>(k_packet.data()), k_packet.size()}, none);
}

Understood list_by_exiv2(InputView file, Items& items)
{
    try {
        const auto image = Exiv2::ImageFactory::open(file.data(), static_cast<long>(file.size()));
        image->readMetadata();
        list(image->exifData(), items);
        list(image->xmpData(), items);
        list(image->iptcData(), items);
        return {image->exifData().count() > 0,
            image->xmpData().count() > 0,
            image->iptcData().count() > 0};
    } catch (const std::bad_alloc&) {
        refuse(DecodeStatus::failed, DecodeReason::no_memory);
    } catch (const std::exception&) {
        refuse_damaged();
    }
}

bool list_exif_block(InputView block, Items& items)
{
    constexpr std::string_view k_head{"Exif\0\0", 6};
    if (block.size() > k_head.size() &&
        std::equal(k_head.begin(), k_head.end(), reinterpret_cast<const char*>(block.data()))) {
        block = block.subspan(k_head.size());
    }
    try {
        Exiv2::ExifData exif;
        const auto order =
            Exiv2::ExifParser::decode(exif, block.data(), static_cast<std::uint32_t>(block.size()));
        list(exif, items);
        return order != Exiv2::invalidByteOrder;
    } catch (const std::exception&) {
        return false;
    }
}

bool list_xmp_packet(InputView packet, Items& items)
{
    try {
        Exiv2::XmpData xmp;
        const int bad = Exiv2::XmpParser::decode(
            xmp, std::string(reinterpret_cast<const char*>(packet.data()), packet.size()));
        list(xmp, items);
        return bad == 0;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace satpad::decoder
