// SPDX-License-Identifier: GPL-3.0-or-later
#include "more_pictures.h"

#include "require.h"

#include <avif/avif.h>
#include <jxl/encode.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <lcms2.h>

namespace satpad::test {
namespace {

/// EXIF's number as irot (quarter turns counter-clockwise), then imir (2: none).
void set_orientation(avifImage& image, std::uint8_t orientation)
{
    constexpr std::array<std::array<std::uint8_t, 2>, 8> k_turns{
        {{0, 2}, {0, 1}, {2, 2}, {0, 0}, {1, 0}, {3, 2}, {1, 1}, {1, 2}}};
    const auto [angle, mode] = k_turns[orientation - 1U];
    if (angle != 0) {
        image.transformFlags |= AVIF_TRANSFORM_IROT;
        image.irot.angle = angle;
    }
    if (mode != 2) {
        image.transformFlags |= AVIF_TRANSFORM_IMIR;
        image.imir.mode = mode;
    }
}

/// The samples with `bits` each in 16, as libavif wants them.
std::vector<std::uint16_t> shortened(const Pixels& pixels, int bits)
{
    std::vector<std::uint16_t> samples(pixels.samples.size() / 2);
    std::memcpy(samples.data(), pixels.samples.data(), pixels.samples.size());
    for (std::uint16_t& sample : samples) {
        sample = static_cast<std::uint16_t>(sample >> (16 - bits));
    }
    return samples;
}

void fill(avifImage& image, const Pixels& pixels)
{
    std::vector<std::uint16_t> wide;
    Bytes plain = pixels.samples;
    avifRGBImage rgb{};
    avifRGBImageSetDefaults(&rgb, &image);
    rgb.format = pixels.channels == 4 ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    if (pixels.bits == 16) {
        wide = shortened(pixels, static_cast<int>(image.depth));
        rgb.pixels = reinterpret_cast<std::uint8_t*>(wide.data());
    } else {
        rgb.pixels = reinterpret_cast<std::uint8_t*>(plain.data());
    }
    rgb.rowBytes = pixels.width * avifRGBImagePixelSize(&rgb);
    require(avifImageRGBToYUV(&image, &rgb) == AVIF_RESULT_OK);
}

} // namespace

Bytes write_avif(const Pixels& pixels, const AvifOptions& options)
{
    require(pixels.channels >= 3);
    const int bits = options.bits != 0 ? options.bits : pixels.bits;
    avifImage* image = avifImageCreate(pixels.width,
        pixels.height,
        static_cast<std::uint32_t>(bits),
        options.quarter_chroma ? AVIF_PIXEL_FORMAT_YUV420 : AVIF_PIXEL_FORMAT_YUV444);
    image->colorPrimaries = static_cast<avifColorPrimaries>(options.primaries);
    image->transferCharacteristics = static_cast<avifTransferCharacteristics>(options.transfer);
    image->matrixCoefficients =
        options.quarter_chroma ? AVIF_MATRIX_COEFFICIENTS_BT601 : AVIF_MATRIX_COEFFICIENTS_IDENTITY;
    set_orientation(*image, options.orientation);
    if (!options.icc.empty()) {
        avifImageSetProfileICC(
            image, reinterpret_cast<const std::uint8_t*>(options.icc.data()), options.icc.size());
    }
    fill(*image, pixels);
    avifEncoder* encoder = avifEncoderCreate();
    encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
    encoder->maxThreads = 1;
    encoder->speed = 9;
    if (options.quarter_chroma) {
        encoder->minQuantizer = encoder->maxQuantizer = 10;
    }
    const avifAddImageFlags flags =
        options.second_frame ? AVIF_ADD_IMAGE_FLAG_NONE : AVIF_ADD_IMAGE_FLAG_SINGLE;
    for (int frame = 0; frame < (options.second_frame ? 2 : 1); ++frame) {
        require(avifEncoderAddImage(encoder, image, 1, flags) == AVIF_RESULT_OK);
    }
    avifRWData out = AVIF_DATA_EMPTY;
    require(avifEncoderFinish(encoder, &out) == AVIF_RESULT_OK);
    Bytes made = to_bytes(out.data, out.size);
    avifRWDataFree(&out);
    avifEncoderDestroy(encoder);
    avifImageDestroy(image);
    return made;
}

Bytes write_animated_jxl(const Pixels& pixels)
{
    JxlEncoder* encoder = JxlEncoderCreate(nullptr);
    JxlBasicInfo info;
    JxlEncoderInitBasicInfo(&info);
    info.xsize = pixels.width;
    info.ysize = pixels.height;
    info.bits_per_sample = 8;
    info.num_color_channels = 3;
    info.have_animation = JXL_TRUE;
    info.animation.tps_numerator = 10;
    info.animation.tps_denominator = 1;
    require(JxlEncoderSetBasicInfo(encoder, &info) == JXL_ENC_SUCCESS);
    JxlColorEncoding srgb{};
    JxlColorEncodingSetToSRGB(&srgb, JXL_FALSE);
    require(JxlEncoderSetColorEncoding(encoder, &srgb) == JXL_ENC_SUCCESS);
    JxlEncoderFrameSettings* frame = JxlEncoderFrameSettingsCreate(encoder, nullptr);
    const JxlPixelFormat format{3, JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
    for (int i = 0; i < 2; ++i) {
        JxlFrameHeader header;
        JxlEncoderInitFrameHeader(&header);
        header.duration = 1;
        require(JxlEncoderSetFrameHeader(frame, &header) == JXL_ENC_SUCCESS);
        require(
            JxlEncoderAddImageFrame(frame, &format, pixels.samples.data(), pixels.samples.size()) ==
            JXL_ENC_SUCCESS);
    }
    JxlEncoderCloseInput(encoder);
    std::vector<std::uint8_t> out(pixels.samples.size() * 4 + 65536);
    std::uint8_t* next = out.data();
    std::size_t room = out.size();
    require(JxlEncoderProcessOutput(encoder, &next, &room) == JXL_ENC_SUCCESS);
    JxlEncoderDestroy(encoder);
    return to_bytes(out.data(), out.size() - room);
}

Bytes write_bmp(const Pixels& pixels)
{
    require(pixels.channels == 3 && pixels.bits == 8);
    const std::size_t row = std::size_t{pixels.width} * 3;
    const std::size_t stride = (row + 3) / 4 * 4;
    std::vector<std::uint8_t> file{'B', 'M'};
    const auto put = [&](std::size_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) {
            file.push_back(i < 8 ? static_cast<std::uint8_t>(value >> (8 * i)) : std::uint8_t{0});
        }
    };
    put(54 + stride * pixels.height, 4);
    put(0, 4);
    put(54, 4); // where the rows start
    put(40, 4);
    put(pixels.width, 4);
    put(pixels.height, 4);
    put(1, 2);
    put(24, 2);
    put(0, 24);
    for (std::size_t y = pixels.height; y-- > 0;) {
        for (std::size_t at = row * y; at < row * (y + 1); at += 3) {
            for (const std::size_t c : {2U, 1U, 0U}) {
                put(std::to_integer<std::size_t>(pixels.samples[at + c]), 1);
            }
        }
        put(0, static_cast<int>(stride - row));
    }
    return to_bytes(file.data(), file.size());
}

Bytes write_pnm(const Pixels& pixels)
{
    require(pixels.channels % 2 == 1);
    const std::string head = std::string(pixels.channels == 1 ? "P5\n" : "P6\n") +
                             "# made for a test\n" + std::to_string(pixels.width) + " " +
                             std::to_string(pixels.height) +
                             (pixels.bits == 8 ? "\n255\n" : "\n65535\n");
    Bytes file = to_bytes(head.data(), head.size());
    const std::size_t begin = file.size();
    file.insert(file.end(), pixels.samples.begin(), pixels.samples.end());
    for (std::size_t at = begin; pixels.bits == 16 && at < file.size(); at += 2) {
        std::swap(file[at], file[at + 1]); // most significant first
    }
    return file;
}

namespace {

/// The profile takes copies of its curves.
cmsHPROFILE with_freed(cmsHPROFILE profile, cmsToneCurve* curve)
{
    cmsFreeToneCurve(curve);
    return profile;
}

cmsHPROFILE rgb_profile(const std::array<double, 6>& at, cmsToneCurve* curve)
{
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{at[0], at[1], 1}, {at[2], at[3], 1}, {at[4], at[5], 1}};
    cmsToneCurve* curves[] = {curve, curve, curve};
    return with_freed(cmsCreateRGBProfile(&white, &primaries, curves), curve);
}

cmsHPROFILE gray_profile(cmsToneCurve* curve)
{
    return with_freed(cmsCreateGrayProfile(cmsD50_xyY(), curve), curve);
}

/// Inks over yellowish paper, each taking its part of the light; in the 16-bit Lab of ICC version 2.
int press_sampler(const cmsUInt16Number in[], cmsUInt16Number out[], void*)
{
    constexpr std::array<std::array<double, 3>, 4> k_left{
        {{0.10, 0.45, 0.75}, {0.60, 0.12, 0.40}, {0.80, 0.75, 0.08}, {0.03, 0.03, 0.03}}};
    constexpr std::array<double, 3> k_paper{0.90, 0.90, 0.80};
    std::array<double, 3> light = k_paper;
    for (std::size_t ink = 0; ink < 4; ++ink) {
        for (std::size_t c = 0; c < 3; ++c) {
            light[c] *= 1 - in[ink] / 65535.0 * (1 - k_left[ink][c]);
        }
    }
    const cmsCIEXYZ xyz{0.4361 * light[0] + 0.3851 * light[1] + 0.1431 * light[2],
        0.2225 * light[0] + 0.7169 * light[1] + 0.0606 * light[2],
        0.0139 * light[0] + 0.0971 * light[1] + 0.7141 * light[2]};
    cmsCIELab lab;
    cmsXYZ2Lab(cmsD50_XYZ(), &lab, &xyz);
    cmsFloat2LabEncodedV2(out, &lab);
    return 1;
}

cmsHPROFILE press_profile()
{
    cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
    cmsSetProfileVersion(profile, 2.1);
    cmsSetDeviceClass(profile, cmsSigOutputClass);
    cmsSetColorSpace(profile, cmsSigCmykData);
    cmsSetPCS(profile, cmsSigLabData);
    cmsPipeline* table = cmsPipelineAlloc(nullptr, 4, 3);
    cmsStage* grid = cmsStageAllocCLut16bit(nullptr, 9, 4, 3, nullptr);
    require(cmsStageSampleCLut16bit(grid, press_sampler, nullptr, 0) != 0);
    cmsPipelineInsertStage(table, cmsAT_END, grid);
    require(cmsWriteTag(profile, cmsSigAToB0Tag, table) != 0 &&
            cmsWriteTag(profile, cmsSigAToB1Tag, table) != 0 &&
            cmsWriteTag(profile, cmsSigMediaWhitePointTag, cmsD50_XYZ()) != 0);
    cmsPipelineFree(table);
    return profile;
}

cmsHPROFILE open_made(ProfileKind kind)
{
    constexpr std::array<double, 6> k_adobe{0.64, 0.33, 0.21, 0.71, 0.15, 0.06};
    constexpr std::array<double, 6> k_p3{0.68, 0.32, 0.265, 0.69, 0.15, 0.06};
    constexpr double k_srgb[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    switch (kind) {
    case ProfileKind::adobe_rgb:
        return rgb_profile(k_adobe, cmsBuildGamma(nullptr, 563.0 / 256));
    case ProfileKind::display_p3:
        return rgb_profile(k_p3, cmsBuildParametricToneCurve(nullptr, 4, k_srgb));
    case ProfileKind::gray_gamma18:
        return gray_profile(cmsBuildGamma(nullptr, 1.8));
    case ProfileKind::press:
        return press_profile();
    case ProfileKind::srgb:
        break;
    }
    return cmsCreate_sRGBProfile();
}

} // namespace

Bytes make_profile(ProfileKind kind)
{
    cmsHPROFILE profile = open_made(kind);
    cmsUInt32Number size = 0;
    require(cmsSaveProfileToMem(profile, nullptr, &size) != 0);
    Bytes made(size);
    require(cmsSaveProfileToMem(profile, made.data(), &size) != 0);
    cmsCloseProfile(profile);
    return made;
}

Bytes with_jpeg_profile(const Bytes& jpeg, const Bytes& icc, std::size_t piece)
{
    const std::size_t count = (icc.size() + piece - 1) / piece;
    require(count <= 255);
    Bytes markers;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t bytes = std::min(piece, icc.size() - i * piece);
        const std::size_t length = 2 + 14 + bytes;
        std::string head("\xFF\xE2\0\0ICC_PROFILE\0\0\0", 18);
        head[2] = static_cast<char>(length >> 8U);
        head[3] = static_cast<char>(length);
        head[16] = static_cast<char>(i + 1);
        head[17] = static_cast<char>(count);
        const Bytes told = to_bytes(head.data(), head.size());
        markers.insert(markers.end(), told.begin(), told.end());
        const auto from = icc.begin() + static_cast<std::ptrdiff_t>(i * piece);
        markers.insert(markers.end(), from, from + static_cast<std::ptrdiff_t>(bytes));
    }
    Bytes made = jpeg;
    made.insert(made.begin() + 2, markers.begin(), markers.end());
    return made;
}

} // namespace satpad::test
