// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

#include <array>

/// From stored samples to the colours SSIMULACRA 2 compares: linear light, then XYB.
namespace satpad::core::image {

/// One row of three planes. XYB order is X (red against green), Y (brightness), B (blue against
/// brightness).
using RowOf3 = std::array<float*, 3>;

/// Columns `from`..`to`−1 of row `y` of an 8- or 16-bit gray or RGB picture without alpha, as
/// linear light 0..1 (IEC 61966-2-1), written from the rows' starts on. Gray gives three equal rows.
void linear_row(const Pixels& picture,
    std::uint32_t y,
    std::uint32_t from,
    std::uint32_t to,
    const RowOf3& linear) noexcept;

/// XYB of `count` pixels (a multiple of 4) of linear light in 0..1, scaled as SSIMULACRA 2.1 wants
/// it, but each channel less a constant: X 0.42, Y `level` + 0.01, B 0.55. The measure looks at
/// differences and variances only, which do not change by that, and single precision keeps more of
/// small numbers. Source: libjxl, lib/jxl/enc_xyb.cc and tools/ssimulacra2.cc.
void xyb_row(const RowOf3& linear, std::size_t count, float level, const RowOf3& xyb) noexcept;

/// What lies outside of a picture, where SSIMULACRA 2 has zeros, less the same constants.
[[nodiscard]] std::array<float, 3> xyb_outside(float level) noexcept;

/// Mean brightness of a picture (of 64 rows or so): the best `level` for it.
[[nodiscard]] float mean_brightness(const Pixels& picture) noexcept;

} // namespace satpad::core::image
