// SPDX-License-Identifier: GPL-3.0-or-later
#include "avif_boxes.h"
#include "encoder.h"

#include <avif/avif.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace satpad::core::image {
namespace {

/// The knob is 2^(q / 8.8) of AV1's quantizer q: bytes halve for every 8.8 of it (measured), so they
/// fall by the knob's own factor.
constexpr double k_halving = 8.8;
constexpr int k_coarsest_q = 63;

double knob_of(double q)
{
    return std::exp2(q / k_halving);
}

int q_of(double knob)
{
    return std::clamp(static_cast<int>(std::lround(k_halving * std::log2(knob))), 1, k_coarsest_q);
}

/// Level of the quantization matrices, 15 flat to 0 steep. 10 looks 0.3 better than none at the same
/// size, others a little worse; each changes the size by less than a step of q does.
constexpr int k_matrix_level = 10;
constexpr std::array<Trim, 5> k_trims{{{4, 1.045}, {2, 1.02}, {-2, 0.975}, {-4, 0.95}, {-6, 0.92}}};

/// aom's speed: slower ones look 1 (5 beside 6) to 2 (6 beside 7) better at the same size, 5 for
/// seven times the time of 6; what takes half a second and more is given less care. The sizes of 2 to
/// 6 lie within some per cent of each other.
int speed_of(Effort effort, std::uint64_t pixels)
{
    constexpr std::uint64_t k_small = 120'000;
    constexpr std::uint64_t k_medium = 1'000'000;
    switch (effort) {
    case Effort::glance:
        return 9;
    case Effort::utmost:
        return 2;
    case Effort::rehearsal:
    case Effort::full:
        break;
    }
    const int most_care = effort == Effort::rehearsal ? 6 : 5;
    return pixels <= k_small ? most_care : pixels <= k_medium ? 6 : 7;
}

struct EncoderCloser
{
    void operator()(avifEncoder* encoder) const noexcept { avifEncoderDestroy(encoder); }
};
struct ImageCloser
{
    void operator()(avifImage* image) const noexcept { avifImageDestroy(image); }
};
using ImageHandle = std::unique_ptr<avifImage, ImageCloser>;
struct Encoded
{
    avifRWData data = AVIF_DATA_EMPTY;

    Encoded() = default;
    Encoded(const Encoded&) = delete;
    Encoded& operator=(const Encoded&) = delete;
    Encoded(Encoded&&) = delete;
    Encoded& operator=(Encoded&&) = delete;
    ~Encoded() { avifRWDataFree(&data); }
};
using EncoderHandle = std::unique_ptr<avifEncoder, EncoderCloser>;

Unexpected refused(const char* step, avifResult result)
{
    return Unexpected(
        Errc::internal, std::string("AVIF encoder: ") + step + ": " + avifResultToString(result));
}

void copy_plane(const Pixels& from, std::size_t channel, std::uint8_t* to, std::uint32_t stride)
{
    const std::byte* in = from.samples.data() + channel;
    for (std::uint32_t y = 0; y < from.height; ++y) {
        for (std::uint32_t x = 0; x < from.width; ++x, in += from.channels) {
            to[std::size_t{y} * stride + x] = std::to_integer<std::uint8_t>(*in);
        }
    }
}

/// Gray goes in as it is: one plane, full range.
Expected<ImageHandle> gray_image(const Pixels& pixels)
{
    ImageHandle image(avifImageCreate(pixels.width, pixels.height, 8, AVIF_PIXEL_FORMAT_YUV400));
    const bool alpha = pixels.channels == 2;
    avifImageAllocatePlanes(image.get(), alpha ? AVIF_PLANES_ALL : AVIF_PLANES_YUV);
    if (image->yuvPlanes[AVIF_CHAN_Y] == nullptr || (alpha && image->alphaPlane == nullptr)) {
        return refused("planes", AVIF_RESULT_OUT_OF_MEMORY);
    }
    copy_plane(pixels, 0, image->yuvPlanes[AVIF_CHAN_Y], image->yuvRowBytes[AVIF_CHAN_Y]);
    if (alpha) {
        copy_plane(pixels, 1, image->alphaPlane, image->alphaRowBytes);
    }
    return image;
}

Expected<ImageHandle> colour_image(const Pixels& pixels)
{
    ImageHandle image(avifImageCreate(pixels.width, pixels.height, 8, AVIF_PIXEL_FORMAT_YUV444));
    image->matrixCoefficients = AVIF_MATRIX_COEFFICIENTS_BT709;
    avifRGBImage rgb;
    avifRGBImageSetDefaults(&rgb, image.get());
    rgb.format = pixels.channels == 4 ? AVIF_RGB_FORMAT_RGBA : AVIF_RGB_FORMAT_RGB;
    rgb.pixels =
        const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(pixels.samples.data()));
    rgb.rowBytes = pixels.width * pixels.channels;
    if (const avifResult done = avifImageRGBToYUV(image.get(), &rgb); done != AVIF_RESULT_OK) {
        return refused("colours", done);
    }
    return image;
}

