// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <functional>

/// General compressors, for files no picture codec takes. One thread, so the same bytes each time.
namespace satpad::core::image {

/// Asked every few dozen kilobytes with the share done, 0..1; an error ends the work and is
/// returned.
using CompressStep = std::function<Expected<void>(double fraction)>;

/// How LZMA2 sees its input. The stream itself says which was used.
enum class Lzma2View
{
    words, ///< liblzma's usual: text, samples of 16 or 32 bits
    bytes  ///< nothing aligned: three colours, data that was compressed before
};

/// `input` as a zstd frame of level 19 without its magic number, content size and checksum; empty
/// when that takes more than `most` bytes. Errors: Errc::internal, `step`'s.
[[nodiscard]] Expected<Bytes> compress_zstd(
    ByteView input, std::size_t most, const CompressStep& step);

/// `input` as raw LZMA2, preset 9 extreme, dictionary 16 MiB; else as above.
[[nodiscard]] Expected<Bytes> compress_lzma2(
    ByteView input, std::size_t most, Lzma2View view, const CompressStep& step);

} // namespace satpad::core::image
