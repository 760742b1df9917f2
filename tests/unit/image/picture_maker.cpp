// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_maker.h"

#include "require.h"

// jpeglib.h needs FILE and size_t before it.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <jxl/encode.h>
#include <png.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <webp/encode.h>

namespace satpad::test {
namespace {

const std::uint8_t* samples_of(const Pixels& pixels)
{
    return reinterpret_cast<const std::uint8_t*>(pixels.samples.data());
}

std::size_t row_bytes(const Pixels& pixels)
{
    return std::size_t{pixels.width} * pixels.channels * (pixels.bits / 8U);
}

void set_sample(Pixels& pixels, std::size_t index, unsigned value16)
{
    if (pixels.bits == 16) {
        const auto sample = static_cast<std::uint16_t>(value16);
        std::memcpy(pixels.samples.data() + 2 * index, &sample, 2);
    } else {
        pixels.samples[index] = static_cast<std::byte>(value16 >> 8U);
    }
}

int get_sample(const Pixels& pixels, std::size_t index)
{
    if (pixels.bits == 16) {
        std::uint16_t sample = 0;
        std::memcpy(&sample, pixels.samples.data() + 2 * index, 2);
        return sample;
    }
    return std::to_integer<int>(pixels.samples[index]);
}

Pixels shaped(std::uint32_t width, std::uint32_t height, std::uint8_t channels, std::uint8_t bits)
{
    Pixels made;
    made.width = width;
    made.height = height;
    made.channels = channels;
    made.bits = bits;
    made.samples.resize(row_bytes(made) * height);
    return made;
}

} // namespace

Pixels make_pixels(std::uint32_t width,
    std::uint32_t height,
    std::uint8_t channels,
    std::uint8_t bits,
    unsigned seed)
{
    Pixels made = shaped(width, height, channels, bits);
    std::mt19937 random(seed);
    const bool alpha = channels == 2 || channels == 4;
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            for (std::uint32_t c = 0; c < channels; ++c) {
                const std::uint32_t across = x * 50000U / width;
                const std::uint32_t down = y * 50000U / height;
                std::uint32_t value = (c == 0      ? across
                                          : c == 1 ? down
                                                   : 50000U - across) +
                                      static_cast<std::uint32_t>(random() % 8000U);
                if (x < width / 4 && y < height / 4) {
                    value = 10000U + 20000U * c;
                }
                if (alpha && c + 1U == channels) {
                    value = 65535U - across;
                }
                set_sample(made, (std::size_t{y} * width + x) * channels + c, value);
            }
        }
    }
    return made;
}

std::vector<std::uint8_t> exif_block(std::uint8_t orientation)
{
    return {'I',
        'I',
        42,
        0,
        8,
        0,
        0,
        0,
        1,
        0,
        0x12,
        0x01,
        3,
        0,
        1,
        0,
        0,
        0,
        orientation,
        0,
        0,
        0,
        0,
        0,
        0,
        0};
}

Bytes write_jpeg(const Pixels& pixels, const JpegOptions& options)
{
    require(pixels.bits == 8);
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* out = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &out, &size);
    info.image_width = pixels.width;
    info.image_height = pixels.height;
    info.input_components = options.cmyk ? 4 : pixels.channels;
    info.in_color_space = options.cmyk ? JCS_CMYK : pixels.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, options.quality, TRUE);
    info.comp_info[0].h_samp_factor = 1;
    info.comp_info[0].v_samp_factor = 1;
    if (options.progressive) {
        jpeg_simple_progression(&info);
    }
    info.restart_in_rows = options.restart_rows;
    jpeg_start_compress(&info, TRUE);
    if (options.orientation != 0) {
        std::vector<std::uint8_t> exif{'E', 'x', 'i', 'f', 0, 0};
        const auto block = exif_block(options.orientation);
        exif.insert(exif.end(), block.begin(), block.end());
        jpeg_write_marker(&info, JPEG_APP0 + 1, exif.data(), static_cast<unsigned>(exif.size()));
    }
    std::vector<std::uint8_t> row(std::size_t{pixels.width} * 4);
    while (info.next_scanline < info.image_height) {
        const std::uint8_t* from = samples_of(pixels) + row_bytes(pixels) * info.next_scanline;
        std::copy(from, from + row_bytes(pixels), row.begin());
        for (std::size_t x = 0; options.cmyk && x < pixels.width; ++x) {
            // No black ink; Adobe stores 255 − ink, which is then the light itself.
            std::copy(from + 3 * x, from + 3 * x + 3, row.data() + 4 * x);
            row[4 * x + 3] = 255;
        }
        JSAMPROW line = row.data();
        require(jpeg_write_scanlines(&info, &line, 1) == 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    Bytes made = to_bytes(out, size);
    std::free(out);
    return made;
}

namespace {

void append_png(png_structp png, png_bytep data, std::size_t size)
{
    auto* out = static_cast<Bytes*>(png_get_io_ptr(png));
    const Bytes more = to_bytes(data, size);
    out->insert(out->end(), more.begin(), more.end());
}

struct PngTask
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    Bytes out;
    PngTask() { png_set_write_fn(png, &out, append_png, nullptr); }
    PngTask(const PngTask&) = delete;
    PngTask& operator=(const PngTask&) = delete;
    ~PngTask() { png_destroy_write_struct(&png, &info); }

    void write_rows(const std::uint8_t* samples, std::size_t stride, std::uint32_t height)
    {
        for (std::uint32_t y = 0; y < height; ++y) {
            png_write_row(png, samples + stride * y);
        }
        png_write_end(png, info);
    }
};

} // namespace

