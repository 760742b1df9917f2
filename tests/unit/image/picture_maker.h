// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/image.h>

/// Pictures for tests: seeded pixels, and each format written by its own library.
/// Everything aborts on failure: a test without its picture has nothing to say.
namespace satpad::test {

using core::Bytes;
using core::ByteView;
using core::image::Pixels;

/// A gradient with noise and a block of plain colour; alpha (when there) falls from left to right.
[[nodiscard]] Pixels make_pixels(std::uint32_t width,
    std::uint32_t height,
    std::uint8_t channels,
    std::uint8_t bits,
    unsigned seed = 1);

struct JpegOptions
{
    int quality = 95;
    bool progressive = false;
    bool cmyk = false;            ///< four inks by the naive formula, inverted as Adobe does
    std::uint8_t orientation = 0; ///< 0: no EXIF
    int restart_rows = 0;         ///< a restart marker behind each so many rows of blocks
};
[[nodiscard]] Bytes write_jpeg(const Pixels& pixels, const JpegOptions& options = {});
/// `orientation` 0 writes no eXIf chunk.
[[nodiscard]] Bytes write_png(const Pixels& pixels, std::uint8_t orientation = 0);
[[nodiscard]] Bytes write_palette_png(std::uint32_t width, std::uint32_t height);
/// Left half black, right half white, one bit per pixel.
[[nodiscard]] Bytes write_one_bit_png(std::uint32_t width, std::uint32_t height);
[[nodiscard]] Bytes write_webp(const Pixels& pixels, std::uint8_t orientation = 0);
struct TiffOptions
{
    int compression = 1; ///< libtiff's number: 1 none, 5 LZW, 8 deflate
    std::uint8_t orientation = 1;
    bool tiled = false; ///< needs a compression: libtiff pads plain tiles
};
[[nodiscard]] Bytes write_tiff(const Pixels& pixels, const TiffOptions& options = {});
/// `icc` stands in the place of sRGB when it is not empty.
[[nodiscard]] Bytes write_lossless_jxl(
    const Pixels& pixels, std::uint8_t orientation = 1, const Bytes& icc = {});

/// Where sample `name` of resources/samples lies, and its bytes.
[[nodiscard]] std::filesystem::path sample_path(const char* name);
[[nodiscard]] Bytes read_sample(const char* name);
[[nodiscard]] Bytes read_whole(const std::filesystem::path& path);
inline constexpr const char* k_samples[] = {"rocket.jpg",
    "coffee.png",
    "terrain16.png",
    "tulips-alpha.png",
    "page-scan.jpg",
    "drawing.png"};

/// An EXIF block that says only this; little-endian, without "Exif\0\0".
[[nodiscard]] std::vector<std::uint8_t> exif_block(std::uint8_t orientation);

/// Largest difference between two pictures' samples; 65536 when their shapes differ.
[[nodiscard]] int largest_difference(const Pixels& a, const Pixels& b);

/// `pixels` stored so that a reader who obeys `orientation` sees them upright (EXIF 2.3).
[[nodiscard]] Pixels stored_for(const Pixels& upright, std::uint8_t orientation);

} // namespace satpad::test
