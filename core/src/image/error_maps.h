// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

/// The three kinds of error that SSIMULACRA 2 looks for in each channel at each scale.
namespace satpad::core::image::ssimulacra2 {

/// Two norms of an error map over all pixels: the mean, and the fourth root of the mean fourth
/// power. While they are gathered: the sum, and the sum of fourth powers.
struct Norms
{
    double mean = 0;
    double fourth = 0;

    [[nodiscard]] bool weighs() const noexcept { return mean != 0 || fourth != 0; }
};

/// What is measured of, or how much weighs, one channel at one scale.
struct ErrorMaps
{
    Norms ssim;     ///< structure lost
    Norms artifact; ///< edges where the original is smooth
    Norms lost;     ///< smooth where the original has edges

    [[nodiscard]] bool weighs_structure() const noexcept { return ssim.weighs(); }
    [[nodiscard]] bool weighs_edges() const noexcept { return artifact.weighs() || lost.weighs(); }
    ErrorMaps& operator+=(const ErrorMaps& part) noexcept;
};

/// One row of one channel of the original; each begins at the tile's left edge.
struct OriginalRow
{
    const float* values;
    const float* mean;
    const float* square;
};

/// The same row of the picture that is measured, from k_reach columns further left; all but the
/// values are blurred downwards only (blur_across does the rest).
struct OtherRow
{
    const float* values;
    const float* mean;
    const float* square;
    const float* product; ///< with the original's values
};

/// Adds the errors of `count` pixels of a row to `sums`: all three kinds, or those of edges, where
/// `edges` is |values − mean| of the original.
void compare_all(
    const OriginalRow& one, const OtherRow& two, std::size_t count, ErrorMaps& sums) noexcept;
void compare_edges(const float* edges,
    const float* values,
    const float* mean,
    std::size_t count,
    ErrorMaps& sums) noexcept;

/// The norms of errors summed over `pixels`, each times its weight.
[[nodiscard]] double weighed(
    const ErrorMaps& weights, const ErrorMaps& sums, double pixels) noexcept;

} // namespace satpad::core::image::ssimulacra2
