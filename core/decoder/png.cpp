// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture.h"

#include <png.h>

#include <bit>
#include <cstring>

namespace satpad::decoder {
namespace {

[[noreturn]] void on_error(png_structp, png_const_charp)
{
    refuse_damaged();
}

void on_warning(png_structp, png_const_charp) {}

struct Source
{
    InputView input;
    std::size_t at = 0;
};

void on_read(png_structp png, png_bytep out, std::size_t size)
{
    auto* source = static_cast<Source*>(png_get_io_ptr(png));
    if (source->input.size() - source->at < size) {
        refuse_damaged();
    }
    std::memcpy(out, source->input.data() + source->at, size);
    source->at += size;
}

std::uint8_t orientation_of(png_structp png, png_infop info)
{
    png_uint_32 size = 0;
    png_bytep data = nullptr;
    if (png_get_eXIf_1(png, info, &size, &data) == 0 || data == nullptr) {
        return 1;
    }
    return exif_orientation({data, size});
}

/// PNG, section 4.3: a profile goes before sRGB, sRGB before gAMA and cHRM. gAMA of 1/2.2 is how
/// writers without sRGB said it; cHRM alone says nothing about the curve and is left out, as browsers
/// do.
ColourTag colour_of(png_structp png, png_infop info)
{
    ColourTag tag;
    png_charp name = nullptr;
    int compression = 0;
    png_bytep icc = nullptr;
    png_uint_32 icc_bytes = 0;
    if (png_get_iCCP(png, info, &name, &compression, &icc, &icc_bytes) != 0) {
        tag.icc.assign(icc, icc + icc_bytes);
        return tag;
    }
    int intent = 0;
    double gamma = 0;
    if (png_get_sRGB(png, info, &intent) != 0 || png_get_gAMA(png, info, &gamma) == 0 ||
        gamma < 0.1 || gamma > 10) {
        return tag;
    }
    NamedSpace space;
    const bool usual = gamma > 0.450 && gamma < 0.460;
    space.gamma = usual ? 0 : 1 / gamma;
    auto& at = space.primaries;
    const bool primaries =
        png_get_cHRM(png, info, &at[6], &at[7], &at[0], &at[1], &at[2], &at[3], &at[4], &at[5]) !=
        0;
    if (primaries || !usual) {
        tag.space = space;
    }
    return tag;
}

/// Palette, 1-, 2- and 4-bit gray and colour keys become plain samples; 16 bits stay.
void choose_output(png_structp png, png_infop info)
{
    png_set_expand(png);
    if (std::endian::native == std::endian::little && png_get_bit_depth(png, info) == 16) {
        png_set_swap(png);
    }
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

} // namespace

Picture decode_png(InputView input, const Probe& probe)
{
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_warning);
    png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
    if (info == nullptr) {
        refuse(DecodeStatus::failed, DecodeReason::no_memory);
    }
    Source source{input};
    png_set_read_fn(png, &source, on_read);
    png_set_user_limits(png, probe.width, probe.height);
    png_read_info(png, info);
    Picture picture;
    picture.shape(probe, png_get_image_width(png, info), png_get_image_height(png, info));
    picture.colour = colour_of(png, info);
    choose_output(png, info);
    picture.allocate(png_get_channels(png, info), png_get_bit_depth(png, info));
    if (png_get_rowbytes(png, info) != picture.row_bytes()) {
        refuse_unsupported();
    }
    std::vector<png_bytep> rows(picture.height);
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        rows[y] = picture.row(y);
    }
    png_read_image(png, rows.data());
    png_read_end(
        png, info); // to IEND: a file cut after its pixels is damaged too, and eXIf may come late
    picture.orientation = orientation_of(png, info);
    png_destroy_read_struct(&png, &info, nullptr);
    return picture;
}

} // namespace satpad::decoder
