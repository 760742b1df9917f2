// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plane.h"
#include "xyb.h"

#include <vector>

/// Goes through one tile of one scale row by row with nine rows in hand, so that no blurred plane
/// is ever stored.
namespace satpad::core::image::ssimulacra2 {

/// The blur of SSIMULACRA 2: libjxl's recursive Gaussian of sigma 1.5 (Charalampidis 2016,
/// truncated cosines, N = 5). Its impulse response ends after nine values, these from the middle
/// out, so the recursion and this sum are the same filter, and the sum adds up no rounding errors.
inline constexpr float k_taps[5] = {0.26462110548819856F,
    0.2129285920104222F,
    0.10933537277746029F,
    0.036011114658364374F,
    0.009414367809653733F};
inline constexpr std::uint32_t k_reach = 4;
inline constexpr std::uint32_t k_window = 2 * k_reach + 1;

/// Small enough for the rows in hand to stay in the processor's cache; both even, so that a tile
/// holds whole pairs of rows and columns.
inline constexpr std::uint32_t k_tile_width = 512;
inline constexpr std::uint32_t k_tile_height = 128;
/// Floats of one row in hand, with k_reach columns to both sides; whole vectors.
inline constexpr std::size_t k_row = k_tile_width + 2 * k_reach;

struct Tile
{
    std::uint32_t left;
    std::uint32_t top;
    std::uint32_t right;  ///< one past
    std::uint32_t bottom; ///< one past
};

/// Tile number `index` of a picture, left to right, then down.
[[nodiscard]] Tile tile_at(std::size_t index, std::uint32_t width, std::uint32_t height) noexcept;
[[nodiscard]] std::size_t count_tiles(std::uint32_t width, std::uint32_t height) noexcept;

using Planes3 = std::array<Plane, 3>;

/// A picture at one scale, in linear light: its samples at full size, planes below.
struct LinearPicture
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    const Pixels* samples = nullptr;
    Planes3 planes; ///< unused where there are samples

    /// Room for the next scale, half as large (odd sides rounded up).
    [[nodiscard]] LinearPicture half() const;
};

/// A row of nine-row windows for XYB and what is multiplied from it. Column `x` of the tile's
/// picture lies at x − left + k_reach of each row.
class TileWindow
{
public:
    /// Rows kept: the channels themselves, their squares, their products with the original.
    enum Kind : std::size_t
    {
        values,
        squares,
        products
    };

    /// `level` as xyb_row takes it.
    explicit TileWindow(float level);

    /// Begins with `tile`; the next row fed is k_reach above it.
    void start(const Tile& tile) noexcept;
    /// Takes row `y` of `picture` as XYB; squares and products are only set where `y` is outside.
    /// The tile's own rows go, halved, to `half` when there is one.
    void feed(const LinearPicture& picture, std::int64_t y, LinearPicture* half) noexcept;

    [[nodiscard]] const float* newest(Kind kind, std::size_t channel) noexcept
    {
        return row(kind, channel, 0);
    }
    /// Sets the newest row of `kind` to `channel` times `by`, which begins at the first column.
    void multiply_newest(Kind kind, std::size_t channel, const float* by) noexcept;
    /// The row in the middle of the window.
    [[nodiscard]] const float* middle(Kind kind, std::size_t channel) noexcept
    {
        return row(kind, channel, k_reach);
    }
    /// The nine rows summed down each column; blur_across does the rest. Valid till the same row is
    /// asked for again.
    [[nodiscard]] const float* blurred_down(Kind kind, std::size_t channel) noexcept;

    /// Index of the picture's first column in the newest row.
    [[nodiscard]] std::size_t first_column() const noexcept { return m_first; }
    [[nodiscard]] bool newest_is_inside() const noexcept { return m_inside; }

private:
    [[nodiscard]] float* row(Kind kind, std::size_t channel, std::uint32_t age) noexcept;
    void halve(const LinearPicture& picture, std::uint32_t y, LinearPicture& half) noexcept;
    void fill_outside(float* row, float value) noexcept;

    float m_level;
    std::array<float, 3> m_outside; ///< of each channel
    Tile m_tile{};
    std::size_t m_span = 0; ///< floats of a row that this tile uses, whole vectors
    std::uint32_t m_newest = 0;
    std::size_t m_first = 0;
    std::size_t m_end = 0;
    bool m_inside = false;
    std::vector<float> m_rows;    ///< kind × channel × window
    std::vector<float> m_linear;  ///< two rows × channel
    std::vector<float> m_blurred; ///< kind × channel
};

/// Four blurred values, the first at index `i` of the tile, from a row that blurred_down gave.
[[nodiscard]] inline Float4 blur_across(const float* down, std::size_t i) noexcept
{
    const float* at = down + i;
    return k_taps[0] * load4(at + 4) + k_taps[1] * (load4(at + 3) + load4(at + 5)) +
           k_taps[2] * (load4(at + 2) + load4(at + 6)) +
           k_taps[3] * (load4(at + 1) + load4(at + 7)) + k_taps[4] * (load4(at) + load4(at + 8));
}

} // namespace satpad::core::image::ssimulacra2
