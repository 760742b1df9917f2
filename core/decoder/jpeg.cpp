// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture.h"

// jpeglib.h needs FILE and size_t before it.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
// clang-format on

namespace satpad::decoder {
namespace {

constexpr int k_max_scans = 100;

/// libjpeg fills what is missing with gray and only warns: a cut photo must not pass as a whole
/// one.
void on_message(j_common_ptr, int level)
{
    if (level < 0) {
        refuse_damaged();
    }
}

void on_error(j_common_ptr)
{
    refuse_damaged();
}

/// A small progressive file can hold thousands of scans, each costing a pass over the picture.
void on_progress(j_common_ptr common)
{
    const auto* info = reinterpret_cast<const jpeg_decompress_struct*>(common);
    if (info->input_scan_number > k_max_scans) {
        refuse_damaged(DecodeReason::too_many_scans);
    }
}

std::uint8_t orientation_of(const jpeg_decompress_struct& info)
{
    for (const jpeg_marker_struct* m = info.marker_list; m != nullptr; m = m->next) {
        const InputView data(m->data, m->data_length);
        if (m->marker == JPEG_APP0 + 1 && data.size() > 6 && data[0] == 'E' && data[1] == 'x' &&
            data[2] == 'i' && data[3] == 'f') {
            return exif_orientation(data);
        }
    }
    return 1;
}

/// The naive formula: right within rounding for files made by it, approximate under a press
/// profile. Adobe's files hold inverted ink.
void cmyk_to_rgb(
    const std::vector<std::uint8_t>& inks, bool inverted, std::uint8_t* rgb, std::size_t pixels)
{
    for (std::size_t i = 0; i < pixels; ++i) {
        const unsigned flip = inverted ? 0U : 255U;
        const unsigned key = flip ^ inks[4 * i + 3];
        for (std::size_t c = 0; c < 3; ++c) {
            rgb[3 * i + c] =
                static_cast<std::uint8_t>(((flip ^ inks[4 * i + c]) * key + 127U) / 255U);
        }
    }
}

void choose_output(jpeg_decompress_struct& info)
{
    switch (info.jpeg_color_space) {
    case JCS_GRAYSCALE:
        info.out_color_space = JCS_GRAYSCALE;
        return;
    case JCS_YCbCr:
    case JCS_RGB:
        info.out_color_space = JCS_RGB;
        return;
    case JCS_CMYK:
    case JCS_YCCK:
        info.out_color_space = JCS_CMYK;
        return;
    default:
        refuse_unsupported();
    }
}

void read_rows(jpeg_decompress_struct& info, Picture& picture)
{
    const bool cmyk = info.out_color_space == JCS_CMYK;
    std::vector<std::uint8_t> inks(cmyk ? std::size_t{4} * picture.width : 0);
    while (info.output_scanline < info.output_height) {
        std::uint8_t* out = picture.row(info.output_scanline);
        JSAMPROW row = cmyk ? inks.data() : out;
        if (jpeg_read_scanlines(&info, &row, 1) != 1) {
            refuse_damaged();
        }
        if (cmyk) {
            cmyk_to_rgb(inks, info.saw_Adobe_marker != 0, out, picture.width);
        }
    }
}

} // namespace

Picture decode_jpeg(InputView input, const Probe& probe)
{
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    jpeg_create_decompress(&info);
    jpeg_progress_mgr progress{};
    progress.progress_monitor = on_progress;
    info.progress = &progress;
    jpeg_mem_src(&info, input.data(), input.size());
    jpeg_save_markers(&info, JPEG_APP0 + 1, 0xFFFF);
    if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) {
        refuse_damaged(DecodeReason::bad_header);
    }
    Picture picture;
    picture.shape(probe, info.image_width, info.image_height);
    picture.orientation = orientation_of(info);
    choose_output(info);
    picture.approximate_colours = info.out_color_space == JCS_CMYK;
    picture.allocate(info.out_color_space == JCS_GRAYSCALE ? 1 : 3, 8);
    jpeg_start_decompress(&info);
    read_rows(info, picture);
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return picture;
}

} // namespace satpad::decoder
