// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fit.h"
#include "scale.h"

#include <algorithm>
#include <cmath>

namespace satpad::core::image {

Expected<Bytes> FitTask::encode(const Pixels& pixels, const EncodeSettings& settings) const
{
    if (auto go = watch.next(); !go) {
        return fail(std::move(go));
    }
    return encoder.encode(pixels, settings);
}

Expected<Pixels> FitTask::scaled_to(double pixels) const
{
    const double factor =
        std::min(1.0, std::sqrt(pixels / static_cast<double>(pixel_count(source))));
    const auto side = [&](std::uint32_t length) {
        return std::max(1U, static_cast<std::uint32_t>(std::lround(length * factor)));
    };
    const std::uint32_t width = side(source.width);
    const std::uint32_t height = std::min(side(source.height), encoder.tallest(width));
    if (width == source.width && height == source.height) {
        return source;
    }
    return shrink(source, width, height);
}

double FitTask::first_knob(double pixels) const
{
    return encoder.first_knob(8 * static_cast<double>(budget) / pixels);
}

} // namespace satpad::core::image
