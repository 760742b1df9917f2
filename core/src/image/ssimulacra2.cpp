// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssimulacra2.h"

#include "in_parallel.h"
#include "tile_window.h"

#include <algorithm>
#include <cmath>

namespace satpad::core::image::ssimulacra2 {
namespace {

using ChannelSums = std::array<ErrorMaps, 3>;

/// A scale is measured while the one above it has sides of at least k_least_side.
std::size_t count_scales(std::uint32_t width, std::uint32_t height) noexcept
{
    std::size_t scales = 0;
    while (scales < k_most_scales && width >= k_least_side && height >= k_least_side) {
        if (scales > 0) {
            width = (width + 1) / 2;
            height = (height + 1) / 2;
        }
        ++scales;
    }
    return scales;
}

LinearPicture full_size(const Pixels& picture) noexcept
{
    LinearPicture made;
    made.width = picture.width;
    made.height = picture.height;
    made.samples = &picture;
    return made;
}

/// Goes through all rows that the tile's blur needs; `on_row(y)` when row y is in the middle of a
/// full window, `on_fed()` for each row before.
template <typename OnFed, typename OnRow>
void walk(TileWindow& window,
    const Tile& tile,
    const LinearPicture& picture,
    LinearPicture* half,
    const OnFed& on_fed,
    const OnRow& on_row)
{
    window.start(tile);
    const std::int64_t top = tile.top;
    for (std::int64_t y = top - k_reach; y < std::int64_t{tile.bottom} + k_reach; ++y) {
        window.feed(picture, y, half);
        if (window.newest_is_inside()) {
            on_fed(static_cast<std::uint32_t>(y));
        }
        if (y >= top + k_reach) {
            on_row(static_cast<std::uint32_t>(y - k_reach));
        }
    }
}

/// Fills the tile's part of the original's planes at one scale.
class OriginalTiles
{
public:
    OriginalTiles(const LinearPicture& picture,
        LinearPicture* half,
        const std::array<ErrorMaps, 3>& weights,
        float level,
        OriginalScale& scale)
        : m_picture(picture)
        , m_half(half)
        , m_weights(weights)
        , m_scale(scale)
        , m_window(level)
    {}

    void operator()(std::size_t index)
    {
        const Tile tile = tile_at(index, m_scale.width, m_scale.height);
        walk(
            m_window,
            tile,
            m_picture,
            m_half,
            [&](std::uint32_t) { square(); },
            [&](std::uint32_t y) { store(tile, y); });
    }

private:
    void square()
    {
        for (std::size_t c = 0; c < 3; ++c) {
            if (m_weights[c].weighs_structure()) {
                const float* values = m_window.newest(TileWindow::values, c);
                m_window.multiply_newest(TileWindow::squares, c, values + m_window.first_column());
            }
        }
    }

    void store(const Tile& tile, std::uint32_t y)
    {
        const std::size_t count = tile.right - tile.left;
        for (std::size_t c = 0; c < 3; ++c) {
            OriginalChannel& to = m_scale.channels[c];
            const float* values = m_window.middle(TileWindow::values, c) + k_reach;
            if (m_weights[c].weighs_structure()) {
                std::copy(values, values + count, to.values.row(y) + tile.left);
                blur_into(m_window.blurred_down(TileWindow::values, c),
                    count,
                    to.mean.row(y) + tile.left);
                blur_into(m_window.blurred_down(TileWindow::squares, c),
                    count,
                    to.mean_square.row(y) + tile.left);
            } else if (m_weights[c].weighs_edges()) {
                const float* down = m_window.blurred_down(TileWindow::values, c);
                float* edges = to.edges.row(y) + tile.left;
                for (std::size_t i = 0; i < count; i += k_lanes) {
                    store4(edges + i, absolute(load4(values + i) - blur_across(down, i)));
                }
            }
        }
    }

    static void blur_into(const float* down, std::size_t count, float* to) noexcept
    {
        for (std::size_t i = 0; i < count; i += k_lanes) {
            store4(to + i, blur_across(down, i));
        }
    }

    const LinearPicture& m_picture;
    LinearPicture* m_half;
    const std::array<ErrorMaps, 3>& m_weights;
    OriginalScale& m_scale;
    TileWindow m_window;
};

/// Sums the error maps of tiles of another picture at one scale.
class OtherTiles
{
public:
    OtherTiles(const LinearPicture& picture,
        LinearPicture* half,
        const std::array<ErrorMaps, 3>& weights,
        float level,
        const OriginalScale& original,
        std::vector<ChannelSums>& sums)
        : m_picture(picture)
        , m_half(half)
        , m_weights(weights)
        , m_original(original)
        , m_sums(sums)
        , m_window(level)
    {}