Bytes write_png(const Pixels& pixels, std::uint8_t orientation)
{
    constexpr int k_types[] = {PNG_COLOR_TYPE_GRAY,
        PNG_COLOR_TYPE_GRAY_ALPHA,
        PNG_COLOR_TYPE_RGB,
        PNG_COLOR_TYPE_RGB_ALPHA};
    PngTask task;
    png_set_IHDR(task.png,
        task.info,
        pixels.width,
        pixels.height,
        pixels.bits,
        k_types[pixels.channels - 1],
        PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    auto exif = exif_block(orientation);
    if (orientation != 0) {
        png_set_eXIf_1(task.png, task.info, static_cast<png_uint_32>(exif.size()), exif.data());
    }
    png_write_info(task.png, task.info);
    if (pixels.bits == 16) {
        png_set_swap(task.png);
    }
    task.write_rows(samples_of(pixels), row_bytes(pixels), pixels.height);
    return task.out;
}

Bytes write_palette_png(std::uint32_t width, std::uint32_t height)
{
    PngTask task;
    png_set_IHDR(task.png,
        task.info,
        width,
        height,
        8,
        PNG_COLOR_TYPE_PALETTE,
        PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    const png_color colours[2] = {{255, 0, 0}, {0, 0, 255}};
    png_set_PLTE(task.png, task.info, colours, 2);
    png_write_info(task.png, task.info);
    std::vector<std::uint8_t> samples(std::size_t{width} * height);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = i % width >= width / 2 ? 1 : 0;
    }
    task.write_rows(samples.data(), width, height);
    return task.out;
}

Bytes write_one_bit_png(std::uint32_t width, std::uint32_t height)
{
    require(width % 16 == 0);
    PngTask task;
    png_set_IHDR(task.png,
        task.info,
        width,
        height,
        1,
        PNG_COLOR_TYPE_GRAY,
        PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_write_info(task.png, task.info);
    std::vector<std::uint8_t> samples(std::size_t{width / 8} * height);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = i % (width / 8) >= width / 16 ? 0xFF : 0;
    }
    task.write_rows(samples.data(), width / 8, height);
    return task.out;
}

Bytes write_webp(const Pixels& pixels, std::uint8_t orientation)
{
    std::uint8_t* out = nullptr;
    const int width = static_cast<int>(pixels.width);
    const int height = static_cast<int>(pixels.height);
    const int stride = static_cast<int>(row_bytes(pixels));
    const std::size_t size =
        pixels.channels == 4
            ? WebPEncodeLosslessRGBA(samples_of(pixels), width, height, stride, &out)
            : WebPEncodeLosslessRGB(samples_of(pixels), width, height, stride, &out);
    require(size > 0);
    Bytes simple = to_bytes(out, size);
    WebPFree(out);
    if (orientation == 0) {
        return simple;
    }
    // RFC 9649, 2.7: VP8X (EXIF flag 8, alpha 16), the picture's own chunk, then EXIF.
    std::vector<std::uint8_t> body{'W', 'E', 'B', 'P', 'V', 'P', '8', 'X', 10, 0, 0, 0};
    body.insert(body.end(), {static_cast<std::uint8_t>(pixels.channels == 4 ? 24 : 8), 0, 0, 0});
    for (const std::uint32_t side : {pixels.width - 1, pixels.height - 1}) {
        body.insert(body.end(),
            {static_cast<std::uint8_t>(side), static_cast<std::uint8_t>(side >> 8U), 0});
    }
    const auto* chunk = reinterpret_cast<const std::uint8_t*>(simple.data());
    body.insert(body.end(), chunk + 12, chunk + simple.size());
    const auto exif = exif_block(orientation);
    body.insert(body.end(), {'E', 'X', 'I', 'F', static_cast<std::uint8_t>(exif.size()), 0, 0, 0});
    body.insert(body.end(), exif.begin(), exif.end());
    std::vector<std::uint8_t> file{'R', 'I', 'F', 'F'};
    for (unsigned i = 0; i < 4; ++i) {
        file.push_back(static_cast<std::uint8_t>(body.size() >> (8 * i)));
    }
    file.insert(file.end(), body.begin(), body.end());
    return to_bytes(file.data(), file.size());
}

namespace {

struct TiffMemory
{
    Bytes bytes;
    std::uint64_t at = 0;
};

TiffMemory& memory_of(thandle_t handle)
{
    return *static_cast<TiffMemory*>(handle);
}

tmsize_t tiff_read(thandle_t handle, void* out, tmsize_t size)
{
    TiffMemory& memory = memory_of(handle);
    const std::size_t left = memory.at < memory.bytes.size() ? memory.bytes.size() - memory.at : 0;
    const std::size_t count = std::min(left, static_cast<std::size_t>(size));
    std::copy_n(memory.bytes.data() + memory.at, count, static_cast<std::byte*>(out));
    memory.at += count;
    return static_cast<tmsize_t>(count);
}

tmsize_t tiff_write(thandle_t handle, void* data, tmsize_t size)
{
    TiffMemory& memory = memory_of(handle);
    const auto count = static_cast<std::size_t>(size);
    memory.bytes.resize(std::max<std::size_t>(memory.bytes.size(), memory.at + count));
    std::copy_n(static_cast<const std::byte*>(data), count, memory.bytes.data() + memory.at);
    memory.at += count;
    return size;
}

toff_t tiff_seek(thandle_t handle, toff_t offset, int whence)
{
    TiffMemory& memory = memory_of(handle);
    memory.at = offset + (whence == SEEK_CUR      ? memory.at
                             : whence == SEEK_END ? memory.bytes.size()
                                                  : 0);
    return memory.at;
}

int tiff_close(thandle_t)
{
    return 0;
}

toff_t tiff_size(thandle_t handle)
{
    return memory_of(handle).bytes.size();
}

void write_tiff_tiles(TIFF* tiff, const Pixels& pixels)
{
    constexpr std::uint32_t k_side = 16;
    const std::size_t pixel = pixels.channels * (pixels.bits / 8U);
    std::vector<std::uint8_t> tile(k_side * k_side * pixel);
    for (std::uint32_t top = 0; top < pixels.height; top += k_side) {
        for (std::uint32_t left = 0; left < pixels.width; left += k_side) {
            std::fill(tile.begin(), tile.end(), std::uint8_t{0});
            const std::size_t count = std::min(k_side, pixels.width - left) * pixel;
            for (std::uint32_t y = 0; y < std::min(k_side, pixels.height - top); ++y) {
                std::copy_n(samples_of(pixels) + row_bytes(pixels) * (top + y) + left * pixel,
                    count,
                    tile.data() + y * k_side * pixel);
            }
            require(TIFFWriteTile(tiff, tile.data(), left, top, 0, 0) > 0);
        }
    }
}

} // namespace

Bytes write_tiff(const Pixels& pixels, const TiffOptions& options)
{
    TiffMemory memory;
    TIFF* tiff = TIFFClientOpen("picture",
        "w",
        &memory,
        tiff_read,
        tiff_write,
        tiff_seek,
        tiff_close,
        tiff_size,
        nullptr,
        nullptr);
    require(tiff != nullptr);
    const bool alpha = pixels.channels == 2 || pixels.channels == 4;
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, pixels.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, pixels.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, pixels.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, pixels.channels);
    TIFFSetField(
        tiff, TIFFTAG_PHOTOMETRIC, pixels.channels < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, options.compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, options.orientation);
    if (alpha) {
        const std::uint16_t kind = EXTRASAMPLE_UNASSALPHA;
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
    }
    if (options.tiled) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 16);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, 16);
        write_tiff_tiles(tiff, pixels);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 7);
        std::vector<std::uint8_t> row(row_bytes(pixels));
        for (std::uint32_t y = 0; y < pixels.height; ++y) {
            std::copy_n(samples_of(pixels) + row.size() * y, row.size(), row.data());
            require(TIFFWriteScanline(tiff, row.data(), y, 0) == 1);
        }
    }
    TIFFClose(tiff);
    return memory.bytes;
}

