// SPDX-License-Identifier: GPL-3.0-or-later
// AVIF and HEIC: which items hold EXIF and XMP (iinf) and where they lie (iloc). ISO/IEC 14496-12,
// sections 8.11.3 and 8.11.6; ISO/IEC 23008-12, annex A.
#include "metadata.h"
#include "reader.h"

#include <map>

namespace satpad::decoder {
namespace {

constexpr std::uint64_t k_most_items = 4096;
constexpr std::uint64_t k_most_extents = 64;
constexpr std::uint64_t k_longest_item = std::uint64_t{16} * 1024 * 1024;

/// Takes big-endian numbers off the front; a read past the end refuses the file.
class Fields
{
public:
    explicit Fields(InputView in)
        : m_in(in)
    {}
    std::uint64_t number(std::uint64_t size)
    {
        std::uint64_t value = 0;
        for (; size > 0; --size) {
            value = value << 8U | need_uint<1>(m_in, m_at++, ByteOrder::big);
        }
        return value;
    }
    InputView raw(std::uint64_t size)
    {
        if (size > m_in.size() - m_at) {
            refuse_damaged();
        }
        const InputView part =
            m_in.subspan(static_cast<std::size_t>(m_at), static_cast<std::size_t>(size));
        m_at += size;
        return part;
    }
    [[nodiscard]] std::uint64_t left() const { return m_in.size() - m_at; }

private:
    InputView m_in;
    std::uint64_t m_at = 0;
};

struct Box
{
    std::string name;
    InputView content;
};

Box next_box(Fields& in)
{
    std::uint64_t size = in.number(4);
    const InputView name = in.raw(4);
    std::uint64_t head = 8;
    if (size == 1) {
        size = in.number(8);
        head = 16;
    }
    const std::uint64_t content = size == 0 ? in.left() : size - head;
    if (size != 0 && size < head) {
        refuse_damaged();
    }
    return {{name.begin(), name.end()}, in.raw(content)};
}

/// The first box of that name; empty when there is none.
InputView find_box(InputView boxes, std::string_view name)
{
    Fields in(boxes);
    while (in.left() >= 8) {
        const Box box = next_box(in);
        if (box.name == name) {
            return box.content;
        }
    }
    return {};
}

struct Extent
{
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct Place
{
    bool in_meta = false; ///< in the idat box instead of the file
    std::vector<Extent> extents;
};

std::map<std::uint64_t, Place> read_places(InputView iloc)
{
    std::map<std::uint64_t, Place> places;
    Fields in(iloc);
    const std::uint64_t version = in.number(4) >> 24U;
    const std::uint64_t sizes = in.number(2);
    const auto width = [&](unsigned shift) { return sizes >> shift & 0xFU; };
    const std::uint64_t count = in.number(version < 2 ? 2 : 4);
    if (version > 2 || count > k_most_items || width(12) > 8 || width(8) > 8 || width(4) > 8) {
        refuse_damaged();
    }
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t id = in.number(version < 2 ? 2 : 4);
        Place place;
        place.in_meta = version > 0 && (in.number(2) & 0xFU) == 1;
        in.number(2); // which file: this one
        const std::uint64_t base = in.number(width(4));
        const std::uint64_t extents = in.number(2);
        if (extents > k_most_extents) {
            refuse_damaged();
        }
        for (std::uint64_t e = 0; e < extents; ++e) {
            in.number(version > 0 ? sizes & 0xFU : 0);
            const std::uint64_t offset = in.number(width(12));
            place.extents.push_back({base + offset, in.number(width(8))});
        }
        places[id] = std::move(place);
    }
    return places;
}

std::vector<std::uint8_t> item_bytes(InputView whole, const Place& place)
{
    std::vector<std::uint8_t> bytes;
    for (const Extent& extent : place.extents) {
        if (extent.offset > whole.size() || extent.length > whole.size() - extent.offset ||
            extent.length > k_longest_item - bytes.size()) {
            refuse_damaged();
        }
        const auto from = whole.begin() + static_cast<std::ptrdiff_t>(extent.offset);
        bytes.insert(bytes.end(), from, from + static_cast<std::ptrdiff_t>(extent.length));
    }
    return bytes;
}

void list_item(const std::string& type, InputView item, Items& items)
{
    // An EXIF item begins with the distance to its TIFF head.
    const auto skip = read_uint<4>(item, 0, ByteOrder::big);
    bool understood = false;
    if (type == "Exif" && skip && *skip < item.size() - 4) {
        understood = list_exif_block(item.subspan(static_cast<std::size_t>(*skip) + 4), items);
    } else if (type == "mime") {
        understood = list_xmp_packet(item, items);
    }
    if (!understood) {
        add_item(items, "HEIF item " + type, {}, item.size());
    }
}

} // namespace

void list_heif_items(InputView file, Items& items)
{
    const InputView meta = find_box(file, "meta");
    if (meta.size() < 4) {
        return;
    }
    const InputView boxes = meta.subspan(4); // version and flags
    const auto places = read_places(find_box(boxes, "iloc"));
    const InputView idat = find_box(boxes, "idat");
    Fields in(find_box(boxes, "iinf"));
    const std::uint64_t count = in.number(in.number(4) >> 24U == 0 ? 2 : 4);
    for (std::uint64_t i = 0; i < std::min(count, k_most_items); ++i) {
        Fields entry(next_box(in).content);
        const std::uint64_t version = entry.number(4) >> 24U;
        const std::uint64_t id = entry.number(version < 3 ? 2 : 4);
        entry.number(2); // protection
        const InputView name = entry.raw(version < 2 ? 0 : 4);
        const std::string type(name.begin(), name.end());
        const auto place = places.find(id);
        if ((type == "Exif" || type == "mime") && place != places.end()) {
            const InputView whole = place->second.in_meta ? idat : file;
            list_item(type, item_bytes(whole, place->second), items);
        }
    }
}

} // namespace satpad::decoder
