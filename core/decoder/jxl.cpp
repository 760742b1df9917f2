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
    for (std::size_t i = 0; i < info.num_extra_channels; ++i) {
        JxlExtraChannelInfo extra{};
        if (JxlDecoderGetExtraChannelInfo(decoder, i, &extra) != JXL_DEC_SUCCESS) {
            refuse_damaged(DecodeReason::bad_header);
        }
        if (extra.type == JXL_CHANNEL_BLACK) {
            refuse_unsupported(); // four inks: libjxl gives three of them as if they were all
        }
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

bool is_srgb(const JxlColorEncoding& space) noexcept
{
    const bool gray = space.color_space == JXL_COLOR_SPACE_GRAY;
    return space.transfer_function == JXL_TRANSFER_FUNCTION_SRGB &&
           space.white_point == JXL_WHITE_POINT_D65 &&
           (gray ||
               (space.color_space == JXL_COLOR_SPACE_RGB && space.primaries == JXL_PRIMARIES_SRGB));
}

/// Pictures kept in XYB have no pixels of their own: libjxl makes sRGB of them. Others come in their
/// own space, which it gives as a profile.
void read_colour(JxlDecoder* decoder, const JxlBasicInfo& info, Picture& picture)
{
    const JxlPixelFormat unused{};
    JxlColorEncoding space{};
    const bool named =
        JxlDecoderGetColorAsEncodedProfile(
            decoder, &unused, JXL_COLOR_PROFILE_TARGET_ORIGINAL, &space) == JXL_DEC_SUCCESS;
    if (named && is_srgb(space) && info.uses_original_profile != JXL_FALSE) {
        return;
    }
    if (info.uses_original_profile == JXL_FALSE) {
        JxlColorEncoding srgb{};
        srgb.color_space =
            info.num_color_channels == 1 ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB;
        srgb.white_point = JXL_WHITE_POINT_D65;
        srgb.primaries = JXL_PRIMARIES_SRGB;
        srgb.transfer_function = JXL_TRANSFER_FUNCTION_SRGB;
        srgb.rendering_intent = JXL_RENDERING_INTENT_RELATIVE;
        JxlDecoderSetPreferredColorProfile(decoder, &srgb); // best effort: colours, not safety
        picture.colour_source =
            named && is_srgb(space) ? ColourSource::srgb : ColourSource::converted;
    }
    std::size_t size = 0;
    if (JxlDecoderGetICCProfileSize(decoder, &unused, JXL_COLOR_PROFILE_TARGET_DATA, &size) !=
        JXL_DEC_SUCCESS) {
        return;
    }
    picture.colour.icc.resize(size);
    if (JxlDecoderGetColorAsICCProfile(
            decoder, &unused, JXL_COLOR_PROFILE_TARGET_DATA, picture.colour.icc.data(), size) !=
        JXL_DEC_SUCCESS) {
        picture.colour.icc.clear();
    }
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
            read_colour(decoder, info, picture);
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
