// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture.h"

#include <jxl/decode.h>

#include <utility>

namespace satpad::decoder {
namespace {

JxlBasicInfo read_info(JxlDecoder* decoder)
{
    JxlBasicInfo info{};
    if (JxlDecoderGetBasicInfo(decoder, &info) != JXL_DEC_SUCCESS) {
        refuse_damaged(DecodeReason::bad_header);
    }
    if (info.have_animation != JXL_FALSE) {
        refuse_unsupported(DecodeReason::animated);
    }
    if (info.num_color_channels != 1 && info.num_color_channels != 3) {
        refuse_unsupported();
    }
    return info;
}

/// libjxl turns by itself and names the upright size and no orientation; the probe has the stored
/// size.
void shape_upright(Picture& picture, Probe probe, const JxlBasicInfo& info)
{
    if (info.xsize == probe.height && info.ysize == probe.width) {
        std::swap(probe.width, probe.height);
    }
    picture.shape(probe, info.xsize, info.ysize);
    const auto channels = info.num_color_channels + (info.alpha_bits > 0 ? 1U : 0U);
    picture.allocate(static_cast<std::uint8_t>(channels), info.bits_per_sample > 8 ? 16 : 8);
}

/// Pictures kept in XYB have no pixels of their own: ask for sRGB. Others come in their own
/// profile.
void ask_for_srgb(JxlDecoder* decoder, const JxlBasicInfo& info)
{
    if (info.uses_original_profile != JXL_FALSE) {
        return;
    }
    JxlColorEncoding srgb{};
    srgb.color_space = info.num_color_channels == 1 ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB;
    srgb.white_point = JXL_WHITE_POINT_D65;
    srgb.primaries = JXL_PRIMARIES_SRGB;
    srgb.transfer_function = JXL_TRANSFER_FUNCTION_SRGB;
    srgb.rendering_intent = JXL_RENDERING_INTENT_PERCEPTUAL;
    JxlDecoderSetPreferredColorProfile(decoder, &srgb); // best effort: colours, not safety
}

void give_buffer(JxlDecoder* decoder, Picture& picture)
{
    const JxlPixelFormat format{picture.channels,
        picture.bits == 16 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
        JXL_NATIVE_ENDIAN,
        0};
    std::size_t wanted = 0;
    if (picture.samples.empty() ||
        JxlDecoderImageOutBufferSize(decoder, &format, &wanted) != JXL_DEC_SUCCESS ||
        wanted != picture.samples.size() ||
        JxlDecoderSetImageOutBuffer(
            decoder, &format, picture.samples.data(), picture.samples.size()) != JXL_DEC_SUCCESS) {
        refuse_damaged();
    }
}

} // namespace

Picture decode_jxl(InputView input, const Probe& probe)
{
    JxlDecoder* decoder = JxlDecoderCreate(nullptr); // no runner: one thread
    if (decoder == nullptr) {
        refuse(DecodeStatus::failed, DecodeReason::no_memory);
    }
    if (JxlDecoderSubscribeEvents(decoder,
            JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE) != JXL_DEC_SUCCESS ||
        JxlDecoderSetInput(decoder, input.data(), input.size()) != JXL_DEC_SUCCESS) {
        refuse_damaged();
    }
    JxlDecoderCloseInput(decoder);
    Picture picture;
    JxlBasicInfo info{};
    for (;;) {
        switch (JxlDecoderProcessInput(decoder)) {
        case JXL_DEC_BASIC_INFO:
            info = read_info(decoder);
            shape_upright(picture, probe, info);
            break;
        case JXL_DEC_COLOR_ENCODING:
            ask_for_srgb(decoder, info);
            break;
        case JXL_DEC_NEED_IMAGE_OUT_BUFFER:
            give_buffer(decoder, picture);
            break;
        case JXL_DEC_FULL_IMAGE:
            JxlDecoderDestroy(decoder);
            if (info.alpha_bits > 0 && info.alpha_premultiplied != JXL_FALSE) {
                unpremultiply(picture);
            }
            return picture;
        default:
            refuse_damaged();
        }
    }
}

} // namespace satpad::decoder
