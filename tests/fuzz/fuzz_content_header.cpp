// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <satpad/core/remark.h>

using namespace satpad::core;
using satpad::test::must;

namespace {

void read_remark(ByteView bytes)
{
    const auto remark = decode_remark(bytes);
    if (!remark) {
        must(remark.error().is(Errc::malformed), "what is refused is malformed");
        return;
    }
    must(is_remark(bytes), "a remark is known by its first byte");
    must(bytes.size() <= k_max_remark, "a remark is bounded");
    const Bytes again = encode_remark(*remark);
    must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()),
        "a remark has one coding");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    read_remark(bytes);
    const auto decoded = decode_content_header(bytes);
    must(!decoded || !is_remark(bytes), "a content is a picture or a remark");
    if (!decoded) {
        must(decoded.error().is(Errc::malformed), "what is refused is malformed");
    } else {
        must(decoded->length <= size && decoded->length <= k_max_content_header,
            "a content header is bounded");
        const Bytes again = encode_content_header(decoded->header);
        const ByteView taken = bytes.first(decoded->length);
        must(std::equal(again.begin(), again.end(), taken.begin(), taken.end()),
            "a content header has one coding");
        must(decoded->header.name.find('/') == std::string::npos, "a name is one path component");
    }
    const std::string_view name(reinterpret_cast<const char*>(data), size);
    must(!is_safe_name(name) ||
             (size <= 255 && name.find_first_of(std::string_view("/\0\n\x1b", 4)) == name.npos),
        "a safe name holds no control");
    return 0;
}
