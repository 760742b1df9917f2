// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata_maker.h"

#include <algorithm>

namespace satpad::test {
namespace {

struct Entry
{
    std::uint16_t tag;
    std::uint16_t type;
    std::uint32_t count;
    Bytes value;
};

/// Folders one behind the other; values of entries longer than four bytes behind their folder.
class TiffWriter
{
public:
    explicit TiffWriter(bool big)
        : m_big(big)
    {}

    [[nodiscard]] Bytes number(std::uint64_t value, unsigned size) const
    {
        Bytes made(size);
        for (unsigned i = 0; i < size; ++i) {
            made[m_big ? size - 1 - i : i] = static_cast<std::byte>(value >> (8 * i) & 0xFFU);
        }
        return made;
    }
    [[nodiscard]] Entry text(std::uint16_t tag, std::string_view text) const
    {
        Bytes value = bytes_of(text);
        value.push_back(std::byte{0});
        return {tag, 2, static_cast<std::uint32_t>(value.size()), value};
    }
    [[nodiscard]] Entry short_number(std::uint16_t tag, std::uint16_t value) const
    {
        return {tag, 3, 1, number(value, 2)};
    }
    [[nodiscard]] Entry long_number(std::uint16_t tag, std::uint32_t value) const
    {
        return {tag, 4, 1, number(value, 4)};
    }
    [[nodiscard]] Entry rationals(
        std::uint16_t tag, std::initializer_list<std::uint32_t> parts) const
    {
        Bytes value;
        for (const std::uint32_t part : parts) {
            const Bytes four = number(part, 4);
            value.insert(value.end(), four.begin(), four.end());
        }
        return {tag, 5, static_cast<std::uint32_t>(parts.size() / 2), value};
    }

    static std::size_t size_of(const std::vector<Entry>& folder)
    {
        std::size_t size = 6 + 12 * folder.size();
        for (const Entry& entry : folder) {
            size += entry.value.size() > 4 ? entry.value.size() : 0;
        }
        return size;
    }
    [[nodiscard]] Bytes folder(
        std::vector<Entry> entries, std::size_t at, std::uint32_t next = 0) const
    {
        std::ranges::sort(entries, {}, &Entry::tag);
        Bytes head = number(entries.size(), 2);
        Bytes values;
        const std::size_t values_at = at + 6 + 12 * entries.size();
        for (const Entry& entry : entries) {
            Bytes field = entry.value;
            if (field.size() > 4) {
                field = number(values_at + values.size(), 4);
                values.insert(values.end(), entry.value.begin(), entry.value.end());
            }
            field.resize(4);
            head = joined(
                {head, number(entry.tag, 2), number(entry.type, 2), number(entry.count, 4), field});
        }
        return joined({head, number(next, 4), values});
    }

private:
    bool m_big;
};

/// PNG 3rd edition, annex D, bit by bit.
std::uint32_t crc_of(ByteView bytes)
{
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const std::byte b : bytes) {
        crc ^= std::to_integer<std::uint32_t>(b);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? 0xEDB88320U ^ crc >> 1U : crc >> 1U;
        }
    }
    return ~crc;
}

} // namespace