/// sRGB, said in the sequence header, from which the receiver's boxes take it.
void name_colours(avifImage& image)
{
    image.colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
    image.transferCharacteristics = AVIF_TRANSFER_CHARACTERISTICS_SRGB;
    image.yuvRange = AVIF_RANGE_FULL;
}

EncoderHandle set_up(const EncodeSettings& settings, std::uint64_t pixels)
{
    EncoderHandle encoder(avifEncoderCreate());
    encoder->codecChoice = AVIF_CODEC_CHOICE_AOM;
    // The same bytes each time, but others than one thread gives: the number is part of the codec.
    encoder->maxThreads = 2;
    encoder->speed = speed_of(settings.effort, pixels);
    const int q = q_of(settings.knob);
    // Left at their defaults these ask for near-lossless.
    encoder->minQuantizer = 0;
    encoder->maxQuantizer = k_coarsest_q;
    encoder->minQuantizerAlpha = 0;
    encoder->maxQuantizerAlpha = k_coarsest_q;
    const std::string matrix = std::to_string(k_matrix_level + settings.trim);
    avifEncoderSetCodecSpecificOption(encoder.get(), "end-usage", "q");
    avifEncoderSetCodecSpecificOption(encoder.get(), "cq-level", std::to_string(q).c_str());
    avifEncoderSetCodecSpecificOption(encoder.get(), "color:enable-qm", "1");
    avifEncoderSetCodecSpecificOption(encoder.get(), "color:qm-min", matrix.c_str());
    avifEncoderSetCodecSpecificOption(encoder.get(), "color:qm-max", matrix.c_str());
    return encoder;
}

class AvifPictureEncoder final : public Encoder
{
public:
    [[nodiscard]] Codec codec() const noexcept override { return Codec::avif_boxless; }
    [[nodiscard]] bool takes(const Pixels& pixels) const noexcept override
    {
        return pixels.bits == 8 && pixels.width <= k_longest_side &&
               pixels.height <= k_longest_side;
    }
    [[nodiscard]] std::span<const Trim> trims() const noexcept override { return k_trims; }
    [[nodiscard]] double step_near(double knob) const noexcept override
    {
        return knob_of(q_of(knob));
    }
    [[nodiscard]] KnobRange range() const noexcept override
    {
        return {knob_of(1), knob_of(k_coarsest_q), -1, knob_of(1)};
    }
    [[nodiscard]] std::uint32_t tallest(std::uint32_t /*width*/) const noexcept override
    {
        return k_longest_side;
    }
    [[nodiscard]] double first_knob(double bits_per_pixel) const noexcept override
    {
        return knob_of(std::clamp(40 - 8.8 * std::log2(bits_per_pixel / 0.35), 1.0, 63.0));
    }
    [[nodiscard]] bool rehearses(Effort effort, std::uint64_t pixels) const noexcept override
    {
        return speed_of(effort, pixels) < speed_of(Effort::rehearsal, pixels);
    }
    [[nodiscard]] Expected<Bytes> encode(
        const Pixels& pixels, const EncodeSettings& settings) const override
    {
        if (!takes(pixels) || settings.lossless) {
            return refused("picture shape", AVIF_RESULT_NOT_IMPLEMENTED);
        }
        Expected<ImageHandle> image =
            pixels.channels < 3 ? gray_image(pixels) : colour_image(pixels);
        if (!image) {
            return fail(std::move(image));
        }
        name_colours(**image);
        const EncoderHandle encoder = set_up(settings, std::uint64_t{pixels.width} * pixels.height);
        Encoded file;
        const avifResult done = avifEncoderWrite(encoder.get(), image->get(), &file.data);
        if (done != AVIF_RESULT_OK) {
            return refused("encoding", done);
        }
        return strip_avif_boxes(std::as_bytes(std::span(file.data.data, file.data.size)));
    }

private:
    static constexpr std::uint32_t k_longest_side = 16384;
};

} // namespace

std::unique_ptr<Encoder> make_avif_encoder()
{
    return std::make_unique<AvifPictureEncoder>();
}

} // namespace satpad::core::image
