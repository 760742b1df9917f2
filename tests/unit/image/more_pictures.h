// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture_maker.h"

#include <array>

/// Pictures of the kinds and with the colours that picture_maker.h has not.
namespace satpad::test {

struct AvifOptions
{
    int bits = 0; ///< 8, 10 or 12; 0: as the pixels
    std::uint8_t orientation = 1;
    bool quarter_chroma = false; ///< 4:2:0 and lossy; else every sample comes back
    bool second_frame = false;   ///< an image sequence
    Bytes icc = {};
    int primaries = 1; ///< ITU-T H.273
    int transfer = 13;
};
/// 16-bit pixels are shortened to `bits`.
[[nodiscard]] Bytes write_avif(const Pixels& pixels, const AvifOptions& options = {});

/// Two frames.
[[nodiscard]] Bytes write_animated_jxl(const Pixels& pixels);

/// 24 bits, bottom row first.
[[nodiscard]] Bytes write_bmp(const Pixels& pixels);
/// P5 or P6.
[[nodiscard]] Bytes write_pnm(const Pixels& pixels);

enum class ProfileKind
{
    srgb,
    adobe_rgb,  ///< gamma 563/256 and wide green (AdobeRGB 1998)
    display_p3, ///< sRGB's curve, wide red and green
    gray_gamma18,
    press ///< four inks over paper that is not white, as a table into Lab
};
[[nodiscard]] Bytes make_profile(ProfileKind kind);

/// The file with `icc` in APP2 markers of at most `piece` bytes (ICC.1, B.4).
[[nodiscard]] Bytes with_jpeg_profile(const Bytes& jpeg, const Bytes& icc, std::size_t piece);

} // namespace satpad::test
