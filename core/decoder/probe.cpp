// SPDX-License-Identifier: GPL-3.0-or-later
// The size of a picture from its first bytes, read by us before any codec sees them: the jail's
// memory limit is set from it, and a bomb that names a huge size is refused for the price of its
// header.
#include "reader.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace satpad::decoder {
namespace {

bool starts_with(InputView in, std::size_t offset, std::string_view text) noexcept
{
    if (in.size() < offset || in.size() - offset < text.size()) {
        return false;
    }
    return std::equal(text.begin(),
        text.end(),
        in.begin() + static_cast<std::ptrdiff_t>(offset),
        [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

struct Size
{
    std::uint64_t width = 0;
    std::uint64_t height = 0;
};

/// ISO/IEC 10918-1, B.1 and B.2.2: walks the markers to the frame header.
Size jpeg_size(InputView in)
{
    std::uint64_t at = 2;
    for (;;) {
        if (need_uint<1>(in, at, ByteOrder::big) != 0xFF) {
            refuse_damaged(DecodeReason::bad_header);
        }
        while (need_uint<1>(in, at, ByteOrder::big) == 0xFF) {
            ++at;
        }
        const std::uint64_t marker = need_uint<1>(in, at++, ByteOrder::big);
        const bool is_frame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (is_frame) {
            // Lossless (C3, CB), hierarchical (C5-C7, CD-CF) and 12-bit frames: no reader here.
            const bool readable = marker <= 0xC2 || marker == 0xC9 || marker == 0xCA;
            if (!readable || need_uint<1>(in, at + 2, ByteOrder::big) != 8) {
                refuse_unsupported();
            }
            return {
                need_uint<2>(in, at + 5, ByteOrder::big), need_uint<2>(in, at + 3, ByteOrder::big)};
        }
        if (marker == 0xD9 || marker == 0xDA) {
            refuse_damaged(DecodeReason::bad_header);
        }
        const bool stands_alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
        at += stands_alone ? 0 : std::max<std::uint64_t>(2, need_uint<2>(in, at, ByteOrder::big));
    }
}

/// PNG 1.2, section 11.2.2: IHDR comes first.
Size png_size(InputView in)
{
    if (!starts_with(in, 12, "IHDR")) {
        refuse_damaged(DecodeReason::bad_header);
    }
    return {need_uint<4>(in, 16, ByteOrder::big), need_uint<4>(in, 20, ByteOrder::big)};
}

/// RFC 9649, sections 2.5 to 2.7.
Size webp_size(InputView in)
{
    constexpr std::uint64_t k_animation_flag = 2;
    if (starts_with(in, 12, "VP8X")) {
        if ((need_uint<1>(in, 20, ByteOrder::little) & k_animation_flag) != 0) {
            refuse_unsupported(DecodeReason::animated);
        }
        return {need_uint<3>(in, 24, ByteOrder::little) + 1,
            need_uint<3>(in, 27, ByteOrder::little) + 1};
    }
    if (starts_with(in, 12, "VP8L")) {
        const std::uint64_t bits = need_uint<4>(in, 21, ByteOrder::little);
        return {(bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1};
    }
    if (starts_with(in, 12, "VP8 ")) {
        return {need_uint<2>(in, 26, ByteOrder::little) & 0x3FFFU,
            need_uint<2>(in, 28, ByteOrder::little) & 0x3FFFU};
    }
    refuse_damaged(DecodeReason::bad_header);
}

/// TIFF 6.0, section 2: the first folder, ImageWidth (256) and ImageLength (257).
Size tiff_size(InputView in)
{
    const ByteOrder order = in[0] == 'I' ? ByteOrder::little : ByteOrder::big;
    const std::uint64_t folder = need_uint<4>(in, 4, order);
    const std::uint64_t count = need_uint<2>(in, folder, order);
    Size size;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t entry = folder + 2 + 12 * i;
        const std::uint64_t tag = need_uint<2>(in, entry, order);
        if (tag != 256 && tag != 257) {
            continue;
        }
        const bool is_short = need_uint<2>(in, entry + 2, order) == 3;
        const std::uint64_t value =
            is_short ? need_uint<2>(in, entry + 8, order) : need_uint<4>(in, entry + 8, order);
        (tag == 256 ? size.width : size.height) = value;
    }
    return size;
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

/// ISO/IEC 18181-2, section 9: boxes. The codestream may lie in parts, each with a 4-byte number.
std::vector<std::uint8_t> jxl_codestream_start(InputView in)
{
    constexpr std::size_t k_enough = 32;
    std::vector<std::uint8_t> found;
    std::uint64_t at = 0;
    while (at < in.size() && found.size() < k_enough) {
        std::uint64_t size = need_uint<4>(in, at, ByteOrder::big);
        std::uint64_t head = 8;
        if (size == 1) {
            size = need_uint<8>(in, at + 8, ByteOrder::big);
            head = 16;
        }
        const std::uint64_t left = in.size() - at;
        size = size == 0 ? left : size;
        if (size < head) {
            refuse_damaged(DecodeReason::bad_header);
        }
        const auto place = static_cast<std::size_t>(at);
        const bool part = starts_with(in, place + 4, "jxlp");
        if (part || starts_with(in, place + 4, "jxlc")) {
            const std::uint64_t begin = std::min(head + (part ? 4U : 0U), std::min(size, left));
            const std::uint64_t count =
                std::min<std::uint64_t>(std::min(size, left) - begin, k_enough - found.size());
            const auto from = in.begin() + static_cast<std::ptrdiff_t>(at + begin);
            found.insert(found.end(), from, from + static_cast<std::ptrdiff_t>(count));
        }
        if (size >= left) {
            break;
        }
        at += size;
    }
    return found;
}

struct Sniffed
{
    Kind kind{};
    Size size;
    std::uint32_t memory_per_pixel = 12;
};

constexpr std::string_view k_png_mark{"\x89PNG\r\n\x1a\n", 8};
constexpr std::string_view k_jxl_box_mark{"\0\0\0\x0CJXL \r\n\x87\n", 12};
/// 12 bytes hold for 8-bit JPEG, PNG and WebP. TIFF may keep the picture in one strip beside its
/// samples. JPEG XL works in float planes: 22 for a turned JPEG inside, 40 for RGBA, 58 for 16-bit
/// RGBA (measured).
constexpr std::uint32_t k_memory_tiff = 28;
constexpr std::uint32_t k_memory_jxl = 64;

Sniffed sniff(InputView in)
{
    if (starts_with(in, 0, "\xFF\xD8\xFF")) {
        return {Kind::jpeg, jpeg_size(in)};
    }
    if (starts_with(in, 0, k_png_mark)) {
        return {Kind::png, png_size(in)};
    }
    if (starts_with(in, 0, "RIFF") && starts_with(in, 8, "WEBP")) {
        return {Kind::webp, webp_size(in)};
    }
    if (starts_with(in, 0, std::string_view{"II*\0", 4}) ||
        starts_with(in, 0, std::string_view{"MM\0*", 4})) {
        return {Kind::tiff, tiff_size(in), k_memory_tiff};
    }
    if (starts_with(in, 0, "\xFF\x0A")) {
        return {Kind::jxl, jxl_codestream_size(in), k_memory_jxl};
    }
    if (starts_with(in, 0, k_jxl_box_mark)) {
        return {Kind::jxl, jxl_codestream_size(jxl_codestream_start(in)), k_memory_jxl};
    }
    refuse_unsupported(DecodeReason::unknown_kind);
}

} // namespace

Probe probe_picture(InputView input)
{
    if (input.empty()) {
        refuse_damaged(DecodeReason::bad_header);
    }
    const Sniffed found = sniff(input);
    constexpr std::uint64_t k_max_side = 1U << 30U;
    if (found.size.width == 0 || found.size.height == 0) {
        refuse_damaged(DecodeReason::bad_header);
    }
    if (found.size.width > k_max_side || found.size.height > k_max_side ||
        found.size.width * found.size.height > core::image::k_max_pixels) {
        refuse(DecodeStatus::too_large, DecodeReason::too_many_pixels);
    }
    Probe probe;
    probe.kind = found.kind;
    probe.width = static_cast<std::uint32_t>(found.size.width);
    probe.height = static_cast<std::uint32_t>(found.size.height);
    probe.memory_per_pixel = found.memory_per_pixel;
    return probe;
}

} // namespace satpad::decoder
