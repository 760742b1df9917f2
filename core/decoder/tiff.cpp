// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture.h"

#include <tiffio.h>

#include <algorithm>
#include <cstring>

namespace satpad::decoder {
namespace {

struct Source
{
    InputView input;
    std::uint64_t at = 0;
};

Source& source_of(thandle_t handle)
{
    return *static_cast<Source*>(handle);
}

tmsize_t on_read(thandle_t handle, void* out, tmsize_t size)
{
    Source& source = source_of(handle);
    if (size <= 0 || source.at >= source.input.size()) {
        return 0;
    }
    const auto count = static_cast<std::size_t>(
        std::min<std::uint64_t>(static_cast<std::uint64_t>(size), source.input.size() - source.at));
    std::memcpy(out, source.input.data() + source.at, count);
    source.at += count;
    return static_cast<tmsize_t>(count);
}

tmsize_t on_write(thandle_t, void*, tmsize_t)
{
    return 0;
}

toff_t on_seek(thandle_t handle, toff_t offset, int whence)
{
    Source& source = source_of(handle);
    const std::uint64_t base = whence == SEEK_CUR   ? source.at
                               : whence == SEEK_END ? source.input.size()
                                                    : 0;
    source.at = base + offset;
    return source.at;
}

int on_close(thandle_t)
{
    return 0;
}

toff_t on_size(thandle_t handle)
{
    return source_of(handle).input.size();
}

struct Layout
{
    std::uint16_t bits = 1;
    std::uint16_t samples = 1;
    std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t planar = PLANARCONFIG_CONTIG;
    std::uint16_t format = SAMPLEFORMAT_UINT;
    std::uint16_t alpha_kind = EXTRASAMPLE_UNSPECIFIED;
    bool has_alpha = false;
    bool tiled = false;
};

Layout read_layout(TIFF* tiff)
{
    Layout layout;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout.planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.format);
    if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric) == 0) {
        refuse_damaged(DecodeReason::bad_header);
    }
    std::uint16_t extras = 0;
    std::uint16_t* kinds = nullptr;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extras, &kinds);
    if (extras > 0 && kinds != nullptr) {
        layout.alpha_kind = kinds[0];
        layout.has_alpha = kinds[0] == EXTRASAMPLE_ASSOCALPHA || kinds[0] == EXTRASAMPLE_UNASSALPHA;
    }
    layout.tiled = TIFFIsTiled(tiff) != 0;
    return layout;
}

bool is_gray(const Layout& layout)
{
    return layout.photometric == PHOTOMETRIC_MINISBLACK ||
           layout.photometric == PHOTOMETRIC_MINISWHITE;
}

/// Gray and RGB of 8 or 16 bits in interleaved strips: read as they are, 16 bits kept.
bool is_plain(const Layout& layout)
{
    const bool gray = is_gray(layout);
    const bool rgb = layout.photometric == PHOTOMETRIC_RGB;
    const unsigned colours = gray ? 1 : 3;
    return (gray || rgb) && (layout.bits == 8 || layout.bits == 16) &&
           layout.format == SAMPLEFORMAT_UINT && layout.planar == PLANARCONFIG_CONTIG &&
           !layout.tiled && layout.samples >= colours && layout.samples <= colours + 1;
}

/// One stored row: ink turned to light where white is zero, a meaningless extra sample left out.
void copy_row(
    const std::vector<std::uint8_t>& row, const Layout& layout, Picture& picture, std::uint32_t y)
{
    const std::size_t sample_bytes = layout.bits / 8U;
    const std::size_t from_step = layout.samples * sample_bytes;
    const std::size_t to_step = picture.channels * sample_bytes;
    const bool white_is_zero = layout.photometric == PHOTOMETRIC_MINISWHITE;
    std::uint8_t* out = picture.row(y);
    for (std::size_t x = 0; x < picture.width; ++x) {
        std::memcpy(out + x * to_step, row.data() + x * from_step, to_step);
        for (std::size_t b = 0; white_is_zero && b < sample_bytes; ++b) {
            out[x * to_step + b] ^= 0xFFU;
        }
    }
}

void read_plain(TIFF* tiff, const Layout& layout, Picture& picture)
{
    const unsigned colours = layout.photometric == PHOTOMETRIC_RGB ? 3 : 1;
    picture.allocate(static_cast<std::uint8_t>(colours + (layout.has_alpha ? 1U : 0U)),
        static_cast<std::uint8_t>(layout.bits));
    std::vector<std::uint8_t> row(std::size_t{picture.width} * layout.samples * (layout.bits / 8U));
    if (TIFFScanlineSize64(tiff) != row.size()) {
        refuse_damaged(DecodeReason::bad_header);
    }
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        if (TIFFReadScanline(tiff, row.data(), y) != 1) {
            refuse_damaged();
        }
        copy_row(row, layout, picture, y);
    }
    if (layout.has_alpha && layout.alpha_kind == EXTRASAMPLE_ASSOCALPHA) {
        unpremultiply(picture);
    }
}

/// Everything else libtiff can show (palette, 1-bit fax, YCbCr, tiles, planes) as 8-bit RGBA. More
/// bits than that are refused rather than thinned out unasked.
void read_converted(TIFF* tiff, const Layout& layout, Picture& picture)
{
    if (is_gray(layout) && layout.samples > 1) {
        refuse_unsupported(); // libtiff 4.5 skips too little at the edge of gray+alpha tiles
    }
    char why[1024] = {};
    if (layout.bits > 8 || layout.format != SAMPLEFORMAT_UINT || TIFFRGBAImageOK(tiff, why) == 0) {
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
    TIFFSetErrorHandler(nullptr);
    TIFFSetWarningHandler(nullptr);
    Source source{input};
    TIFF* tiff = TIFFClientOpen(
        "picture", "rm", &source, on_read, on_write, on_seek, on_close, on_size, nullptr, nullptr);
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
    if (is_plain(layout)) {
        read_plain(tiff, layout, picture);
    } else {
        read_converted(tiff, layout, picture);
    }
    TIFFClose(tiff);
    return picture;
}

} // namespace satpad::decoder
