// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ssimulacra2.h"

/// How alike two pictures look, and by how much their samples differ.
namespace satpad::core::image {

/// Above this the original is measured in a smaller copy: its planes take 32 bytes per pixel.
inline constexpr std::uint64_t k_most_scored_pixels = 16'000'000;

/// The original, prepared once to measure many candidates against it with SSIMULACRA 2.1.
///
/// Any Pixels that decode() gives will do, and candidates may have other channels and bits than the
/// original. Gray counts as equal red, green and blue. Where either has alpha, both are laid over a
/// dark (0.1) and a bright (0.9) gray, in stored samples, and the lower score counts. Sides under 8
/// pixels, which SSIMULACRA 2 does not know, are measured as seen through a lens: every pixel
/// repeated until no side is shorter. From 8 to 112 pixels its scales are fewer and scores tend to
/// come out too high, as libjxl's tool has them too.
///
/// Memory: 32 bytes per scored pixel while it lives (twice that for an original with alpha).
/// Threads: score() may be called by any number of threads; each call starts up to `threads`.
class Reference
{
public:
    /// `original` is not kept. Above `most_pixels` it is shrunk by area averaging to about that
    /// many, and so is every candidate; scored_width() and scored_height() tell. `threads` 0: one
    /// for each processor, four at most.
    explicit Reference(const Pixels& original,
        std::uint64_t most_pixels = k_most_scored_pixels,
        unsigned threads = 0);

    /// 100 for the same picture; 90 no visible loss, 70 high, 50 medium, 30 low; below 0 only an
    /// order. A smaller `other` is first enlarged to the scored size with bicubic, in its stored
    /// samples and to the same bits, as who receives it would see it; one that is larger both ways
    /// is shrunk by area averaging. The same result on every run, for any number of threads.
    [[nodiscard]] double score(const Pixels& other) const;

    [[nodiscard]] std::uint32_t scored_width() const noexcept { return m_width; }
    [[nodiscard]] std::uint32_t scored_height() const noexcept { return m_height; }

private:
    std::uint32_t m_width;
    std::uint32_t m_height;
    std::uint32_t m_repeat; ///< how often each pixel is repeated each way
    unsigned m_threads;
    bool m_has_alpha;
    std::vector<ssimulacra2::Original> m_originals; ///< one, or one for each ground
};

/// Peak signal to noise ratio in dB over red, green and blue, peak 255 (16-bit samples count 1/257
/// each); infinity when no sample differs. Sizes and alpha as in Reference, at `a`'s full size.
[[nodiscard]] double psnr(const Pixels& a, const Pixels& b);

/// The whole score, SSIMULACRA 2.1 being known already.
[[nodiscard]] Score with_psnr(double ssimulacra2, const Pixels& original, const Pixels& other);

/// Both measures of `other` against `original`, which `reference` was made from.
[[nodiscard]] Score measure(
    const Reference& reference, const Pixels& original, const Pixels& other);

} // namespace satpad::core::image