Bytes write_lossless_jxl(const Pixels& pixels, std::uint8_t orientation, const Bytes& icc)
{
    JxlEncoder* encoder = JxlEncoderCreate(nullptr);
    JxlBasicInfo info;
    JxlEncoderInitBasicInfo(&info);
    info.xsize = pixels.width;
    info.ysize = pixels.height;
    info.bits_per_sample = pixels.bits;
    info.num_color_channels = pixels.channels < 3 ? 1 : 3;
    info.num_extra_channels = pixels.channels % 2 == 0 ? 1 : 0;
    info.alpha_bits = pixels.channels % 2 == 0 ? pixels.bits : 0;
    info.uses_original_profile = JXL_TRUE;
    info.orientation = static_cast<JxlOrientation>(orientation);
    require(JxlEncoderSetBasicInfo(encoder, &info) == JXL_ENC_SUCCESS);
    JxlColorEncoding srgb{};
    JxlColorEncodingSetToSRGB(&srgb, pixels.channels < 3 ? JXL_TRUE : JXL_FALSE);
    require((icc.empty() ? JxlEncoderSetColorEncoding(encoder, &srgb)
                         : JxlEncoderSetICCProfile(encoder,
                               reinterpret_cast<const std::uint8_t*>(icc.data()),
                               icc.size())) == JXL_ENC_SUCCESS);
    JxlEncoderFrameSettings* frame = JxlEncoderFrameSettingsCreate(encoder, nullptr);
    require(JxlEncoderSetFrameLossless(frame, JXL_TRUE) == JXL_ENC_SUCCESS);
    const JxlPixelFormat format{pixels.channels,
        pixels.bits == 16 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8,
        JXL_NATIVE_ENDIAN,
        0};
    require(JxlEncoderAddImageFrame(frame, &format, pixels.samples.data(), pixels.samples.size()) ==
            JXL_ENC_SUCCESS);
    JxlEncoderCloseInput(encoder);
    std::vector<std::uint8_t> out(pixels.samples.size() * 2 + 65536);
    std::uint8_t* next = out.data();
    std::size_t room = out.size();
    require(JxlEncoderProcessOutput(encoder, &next, &room) == JXL_ENC_SUCCESS);
    JxlEncoderDestroy(encoder);
    return to_bytes(out.data(), out.size() - room);
}

