// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes from files made of boxes (ISO/IEC 14496-12): JPEG XL and AVIF.
#include "probe_boxes.h"

#include <array>

namespace satpad::decoder {
namespace {

constexpr std::uint64_t four(const char (&name)[5])
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = value << 8U | static_cast<std::uint8_t>(name[i]);
    }
    return value;
}

struct Box
{
    std::uint64_t name = 0;
    InputView content; ///< what of it is there: a cut file ends inside a box
};

/// The boxes that lie side by side in `in`. Refuses one that is shorter than its head.
class Boxes
{
public:
    explicit Boxes(InputView in)
        : m_left(in)
    {}
    std::optional<Box> next()
    {
        if (m_left.size() < 8) {
            return std::nullopt;
        }
        std::uint64_t size = need_uint<4>(m_left, 0, ByteOrder::big);
        Box box{need_uint<4>(m_left, 4, ByteOrder::big), {}};
        std::uint64_t head = 8;
        if (size == 1) {
            size = need_uint<8>(m_left, 8, ByteOrder::big);
            head = 16;
        }
        size = size == 0 ? m_left.size() : std::min<std::uint64_t>(size, m_left.size());
        if (size < head) {
            refuse_damaged(DecodeReason::bad_header);
        }
        box.content =
            m_left.subspan(static_cast<std::size_t>(head), static_cast<std::size_t>(size - head));
        m_left = m_left.subspan(static_cast<std::size_t>(size));
        return box;
    }

private:
    InputView m_left;
};

InputView need_box(InputView in, std::uint64_t name)
{
    Boxes boxes(in);
    while (const auto box = boxes.next()) {
        if (box->name == name) {
            return box->content;
        }
    }
    refuse_damaged(DecodeReason::bad_header);
}

/// Reads the codestream's bits, least significant first (ISO/IEC 18181-1, B.2).
class BitReader
{
public:
    explicit BitReader(InputView in)
        : m_in(in)
    {}
    std::uint64_t bits(unsigned count)
    {
        std::uint64_t value = 0;
        for (unsigned i = 0; i < count; ++i, ++m_at) {
            const std::uint64_t byte = need_uint<1>(m_in, m_at / 8, ByteOrder::little);
            value |= (byte >> (m_at % 8) & 1U) << i;
        }
        return value;
    }

private:
    InputView m_in;
    std::uint64_t m_at = 16; // after the two bytes FF 0A
};

/// ISO/IEC 18181-1, D.2: SizeHeader.
Size jxl_codestream_size(InputView codestream)
{
    BitReader reader(codestream);
    const bool in_eights = reader.bits(1) == 1;
    const auto side = [&] {
        if (in_eights) {
            return 8 * (1 + reader.bits(5));
        }
        constexpr std::array<unsigned, 4> k_widths{9, 13, 18, 30};
        return 1 + reader.bits(k_widths[static_cast<std::size_t>(reader.bits(2))]);
    };
    constexpr std::array<std::array<std::uint64_t, 2>, 8> k_ratios{
        {{0, 1}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}}};
    Size size;
    size.height = side();
    const auto ratio = static_cast<std::size_t>(reader.bits(3));
    size.width = ratio == 0 ? side() : size.height * k_ratios[ratio][0] / k_ratios[ratio][1];
    return size;
}

/// ISO/IEC 18181-2, section 9. The codestream may lie in parts, each with a 4-byte number.
std::vector<std::uint8_t> jxl_codestream_start(InputView in)
{
    constexpr std::size_t k_enough = 32;
    std::vector<std::uint8_t> found;
    Boxes boxes(in);
    while (found.size() < k_enough) {
        const auto box = boxes.next();
        if (!box) {
            break;
        }
        const bool part = box->name == four("jxlp");
        if (part || box->name == four("jxlc")) {
            const std::size_t begin = std::min<std::size_t>(part ? 4 : 0, box->content.size());
            const InputView piece = box->content.subspan(begin);
            const auto count =
                static_cast<std::ptrdiff_t>(std::min(piece.size(), k_enough - found.size()));
            found.insert(found.end(), piece.begin(), piece.begin() + count);
        }
    }
    return found;
}

/// A box with a version: the rest starts after 4 bytes.
struct VersionedBox
{
    explicit VersionedBox(InputView in)
        : version(need_uint<1>(in, 0, ByteOrder::big))
        , flags(need_uint<3>(in, 1, ByteOrder::big))
        , content(in)
    {}
    std::uint64_t version;
    std::uint64_t flags;
    InputView content;
};

