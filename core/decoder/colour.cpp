// SPDX-License-Identifier: GPL-3.0-or-later
// Colours into sRGB by Little CMS, which works on memory alone here: no files, no threads.
#include "picture.h"
#include "shaper.h"

#include <algorithm>
#include <cstdlib>
#include <lcms2.h>
#include <limits>
#include <numeric>

namespace satpad::decoder {
namespace {

/// The largest press profiles have about 3 MB.
constexpr std::size_t k_max_profile_bytes = std::size_t{16} * 1024 * 1024;

struct CloseProfile
{
    void operator()(void* profile) const noexcept { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, CloseProfile>;

struct CloseTransform
{
    void operator()(void* transform) const noexcept { cmsDeleteTransform(transform); }
};
using Transform = std::unique_ptr<void, CloseTransform>;

struct CloseCurve
{
    void operator()(cmsToneCurve* curve) const noexcept { cmsFreeToneCurve(curve); }
};
using Curve = std::unique_ptr<cmsToneCurve, CloseCurve>;

/// IEC 61966-2-1: ((x + 0.055) / 1.055)^2.4 above 0.04045, x / 12.92 below.
Curve srgb_curve()
{
    const std::array<double, 5> numbers{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    return Curve(cmsBuildParametricToneCurve(nullptr, 4, numbers.data()));
}

Curve curve_of(double gamma)
{
    return gamma == 0 ? srgb_curve() : Curve(cmsBuildGamma(nullptr, gamma));
}

Profile profile_of(const NamedSpace& space, ColourModel model)
{
    const Curve curve = curve_of(space.gamma);
    if (model == ColourModel::gray) {
        return Profile(cmsCreateGrayProfile(cmsD50_xyY(), curve.get()));
    }
    const auto& at = space.primaries;
    const cmsCIExyY white{at[6], at[7], 1};
    const cmsCIExyYTRIPLE primaries{{at[0], at[1], 1}, {at[2], at[3], 1}, {at[4], at[5], 1}};
    std::array<cmsToneCurve*, 3> curves{curve.get(), curve.get(), curve.get()};
    return Profile(cmsCreateRGBProfile(&white, &primaries, curves.data()));
}

/// Nothing when the bytes are no profile of a device with these colours.
Profile open_profile(const std::vector<std::uint8_t>& icc, ColourModel model)
{
    if (icc.size() > k_max_profile_bytes) {
        return nullptr;
    }
    Profile profile(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
    if (!profile) {
        return nullptr;
    }
    const cmsColorSpaceSignature wanted = model == ColourModel::gray  ? cmsSigGrayData
                                          : model == ColourModel::rgb ? cmsSigRgbData
                                                                      : cmsSigCmykData;
    const cmsProfileClassSignature kind = cmsGetDeviceClass(profile.get());
    const bool device = kind == cmsSigInputClass || kind == cmsSigDisplayClass ||
                        kind == cmsSigOutputClass || kind == cmsSigColorSpaceClass;
    return device && cmsGetColorSpace(profile.get()) == wanted ? std::move(profile) : nullptr;
}

constexpr cmsUInt32Number pixel_format(
    ColourModel model, bool alpha, unsigned sample_bytes) noexcept
{
    const cmsUInt32Number extra = EXTRA_SH(alpha ? 1U : 0U) | BYTES_SH(sample_bytes);
    switch (model) {
    case ColourModel::gray:
        return COLORSPACE_SH(PT_GRAY) | CHANNELS_SH(1U) | extra;
    case ColourModel::rgb:
        return COLORSPACE_SH(PT_RGB) | CHANNELS_SH(3U) | extra;
    case ColourModel::cmyk:
        break;
    }
    return COLORSPACE_SH(PT_CMYK) | CHANNELS_SH(4U) | extra;
}

/// From `source` to sRGB, or to gray with sRGB's curve.
Transform transform_from(
    const Profile& source, ColourModel model, bool alpha, unsigned sample_bytes)
{
    const ColourModel out = model == ColourModel::gray ? ColourModel::gray : ColourModel::rgb;
    const Profile srgb = profile_of(NamedSpace{}, out);
    // Tables instead of curves are made for 8 bits only: they would cost 16-bit samples their last
    // bits.
    const cmsUInt32Number exact = sample_bytes == 2 && model != ColourModel::cmyk
                                      ? cmsFLAGS_NOOPTIMIZE
                                      : cmsFLAGS_HIGHRESPRECALC;
    return Transform(cmsCreateTransform(source.get(),
        pixel_format(model, alpha, sample_bytes),
        srgb.get(),
        pixel_format(out, alpha, sample_bytes),
        INTENT_RELATIVE_COLORIMETRIC,
        cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE | exact));
}

/// Most files that bring a profile bring sRGB's own: those keep their samples to the last bit. No
/// more than one level of 255 anywhere on a grid counts as that.
bool changes_nothing(const Profile& source, ColourModel model)
{
    constexpr unsigned k_steps = 8;
    constexpr int k_one_level = 257;
    const Transform transform = transform_from(source, model, false, 2);
    const unsigned channels = model == ColourModel::gray ? 1 : 3;
    const unsigned points =
        channels == 1 ? k_steps + 1 : (k_steps + 1) * (k_steps + 1) * (k_steps + 1);
    for (unsigned point = 0; transform && point < points; ++point) {
        std::array<std::uint16_t, 3> in{};
        std::array<std::uint16_t, 3> out{};
        for (unsigned c = 0, left = point; c < channels; ++c, left /= k_steps + 1) {
            in[c] = static_cast<std::uint16_t>(left % (k_steps + 1) * 65535U / k_steps);
        }
        cmsDoTransform(transform.get(), in.data(), out.data(), 1);
        for (unsigned c = 0; c < channels; ++c) {
            if (std::abs(int{in[c]} - int{out[c]}) > k_one_level) {
                return false;
            }
        }
    }
    return transform != nullptr;
}

/// Light left by the colour ink times light left by the black ink: right within rounding for files
/// made that way, approximate for the press.
template <typename Sample>
void light_of_inks(const std::uint8_t* inks, std::uint8_t* rgb, std::size_t pixels) noexcept
{
    constexpr std::uint64_t k_most = std::numeric_limits<Sample>::max();
    for (std::size_t i = 0; i < pixels;
         ++i, inks += 4 * sizeof(Sample), rgb += 3 * sizeof(Sample)) {
        const std::uint64_t key = k_most - sample_at<Sample>(inks, 3);
        for (std::size_t c = 0; c < 3; ++c) {
            const std::uint64_t light = k_most - sample_at<Sample>(inks, c);
            const auto value = static_cast<Sample>((light * key + k_most / 2) / k_most);
            std::memcpy(rgb + c * sizeof(Sample), &value, sizeof(Sample));
        }
    }
}

/// Inks become RGB where they lie: three samples never reach past the four they come from.
void convert_inks(Picture& picture, const Transform& transform)
{
    const std::size_t from_bytes = picture.row_bytes();
    const std::size_t to_bytes = from_bytes / 4 * 3;
    std::vector<std::uint8_t> inks(from_bytes);
    for (std::size_t y = 0; y < picture.height; ++y) {
        std::copy_n(picture.samples.data() + from_bytes * y, from_bytes, inks.data());
        std::uint8_t* out = picture.samples.data() + to_bytes * y;
        if (transform) {
            cmsDoTransform(transform.get(), inks.data(), out, picture.width);
        } else if (picture.bits == 16) {
            light_of_inks<std::uint16_t>(inks.data(), out, picture.width);
        } else {
            light_of_inks<std::uint8_t>(inks.data(), out, picture.width);
        }
    }
    picture.channels = 3;
    picture.model = ColourModel::rgb;
    picture.colour_source = transform ? ColourSource::converted : ColourSource::approximate;
}

/// There are only 65536 grays: each is converted once.
bool convert_wide_gray(Picture& picture, const Profile& source)
{
    const Transform transform = transform_from(source, ColourModel::gray, false, 2);
    if (!transform) {
        return false;
    }
    std::vector<std::uint16_t> table(65536);
    std::iota(table.begin(), table.end(), std::uint16_t{0});
    cmsDoTransform(transform.get(), table.data(), table.data(), 65536);
    const std::size_t step = picture.channels * std::size_t{2};
    for (std::size_t at = 0; at < picture.row_bytes() * picture.height; at += step) {
        std::uint8_t* pixel = picture.samples.data() + at;
        const std::uint16_t gray = table[sample_at<std::uint16_t>(pixel, 0)];
        std::memcpy(pixel, &gray, sizeof(gray));
    }
    return true;
}

/// False when the profile is not three curves and a matrix.
bool convert_wide_rgb(Picture& picture, const Profile& source)
{
    const Profile srgb = profile_of(NamedSpace{}, ColourModel::rgb);
    const auto shaper = Shaper::from_profile(source.get(), srgb.get());
    for (std::uint32_t y = 0; shaper && y < picture.height; ++y) {
        shaper->convert(picture.row(y), picture.width, picture.channels);
    }
    return shaper.has_value();
}

void convert_light(Picture& picture, const Profile& source, const Transform& transform)
{
    const bool gray = picture.model == ColourModel::gray;
    if (picture.bits == 16 &&
        (gray ? convert_wide_gray(picture, source) : convert_wide_rgb(picture, source))) {
        return;
    }
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        // In place: lcms steps over alpha and leaves it as it is.
        cmsDoTransform(transform.get(), picture.row(y), picture.row(y), picture.width);
    }
}

} // namespace

void convert_to_srgb(Picture& picture)
{
    const ColourTag& tag = picture.colour;
    const ColourModel model = picture.model;
    Profile source;
    if (!tag.icc.empty()) {
        source = open_profile(tag.icc, model);
    } else if (tag.space && model != ColourModel::cmyk) {
        source = profile_of(*tag.space, model);
    }
    if (source && model != ColourModel::cmyk && changes_nothing(source, model)) {
        return;
    }
    const Transform transform =
        source ? transform_from(source, model, picture.has_alpha(), picture.bits / 8U) : nullptr;
    if (model == ColourModel::cmyk) {
        convert_inks(picture, transform);
        return;
    }
    if (!transform) {
        const bool named = !tag.icc.empty() || tag.space.has_value();
        if (named) {
            picture.colour_source = ColourSource::ignored;
        } else if (tag.unmapped_hdr) {
            picture.colour_source = ColourSource::approximate;
        }
        return;
    }
    convert_light(picture, source, transform);
    picture.colour_source = ColourSource::converted;
}

} // namespace satpad::decoder
