// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata_payload.h"

#include "avif_boxes.h"
#include "exif_block.h"
#include "jxl_container.h"

namespace satpad::core::image {
namespace {

constexpr std::size_t k_one_byte_length = 0x80;

/// Blocks are short: one or two bytes (varint of docs/format.md).
Bytes length_bytes(std::size_t length)
{
    if (length < k_one_byte_length) {
        return {static_cast<std::byte>(length)};
    }
    return {static_cast<std::byte>(0x80U | (length & 0x7FU)), static_cast<std::byte>(length >> 7U)};
}

} // namespace

static_assert(k_max_exif_block < 0x4000, "length_bytes writes two bytes at most");

Codec with_metadata(Codec codec) noexcept
{
    switch (codec) {
    case Codec::jxl:
        return Codec::jxl_with_metadata;
    case Codec::avif_boxless:
        return Codec::avif_with_metadata;
    default:
        return codec;
    }
}

Codec without_metadata(Codec codec) noexcept
{
    switch (codec) {
    case Codec::jxl_with_metadata:
        return Codec::jxl;
    case Codec::avif_with_metadata:
        return Codec::avif_boxless;
    default:
        return codec;
    }
}

bool carries_metadata(Codec codec) noexcept
{
    return without_metadata(codec) != codec;
}

std::size_t metadata_cost(ByteView block) noexcept
{
    return block.size() + (block.size() < k_one_byte_length ? 1U : 2U);
}

Bytes join_metadata(ByteView block, ByteView picture)
{
    Bytes joined = length_bytes(block.size());
    joined.reserve(joined.size() + block.size() + picture.size());
    joined.insert(joined.end(), block.begin(), block.end());
    joined.insert(joined.end(), picture.begin(), picture.end());
    return joined;
}

Expected<SplitPayload> split_metadata(ByteView payload)
{
    const auto byte = [&](std::size_t at) { return std::to_integer<std::size_t>(payload[at]); };
    const bool two = !payload.empty() && (byte(0) & 0x80U) != 0;
    const std::size_t head = two ? 2 : 1;
    if (payload.size() < head) {
        return Unexpected(Errc::malformed, "metadata block: cut");
    }
    const std::size_t length = two ? (byte(0) & 0x7FU) | byte(1) << 7U : byte(0);
    if (length > k_max_exif_block || (two && length < k_one_byte_length) ||
        length > payload.size() - head) {
        return Unexpected(Errc::malformed, "metadata block: its length is not right");
    }
    const SplitPayload split{payload.subspan(head, length), payload.subspan(head + length)};
    if (const auto fields = decode_exif_block(split.block); !fields) {
        return Unexpected(fields.error());
    }
    return split;
}

Expected<Bytes> file_with_metadata(Codec codec, ByteView payload)
{
    const Expected<SplitPayload> split = split_metadata(payload);
    if (!split) {
        return Unexpected(split.error());
    }
    return codec == Codec::avif_with_metadata ? wrap_avif_payload(split->picture, split->block)
                                              : jxl_file_with_exif(split->picture, split->block);
}

} // namespace satpad::core::image
