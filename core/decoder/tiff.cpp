// SPDX-License-Identifier: GPL-3.0-or-later
#include "tiff_source.h"

#include <algorithm>
#include <cstring>

namespace satpad::decoder {
namespace {

struct Layout
{
    std::uint16_t bits = 1;
    std::uint16_t samples = 1;
    std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t planar = PLANARCONFIG_CONTIG;
    std::uint16_t format = SAMPLEFORMAT_UINT;
    std::uint16_t ink_set = INKSET_CMYK;
    std::uint16_t extras = 0;
    bool has_alpha = false;
    bool premultiplied = false;
    bool tiled = false;

    [[nodiscard]] bool is_gray() const noexcept
    {
        return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    }
    [[nodiscard]] bool is_inks() const noexcept
    {
        return photometric == PHOTOMETRIC_SEPARATED && ink_set == INKSET_CMYK;
    }
    [[nodiscard]] unsigned colours() const noexcept { return is_gray() ? 1 : is_inks() ? 4 : 3; }
    /// Samples that lie side by side.
    [[nodiscard]] unsigned interleaved() const noexcept
    {
        return planar == PLANARCONFIG_CONTIG ? samples : 1U;
    }
    [[nodiscard]] std::uint64_t bytes_across(std::uint64_t pixels) const noexcept
    {
        return (pixels * interleaved() * bits + 7) / 8;
    }
};

Layout read_layout(TIFF* tiff)
{
    Layout layout;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout.planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_INKSET, &layout.ink_set);
    if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric) == 0) {
        refuse_damaged(DecodeReason::bad_header);
    }
    std::uint16_t* kinds = nullptr;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &layout.extras, &kinds);
    if (layout.extras > 0 && kinds != nullptr && !layout.is_inks()) {
        layout.premultiplied = kinds[0] == EXTRASAMPLE_ASSOCALPHA;
        layout.has_alpha = layout.premultiplied || kinds[0] == EXTRASAMPLE_UNASSALPHA;
    }
    layout.tiled = TIFFIsTiled(tiff) != 0;
    return layout;
}

/// Gray, RGB and CMYK in whole bytes, and gray of 1, 2 or 4 bits: read as they are, 16 bits kept.
bool is_plain(const Layout& layout)
{
    const bool rgb = layout.photometric == PHOTOMETRIC_RGB;
    const bool small_gray = layout.is_gray() && layout.samples == 1 &&
                            (layout.bits == 1 || layout.bits == 2 || layout.bits == 4);
    return (layout.is_gray() || rgb || layout.is_inks()) &&
           (layout.bits == 8 || layout.bits == 16 || small_gray) &&
           layout.format == SAMPLEFORMAT_UINT && layout.samples >= layout.colours() &&
           (layout.extras == 0 || layout.samples - layout.colours() == layout.extras);
}

/// A run of pixels of one row, as libtiff hands it out.
struct Run
{
    const std::uint8_t* bytes = nullptr;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t count = 0;
    std::uint16_t plane = 0; ///< 0 when the samples are interleaved
};

void put_bits(const Run& run, const Layout& layout, Picture& picture)
{
    const unsigned most = (1U << layout.bits) - 1;
    const unsigned per_byte = 8U / layout.bits;
    std::uint8_t* out = picture.row(run.y) + run.x;
    for (std::uint32_t i = 0; i < run.count; ++i) {
        const unsigned shift = (per_byte - 1 - i % per_byte) * layout.bits;
        const unsigned value = unsigned{run.bytes[i / per_byte]} >> shift & most;
        out[i] = static_cast<std::uint8_t>(value * 255 / most);
    }
}

/// What the picture has no channel for (unnamed extra samples) is left out.
void put_bytes(const Run& run, const Layout& layout, Picture& picture)
{
    const std::size_t sample = layout.bits / 8U;
    const std::size_t from_step = layout.interleaved() * sample;
    const std::size_t to_step = picture.channels * sample;
    const std::size_t taken = std::min(from_step, to_step);
    std::uint8_t* out = picture.row(run.y) + run.x * to_step + run.plane * sample;
    for (std::size_t i = 0; i < run.count; ++i) {
        std::memcpy(out + i * to_step, run.bytes + i * from_step, taken);
    }
}

void put_run(const Run& run, const Layout& layout, Picture& picture)
{
    if (layout.bits < 8) {
        put_bits(run, layout, picture);
    } else {
        put_bytes(run, layout, picture);
    }
}

void read_strips(TIFF* tiff, const Layout& layout, std::uint16_t plane, Picture& picture)
{
    std::vector<std::uint8_t> row(static_cast<std::size_t>(layout.bytes_across(picture.width)));
    if (TIFFScanlineSize64(tiff) != row.size()) {
        refuse_damaged(DecodeReason::bad_header);
    }
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        if (TIFFReadScanline(tiff, row.data(), y, plane) != 1) {
            refuse_damaged();
        }
        put_run({row.data(), 0, y, picture.width, plane}, layout, picture);
    }
}

