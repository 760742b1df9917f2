// SPDX-License-Identifier: GPL-3.0-or-later
#include "tile_window.h"

#include <algorithm>

namespace satpad::core::image::ssimulacra2 {
namespace {

constexpr std::size_t k_kinds = 3; // of TileWindow::Kind
constexpr std::size_t k_channels = 3;

std::uint32_t tiles_across(std::uint32_t width) noexcept
{
    return (width + k_tile_width - 1) / k_tile_width;
}

RowOf3 three_rows(float* first, std::size_t apart) noexcept
{
    return {first, first + apart, first + 2 * apart};
}

} // namespace

std::size_t count_tiles(std::uint32_t width, std::uint32_t height) noexcept
{
    return std::size_t{tiles_across(width)} * ((height + k_tile_height - 1) / k_tile_height);
}

Tile tile_at(std::size_t index, std::uint32_t width, std::uint32_t height) noexcept
{
    const auto column = static_cast<std::uint32_t>(index % tiles_across(width));
    const auto row = static_cast<std::uint32_t>(index / tiles_across(width));
    const std::uint32_t left = column * k_tile_width;
    const std::uint32_t top = row * k_tile_height;
    return {left, top, std::min(left + k_tile_width, width), std::min(top + k_tile_height, height)};
}

LinearPicture LinearPicture::half() const
{
    LinearPicture made;
    made.width = (width + 1) / 2;
    made.height = (height + 1) / 2;
    for (Plane& plane : made.planes) {
        plane = Plane(made.width, made.height);
    }
    return made;
}

TileWindow::TileWindow(float level)
    : m_level(level)
    , m_outside(xyb_outside(level))
    , m_rows(k_kinds * k_channels * k_window * k_row)
    , m_linear(2 * k_channels * k_row)
    , m_blurred(k_kinds * k_channels * k_row)
{}

void TileWindow::start(const Tile& tile) noexcept
{
    m_tile = tile;
    m_span = (tile.right - tile.left + k_lanes - 1) / k_lanes * k_lanes + k_window - 1;
    m_newest = k_window - 1;
}

float* TileWindow::row(Kind kind, std::size_t channel, std::uint32_t age) noexcept
{
    const std::uint32_t slot = (m_newest + k_window - age) % k_window;
    return m_rows.data() + ((kind * k_channels + channel) * k_window + slot) * k_row;
}

void TileWindow::feed(const LinearPicture& picture, std::int64_t y, LinearPicture* half) noexcept
{
    m_newest = (m_newest + 1) % k_window;
    m_inside = y >= 0 && y < picture.height;
    if (!m_inside) {
        for (std::size_t channel = 0; channel < k_channels; ++channel) {
            const float outside = m_outside[channel];
            std::fill_n(row(values, channel, 0), m_span, outside);
            std::fill_n(row(squares, channel, 0), m_span, outside * outside);
            std::fill_n(row(products, channel, 0), m_span, outside * outside);
        }
        return;
    }
    const auto inside_y = static_cast<std::uint32_t>(y);
    const std::uint32_t from = m_tile.left < k_reach ? 0 : m_tile.left - k_reach;
    const std::uint32_t to = std::min(m_tile.right + k_reach, picture.width);
    m_first = from + k_reach - m_tile.left;
    m_end = m_first + (to - from);
    float* linear = m_linear.data() + (inside_y % 2) * k_channels * k_row;
    if (picture.samples != nullptr) {
        linear_row(*picture.samples, inside_y, from, to, three_rows(linear + m_first, k_row));
    } else {
        for (std::size_t channel = 0; channel < k_channels; ++channel) {
            const float* plane = picture.planes[channel].row(inside_y);
            std::copy(plane + from, plane + to, linear + channel * k_row + m_first);
        }
    }
    const RowOf3 xyb = {row(values, 0, 0), row(values, 1, 0), row(values, 2, 0)};
    xyb_row(three_rows(linear, k_row), m_span, m_level, xyb);
    for (std::size_t channel = 0; channel < k_channels; ++channel) {
        fill_outside(xyb[channel], m_outside[channel]);
    }
    if (half != nullptr && inside_y >= m_tile.top && inside_y < m_tile.bottom) {
        halve(picture, inside_y, *half);
    }
}

void TileWindow::fill_outside(float* row, float value) noexcept
{
    std::fill(row, row + m_first, value);
    std::fill(row + m_end, row + m_span, value);
}

void TileWindow::multiply_newest(Kind kind, std::size_t channel, const float* by) noexcept
{
    const float* from = row(values, channel, 0);
    float* to = row(kind, channel, 0);
    for (std::size_t i = m_first; i < m_end; ++i) {
        to[i] = from[i] * by[i - m_first];
    }
    fill_outside(to, m_outside[channel] * m_outside[channel]);
}

void TileWindow::halve(const LinearPicture& picture, std::uint32_t y, LinearPicture& half) noexcept
{
    const bool last = y + 1 == picture.height;
    if (y % 2 == 0 && !last) {
        return; // waits for its lower neighbour
    }
    for (std::size_t channel = 0; channel < k_channels; ++channel) {
        const float* upper = m_linear.data() + channel * k_row + k_reach;
        // Past the edge the last row and column count twice.
        const float* lower = y % 2 == 0 ? upper : upper + k_channels * k_row;
        float* out = half.planes[channel].row(y / 2) + m_tile.left / 2;
        const std::size_t width = m_tile.right - m_tile.left;
        for (std::size_t i = 0; i < width / 2; ++i) {
            out[i] = 0.25F * (upper[2 * i] + upper[2 * i + 1] + lower[2 * i] + lower[2 * i + 1]);
        }
        if (width % 2 != 0) {
            out[width / 2] = 0.5F * (upper[width - 1] + lower[width - 1]);
        }
    }
}

const float* TileWindow::blurred_down(Kind kind, std::size_t channel) noexcept
{
    const float* rows[k_window];
    for (std::uint32_t age = 0; age < k_window; ++age) {
        rows[age] = row(kind, channel, age);
    }
    float* out = m_blurred.data() + (kind * k_channels + channel) * k_row;
    for (std::size_t i = 0; i < m_span; i += k_lanes) {
        store4(out + i,
            k_taps[0] * load4(rows[4] + i) + k_taps[1] * (load4(rows[3] + i) + load4(rows[5] + i)) +
                k_taps[2] * (load4(rows[2] + i) + load4(rows[6] + i)) +
                k_taps[3] * (load4(rows[1] + i) + load4(rows[7] + i)) +
                k_taps[4] * (load4(rows[0] + i) + load4(rows[8] + i)));
    }
    return out;
}

} // namespace satpad::core::image::ssimulacra2
