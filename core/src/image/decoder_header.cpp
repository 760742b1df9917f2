// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_header.h"

#include <algorithm>

namespace satpad::core::image {
namespace {

constexpr std::array<std::byte, 4> k_magic{
    std::byte{'S'}, std::byte{'P'}, std::byte{'D'}, std::byte{'C'}};
constexpr std::array<std::byte, 4> k_bytes_magic{
    std::byte{'S'}, std::byte{'P'}, std::byte{'D'}, std::byte{'B'}};
constexpr std::size_t k_first_zero = 18;

struct TaskName
{
    ByteTask task;
    const char* option;
};
constexpr std::array<TaskName, 5> k_tasks{{
    {ByteTask::pack_jpeg, "--pack-jpeg"},
    {ByteTask::rebuild_jpeg, "--rebuild-jpeg"},
    {ByteTask::unpack_zstd, "--unpack-zstd"},
    {ByteTask::unpack_xz, "--unpack-xz"},
    {ByteTask::list_metadata, "--metadata"},
}};

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

void put_u64(DecoderHeaderBytes& out, std::size_t at, std::uint64_t value) noexcept
{
    put_u32(out, at, static_cast<std::uint32_t>(value));
    put_u32(out, at + 4, static_cast<std::uint32_t>(value >> 32U));
}

std::uint64_t get_u64(
    std::span<const std::byte, k_decoder_header_bytes> in, std::size_t at) noexcept
{
    return get_u32(in, at) | std::uint64_t{get_u32(in, at + 4)} << 32U;
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
           h.bits == 0 && h.orientation == 1 && h.colour == ColourSource::srgb;
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
    out[17] = static_cast<std::byte>(header.colour);
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
        u8(16) > static_cast<std::uint8_t>(k_last_reason) ||
        u8(17) > static_cast<std::uint8_t>(ColourSource::ignored) || u8(7) < 1 || u8(7) > 8) {
        return std::nullopt;
    }
    DecoderHeader header;
    header.status = static_cast<DecodeStatus>(u8(4));
    header.reason = static_cast<DecodeReason>(u8(16));
    header.channels = u8(5);
    header.bits = u8(6);
    header.orientation = u8(7);
    header.colour = static_cast<ColourSource>(u8(17));
    header.width = get_u32(bytes, 8);
    header.height = get_u32(bytes, 12);
    const bool plausible = header.status == DecodeStatus::ok ? is_plausible_picture(header)
                                                             : is_plausible_refusal(header);
    if (!plausible) {
        return std::nullopt;
    }
    return header;
}

const char* option_of(ByteTask task) noexcept
{
    const auto* found = std::find_if(
        k_tasks.begin(), k_tasks.end(), [&](const TaskName& name) { return name.task == task; });
    return found != k_tasks.end() ? found->option : "";
}

std::optional<ByteTask> byte_task_named(std::string_view option) noexcept
{
    const auto* found = std::find_if(k_tasks.begin(), k_tasks.end(), [&](const TaskName& name) {
        return name.option == option;
    });
    return found != k_tasks.end() ? std::optional(found->task) : std::nullopt;
}

DecoderHeaderBytes encode_bytes_header(const BytesHeader& header) noexcept
{
    DecoderHeaderBytes out{};
    std::copy(k_bytes_magic.begin(), k_bytes_magic.end(), out.begin());
    out[4] = static_cast<std::byte>(header.status);
    out[5] = static_cast<std::byte>(header.reason);
    put_u64(out, 8, header.length);
    return out;
}

std::optional<BytesHeader> parse_bytes_header(
    std::span<const std::byte, k_decoder_header_bytes> bytes) noexcept
{
    const auto u8 = [&](std::size_t at) { return std::to_integer<std::uint8_t>(bytes[at]); };
    if (!std::equal(k_bytes_magic.begin(), k_bytes_magic.end(), bytes.begin()) ||
        u8(4) > static_cast<std::uint8_t>(DecodeStatus::failed) ||
        u8(5) > static_cast<std::uint8_t>(k_last_reason)) {
        return std::nullopt;
    }
    BytesHeader header;
    header.status = static_cast<DecodeStatus>(u8(4));
    header.reason = static_cast<DecodeReason>(u8(5));
    header.length = get_u64(bytes, 8);
    const bool ok = header.status == DecodeStatus::ok;
    const bool plausible =
        ok == (header.reason == DecodeReason::none) && (ok || header.length == 0);
    const DecoderHeaderBytes again = encode_bytes_header(header); // the rest must be zero
    if (!plausible || !std::equal(again.begin(), again.end(), bytes.begin())) {
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
        return "not a JPEG, PNG, WebP, TIFF, AVIF, JPEG XL, BMP or PNM picture";
    case DecodeReason::animated:
        return "an animation, which can only be sent exact";
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
    case DecodeReason::too_long:
        return "it unpacks to more than it may";
    case DecodeReason::cannot_do:
        return "it holds nothing of the kind asked for";
    case DecodeReason::gif:
        return "a GIF, which can only be sent exact";
    case DecodeReason::heic:
        return "an HEIC picture, which can only be sent exact";
    }
    return "no reason given";
}

} // namespace satpad::core::image