void read_tiles(TIFF* tiff, const Layout& layout, std::uint16_t plane, Picture& picture)
{
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
    const std::uint64_t stride = layout.bytes_across(width);
    if (width == 0 || height == 0 || TIFFTileRowSize64(tiff) != stride ||
        TIFFTileSize64(tiff) != stride * height ||
        stride * height > core::image::k_max_pixels * 8) {
        refuse_damaged(DecodeReason::bad_header);
    }
    const auto row = static_cast<std::size_t>(stride);
    LazyBuffer<std::uint8_t> tile(row * height);
    for (std::uint64_t top = 0; top < picture.height; top += height) {
        for (std::uint64_t left = 0; left < picture.width; left += width) {
            const auto x = static_cast<std::uint32_t>(left);
            const auto y = static_cast<std::uint32_t>(top);
            if (TIFFReadTile(tiff, tile.data(), x, y, 0, plane) < 0) {
                refuse_damaged();
            }
            const std::uint32_t across = std::min(width, picture.width - x);
            for (std::uint32_t line = 0; line < std::min(height, picture.height - y); ++line) {
                put_run({tile.data() + row * line, x, y + line, across, plane}, layout, picture);
            }
        }
    }
}

/// Where white is zero, the gray samples (not the alpha) are ink.
void turn_ink_to_light(Picture& picture)
{
    const std::size_t sample = picture.bits / 8U;
    const std::size_t step = picture.channels * sample;
    for (std::size_t at = 0; at < picture.samples.size(); at += step) {
        for (std::size_t b = 0; b < sample; ++b) {
            picture.samples.data()[at + b] ^= 0xFFU;
        }
    }
}

void read_plain(TIFF* tiff, const Layout& layout, Picture& picture)
{
    const unsigned channels = layout.colours() + (layout.has_alpha ? 1U : 0U);
    picture.allocate(static_cast<std::uint8_t>(channels),
        layout.bits == 16 ? 16 : 8,
        layout.is_inks() ? std::optional(ColourModel::cmyk) : std::nullopt);
    const unsigned planes = layout.planar == PLANARCONFIG_CONTIG ? 1 : channels;
    for (std::uint16_t plane = 0; plane < planes; ++plane) {
        if (layout.tiled) {
            read_tiles(tiff, layout, plane, picture);
        } else {
            read_strips(tiff, layout, plane, picture);
        }
    }
    if (layout.photometric == PHOTOMETRIC_MINISWHITE) {
        turn_ink_to_light(picture);
    }
    if (layout.premultiplied) {
        unpremultiply(picture);
    }
}

/// A profile speaks of RGB, gray or inks as they are stored, not of Lab and its like.
std::vector<std::uint8_t> profile_of(TIFF* tiff, const Layout& layout)
{
    const bool device = is_plain(layout) || layout.photometric == PHOTOMETRIC_PALETTE ||
                        layout.photometric == PHOTOMETRIC_YCBCR;
    std::uint32_t size = 0;
    void* data = nullptr;
    if (!device || TIFFGetField(tiff, TIFFTAG_ICCPROFILE, &size, &data) == 0 || data == nullptr) {
        return {};
    }
    const auto* from = static_cast<const std::uint8_t*>(data);
    return {from, from + size};
}

/// Everything else libtiff can show (palette, YCbCr, Lab) as 8-bit RGBA. More bits than that are
/// refused rather than thinned out unasked.
void read_converted(TIFF* tiff, const Layout& layout, Picture& picture)
{
    char why[1024] = {};
    if (layout.is_gray() || layout.bits > 8 || layout.format != SAMPLEFORMAT_UINT ||
        TIFFRGBAImageOK(tiff, why) == 0) {
        refuse_unsupported();
    }
    picture.allocate(4, 8);
    LazyBuffer<std::uint32_t> raster(std::size_t{picture.width} * picture.height);
    // Asking for the file's own orientation keeps the stored order; the turn comes later, as for
    // all.
    if (TIFFReadRGBAImageOriented(
            tiff, picture.width, picture.height, raster.data(), picture.orientation, 1) == 0) {
        refuse_damaged();
    }
    for (std::size_t i = 0; i < raster.size(); ++i) {
        const std::uint32_t abgr = raster.data()[i];
        std::uint8_t* out = picture.samples.data() + 4 * i;
        out[0] = static_cast<std::uint8_t>(TIFFGetR(abgr));
        out[1] = static_cast<std::uint8_t>(TIFFGetG(abgr));
        out[2] = static_cast<std::uint8_t>(TIFFGetB(abgr));
        out[3] = static_cast<std::uint8_t>(TIFFGetA(abgr));
    }
    unpremultiply(picture); // libtiff hands out associated alpha
}

} // namespace

Picture decode_tiff(InputView input, const Probe& probe)
{
    TiffSource source{input};
    TIFF* tiff = open_tiff(source);
    if (tiff == nullptr) {
        refuse_damaged(DecodeReason::bad_header);
    }
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint16_t orientation = 1;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
    Picture picture;
    picture.shape(probe, width, height);
    picture.orientation = orientation >= 1 && orientation <= 8
                              ? static_cast<std::uint8_t>(orientation)
                              : std::uint8_t{1};
    const Layout layout = read_layout(tiff);
    picture.colour.icc = profile_of(tiff, layout);
    if (is_plain(layout)) {
        read_plain(tiff, layout, picture);
    } else {
        read_converted(tiff, layout, picture);
    }
    TIFFClose(tiff);
    return picture;
}

} // namespace satpad::decoder