/// Which kind of picture the brands of a file speak of (MIAF, 7.2; HEIF, annex B).
void require_avif_brand(InputView brands)
{
    bool avif = false;
    bool sequence = false;
    bool heic = false;
    for (std::size_t at = 0; at + 4 <= brands.size(); at += 4) {
        if (at == 4) {
            continue; // the minor version
        }
        const std::uint64_t brand = need_uint<4>(brands, at, ByteOrder::big);
        avif = avif || brand == four("avif");
        sequence = sequence || brand == four("avis");
        heic = heic || brand >> 16U == ('h' << 8U | 'e') || brand == four("mif1");
    }
    if (sequence) {
        refuse_unsupported(DecodeReason::animated);
    }
    if (!avif) {
        refuse_unsupported(heic ? DecodeReason::heic : DecodeReason::unknown_kind);
    }
}

std::uint64_t primary_item(InputView meta)
{
    const VersionedBox box(need_box(meta, four("pitm")));
    return box.version == 0 ? need_uint<2>(box.content, 4, ByteOrder::big)
                            : need_uint<4>(box.content, 4, ByteOrder::big);
}

/// Property number `index` (from 1) when it is a size.
std::optional<Size> size_property(InputView properties, std::uint64_t index)
{
    Boxes boxes(properties);
    for (std::uint64_t number = 1;; ++number) {
        const auto box = boxes.next();
        if (!box) {
            return std::nullopt;
        }
        if (number == index) {
            if (box->name != four("ispe")) {
                return std::nullopt;
            }
            return Size{need_uint<4>(box->content, 4, ByteOrder::big),
                need_uint<4>(box->content, 8, ByteOrder::big)};
        }
    }
}

/// HEIF, 9.3: which properties an item has. Looks for the size of `item`.
std::optional<Size> size_of_item(InputView associations, InputView properties, std::uint64_t item)
{
    const VersionedBox box(associations);
    const bool wide_index = (box.flags & 1U) != 0;
    std::uint64_t at = 8;
    const std::uint64_t items = need_uint<4>(box.content, 4, ByteOrder::big);
    for (std::uint64_t i = 0; i < items; ++i) {
        const std::uint64_t id = box.version == 0 ? need_uint<2>(box.content, at, ByteOrder::big)
                                                  : need_uint<4>(box.content, at, ByteOrder::big);
        at += box.version == 0 ? 2 : 4;
        const std::uint64_t count = need_uint<1>(box.content, at++, ByteOrder::big);
        for (std::uint64_t k = 0; k < count; ++k) {
            // The top bit says "essential".
            const std::uint64_t index =
                wide_index ? need_uint<2>(box.content, at, ByteOrder::big) & 0x7FFFU
                           : need_uint<1>(box.content, at, ByteOrder::big) & 0x7FU;
            at += wide_index ? 2 : 1;
            const auto size = id == item ? size_property(properties, index) : std::nullopt;
            if (size) {
                return size;
            }
        }
        if (id == item) {
            return std::
                nullopt; // named once only: a longer search would cost a hostile file nothing
        }
    }
    return std::nullopt;
}

} // namespace

Size jxl_size(InputView input)
{
    return starts_with(input, 0, "\xFF\x0A") ? jxl_codestream_size(input)
                                             : jxl_codestream_size(jxl_codestream_start(input));
}

Size avif_size(InputView input)
{
    require_avif_brand(need_box(input, four("ftyp")));
    const InputView meta = VersionedBox(need_box(input, four("meta"))).content.subspan(4);
    const std::uint64_t item = primary_item(meta);
    const InputView all = need_box(meta, four("iprp"));
    const InputView properties = need_box(all, four("ipco"));
    Boxes boxes(all);
    // Two at most, as the standard has them (HEIF, 9.3.1): each search may walk all properties.
    for (int tables = 0; tables < 2;) {
        const auto box = boxes.next();
        if (!box) {
            break;
        }
        if (box->name == four("ipma")) {
            ++tables;
            if (const auto size = size_of_item(box->content, properties, item)) {
                return *size;
            }
        }
    }
    refuse_damaged(DecodeReason::bad_header);
}

} // namespace satpad::decoder