    void operator()(std::size_t index)
    {
        const Tile tile = tile_at(index, m_original.width, m_original.height);
        ChannelSums sums{};
        walk(
            m_window,
            tile,
            m_picture,
            m_half,
            [&](std::uint32_t y) { multiply(tile, y); },
            [&](std::uint32_t y) { compare(tile, y, sums); });
        m_sums[index] = sums;
    }

private:
    void multiply(const Tile& tile, std::uint32_t y)
    {
        const std::size_t first = m_window.first_column();
        for (std::size_t c = 0; c < 3; ++c) {
            if (m_weights[c].weighs_structure()) {
                m_window.multiply_newest(
                    TileWindow::squares, c, m_window.newest(TileWindow::values, c) + first);
                const float* original = m_original.channels[c].values.row(y);
                m_window.multiply_newest(
                    TileWindow::products, c, original + (tile.left + first - k_reach));
            }
        }
    }

    void compare(const Tile& tile, std::uint32_t y, ChannelSums& sums)
    {
        const std::size_t count = tile.right - tile.left;
        for (std::size_t c = 0; c < 3; ++c) {
            const OriginalChannel& original = m_original.channels[c];
            if (m_weights[c].weighs_structure()) {
                compare_all({original.values.row(y) + tile.left,
                                original.mean.row(y) + tile.left,
                                original.mean_square.row(y) + tile.left},
                    {m_window.middle(TileWindow::values, c),
                        m_window.blurred_down(TileWindow::values, c),
                        m_window.blurred_down(TileWindow::squares, c),
                        m_window.blurred_down(TileWindow::products, c)},
                    count,
                    sums[c]);
            } else if (m_weights[c].weighs_edges()) {
                compare_edges(original.edges.row(y) + tile.left,
                    m_window.middle(TileWindow::values, c),
                    m_window.blurred_down(TileWindow::values, c),
                    count,
                    sums[c]);
            }
        }
    }

    const LinearPicture& m_picture;
    LinearPicture* m_half;
    const std::array<ErrorMaps, 3>& m_weights;
    const OriginalScale& m_original;
    std::vector<ChannelSums>& m_sums;
    TileWindow m_window;
};

/// The weights move up when a small picture has fewer scales: so does libjxl's tool, whose numbers
/// people know.
std::array<ErrorMaps, 3> weights_at(std::size_t scale, std::size_t scales) noexcept
{
    return {k_weights[scale], k_weights[scales + scale], k_weights[2 * scales + scale]};
}

OriginalScale room_for(
    std::uint32_t width, std::uint32_t height, const std::array<ErrorMaps, 3>& weights)
{
    OriginalScale made;
    made.width = width;
    made.height = height;
    for (std::size_t c = 0; c < 3; ++c) {
        OriginalChannel& channel = made.channels[c];
        if (weights[c].weighs_structure()) {
            channel.values = Plane(width, height);
            channel.mean = Plane(width, height);
            channel.mean_square = Plane(width, height);
        } else if (weights[c].weighs_edges()) {
            channel.edges = Plane(width, height);
        }
    }
    return made;
}

/// From the weighed sum of errors to a scale on which people's judgements lie evenly.
double on_scale(double errors) noexcept
{
    const double x = 0.9562382616834844 * errors;
    const double y =
        2.326765642916932 * x - 0.020884521182843837 * x * x + 6.248496625763138e-05 * x * x * x;
    return y > 0 ? 100.0 - 10.0 * std::pow(y, 0.6276336467831387) : 100.0;
}

} // namespace

Original::Original(const Pixels& picture, unsigned threads)
    : m_level(mean_brightness(picture))
{
    const std::size_t scales = count_scales(picture.width, picture.height);
    LinearPicture linear = full_size(picture);
    for (std::size_t scale = 0; scale < scales; ++scale) {
        const auto weights = weights_at(scale, scales);
        OriginalScale& made = m_scales.emplace_back(room_for(linear.width, linear.height, weights));
        std::optional<LinearPicture> half;
        if (scale + 1 < scales) {
            half = linear.half();
        }
        in_parallel(count_tiles(linear.width, linear.height), threads, [&] {
            return OriginalTiles(linear, half ? &*half : nullptr, weights, m_level, made);
        });
        if (half) {
            linear = std::move(*half);
        }
    }
}

double Original::score(const Pixels& other, unsigned threads) const
{
    double errors = 0;
    LinearPicture linear = full_size(other);
    for (std::size_t scale = 0; scale < m_scales.size(); ++scale) {
        const auto weights = weights_at(scale, m_scales.size());
        std::optional<LinearPicture> half;
        if (scale + 1 < m_scales.size()) {
            half = linear.half();
        }
        std::vector<ChannelSums> sums(count_tiles(linear.width, linear.height));
        in_parallel(sums.size(), threads, [&] {
            return OtherTiles(
                linear, half ? &*half : nullptr, weights, m_level, m_scales[scale], sums);
        });
        const double pixels = static_cast<double>(linear.width) * linear.height;
        for (std::size_t c = 0; c < 3; ++c) {
            ErrorMaps total;
            for (const ChannelSums& one : sums) {
                total += one[c];
            }
            errors += weighed(weights[c], total, pixels);
        }
        if (half) {
            linear = std::move(*half);
        }
    }
    return on_scale(errors);
}

} // namespace satpad::core::image::ssimulacra2
