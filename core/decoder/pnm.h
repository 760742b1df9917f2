// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture.h"

namespace satpad::decoder {

/// The head of a Netpbm picture (pbm, pgm and ppm, plain or raw; netpbm's manual pages).
struct PnmHeader
{
    unsigned kind = 0; ///< 1 to 6, the figure after the P
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    std::uint32_t most = 1; ///< the sample that means full light
    std::size_t raster = 0; ///< where the samples start

    [[nodiscard]] bool is_plain() const noexcept { return kind <= 3; }
    [[nodiscard]] bool is_bitmap() const noexcept { return kind == 1 || kind == 4; }
    [[nodiscard]] std::uint8_t channels() const noexcept { return kind % 3 == 0 ? 3 : 1; }
};

/// True for "P1" to "P6" and white space.
[[nodiscard]] bool looks_like_pnm(InputView input) noexcept;
/// Refuses the picture when the head is not whole.
[[nodiscard]] PnmHeader read_pnm_header(InputView input);

} // namespace satpad::decoder
