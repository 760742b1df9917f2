// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_header.h"

#include <algorithm>

namespace satpad::core::image {
namespace {

constexpr std::array<std::byte, 4> k_magic{
    std::byte{'S'}, std::byte{'P'}, std::byte{'D'}, std::byte{'C'}};
constexpr std::size_t k_first_zero = 18;

void put_u32(DecoderHeaderBytes& out, std::size_t at, std::uint32_t value) noexcept
{
    for (std::size_t i = 0; i < 4; ++i) {
        out[at + i] = static_cast<std::byte>(value >> (8 * i));
    }
}

std::uint32_t get_u32(
    std::span<const std::byte, k_decoder_header_bytes> in, std::size_t at) noexcept
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value |= std::to_integer<std::uint32_t>(in[at + i]) << (8 * i);
    }
    return value;
}

bool is_plausible_picture(const DecoderHeader& h) noexcept
{
    const auto pixels = std::uint64_t{h.width} * h.height;
    return h.reason == DecodeReason::none && pixels > 0 && pixels <= k_max_pixels &&
           h.channels >= 1 && h.channels <= 4 && (h.bits == 8 || h.bits == 16);
}

bool is_plausible_refusal(const DecoderHeader& h) noexcept
{
    return h.reason != DecodeReason::none && h.width == 0 && h.height == 0 && h.channels == 0 &&
           h.bits == 0 && h.orientation == 1 && !h.approximate_colours;
}

} // namespace

std::size_t DecoderHeader::sample_bytes() const noexcept
{
    return std::size_t{width} * height * channels * (bits / 8U);
}

DecoderHeaderBytes encode_decoder_header(const DecoderHeader& header) noexcept
{
    DecoderHeaderBytes out{};
    std::copy(k_magic.begin(), k_magic.end(), out.begin());
    out[4] = static_cast<std::byte>(header.status);
    out[5] = static_cast<std::byte>(header.channels);
    out[6] = static_cast<std::byte>(header.bits);
    out[7] = static_cast<std::byte>(header.orientation);
    put_u32(out, 8, header.width);
    put_u32(out, 12, header.height);
    out[16] = static_cast<std::byte>(header.reason);
    out[17] = static_cast<std::byte>(header.approximate_colours ? 1 : 0);
    return out;
}

std::optional<DecoderHeader> parse_decoder_header(
    std::span<const std::byte, k_decoder_header_bytes> bytes) noexcept
{
    const auto u8 = [&](std::size_t at) { return std::to_integer<std::uint8_t>(bytes[at]); };
    const bool zero_tail = std::all_of(
        bytes.begin() + k_first_zero, bytes.end(), [](std::byte b) { return b == std::byte{0}; });
    if (!std::equal(k_magic.begin(), k_magic.end(), bytes.begin()) || !zero_tail ||
        u8(4) > static_cast<std::uint8_t>(DecodeStatus::failed) ||
        u8(16) > static_cast<std::uint8_t>(DecodeReason::no_jail) || u8(17) > 1 || u8(7) < 1 ||
        u8(7) > 8) {
        return std::nullopt;
    }
    DecoderHeader header;
    header.status = static_cast<DecodeStatus>(u8(4));
    header.reason = static_cast<DecodeReason>(u8(16));
    header.channels = u8(5);
    header.bits = u8(6);
    header.orientation = u8(7);
    header.approximate_colours = u8(17) == 1;
    header.width = get_u32(bytes, 8);
    header.height = get_u32(bytes, 12);
    const bool plausible = header.status == DecodeStatus::ok ? is_plausible_picture(header)
                                                             : is_plausible_refusal(header);
    if (!plausible) {
        return std::nullopt;
    }
    return header;
}

const char* describe(DecodeReason reason) noexcept
{
    switch (reason) {
    case DecodeReason::none:
        return "no reason given";
    case DecodeReason::unknown_kind:
        return "not a JPEG, PNG, WebP, TIFF or JPEG XL picture";
    case DecodeReason::animated:
        return "an animation; only still pictures can be fitted";
    case DecodeReason::feature:
        return "a variant of its format that is not supported";
    case DecodeReason::bad_header:
        return "its header is damaged";
    case DecodeReason::bad_data:
        return "cut off or damaged";
    case DecodeReason::too_many_scans:
        return "a progressive JPEG with more than 100 scans";
    case DecodeReason::size_disagrees:
        return "its header and its content disagree about the size";
    case DecodeReason::too_many_pixels:
        return "more than 64 million pixels";
    case DecodeReason::too_many_bytes:
        return "more than 512 MiB";
    case DecodeReason::no_memory:
        return "more memory needed than a picture of its size may take";
    case DecodeReason::no_jail:
        return "the decoder could not confine itself";
    }
    return "no reason given";
}

} // namespace satpad::core::image
