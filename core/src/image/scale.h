// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

namespace satpad::core::image {

/// `source` shrunk to `width` × `height` (each at least 1 and at most the source's) by area
/// averaging; channels and bits stay. Colours are weighted by alpha, so what is transparent does
/// not bleed. Errors: Errc::internal when OpenCV fails.
[[nodiscard]] Expected<Pixels> shrink(
    const Pixels& source, std::uint32_t width, std::uint32_t height);

/// `source` in `width` × `height`, at least one of them longer, by bicubic interpolation of the
/// stored samples, rounded and clamped to the same bits. For pictures without alpha. Errors:
/// Errc::internal when OpenCV fails.
[[nodiscard]] Expected<Pixels> enlarge(
    const Pixels& source, std::uint32_t width, std::uint32_t height);

} // namespace satpad::core::image
