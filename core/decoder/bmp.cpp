// SPDX-License-Identifier: GPL-3.0-or-later
#include "bmp.h"

#include "reader.h"

#include <algorithm>
#include <bit>

namespace satpad::decoder {
namespace {

constexpr std::uint64_t k_file_head = 14;
constexpr std::uint64_t k_core_head = 12;
constexpr std::uint64_t k_info_head = 40;
constexpr std::uint64_t k_plain = 0;
constexpr std::uint64_t k_bit_fields = 3;
constexpr std::uint64_t k_alpha_bit_fields = 6;

std::uint32_t u32(InputView in, std::uint64_t at)
{
    return static_cast<std::uint32_t>(need_uint<4>(in, at, ByteOrder::little));
}

std::uint32_t u16(InputView in, std::uint64_t at)
{
    return static_cast<std::uint32_t>(need_uint<2>(in, at, ByteOrder::little));
}

/// Width, height (negative: top row first) and bits a pixel, in the old or the new head.
void read_shape(InputView in, std::uint64_t head, BmpHeader& header)
{
    if (head == k_core_head) {
        header.width = u16(in, 18);
        header.height = u16(in, 20);
        header.bits = u16(in, 24);
        return;
    }
    const auto height = static_cast<std::int32_t>(u32(in, 22));
    header.top_down = height < 0;
    header.height = static_cast<std::uint64_t>(std::abs(std::int64_t{height}));
    header.width = u32(in, 18);
    header.bits = u16(in, 28);
}

/// A field is a run of at most eight bits; an alpha of none is no alpha.
bool is_field(std::uint32_t mask, bool may_be_empty) noexcept
{
    if (mask == 0) {
        return may_be_empty;
    }
    const std::uint32_t run = mask >> static_cast<unsigned>(std::countr_zero(mask));
    return (run & (run + 1)) == 0 && run <= 255;
}

/// Where the masks lie: in heads of 52 bytes and more, else after the head of 40.
void read_masks(InputView in, std::uint64_t head, std::uint64_t compression, BmpHeader& header)
{
    if (compression == k_plain) {
        header.masks = header.bits == 16
                           ? std::array<std::uint32_t, 4>{0x7C00, 0x03E0, 0x001F, 0}
                           : std::array<std::uint32_t, 4>{0xFF0000, 0x00FF00, 0x0000FF, 0};
        return;
    }
    const bool has_alpha = head >= k_info_head + 16 || compression == k_alpha_bit_fields;
    for (std::size_t i = 0; i < (has_alpha ? 4U : 3U); ++i) {
        header.masks[i] = u32(in, k_file_head + k_info_head + 4 * i);
        if (!is_field(header.masks[i], i == 3)) {
            refuse_unsupported();
        }
    }
}

/// BITMAPV5HEADER: "MBED" as colour space, then offset (from the head) and size of a profile.
void find_profile(InputView in, std::uint64_t head, BmpHeader& header)
{
    constexpr std::uint64_t k_version_5 = 124;
    constexpr std::uint32_t k_embedded = 0x4D424544;
    if (head == k_version_5 && u32(in, k_file_head + 56) == k_embedded) {
        header.profile = k_file_head + u32(in, k_file_head + 112);
        header.profile_bytes = u32(in, k_file_head + 116);
    }
}

void put_palette_row(
    InputView in, const BmpHeader& header, InputView row, Picture& picture, std::uint8_t* out)
{
    const std::size_t per_byte = 8 / header.bits;
    const unsigned most = (1U << header.bits) - 1;
    for (std::size_t x = 0; x < picture.width; ++x, out += 3) {
        const auto shift = static_cast<unsigned>((per_byte - 1 - x % per_byte) * header.bits);
        const unsigned index = unsigned{row[x / per_byte]} >> shift & most;
        if (index >= header.colours) {
            refuse_damaged();
        }
        const std::size_t colour = header.palette + std::size_t{index} * header.colour_bytes;
        std::reverse_copy(in.begin() + static_cast<std::ptrdiff_t>(colour),
            in.begin() + static_cast<std::ptrdiff_t>(colour + 3),
            out);
    }
}

void put_field_row(const BmpHeader& header, InputView row, Picture& picture, std::uint8_t* out)
{
    const std::size_t pixel_bytes = header.bits / 8;
    for (std::size_t x = 0; x < picture.width; ++x) {
        const std::uint32_t pixel = pixel_bytes == 2 ? u16(row, 2 * x) : u32(row, 4 * x);
        for (std::size_t c = 0; c < picture.channels; ++c) {
            const std::uint32_t mask = header.masks[c];
            const auto shift = static_cast<unsigned>(std::countr_zero(mask));
            const std::uint32_t most = mask >> shift;
            *out++ = static_cast<std::uint8_t>((((pixel & mask) >> shift) * 255 + most / 2) / most);
        }
    }
}

void put_plain_row(InputView row, Picture& picture, std::uint8_t* out)
{
    for (std::size_t x = 0; x < picture.width; ++x) {
        for (std::size_t c = 0; c < 3; ++c) {
            *out++ = row[3 * x + 2 - c];
        }
    }
}

} // namespace

bool looks_like_bmp(InputView input) noexcept
{
    constexpr std::array<std::uint64_t, 7> k_heads{k_core_head, k_info_head, 52, 56, 64, 108, 124};
    const auto head = read_uint<4>(input, k_file_head, ByteOrder::little);
    return head && input[0] == 'B' && input[1] == 'M' &&
           std::find(k_heads.begin(), k_heads.end(), *head) != k_heads.end();
}

BmpHeader read_bmp_header(InputView in)
{
    BmpHeader header;
    const std::uint64_t head = u32(in, k_file_head);
    header.raster = u32(in, 10);
    read_shape(in, head, header);
    const std::uint64_t compression = head == k_core_head ? k_plain : u32(in, 30);
    const bool fields = header.bits == 16 || header.bits == 32;
    const bool indexed =
        header.bits == 1 || header.bits == 2 || header.bits == 4 || header.bits == 8;
    const bool masked = compression == k_bit_fields || compression == k_alpha_bit_fields;
    if (!(indexed || fields || header.bits == 24) ||
        !(compression == k_plain || (masked && fields && head != 64))) {
        refuse_unsupported();
    }
    header.palette = static_cast<std::size_t>(k_file_head + head);
    header.colour_bytes = head == k_core_head ? 3 : 4;
    if (indexed) {
        const std::uint32_t full = 1U << header.bits;
        const std::uint32_t told = head == k_core_head ? 0 : u32(in, 46);
        header.colours = told == 0 ? full : std::min(told, full);
        if (in.size() < header.palette + std::size_t{header.colours} * header.colour_bytes) {
            refuse_damaged(DecodeReason::bad_header);
        }
    }
    if (fields) {
        read_masks(in, head, compression, header);
    }
    find_profile(in, head, header);
    return header;
}

Picture decode_bmp(InputView input, const Probe& probe)
{
    const BmpHeader header = read_bmp_header(input);
    Picture picture;
    picture.shape(
        probe, static_cast<std::uint32_t>(header.width), static_cast<std::uint32_t>(header.height));
    const std::uint64_t stride = header.stride();
    if (header.raster > input.size() || (input.size() - header.raster) / stride < header.height) {
        refuse_damaged();
    }
    if (header.profile_bytes > 0 && header.profile <= input.size() &&
        header.profile_bytes <= input.size() - header.profile) {
        const auto from = input.begin() + static_cast<std::ptrdiff_t>(header.profile);
        picture.colour.icc.assign(from, from + static_cast<std::ptrdiff_t>(header.profile_bytes));
    }
    picture.allocate(header.masks[3] != 0 ? 4 : 3, 8);
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        const std::uint64_t line = header.top_down ? y : picture.height - 1 - y;
        const InputView row = input.subspan(static_cast<std::size_t>(header.raster + stride * line),
            static_cast<std::size_t>(stride));
        if (header.bits <= 8) {
            put_palette_row(input, header, row, picture, picture.row(y));
        } else if (header.bits == 24) {
            put_plain_row(row, picture, picture.row(y));
        } else {
            put_field_row(header, row, picture, picture.row(y));
        }
    }
    return picture;
}

} // namespace satpad::decoder
