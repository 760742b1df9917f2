// SPDX-License-Identifier: GPL-3.0-or-later
#include "error_maps.h"

#include "float4.h"
#include "tile_window.h"

#include <cmath>

namespace satpad::core::image::ssimulacra2 {
namespace {

/// Keeps structure apart from noise in flat places.
constexpr float k_c2 = 0.0009F;

/// Sums of one row's error maps, in four lanes.
class RowSums
{
public:
    void add(Float4 error, Float4 fourth_power) noexcept
    {
        m_mean += error;
        m_fourth += fourth_power;
    }
    void add_to(Norms& sums) const noexcept
    {
        sums.mean += total(m_mean);
        sums.fourth += total(m_fourth);
    }

private:
    static double total(Float4 lanes) noexcept
    {
        return (double{lanes[0]} + double{lanes[1]}) + (double{lanes[2]} + double{lanes[3]});
    }
    Float4 m_mean{};
    Float4 m_fourth{};
};

/// Calls `step(i, inside)` for each four of `count` pixels; `inside` has the bits of those lanes
/// that are not past the end.
template <typename Step> void for_vectors(std::size_t count, const Step& step)
{
    std::size_t i = 0;
    for (; i + k_lanes <= count; i += k_lanes) {
        step(i, Int4{-1, -1, -1, -1});
    }
    if (i < count) {
        const auto left = static_cast<std::int32_t>(count - i);
        step(i, Int4{0, 1, 2, 3} < Int4{left, left, left, left});
    }
}

/// SSIM as SSIMULACRA 2 has it: without the term that weighs errors in the dark more, since XYB is
/// not linear light.
Float4 structure_error(
    Float4 mean_1, Float4 mean_2, Float4 square_1, Float4 square_2, Float4 product) noexcept
{
    const Float4 apart = mean_1 - mean_2;
    const Float4 brightness = 1.0F - apart * apart;
    const Float4 covariance = 2.0F * (product - mean_1 * mean_2) + k_c2;
    const Float4 variance = (square_1 - mean_1 * mean_1) + (square_2 - mean_2 * mean_2) + k_c2;
    return at_least_zero(1.0F - brightness * covariance / variance);
}

Float4 fourth_power(Float4 value) noexcept
{
    const Float4 square = value * value;
    return square * square;
}

/// Where the other picture has more edges than the original, and where fewer.
class EdgeSums
{
public:
    void add(Float4 edges_1, Float4 edges_2, Int4 inside) noexcept
    {
        const Float4 more = bits_where((edges_2 - edges_1) / (1.0F + edges_1), inside);
        const Float4 fourth = fourth_power(more);
        const Int4 is_artifact = more > Float4{};
        m_artifact.add(bits_where(more, is_artifact), bits_where(fourth, is_artifact));
        m_lost.add(bits_where(-more, ~is_artifact), bits_where(fourth, ~is_artifact));
    }
    void add_to(ErrorMaps& sums) const noexcept
    {
        m_artifact.add_to(sums.artifact);
        m_lost.add_to(sums.lost);
    }

private:
    RowSums m_artifact;
    RowSums m_lost;
};

Norms norms_of(const Norms& sums, double pixels) noexcept
{
    return {sums.mean / pixels, std::sqrt(std::sqrt(sums.fourth / pixels))};
}

double weighed(const Norms& weights, const Norms& norms) noexcept
{
    return weights.mean * norms.mean + weights.fourth * norms.fourth;
}

void add(Norms& total, const Norms& part) noexcept
{
    total.mean += part.mean;
    total.fourth += part.fourth;
}

} // namespace

ErrorMaps& ErrorMaps::operator+=(const ErrorMaps& part) noexcept
{
    add(ssim, part.ssim);
    add(artifact, part.artifact);
    add(lost, part.lost);
    return *this;
}

void compare_all(
    const OriginalRow& one, const OtherRow& two, std::size_t count, ErrorMaps& sums) noexcept
{
    RowSums ssim;
    EdgeSums edge_sums;
    for_vectors(count, [&](std::size_t i, Int4 inside) {
        const Float4 mean_1 = load4(one.mean + i);
        const Float4 mean_2 = blur_across(two.mean, i);
        const Float4 error = structure_error(mean_1,
            mean_2,
            load4(one.square + i),
            blur_across(two.square, i),
            blur_across(two.product, i));
        const Float4 seen = bits_where(error, inside);
        ssim.add(seen, fourth_power(seen));
        edge_sums.add(absolute(load4(one.values + i) - mean_1),
            absolute(load4(two.values + i + k_reach) - mean_2),
            inside);
    });
    ssim.add_to(sums.ssim);
    edge_sums.add_to(sums);
}

void compare_edges(const float* edges,
    const float* values,
    const float* mean,
    std::size_t count,
    ErrorMaps& sums) noexcept
{
    EdgeSums edge_sums;
    for_vectors(count, [&](std::size_t i, Int4 inside) {
        const Float4 blurred = blur_across(mean, i);
        edge_sums.add(load4(edges + i), absolute(load4(values + i + k_reach) - blurred), inside);
    });
    edge_sums.add_to(sums);
}

double weighed(const ErrorMaps& weights, const ErrorMaps& sums, double pixels) noexcept
{
    return weighed(weights.ssim, norms_of(sums.ssim, pixels)) +
           weighed(weights.artifact, norms_of(sums.artifact, pixels)) +
           weighed(weights.lost, norms_of(sums.lost, pixels));
}

} // namespace satpad::core::image::ssimulacra2