Bytes bytes_of(std::string_view text)
{
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

Bytes joined(std::initializer_list<ByteView> parts)
{
    Bytes all;
    for (const ByteView part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Bytes number_bytes(std::uint32_t value, bool big_endian)
{
    return TiffWriter(big_endian).number(value, 4);
}

Bytes full_exif(const ExifOptions& options)
{
    const TiffWriter out(options.big_endian);
    std::vector<Entry> main{out.text(0x010F, "Fabrikam"),
        out.text(0x0110, k_camera),
        out.short_number(0x0112, options.orientation),
        out.text(0x013B, k_artist),
        out.long_number(0x8769, 0),
        out.long_number(0x8825, 0)};
    const std::vector<Entry> exif{
        out.text(0x9003, k_taken), out.text(0x9011, "+01:00"), out.text(0xA431, k_body_serial)};
    std::vector<Entry> gps;
    if (options.position) {
        gps = {out.text(1, "N"),
            out.rationals(2, {52, 1, 7, 1, k_latitude_seconds, 20'000'000}),
            out.text(3, "E"),
            out.rationals(4, {13, 1, 12, 1, 30, 1}),
            {5, 1, 1, out.number(0, 1)},
            out.rationals(6, {34, 1})};
    } else {
        main.pop_back();
    }
    const std::size_t exif_at = 8 + TiffWriter::size_of(main);
    const std::size_t gps_at = exif_at + TiffWriter::size_of(exif);
    const std::size_t small_at = gps_at + (gps.empty() ? 0 : TiffWriter::size_of(gps));
    main[4] = out.long_number(0x8769, static_cast<std::uint32_t>(exif_at));
    if (!gps.empty()) {
        main[5] = out.long_number(0x8825, static_cast<std::uint32_t>(gps_at));
    }
    const bool small = !options.thumbnail.empty();
    Bytes made = joined({bytes_of(options.big_endian ? "MM" : "II"),
        out.number(42, 2),
        out.number(8, 4),
        out.folder(main, 8, small ? static_cast<std::uint32_t>(small_at) : 0),
        out.folder(exif, exif_at)});
    if (!gps.empty()) {
        made = joined({made, out.folder(gps, gps_at)});
    }
    if (small) {
        const std::size_t picture_at = small_at + 6 + 12 * 3;
        made = joined({made,
            out.folder(
                {out.short_number(0x0103, 6),
                    out.long_number(0x0201, static_cast<std::uint32_t>(picture_at)),
                    out.long_number(0x0202, static_cast<std::uint32_t>(options.thumbnail.size()))},
                small_at),
            options.thumbnail});
    }
    return made;
}

Bytes xmp_packet()
{
    return bytes_of(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
        "rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
        "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/' photoshop:City='Potsdam' "
        "xmp:CreatorTool='Darkroom 3'><dc:creator><rdf:Seq><rdf:li>X. M. "
        "Packet</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>");
}

Bytes photoshop_block()
{
    const Bytes city = bytes_of("Werder");
    const Bytes record = joined({bytes_of({"\x1C\x02\x5A\0\x06", 5}), city, bytes_of({"\0", 1})});
    return joined({bytes_of({"Photoshop 3.0\0"
                             "8BIM\x04\x04\0\0\0\0\0\x0B",
                       26}),
        record});
}

Bytes with_segment(ByteView jpeg, std::uint8_t marker, ByteView content)
{
    const std::size_t length = content.size() + 2;
    const Bytes head{std::byte{0xFF},
        static_cast<std::byte>(marker),
        static_cast<std::byte>(length >> 8U),
        static_cast<std::byte>(length & 0xFFU)};
    return joined({jpeg.first(2), head, content, jpeg.subspan(2)});
}

Bytes with_chunk(ByteView png, std::string_view name, ByteView data)
{
    const TiffWriter out(true);
    const Bytes named = joined({bytes_of(name), data});
    const auto wanted = bytes_of("IDAT");
    const auto at = std::ranges::search(png, wanted).begin() - png.begin() - 4;
    const ByteView front = png.first(static_cast<std::size_t>(at));
    return joined({front,
        out.number(data.size(), 4),
        named,
        out.number(crc_of(named), 4),
        png.subspan(front.size())});
}

Bytes with_all_metadata(ByteView jpeg, const ExifOptions& options)
{
    Bytes made = with_segment(jpeg, 0xFE, bytes_of("a comment of the camera"));
    made = with_segment(made, 0xEB, bytes_of("UNKNOWN block"));
    made = with_segment(made, 0xE2, bytes_of({"MPF\0MM", 6}));
    made = with_segment(made, 0xED, photoshop_block());
    made = with_segment(
        made, 0xE1, joined({bytes_of({"http://ns.adobe.com/xap/1.0/\0", 29}), xmp_packet()}));
    made = with_segment(made, 0xE1, joined({bytes_of({"Exif\0\0", 6}), full_exif(options)}));
    return joined({made, bytes_of("a motion picture behind the end")});
}

bool contains(ByteView whole, ByteView part)
{
    return std::ranges::search(whole, part).begin() != whole.end();
}

bool contains(ByteView whole, std::string_view part)
{
    return contains(whole, bytes_of(part));
}

} // namespace satpad::test
