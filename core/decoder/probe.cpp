// SPDX-License-Identifier: GPL-3.0-or-later
// The size of a picture from its first bytes, read by us before any codec sees them: the jail's
// memory limit is set from it, and a bomb that names a huge size is refused for the price of its
// header.
#include "bmp.h"
#include "pnm.h"
#include "probe_boxes.h"

#include <array>

namespace satpad::decoder {
namespace {

/// Bytes of memory a pixel besides the 128 MiB that go to programs and small pictures; each measured
/// at 12 megapixels and given with some room (docs/security.md has the table).
constexpr std::uint32_t k_memory_plain = 12; // JPEG, PNG, WebP, BMP, PNM
constexpr std::uint32_t k_memory_tiff = 28;
constexpr std::uint32_t k_memory_jxl = 68;
constexpr std::uint32_t k_memory_avif = 32;

struct Sniffed
{
    Kind kind{};
    Size size;
    std::uint32_t memory_per_pixel = k_memory_plain;
};

/// ISO/IEC 10918-1, B.1 and B.2.2: walks the markers to the frame header.
Sniffed sniff_jpeg(InputView in)
{
    constexpr std::uint32_t k_memory_cmyk =
        18; // progressive: 8 coefficient bytes and 4 inks a pixel

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
            const Size size{
                need_uint<2>(in, at + 5, ByteOrder::big), need_uint<2>(in, at + 3, ByteOrder::big)};
            const bool inks = need_uint<1>(in, at + 7, ByteOrder::big) > 3;
            return {Kind::jpeg, size, inks ? k_memory_cmyk : k_memory_plain};
        }
        if (marker == 0xD9 || marker == 0xDA) {
            refuse_damaged(DecodeReason::bad_header);
        }
        const bool stands_alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
        at += stands_alone ? 0 : std::max<std::uint64_t>(2, need_uint<2>(in, at, ByteOrder::big));
    }
}

/// PNG, third edition, section 11.3.6.1: an animation says so (acTL) before its first picture.
bool is_animated_png(InputView in)
{
    for (std::uint64_t at = 8;;) {
        const auto length = read_uint<4>(in, at, ByteOrder::big);
        if (!length || starts_with(in, at + 4, "IDAT")) {
            return false;
        }
        if (starts_with(in, at + 4, "acTL")) {
            return need_uint<4>(in, at + 8, ByteOrder::big) > 1;
        }
        at += 12 + *length;
    }
}

/// PNG, section 11.2.1: IHDR comes first.
Size png_size(InputView in)
{
    if (!starts_with(in, 12, "IHDR")) {
        refuse_damaged(DecodeReason::bad_header);
    }
    if (is_animated_png(in)) {
        refuse_unsupported(DecodeReason::animated);
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

/// TIFF 6.0, section 2: the first folder, ImageWidth (256) and ImageLength (257). BigTIFF ("43") has
/// wider counts and offsets.
Size tiff_size(InputView in)
{
    const ByteOrder order = in[0] == 'I' ? ByteOrder::little : ByteOrder::big;
    const bool big = need_uint<2>(in, 2, order) == 43;
    const std::uint64_t folder = big ? need_uint<8>(in, 8, order) : need_uint<4>(in, 4, order);
    const std::uint64_t count =
        big ? need_uint<8>(in, folder, order) : need_uint<2>(in, folder, order);
    std::uint64_t entry = folder + (big ? 8 : 2);
    Size size;
    for (std::uint64_t i = 0; i < count; ++i, entry += big ? 20 : 12) {
        const std::uint64_t tag = need_uint<2>(in, entry, order);
        if (tag != 256 && tag != 257) {
            continue;
        }
        const bool is_short = need_uint<2>(in, entry + 2, order) == 3;
        const std::uint64_t at = entry + (big ? 12 : 8);
        const std::uint64_t value =
            is_short ? need_uint<2>(in, at, order) : need_uint<4>(in, at, order);
        (tag == 256 ? size.width : size.height) = value;
    }
    return size;
}

bool looks_like_tiff(InputView in) noexcept
{
    return starts_with(in, 0, {"II*\0", 4}) || starts_with(in, 0, {"MM\0*", 4}) ||
           starts_with(in, 0, {"II+\0", 4}) || starts_with(in, 0, {"MM\0+", 4});
}

constexpr std::string_view k_png_mark{"\x89PNG\r\n\x1a\n", 8};
constexpr std::string_view k_jxl_box_mark{"\0\0\0\x0CJXL \r\n\x87\n", 12};
Sniffed sniff(InputView in)
{
    if (starts_with(in, 0, "\xFF\xD8\xFF")) {
        return sniff_jpeg(in);
    }
    if (starts_with(in, 0, k_png_mark)) {
        return {Kind::png, png_size(in)};
    }
    if (starts_with(in, 0, "RIFF") && starts_with(in, 8, "WEBP")) {
        return {Kind::webp, webp_size(in)};
    }
    if (looks_like_tiff(in)) {
        return {Kind::tiff, tiff_size(in), k_memory_tiff};
    }
    if (starts_with(in, 0, "\xFF\x0A") || starts_with(in, 0, k_jxl_box_mark)) {
        return {Kind::jxl, jxl_size(in), k_memory_jxl};
    }
    if (starts_with(in, 4, "ftyp")) {
        return {Kind::avif, avif_size(in), k_memory_avif};
    }
    if (looks_like_bmp(in)) {
        const BmpHeader header = read_bmp_header(in);
        return {Kind::bmp, {header.width, header.height}};
    }
    if (looks_like_pnm(in)) {
        const PnmHeader header = read_pnm_header(in);
        return {Kind::pnm, {header.width, header.height}};
    }
    if (starts_with(in, 0, "GIF87a") || starts_with(in, 0, "GIF89a")) {
        refuse_unsupported(DecodeReason::gif);
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
