// SPDX-License-Identifier: GPL-3.0-or-later
#include "scale.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace satpad::core::image {
namespace {

/// OpenCV's view of our samples, without copying. It has no const view; only read through it.
cv::Mat view_of(const Pixels& pixels)
{
    const int depth = pixels.bits == 16 ? CV_16U : CV_8U;
    return {static_cast<int>(pixels.height),
        static_cast<int>(pixels.width),
        CV_MAKETYPE(depth, pixels.channels),
        const_cast<std::byte*>(pixels.samples.data())};
}

Pixels empty_like(const Pixels& source, std::uint32_t width, std::uint32_t height)
{
    Pixels made;
    made.width = width;
    made.height = height;
    made.channels = source.channels;
    made.bits = source.bits;
    made.samples.resize(std::size_t{width} * height * source.channels * (source.bits / 8U));
    return made;
}

template <typename Sample> constexpr float k_full = std::numeric_limits<Sample>::max();

/// Colours multiplied by alpha, in float: 16-bit samples come back exact where nothing changes.
template <typename Sample> cv::Mat premultiplied(const cv::Mat& from)
{
    const int channels = from.channels();
    cv::Mat to(from.rows, from.cols, CV_MAKETYPE(CV_32F, channels));
    for (int y = 0; y < from.rows; ++y) {
        const Sample* in = from.ptr<Sample>(y);
        float* out = to.ptr<float>(y);
        for (int x = 0; x < from.cols; ++x, in += channels, out += channels) {
            const auto alpha = static_cast<float>(in[channels - 1]);
            for (int c = 0; c + 1 < channels; ++c) {
                out[c] = static_cast<float>(in[c]) * alpha / k_full<Sample>;
            }
            out[channels - 1] = alpha;
        }
    }
    return to;
}

template <typename Sample> void store_plain(const cv::Mat& from, Pixels& to)
{
    const int channels = from.channels();
    std::byte* out = to.samples.data();
    const auto put = [&](float value) {
        const auto sample =
            static_cast<Sample>(std::lround(std::clamp(value, 0.0F, k_full<Sample>)));
        std::memcpy(out, &sample, sizeof(Sample));
        out += sizeof(Sample);
    };
    for (int y = 0; y < from.rows; ++y) {
        const float* in = from.ptr<float>(y);
        for (int x = 0; x < from.cols; ++x, in += channels) {
            const float alpha = in[channels - 1];
            // An alpha that will be stored as 0 has no colour to keep.
            const bool clear = alpha < 0.5F;
            for (int c = 0; c + 1 < channels; ++c) {
                put(clear ? 0.0F : in[c] * k_full<Sample> / alpha);
            }
            put(alpha);
        }
    }
}

template <typename Sample> void shrink_with_alpha(const Pixels& source, Pixels& target)
{
    cv::Mat small;
    cv::resize(premultiplied<Sample>(view_of(source)),
        small,
        cv::Size(static_cast<int>(target.width), static_cast<int>(target.height)),
        0,
        0,
        cv::INTER_AREA);
    store_plain<Sample>(small, target);
}

} // namespace

Expected<Pixels> shrink(const Pixels& source, std::uint32_t width, std::uint32_t height)
{
    if (width == 0 || height == 0 || width > source.width || height > source.height) {
        return Unexpected(Errc::internal, "a picture is only made smaller");
    }
    Pixels target = empty_like(source, width, height);
    try {
        if (source.channels == 1 || source.channels == 3) {
            cv::Mat out = view_of(target);
            cv::resize(view_of(source), out, out.size(), 0, 0, cv::INTER_AREA);
        } else if (source.bits == 16) {
            shrink_with_alpha<std::uint16_t>(source, target);
        } else {
            shrink_with_alpha<std::uint8_t>(source, target);
        }
    } catch (const cv::Exception& thrown) {
        return Unexpected(Errc::internal, "scaling the picture: " + thrown.err);
    }
    return target;
}

Expected<Pixels> enlarge(const Pixels& source, std::uint32_t width, std::uint32_t height)
{
    if (source.channels == 2 || source.channels == 4) {
        return Unexpected(Errc::internal, "a picture with alpha is not enlarged");
    }
    Pixels target = empty_like(source, width, height);
    try {
        cv::Mat out = view_of(target);
        cv::resize(view_of(source), out, out.size(), 0, 0, cv::INTER_CUBIC);
    } catch (const cv::Exception& thrown) {
        return Unexpected(Errc::internal, "enlarging the picture: " + thrown.err);
    }
    return target;
}

} // namespace satpad::core::image
