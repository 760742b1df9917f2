// SPDX-License-Identifier: GPL-3.0-or-later
#include "encoder.h"

#include <jxl/encode.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace satpad::core::image {
namespace {

/// Below 0.05 nothing is gained; from 19 on libjxl 0.7 halves the picture by itself and the size
/// jumps.
constexpr KnobRange k_range{0.05, 18.0, -0.85};
constexpr int k_effort_fast = 3;
constexpr int k_effort_full = 7;

struct EncoderCloser
{
    void operator()(JxlEncoder* encoder) const noexcept { JxlEncoderDestroy(encoder); }
};
using EncoderHandle = std::unique_ptr<JxlEncoder, EncoderCloser>;

Unexpected refused(const char* step)
{
    return Unexpected(Errc::internal, std::string("JPEG XL encoder: ") + step);
}

bool has_alpha(const Pixels& pixels) noexcept
{
    return pixels.channels == 2 || pixels.channels == 4;
}

JxlBasicInfo basic_info(const Pixels& pixels, bool lossless)
{
    JxlBasicInfo info;
    JxlEncoderInitBasicInfo(&info);
    info.xsize = pixels.width;
    info.ysize = pixels.height;
    info.bits_per_sample = pixels.bits;
    info.num_color_channels = pixels.channels >= 3 ? 3 : 1;
    if (has_alpha(pixels)) { // both are needed, or the frame is refused later
        info.num_extra_channels = 1;
        info.alpha_bits = pixels.bits;
    }
    // Lossless needs the original colours, lossy wants XYB: the other way round costs 2.6 times the
    // bytes, or is silently not lossless.
    info.uses_original_profile = lossless ? JXL_TRUE : JXL_FALSE;
    return info;
}

Expected<void> set_up(JxlEncoder* encoder, const Pixels& pixels, const EncodeSettings& settings)
{
    const JxlBasicInfo info = basic_info(pixels, settings.lossless);
    if (JxlEncoderSetBasicInfo(encoder, &info) != JXL_ENC_SUCCESS) {
        return refused("picture shape");
    }
    JxlColorEncoding srgb{};
    JxlColorEncodingSetToSRGB(&srgb, pixels.channels < 3 ? JXL_TRUE : JXL_FALSE);
    if (JxlEncoderSetColorEncoding(encoder, &srgb) != JXL_ENC_SUCCESS) {
        return refused("colour space");
    }
    return {};
}

Expected<void> add_frame(JxlEncoder* encoder, const Pixels& pixels, const EncodeSettings& settings)
{
    JxlEncoderFrameSettings* frame = JxlEncoderFrameSettingsCreate(encoder, nullptr);
    const int effort = settings.effort == Effort::glance ? k_effort_fast : k_effort_full;
    if (frame == nullptr || JxlEncoderFrameSettingsSetOption(
                                frame, JXL_ENC_FRAME_SETTING_EFFORT, effort) != JXL_ENC_SUCCESS) {
        return refused("effort");
    }
    // An ignored failure here leaves distance 1, silently.
    const JxlEncoderStatus loss =
        settings.lossless
            ? JxlEncoderSetFrameLossless(frame, JXL_TRUE)
            : JxlEncoderSetFrameDistance(frame,
                  static_cast<float>(std::clamp(settings.knob, k_range.finest, k_range.coarsest)));
    if (loss != JXL_ENC_SUCCESS) {
        return refused("distance");
    }
    const JxlPixelFormat format{pixels.channels,
        pixels.bits == 16 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
        JXL_NATIVE_ENDIAN,
        0};
    if (JxlEncoderAddImageFrame(frame, &format, pixels.samples.data(), pixels.samples.size()) !=
        JXL_ENC_SUCCESS) {
        return refused("pixels");
    }
    JxlEncoderCloseInput(encoder);
    return {};
}

Expected<Bytes> collect(JxlEncoder* encoder)
{
    Bytes out(std::size_t{64} * 1024);
    std::size_t length = 0;
    for (;;) {
        auto* next = reinterpret_cast<std::uint8_t*>(out.data() + length);
        std::size_t room = out.size() - length;
        const JxlEncoderStatus status = JxlEncoderProcessOutput(encoder, &next, &room);
        length = out.size() - room;
        if (status == JXL_ENC_SUCCESS) {
            out.resize(length);
            out.shrink_to_fit();
            return out;
        }
        if (status != JXL_ENC_NEED_MORE_OUTPUT) {
            return refused("encoding");
        }
        out.resize(out.size() * 2);
    }
}

class JxlPictureEncoder final : public Encoder
{
public:
    [[nodiscard]] Codec codec() const noexcept override { return Codec::jxl; }
    [[nodiscard]] bool takes(const Pixels& /*pixels*/) const noexcept override { return true; }
    [[nodiscard]] KnobRange range() const noexcept override { return k_range; }
    [[nodiscard]] double step_near(double knob) const noexcept override { return knob; }
    [[nodiscard]] std::span<const Trim> trims() const noexcept override { return {}; }
    [[nodiscard]] double first_knob(double bits_per_pixel) const noexcept override
    {
        return std::clamp(1.3 * std::pow(bits_per_pixel, -1.1), k_range.finest, k_range.coarsest);
    }
    [[nodiscard]] std::uint32_t tallest(std::uint32_t width) const noexcept override
    {
        // libjxl 0.7's lossy coder dies of a segmentation fault, from distance 5 on, in pictures
        // taller than one 2048-pixel group and 1 to 8, 17 or 24 columns wide (of widths to 500;
        // wide ones are fine).
        constexpr std::uint32_t k_safe_width = 64;
        return width < k_safe_width ? 2048 : std::numeric_limits<std::uint32_t>::max();
    }
    [[nodiscard]] bool rehearses(
        Effort /*effort*/, std::uint64_t /*pixels*/) const noexcept override
    {
        return false;
    }
    [[nodiscard]] Expected<Bytes> encode(
        const Pixels& pixels, const EncodeSettings& settings) const override
    {
        if (!settings.lossless && pixels.height > tallest(pixels.width)) {
            return refused("picture shape");
        }
        const EncoderHandle encoder(JxlEncoderCreate(nullptr)); // no runner: one thread
        if (encoder == nullptr) {
            return refused("start");
        }
        if (auto ready = set_up(encoder.get(), pixels, settings); !ready) {
            return fail(std::move(ready));
        }
        if (auto added = add_frame(encoder.get(), pixels, settings); !added) {
            return fail(std::move(added));
        }
        return collect(encoder.get());
    }
};

} // namespace

std::unique_ptr<Encoder> make_jxl_encoder()
{
    return std::make_unique<JxlPictureEncoder>();
}

} // namespace satpad::core::image
