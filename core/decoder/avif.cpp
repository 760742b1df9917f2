// SPDX-License-Identifier: GPL-3.0-or-later
// AVIF through libavif and dav1d alone. Satpad's own sent pictures come back this way.
#include "picture.h"

#include <avif/avif.h>

#include <algorithm>

namespace satpad::decoder {
namespace {

/// The codestream may be a little larger than the picture shown (tiles of a grid, clean aperture),
/// never by an order.
std::uint32_t codestream_limit(const Probe& probe)
{
    return static_cast<std::uint32_t>(
        std::min(core::image::k_max_pixels, 4 * probe.pixels() + 65536));
}

/// MIAF, 7.3.6.7: first irot, counter-clockwise in quarter turns, then imir, 0 top with bottom, 1
/// left with right.
std::uint8_t orientation_of(const avifImage& image)
{
    constexpr std::array<std::array<std::uint8_t, 4>, 3> k_exif{
        {{1, 8, 3, 6}, {4, 5, 2, 7}, {2, 7, 4, 5}}};
    const bool turned = (image.transformFlags & AVIF_TRANSFORM_IROT) != 0;
    const bool mirrored = (image.transformFlags & AVIF_TRANSFORM_IMIR) != 0;
    const std::size_t mirror = mirrored ? 1U + (image.imir.mode & 1U) : 0U;
    return k_exif[mirror][turned ? image.irot.angle & 3U : 0U];
}

/// ITU-T H.273, tables 2 and 3. The curves of television are shown as sRGB's, as everyone does.
ColourTag colour_of(const avifImage& image)
{
    ColourTag tag;
    if (image.icc.size > 0) {
        tag.icc.assign(image.icc.data, image.icc.data + image.icc.size);
        return tag;
    }
    NamedSpace space;
    const bool wide = image.colorPrimaries != AVIF_COLOR_PRIMARIES_BT709 &&
                      image.colorPrimaries != AVIF_COLOR_PRIMARIES_UNSPECIFIED &&
                      image.colorPrimaries != AVIF_COLOR_PRIMARIES_UNKNOWN;
    if (wide) {
        std::array<float, 8> primaries{};
        avifColorPrimariesGetValues(image.colorPrimaries, primaries.data());
        std::copy(primaries.begin(), primaries.end(), space.primaries.begin());
    }
    switch (image.transferCharacteristics) {
    case AVIF_TRANSFER_CHARACTERISTICS_BT470M:
        space.gamma = 2.2;
        break;
    case AVIF_TRANSFER_CHARACTERISTICS_BT470BG:
        space.gamma = 2.8;
        break;
    case AVIF_TRANSFER_CHARACTERISTICS_LINEAR:
        space.gamma = 1;
        break;
    case AVIF_TRANSFER_CHARACTERISTICS_SMPTE2084:
    case AVIF_TRANSFER_CHARACTERISTICS_HLG:
        tag.unmapped_hdr = true;
        return tag;
    default:
        break;
    }
    if (wide || space.gamma != 0) {
        tag.space = space;
    }
    return tag;
}

/// The part to be shown when the file names one (clap), as a view of the same planes.
void crop(avifImage& view, const avifImage& image)
{
    avifCropRect part{0, 0, image.width, image.height};
    if ((image.transformFlags & AVIF_TRANSFORM_CLAP) != 0) {
        avifDiagnostics ignored{};
        if (avifCropRectConvertCleanApertureBox(
                &part, &image.clap, image.width, image.height, image.yuvFormat, &ignored) ==
            AVIF_FALSE) {
            refuse_damaged();
        }
    }
    if (avifImageSetViewRect(&view, &image, &part) != AVIF_RESULT_OK) {
        refuse_damaged();
    }
}

/// libavif has no gray pixels: what it wrote as R=G=B is thinned out, so that a gray profile fits.
void thin_to_gray(Picture& picture)
{
    const bool alpha = picture.has_alpha();
    const std::size_t sample = picture.bits / 8U;
    const std::size_t step = picture.channels * sample;
    std::uint8_t* to = picture.samples.data();
    for (std::size_t at = 0; at < picture.row_bytes() * picture.height; at += step) {
        const std::uint8_t* pixel = picture.samples.data() + at;
        to = std::copy_n(pixel, sample, to);
        if (alpha) {
            to = std::copy_n(pixel + 3 * sample, sample, to);
        }
    }
    picture.channels = alpha ? 2 : 1;
    picture.model = ColourModel::gray;
}

void read_pixels(const avifImage& image, bool alpha, Picture& picture)
{
    picture.width = image.width;
    picture.height = image.height;
    picture.allocate(alpha ? 4 : 3, image.depth > 8 ? 16 : 8);
    avifRGBImage rgb{};
    avifRGBImageSetDefaults(&rgb, &image);
    rgb.depth = picture.bits;
    rgb.format = alpha ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    rgb.chromaUpsampling = AVIF_CHROMA_UPSAMPLING_BILINEAR;
    rgb.pixels = picture.samples.data();
    rgb.rowBytes = static_cast<std::uint32_t>(picture.row_bytes());
    if (avifImageYUVToRGB(&image, &rgb) != AVIF_RESULT_OK) {
        refuse_damaged();
    }
    if (image.yuvFormat == AVIF_PIXEL_FORMAT_YUV400) {
        thin_to_gray(picture);
    }
}

} // namespace

Picture decode_avif(InputView input, const Probe& probe)
{
    avifDecoder* decoder = avifDecoderCreate();
    avifImage* view = avifImageCreateEmpty();
    if (decoder == nullptr || view == nullptr) {
        refuse(DecodeStatus::failed, DecodeReason::no_memory);
    }
    decoder->codecChoice = AVIF_CODEC_CHOICE_DAV1D;
    decoder->maxThreads = 1;
    decoder->ignoreExif = AVIF_TRUE; // irot and imir speak for AVIF
    decoder->ignoreXMP = AVIF_TRUE;
    decoder->imageSizeLimit = codestream_limit(probe);
    decoder->imageDimensionLimit = decoder->imageSizeLimit;
    decoder->strictFlags = AVIF_STRICT_CLAP_VALID; // early writers left out pixi
    if (avifDecoderSetIOMemory(decoder, input.data(), input.size()) != AVIF_RESULT_OK ||
        avifDecoderParse(decoder) != AVIF_RESULT_OK) {
        refuse_damaged(DecodeReason::bad_header);
    }
    if (decoder->imageCount > 1) {
        refuse_unsupported(DecodeReason::animated);
    }
    Picture picture;
    picture.shape(probe, decoder->image->width, decoder->image->height);
    if (avifDecoderNextImage(decoder) != AVIF_RESULT_OK) {
        refuse_damaged();
    }
    picture.shape(probe, decoder->image->width, decoder->image->height);
    picture.orientation = orientation_of(*decoder->image);
    picture.colour = colour_of(*decoder->image);
    crop(*view, *decoder->image);
    read_pixels(*view, decoder->alphaPresent != AVIF_FALSE, picture);
    avifImageDestroy(view);
    avifDecoderDestroy(decoder);
    return picture;
}

} // namespace satpad::decoder
