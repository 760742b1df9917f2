// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/message_format.h>

/// Payloads of codecs 7 and 8: varint length ‖ metadata block ‖ the payload of codec 1 or 6
/// (docs/format.md, "Metadata block").
namespace satpad::core::image {

/// The codec of a picture payload with a block before it; the same when there is none for it.
[[nodiscard]] Codec with_metadata(Codec codec) noexcept;
/// Codec 1 for 7, 6 for 8, itself for all others.
[[nodiscard]] Codec without_metadata(Codec codec) noexcept;
[[nodiscard]] bool carries_metadata(Codec codec) noexcept;

/// Bytes a block takes in the payload.
[[nodiscard]] std::size_t metadata_cost(ByteView block);
[[nodiscard]] Bytes join_metadata(ByteView block, ByteView picture);

struct SplitPayload
{
    ByteView block; ///< well-formed: decode_exif_block takes it
    ByteView picture;
};
/// Views into `payload`, which is that of a codec that carries_metadata. Errors: Errc::malformed
/// (docs/format.md, "Metadata block").
[[nodiscard]] Expected<SplitPayload> split_metadata(ByteView payload);

/// The picture file that a payload of a codec that carries_metadata stands for: with the block's
/// EXIF inside, for any viewer. Errors: Errc::malformed, also of what is behind the block.
[[nodiscard]] Expected<Bytes> file_with_metadata(Codec codec, ByteView payload);

} // namespace satpad::core::image
