// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadata_payload.h"

#include "avif_boxes.h"
#include "exif_block.h"
#include "format/varint.h"
#include "jxl_container.h"

namespace satpad::core::image {
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

std::size_t metadata_cost(ByteView block)
{
    return join_metadata(block, {}).size();
}

Bytes join_metadata(ByteView block, ByteView picture)
{
    ByteComposer joined;
    format::put_varint(joined, block.size());
    return std::move(joined.raw(block).raw(picture)).bytes();
}

Expected<SplitPayload> split_metadata(ByteView payload)
{
    ByteParser parser(payload);
    const auto length = format::take_varint(parser, k_max_exif_block);
    if (!length || *length > parser.left()) {
        return Unexpected(Errc::malformed, "metadata block: its length is not right");
    }
    const ByteView block = parser.raw(static_cast<std::size_t>(*length));
    const SplitPayload split{block, parser.raw(parser.left())};
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
