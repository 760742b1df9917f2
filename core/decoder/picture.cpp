// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture.h"

#include <algorithm>
#include <limits>

namespace satpad::decoder {
namespace {

template <typename Sample> void unpremultiply_as(Picture& picture)
{
    const std::size_t colours = picture.channels - std::size_t{1};
    const std::size_t step = picture.channels * sizeof(Sample);
    constexpr std::uint64_t k_most = std::numeric_limits<Sample>::max();
    for (std::size_t at = 0; at < picture.samples.size(); at += step) {
        std::uint8_t* pixel = picture.samples.data() + at;
        const std::uint64_t alpha = sample_at<Sample>(pixel, colours);
        if (alpha == 0 || alpha == k_most) {
            continue;
        }
        for (std::size_t c = 0; c < colours; ++c) {
            const std::uint64_t value = (sample_at<Sample>(pixel, c) * k_most + alpha / 2) / alpha;
            const auto plain = static_cast<Sample>(std::min(value, k_most));
            std::memcpy(pixel + c * sizeof(Sample), &plain, sizeof(Sample));
        }
    }
}

} // namespace

void Picture::shape(const Probe& probe, std::uint32_t found_width, std::uint32_t found_height)
{
    // The limits were set from the probe: a codec that sees another size would escape them.
    if (found_width != probe.width || found_height != probe.height) {
        refuse_damaged(DecodeReason::size_disagrees);
    }
    width = found_width;
    height = found_height;
}

void Picture::allocate(
    std::uint8_t channel_count, std::uint8_t sample_bits, std::optional<ColourModel> chosen)
{
    channels = channel_count;
    bits = sample_bits;
    model = chosen.value_or(channel_count < 3 ? ColourModel::gray : ColourModel::rgb);
    samples = LazyBuffer<std::uint8_t>(row_bytes() * height);
}

void unpremultiply(Picture& picture)
{
    if (picture.bits == 16) {
        unpremultiply_as<std::uint16_t>(picture);
    } else {
        unpremultiply_as<std::uint8_t>(picture);
    }
}

} // namespace satpad::decoder
