// SPDX-License-Identifier: GPL-3.0-or-later
#include "reader.h"

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

InputView data_of(const jpeg_marker_struct& marker)
{
    return {marker.data, marker.data_length};
}

std::uint8_t orientation_of(const jpeg_decompress_struct& info)
{
    for (const jpeg_marker_struct* m = info.marker_list; m != nullptr; m = m->next) {
        if (m->marker == JPEG_APP0 + 1 && starts_with(data_of(*m), 0, {"Exif\0\0", 6})) {
            return exif_orientation(data_of(*m));
        }
    }
    return 1;
}

/// ICC.1, annex B.4: a profile lies in up to 255 APP2 markers, each with its number and how many
/// there are. What does not come whole is left as unreadable as it is.
std::vector<std::uint8_t> profile_of(const jpeg_decompress_struct& info)
{
    constexpr std::string_view k_head{"ICC_PROFILE\0", 12};
    std::array<InputView, 256> parts{};
    std::size_t last = 0;
    for (const jpeg_marker_struct* m = info.marker_list; m != nullptr; m = m->next) {
        const InputView data = data_of(*m);
        if (m->marker == JPEG_APP0 + 2 && starts_with(data, 0, k_head) && data.size() > 14) {
            parts[data[12]] = data.subspan(14);
            last = std::max<std::size_t>(last, data[13]);
        }
    }
    std::vector<std::uint8_t> icc;
    for (std::size_t i = 1; i <= last; ++i) {
        icc.insert(icc.end(), parts[i].begin(), parts[i].end());
    }
    return icc;
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

/// Adobe's files hold the light an ink leaves, others the ink.
bool holds_light(const jpeg_decompress_struct& info)
{
    return info.out_color_space == JCS_CMYK && info.saw_Adobe_marker != 0;
}

void read_rows(jpeg_decompress_struct& info, Picture& picture)
{
    const bool to_ink = holds_light(info);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = picture.row(info.output_scanline);
        if (jpeg_read_scanlines(&info, &row, 1) != 1) {
            refuse_damaged();
        }
        for (std::size_t i = 0; to_ink && i < picture.row_bytes(); ++i) {
            row[i] ^= 0xFFU;
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
    jpeg_save_markers(&info, JPEG_APP0 + 2, 0xFFFF);
    if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) {
        refuse_damaged(DecodeReason::bad_header);
    }
    Picture picture;
    picture.shape(probe, info.image_width, info.image_height);
    picture.orientation = orientation_of(info);
    choose_output(info);
    picture.colour.icc = profile_of(info);
    if (info.out_color_space == JCS_CMYK) {
        picture.allocate(4, 8, ColourModel::cmyk);
    } else {
        picture.allocate(info.out_color_space == JCS_GRAYSCALE ? 1 : 3, 8);
    }
    jpeg_start_decompress(&info);
    read_rows(info, picture);
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return picture;
}

} // namespace satpad::decoder
