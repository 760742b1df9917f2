// SPDX-License-Identifier: GPL-3.0-or-later
#include "shaper.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <lcms2.h>

namespace satpad::decoder {
namespace {

constexpr std::size_t k_samples = 65536;
constexpr std::size_t k_steps = 65535;

using Matrix = std::array<double, 9>; // by rows

Matrix inverse(const Matrix& m)
{
    const auto minor = [&](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
        return m[a] * m[d] - m[b] * m[c];
    };
    const Matrix adjugate{minor(4, 5, 7, 8),
        minor(2, 1, 8, 7),
        minor(1, 2, 4, 5),
        minor(5, 3, 8, 6),
        minor(0, 2, 6, 8),
        minor(2, 0, 5, 3),
        minor(3, 4, 6, 7),
        minor(1, 0, 7, 6),
        minor(0, 1, 3, 4)};
    const double determinant = m[0] * adjugate[0] + m[1] * adjugate[3] + m[2] * adjugate[6];
    Matrix out{};
    std::transform(adjugate.begin(), adjugate.end(), out.begin(), [&](double value) {
        return value / determinant;
    });
    return out;
}

Matrix product(const Matrix& a, const Matrix& b)
{
    Matrix out{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            for (std::size_t i = 0; i < 3; ++i) {
                out[3 * row + column] += a[3 * row + i] * b[3 * i + column];
            }
        }
    }
    return out;
}

/// IEC 61966-2-1, for every step of light.
std::vector<float> srgb_samples()
{
    std::vector<float> samples(k_steps + 2);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double light = static_cast<double>(i) / k_steps;
        const double shown =
            light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
        samples[i] = static_cast<float>(std::min(shown, 1.0) * 65535);
    }
    return samples;
}

/// Light of a profile's device → XYZ under D50. Nothing when a primary is missing.
std::optional<Matrix> primaries_of(cmsHPROFILE profile)
{
    constexpr std::array<cmsTagSignature, 3> k_tags{
        cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
    Matrix found{};
    for (std::size_t c = 0; c < 3; ++c) {
        const auto* primary = static_cast<const cmsCIEXYZ*>(cmsReadTag(profile, k_tags[c]));
        if (primary == nullptr) {
            return std::nullopt;
        }
        found[c] = primary->X;
        found[3 + c] = primary->Y;
        found[6 + c] = primary->Z;
    }
    return found;
}

} // namespace

std::optional<Shaper> Shaper::from_profile(void* profile, void* srgb)
{
    constexpr std::array<cmsTagSignature, 3> k_curves{
        cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
    if (cmsIsMatrixShaper(profile) == 0 || cmsGetPCS(profile) != cmsSigXYZData ||
        cmsIsCLUT(profile, INTENT_RELATIVE_COLORIMETRIC, LCMS_USED_AS_INPUT) != 0) {
        return std::nullopt;
    }
    const auto from = primaries_of(profile);
    const auto to = primaries_of(srgb);
    if (!from || !to) {
        return std::nullopt;
    }
    Shaper shaper;
    for (std::size_t c = 0; c < 3; ++c) {
        const auto* curve = static_cast<const cmsToneCurve*>(cmsReadTag(profile, k_curves[c]));
        if (curve == nullptr) {
            return std::nullopt;
        }
        shaper.m_light[c].resize(k_samples);
        for (std::size_t i = 0; i < k_samples; ++i) {
            const float light = cmsEvalToneCurveFloat(curve, static_cast<float>(i) / 65535);
            shaper.m_light[c][i] = std::isfinite(light) ? std::clamp(light, 0.0F, 1.0F) : 0.0F;
        }
    }
    const Matrix matrix = product(inverse(*to), *from);
    std::transform(matrix.begin(), matrix.end(), shaper.m_matrix.begin(), [](double value) {
        return static_cast<float>(value);
    });
    shaper.m_srgb = srgb_samples();
    return shaper;
}

void Shaper::convert(std::uint8_t* samples, std::size_t pixels, std::size_t channels) const noexcept
{
    for (std::size_t i = 0; i < pixels; ++i, samples += 2 * channels) {
        std::array<std::uint16_t, 3> pixel{};
        std::memcpy(pixel.data(), samples, sizeof(pixel));
        const std::array<float, 3> light{
            m_light[0][pixel[0]], m_light[1][pixel[1]], m_light[2][pixel[2]]};
        for (std::size_t c = 0; c < 3; ++c) {
            const float sum = m_matrix[3 * c] * light[0] + m_matrix[3 * c + 1] * light[1] +
                              m_matrix[3 * c + 2] * light[2];
            // Not clamp: what is no number (a hostile matrix) ends at 0 here.
            const float shown = sum > 0 ? std::min(sum, 1.0F) * k_steps : 0.0F;
            const auto step = static_cast<std::size_t>(shown);
            const float part = shown - static_cast<float>(step);
            const float sample = m_srgb[step] + part * (m_srgb[step + 1] - m_srgb[step]);
            pixel[c] = static_cast<std::uint16_t>(sample + 0.5F);
        }
        std::memcpy(samples, pixel.data(), sizeof(pixel));
    }
}

} // namespace satpad::decoder
