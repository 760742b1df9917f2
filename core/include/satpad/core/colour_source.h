// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace satpad::core::image {

/// How a decoded picture's samples came to be sRGB, for the plan to say.
enum class ColourSource : std::uint8_t
{
    srgb = 0,        ///< the file says sRGB, or nothing
    converted = 1,   ///< from the profile or the colour space the file names
    approximate = 2, ///< inks without a usable profile (naive formula), or HDR shown unmapped
    ignored = 3,     ///< its profile is unreadable or does not fit; samples taken as sRGB
};

} // namespace satpad::core::image
