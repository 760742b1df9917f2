// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fit.h"
#include "fit.h"
#include "plan_parts.h"
#include "score.h"

#include <satpad/core/image_preview.h>

#include <algorithm>

namespace satpad::core::image {
namespace {

constexpr std::uint64_t k_most_pixels = 1'000'000;
/// Bits per pixel of the file's picture below which AVIF looks better than JPEG XL, mostly.
constexpr double k_avif_below = 0.6;
/// Bits per pixel beyond which more cannot be seen in a picture of this size.
constexpr double k_most_bits_per_pixel = 4;

} // namespace

Expected<PreviewSource> PreviewSource::open(const fs::path& file)
{
    const Expected<Bytes> bytes = read_source(file);
    if (!bytes) {
        return Unexpected(bytes.error());
    }
    Expected<Pixels> pixels = decode(*bytes);
    if (!pixels) {
        return fail(std::move(pixels));
    }
    PreviewSource source;
    source.m_width = pixels->width;
    source.m_height = pixels->height;
    const auto encoder = make_jxl_encoder();
    SearchWatch watch({});
    const FitTask whole{*encoder, *pixels, 0, Effort::glance, pixel_count(*pixels), watch};
    Expected<Pixels> small = whole.scaled_to(static_cast<double>(k_most_pixels));
    if (!small) {
        return fail(std::move(small));
    }
    source.m_small = std::move(*small);
    source.m_reference = std::make_shared<const Reference>(source.m_small);
    return source;
}

Expected<Preview> PreviewSource::at(std::uint64_t budget) const
{
    if (budget < k_smallest_budget) {
        return Unexpected(Errc::limit_exceeded,
            "the smallest budget is " + std::to_string(k_smallest_budget) + " bytes");
    }
    const double bits = 8 * static_cast<double>(budget);
    const double of_file = bits / (static_cast<double>(m_width) * m_height);
    const std::unique_ptr<Encoder> avif = make_avif_encoder();
    const std::unique_ptr<Encoder> jxl = make_jxl_encoder();
    const Encoder& encoder = of_file < k_avif_below && avif->takes(m_small) ? *avif : *jxl;
    SearchWatch watch({});
    const FitTask task{encoder, m_small, budget, Effort::glance, pixel_count(m_small), watch};
    Expected<Pixels> scaled = task.scaled_to(bits / k_best_bits_per_pixel);
    if (!scaled) {
        return fail(std::move(scaled));
    }
    // Where the file's picture is larger than this copy its detail costs bits that none here takes.
    const double bits_per_pixel =
        std::min(k_most_bits_per_pixel, bits / static_cast<double>(pixel_count(*scaled)));
    const Expected<Bytes> payload =
        task.encode(*scaled, {encoder.first_knob(bits_per_pixel), false, Effort::glance, 0});
    if (!payload) {
        return Unexpected(payload.error());
    }
    Expected<Pixels> shown = decode_payload(encoder.codec(), *payload);
    if (!shown) {
        return fail(std::move(shown));
    }
    Preview preview;
    preview.score = measure(*m_reference, m_small, *shown);
    preview.shown = std::move(*shown);
    preview.codec = encoder.codec();
    return preview;
}

} // namespace satpad::core::image
