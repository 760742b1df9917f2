// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string_view>

namespace satpad::core::image {

/// The chunks of a PNG that its pixels are made of, frames of an animation too, and that say how
/// their numbers are meant. All others tell of something else: they are listed as metadata, and
/// left out of a stripped copy. Shared with the decoder child.
inline constexpr std::array<std::string_view, 18> k_pixel_chunks{"IHDR",
    "PLTE",
    "IDAT",
    "IEND",
    "tRNS",
    "gAMA",
    "cHRM",
    "sRGB",
    "iCCP",
    "sBIT",
    "pHYs",
    "bKGD",
    "cICP",
    "mDCV",
    "cLLI",
    "acTL",
    "fcTL",
    "fdAT"};

} // namespace satpad::core::image
