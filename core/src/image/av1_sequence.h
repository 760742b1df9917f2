// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <array>
#include <cstdint>
#include <optional>

namespace satpad::core::image {

/// What a still picture's sequence header says (AV1 Bitstream & Decoding Process Specification,
/// 5.5): as much of it as AVIF's boxes repeat.
struct Av1Sequence
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint8_t profile = 0;
    std::uint8_t level = 0;
    std::uint8_t bits = 8;
    bool monochrome = false;
    bool full_range = true;
    bool subsampled_x = false;
    bool subsampled_y = false;
    std::uint8_t chroma_position = 0;
    std::uint8_t primaries = 2; ///< ITU-T H.273; 2 is "unspecified"
    std::uint8_t transfer = 2;
    std::uint8_t matrix = 2;

    /// The four bytes of AV1CodecConfigurationBox ("AV1 Codec ISO Media File Format Binding", 2.3).
    [[nodiscard]] std::array<std::byte, 4> configuration() const noexcept;
};

/// Reads the sequence header unit that must start `units`: a reduced still picture header, as AVIF
/// encoders write it. Nothing when it is another, or cut.
[[nodiscard]] std::optional<Av1Sequence> read_av1_sequence(ByteView units) noexcept;

/// Length of the temporal delimiter (5.6: no content) that may start `units`: AVIF does not want
/// it, some encoders write it.
[[nodiscard]] std::size_t temporal_delimiter_bytes(ByteView units) noexcept;

} // namespace satpad::core::image
