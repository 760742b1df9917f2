// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../core/src/image/decoder_header.h"
#include "fuzz.h"

#include <algorithm>

using namespace satpad::core::image;
using satpad::test::must;

/// What a taken-over decoder child may write: whatever is believed has one form and a bounded size.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < k_decoder_header_bytes) {
        return 0;
    }
    DecoderHeaderBytes bytes{};
    const auto input = satpad::test::view_of(data, k_decoder_header_bytes);
    std::copy(input.begin(), input.end(), bytes.begin());
    const auto header = parse_decoder_header(bytes);
    if (!header) {
        return 0;
    }
    must(encode_decoder_header(*header) == bytes, "a header has one form");
    must(header->status == DecodeStatus::ok || header->sample_bytes() == 0,
        "a refusal has no samples");
    must(header->sample_bytes() <= k_max_pixels * 8, "samples are bounded");
    must(header->status != DecodeStatus::ok || header->sample_bytes() > 0, "a picture has samples");
    return 0;
}