std::filesystem::path sample_path(const char* name)
{
    return std::filesystem::path(SATPAD_SAMPLES) / name;
}

Bytes read_whole(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    require(in.good());
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    return to_bytes(text.data(), text.size());
}

Bytes read_sample(const char* name)
{
    return read_whole(sample_path(name));
}

int largest_difference(const Pixels& a, const Pixels& b)
{
    if (a.width != b.width || a.height != b.height || a.channels != b.channels ||
        a.bits != b.bits || a.samples.size() != b.samples.size()) {
        return 65536;
    }
    int largest = 0;
    for (std::size_t i = 0; i < a.samples.size() / (a.bits / 8U); ++i) {
        largest = std::max(largest, std::abs(get_sample(a, i) - get_sample(b, i)));
    }
    return largest;
}

Pixels stored_for(const Pixels& upright, std::uint8_t orientation)
{
    const bool swapped = orientation >= 5;
    Pixels stored = shaped(swapped ? upright.height : upright.width,
        swapped ? upright.width : upright.height,
        upright.channels,
        upright.bits);
    const std::size_t pixel = upright.channels * (upright.bits / 8U);
    for (std::uint32_t row = 0; row < stored.height; ++row) {
        for (std::uint32_t column = 0; column < stored.width; ++column) {
            // EXIF 2.3 words it by where the stored row 0 and column 0 are seen:
            // 1 top left, 2 top right, 3 bottom right, 4 bottom left,
            // 5 left top, 6 right top, 7 right bottom, 8 left bottom.
            const bool row_from_far =
                orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
            const bool column_from_far =
                orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
            const std::uint32_t along_row = row_from_far ? stored.height - 1 - row : row;
            const std::uint32_t along_column = column_from_far ? stored.width - 1 - column : column;
            const std::uint32_t x = swapped ? along_row : along_column;
            const std::uint32_t y = swapped ? along_column : along_row;
            std::copy_n(upright.samples.data() + (std::size_t{y} * upright.width + x) * pixel,
                pixel,
                stored.samples.data() + (std::size_t{row} * stored.width + column) * pixel);
        }
    }
    return stored;
}

} // namespace satpad::test
