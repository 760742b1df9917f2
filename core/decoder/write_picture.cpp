// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace satpad::decoder {
namespace {

constexpr std::size_t k_write_bytes = std::size_t{256} * 1024;

/// Which stored channels go out, in order.
struct ChannelMap
{
    std::array<std::uint8_t, 4> from{};
    std::uint8_t count = 0;
    void add(std::uint8_t channel) { from[count++] = channel; }
};

template <typename Sample> ChannelMap channels_worth_sending(const Picture& picture)
{
    const std::size_t channels = picture.channels;
    const bool has_colour = channels >= 3;
    const bool has_alpha = channels == 2 || channels == 4;
    bool colour = false;
    bool alpha = false;
    const std::size_t step = channels * sizeof(Sample);
    // Not to the end of the buffer: a picture that lost channels leaves old bytes behind its own.
    const std::size_t end = picture.row_bytes() * picture.height;
    for (std::size_t at = 0; at < end && (colour != has_colour || alpha != has_alpha); at += step) {
        const std::uint8_t* pixel = picture.samples.data() + at;
        if (has_colour) {
            const auto red = sample_at<Sample>(pixel, 0);
            colour =
                colour || red != sample_at<Sample>(pixel, 1) || red != sample_at<Sample>(pixel, 2);
        }
        if (has_alpha) {
            alpha = alpha ||
                    sample_at<Sample>(pixel, channels - 1) != std::numeric_limits<Sample>::max();
        }
    }
    ChannelMap map;
    map.add(0);
    if (colour) {
        map.add(1);
        map.add(2);
    }
    if (alpha) {
        map.add(static_cast<std::uint8_t>(channels - 1));
    }
    return map;
}

/// Where upright pixel (x, y) is stored, in steps of whole pixels: start(y) + x · step_x.
struct Turn
{
    std::ptrdiff_t origin = 0;
    std::ptrdiff_t step_x = 0;
    std::ptrdiff_t step_y = 0;
};

Turn turn_of(const Picture& picture) noexcept
{
    const auto row = static_cast<std::ptrdiff_t>(picture.width);
    const std::ptrdiff_t right = row - 1;
    const std::ptrdiff_t bottom = row * (static_cast<std::ptrdiff_t>(picture.height) - 1);
    switch (picture.orientation) { // EXIF 2.3, "Orientation": where row 0 and column 0 are shown
    case 2:
        return {right, -1, row};
    case 3:
        return {bottom + right, -1, -row};
    case 4:
        return {bottom, 1, -row};
    case 5:
        return {0, row, 1};
    case 6:
        return {bottom, -row, 1};
    case 7:
        return {bottom + right, -row, -1};
    case 8:
        return {right, row, -1};
    default:
        return {0, 1, row};
    }
}

template <typename Sample>
void write_samples(
    const Picture& picture, const ChannelMap& map, std::uint32_t width, std::uint32_t height)
{
    const Turn turn = turn_of(picture);
    const auto pixel_bytes = static_cast<std::ptrdiff_t>(picture.channels * sizeof(Sample));
    std::vector<std::uint8_t> out;
    out.reserve(k_write_bytes + std::size_t{width} * map.count * sizeof(Sample));
    for (std::uint32_t y = 0; y < height; ++y) {
        const std::size_t row_at = out.size();
        out.resize(row_at + std::size_t{width} * map.count * sizeof(Sample));
        std::uint8_t* to = out.data() + row_at;
        std::ptrdiff_t from = turn.origin + turn.step_y * static_cast<std::ptrdiff_t>(y);
        for (std::uint32_t x = 0; x < width; ++x, from += turn.step_x) {
            const std::uint8_t* pixel = picture.samples.data() + from * pixel_bytes;
            for (std::size_t c = 0; c < map.count; ++c, to += sizeof(Sample)) {
                std::memcpy(to, pixel + map.from[c] * sizeof(Sample), sizeof(Sample));
            }
        }
        if (out.size() >= k_write_bytes || y + 1 == height) {
            write_all(out.data(), out.size());
            out.clear();
        }
    }
}

} // namespace

void write_picture(const Picture& picture)
{
    const ChannelMap map = picture.bits == 16 ? channels_worth_sending<std::uint16_t>(picture)
                                              : channels_worth_sending<std::uint8_t>(picture);
    const bool turned = picture.orientation >= 5;
    core::image::DecoderHeader header;
    header.status = DecodeStatus::ok;
    header.channels = map.count;
    header.bits = picture.bits;
    header.orientation = picture.orientation;
    header.colour = picture.colour_source;
    header.width = turned ? picture.height : picture.width;
    header.height = turned ? picture.width : picture.height;
    const auto bytes = core::image::encode_decoder_header(header);
    write_all(bytes.data(), bytes.size());
    if (picture.bits == 16) {
        write_samples<std::uint16_t>(picture, map, header.width, header.height);
    } else {
        write_samples<std::uint8_t>(picture, map, header.width, header.height);
    }
}

} // namespace satpad::decoder
