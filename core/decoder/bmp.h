// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture.h"

namespace satpad::decoder {

/// The heads of a Windows or OS/2 bitmap (BITMAPFILEHEADER and BITMAPCOREHEADER, BITMAPINFOHEADER
/// or its longer versions).
struct BmpHeader
{
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    bool top_down = false;
    unsigned bits = 0;                    ///< a pixel: 1, 2, 4, 8, 16, 24 or 32
    std::array<std::uint32_t, 4> masks{}; ///< of red, green, blue, alpha; for 16 and 32 bits
    std::size_t palette = 0;              ///< where it starts
    std::uint32_t colours = 0;            ///< in the palette
    unsigned colour_bytes = 4;            ///< blue, green, red, and 0 where there are four
    std::uint64_t raster = 0;             ///< where the rows start
    std::uint64_t profile = 0;            ///< where an ICC profile starts
    std::uint64_t profile_bytes = 0;      ///< 0: none

    /// Rows start at multiples of four bytes.
    [[nodiscard]] std::uint64_t stride() const noexcept { return (width * bits + 31) / 32 * 4; }
};

/// True for "BM" and a head of a length that is in use.
[[nodiscard]] bool looks_like_bmp(InputView input) noexcept;
/// Refuses run-length, JPEG and PNG inside, and fields of more than 8 bits.
[[nodiscard]] BmpHeader read_bmp_header(InputView input);

} // namespace satpad::decoder
