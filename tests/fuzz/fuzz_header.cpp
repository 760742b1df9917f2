// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <satpad/core/message_format.h>

using namespace satpad::core;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    const auto length = header_length(bytes);
    must(!length || *length <= k_max_header_bytes, "a length is bounded");
    const auto header = decode_header(bytes);
    if (!header) {
        must(header.error().is(Errc::malformed), "what is refused is malformed");
        return 0;
    }
    must(length && *length == size, "a header fills its length");
    const Bytes again = encode_header(*header);
    must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
        "a header has one coding");
    must(MessageGeometry(header->content_bytes).pages() == total_pages(header->ranges),
        "pages match the content");
    for (const PageRange& range : header->ranges) {
        must(range.count > 0 && range.end() > range.first && range.end() <= k_max_pad_pages,
            "a range is sound");
    }
    return 0;
}
