// SPDX-License-Identifier: GPL-3.0-or-later
#include "reader.h"

#include <webp/decode.h>

namespace satpad::decoder {
namespace {

/// RFC 9649, section 2.7: the chunk of that name; empty when there is none.
InputView find_chunk(InputView in, std::string_view name)
{
    std::uint64_t at = 12;
    for (;;) {
        const auto size = read_uint<4>(in, at + 4, ByteOrder::little);
        if (!size || *size > in.size() - at - 8) {
            return {};
        }
        if (starts_with(in, at, name)) {
            return in.subspan(static_cast<std::size_t>(at + 8), static_cast<std::size_t>(*size));
        }
        at += 8 + *size + (*size & 1U);
    }
}

} // namespace

Picture decode_webp(InputView input, const Probe& probe)
{
    WebPDecoderConfig config{};
    if (WebPInitDecoderConfig(&config) == 0 ||
        WebPGetFeatures(input.data(), input.size(), &config.input) != VP8_STATUS_OK) {
        refuse_damaged(DecodeReason::bad_header);
    }
    if (config.input.has_animation != 0) {
        refuse_unsupported(DecodeReason::animated);
    }
    Picture picture;
    picture.shape(probe,
        static_cast<std::uint32_t>(config.input.width),
        static_cast<std::uint32_t>(config.input.height));
    picture.orientation = exif_orientation(find_chunk(input, "EXIF"));
    const InputView icc = find_chunk(input, "ICCP");
    picture.colour.icc.assign(icc.begin(), icc.end());
    const bool alpha = config.input.has_alpha != 0;
    picture.allocate(alpha ? 4 : 3, 8);
    config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = picture.samples.data();
    config.output.u.RGBA.stride = static_cast<int>(picture.row_bytes());
    config.output.u.RGBA.size = picture.samples.size();
    config.options.use_threads = 0;
    if (WebPDecode(input.data(), input.size(), &config) != VP8_STATUS_OK) {
        refuse_damaged();
    }
    WebPFreeDecBuffer(&config.output);
    return picture;
}

} // namespace satpad::decoder
