// SPDX-License-Identifier: GPL-3.0-or-later
#include "xyb.h"

#include "float4.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

namespace satpad::core::image {
namespace {

template <typename Sample> class LinearTable
{
public:
    static constexpr std::size_t k_size = std::size_t{1} << (8 * sizeof(Sample));

    LinearTable()
        : m_value(k_size)
    {
        for (std::size_t i = 0; i < k_size; ++i) {
            const double coded = static_cast<double>(i) / static_cast<double>(k_size - 1);
            m_value[i] = static_cast<float>(
                coded <= 0.04045 ? coded / 12.92 : std::pow((coded + 0.055) / 1.055, 2.4));
        }
    }
    [[nodiscard]] const float* data() const noexcept { return m_value.data(); }

    [[nodiscard]] static const float* values()
    {
        static const LinearTable table;
        return table.data();
    }

private:
    std::vector<float> m_value;
};

template <typename Sample> Sample sample_at(const std::byte* from) noexcept
{
    Sample value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

template <typename Sample>
void linear_samples(
    const std::byte* from, std::size_t count, unsigned channels, const RowOf3& linear) noexcept
{
    const float* table = LinearTable<Sample>::values();
    if (channels == 1) {
        for (std::size_t i = 0; i < count; ++i, from += sizeof(Sample)) {
            const float value = table[sample_at<Sample>(from)];
            linear[0][i] = value;
            linear[1][i] = value;
            linear[2][i] = value;
        }
        return;
    }
    for (std::size_t i = 0; i < count; ++i, from += 3 * sizeof(Sample)) {
        linear[0][i] = table[sample_at<Sample>(from)];
        linear[1][i] = table[sample_at<Sample>(from + sizeof(Sample))];
        linear[2][i] = table[sample_at<Sample>(from + 2 * sizeof(Sample))];
    }
}

// Opsin absorbance of libjxl (lib/jxl/cms/opsin_params.h): linear sRGB to long, medium, short.
constexpr float k_long[3] = {0.30F, 1.0F - 0.078F - 0.30F, 0.078F};
constexpr float k_medium[3] = {0.23F, 1.0F - 0.078F - 0.23F, 0.078F};
constexpr float k_short[3] = {
    0.24342268924547819F, 0.20476744424496821F, 1.0F - 0.24342268924547819F - 0.20476744424496821F};
constexpr float k_bias = 0.0037930732552754493F;
constexpr float k_cube_root_of_bias = 0.15595420054924863F;

/// Cube root for 0.003..1.01, right to 3 units in the last place. A first guess r of x^(−1/3), got
/// by dividing the exponent by three on the bits, leaves e = 1 − x·r³ of 0.1 at most; then
/// x^(1/3) = x·r² · (1 − e)^(−2/3), the latter by a polynomial that is 1.5e−8 off at most
/// (interpolated at Chebyshev nodes).
Float4 cube_root(Float4 x) noexcept
{
    constexpr float k_first_guess = 1419899904.0F; // 0x54A1F400: least |e| over three octaves
    Int4 bits;
    std::memcpy(&bits, &x, sizeof bits);
    const Float4 third = __builtin_convertvector(bits, Float4) * (1.0F / 3.0F);
    bits = __builtin_convertvector(k_first_guess - third, Int4);
    Float4 guess;
    std::memcpy(&guess, &bits, sizeof guess);
    const Float4 near = x * (guess * guess);
    const Float4 e = 1.0F - near * guess;
    const Float4 correction =
        (((0.42855149F * e + 0.45903179F) * e + 0.49380323F) * e + 0.55553043F) * e + 0.66666668F;
    return near + near * (correction * e);
}

Float4 absorbed(const float (&weights)[3], Float4 red, Float4 green, Float4 blue) noexcept
{
    // Never below the bias: samples are 0 or more, and so are the weights.
    return cube_root(weights[0] * red + (weights[1] * green + (weights[2] * blue + k_bias))) -
           k_cube_root_of_bias;
}

} // namespace

void linear_row(const Pixels& picture,
    std::uint32_t y,
    std::uint32_t from,
    std::uint32_t to,
    const RowOf3& linear) noexcept
{
    const std::size_t bytes_per_pixel = std::size_t{picture.channels} * (picture.bits / 8U);
    const std::byte* first =
        picture.samples.data() + (std::size_t{y} * picture.width + from) * bytes_per_pixel;
    if (picture.bits == 16) {
        linear_samples<std::uint16_t>(first, to - from, picture.channels, linear);
    } else {
        linear_samples<std::uint8_t>(first, to - from, picture.channels, linear);
    }
}

void xyb_row(const RowOf3& linear, std::size_t count, float level, const RowOf3& xyb) noexcept
{
    for (std::size_t i = 0; i < count; i += k_lanes) {
        const Float4 red = load4(linear[0] + i);
        const Float4 green = load4(linear[1] + i);
        const Float4 blue = load4(linear[2] + i);
        const Float4 l = absorbed(k_long, red, green, blue);
        const Float4 m = absorbed(k_medium, red, green, blue);
        const Float4 s = absorbed(k_short, red, green, blue);
        const Float4 brightness = 0.5F * (l + m);
        store4(xyb[0] + i, 7.0F * (l - m));
        store4(xyb[1] + i, brightness - level);
        store4(xyb[2] + i, s - brightness);
    }
}

std::array<float, 3> xyb_outside(float level) noexcept
{
    return {-0.42F, -(level + 0.01F), -0.55F};
}

float mean_brightness(const Pixels& picture) noexcept
{
    constexpr std::uint32_t k_piece = 512; // so that no picture is too wide
    std::array<std::array<float, k_piece>, 6> rows{};
    const auto row = [&](std::size_t i) { return rows[i].data(); };
    double sum = 0;
    double pixels = 0;
    for (std::uint32_t y = 0; y < picture.height; y += picture.height / 64 + 1) {
        for (std::uint32_t x = 0; x < picture.width; x += k_piece) {
            const std::uint32_t count = std::min(k_piece, picture.width - x);
            linear_row(picture, y, x, x + count, {row(0), row(1), row(2)});
            xyb_row({row(0), row(1), row(2)}, k_piece, 0, {row(3), row(4), row(5)});
            sum = std::accumulate(row(4), row(4) + count, sum);
            pixels += count;
        }
    }
    return static_cast<float>(sum / pixels);
}

} // namespace satpad::core::image
