// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../core/src/image/decoder_header.h"
#include "fuzz.h"

#include <algorithm>

using namespace satpad::core::image;
using satpad::test::must;

/// What a taken-over decoder child may write when asked for bytes: whatever is believed has one
/// form, and a refusal promises nothing behind it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < k_decoder_header_bytes) {
        return 0;
    }
    DecoderHeaderBytes bytes{};
    const auto input = satpad::test::view_of(data, k_decoder_header_bytes);
    std::copy(input.begin(), input.end(), bytes.begin());
    const auto header = parse_bytes_header(bytes);
    if (!header) {
        return 0;
    }
    must(encode_bytes_header(*header) == bytes, "a header has one form");
    must(header->status == DecodeStatus::ok || header->length == 0, "a refusal has no bytes");
    must((header->status == DecodeStatus::ok) == (header->reason == DecodeReason::none),
        "a refusal has a reason");
    must(!parse_decoder_header(bytes), "bytes are never taken for pixels");
    return 0;
}
