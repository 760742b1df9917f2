// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/image.h>

#include <png.h>

#include <bit>
#include <csetjmp>
#include <new>

namespace satpad::core::image {
namespace {

/// Everything the write needs lives here, outside the frame that libpng jumps back into.
struct PngJob
{
    png_structp png = nullptr;
    png_infop info = nullptr;
    Bytes out;
    std::vector<png_bytep> rows;

    PngJob() = default;
    PngJob(const PngJob&) = delete;
    PngJob& operator=(const PngJob&) = delete;
    PngJob(PngJob&&) = delete;
    PngJob& operator=(PngJob&&) = delete;
    ~PngJob() { png_destroy_write_struct(&png, &info); }
};

void on_write(png_structp png, png_bytep data, std::size_t size)
{
    auto* job = static_cast<PngJob*>(png_get_io_ptr(png));
    const auto* bytes = reinterpret_cast<const std::byte*>(data);
    try {
        job->out.insert(job->out.end(), bytes, bytes + size);
    } catch (const std::bad_alloc&) {
        png_error(png, "no memory");
    }
}

void on_flush(png_structp) {}

void on_warning(png_structp, png_const_charp) {}

[[noreturn]] void on_error(png_structp png, png_const_charp)
{
    png_longjmp(png, 1); // libpng's own handler would print
}

int colour_type(std::uint8_t channels)
{
    constexpr std::array<int, 4> k_types{PNG_COLOR_TYPE_GRAY,
        PNG_COLOR_TYPE_GRAY_ALPHA,
        PNG_COLOR_TYPE_RGB,
        PNG_COLOR_TYPE_RGB_ALPHA};
    return k_types[channels - std::size_t{1}];
}

/// False when libpng gave up. Holds nothing with a destructor: libpng leaves by longjmp.
bool write_png(PngJob& job, const Pixels& pixels)
{
    if (setjmp(png_jmpbuf(job.png)) != 0) {
        return false;
    }
    png_set_write_fn(job.png, &job, on_write, on_flush);
    png_set_IHDR(job.png,
        job.info,
        pixels.width,
        pixels.height,
        pixels.bits,
        colour_type(pixels.channels),
        PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_write_info(job.png, job.info);
    if (std::endian::native == std::endian::little && pixels.bits == 16) {
        png_set_swap(job.png);
    }
    png_write_image(job.png, job.rows.data());
    png_write_end(job.png, job.info);
    return true;
}

} // namespace

Expected<Bytes> encode_png(const Pixels& pixels)
{
    const std::size_t row_bytes = std::size_t{pixels.width} * pixels.channels * (pixels.bits / 8U);
    const bool sound = pixels.width > 0 && pixels.height > 0 && pixels.channels >= 1 &&
                       pixels.channels <= 4 && (pixels.bits == 8 || pixels.bits == 16) &&
                       pixels.samples.size() == row_bytes * pixels.height;
    if (!sound) {
        return Unexpected(Errc::invalid_argument, "these samples are no picture");
    }
    PngJob job;
    job.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning);
    job.info = job.png == nullptr ? nullptr : png_create_info_struct(job.png);
    if (job.info == nullptr) {
        return Unexpected(Errc::internal, "PNG encoder: start");
    }
    for (std::uint32_t y = 0; y < pixels.height; ++y) {
        // libpng takes mutable rows and only reads them; where it swaps bytes it works on a copy.
        const std::byte* row = pixels.samples.data() + row_bytes * y;
        job.rows.push_back(reinterpret_cast<png_bytep>(const_cast<std::byte*>(row)));
    }
    if (!write_png(job, pixels)) {
        return Unexpected(Errc::internal, "PNG encoder: encoding");
    }
    return std::move(job.out);
}

} // namespace satpad::core::image
