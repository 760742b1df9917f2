// SPDX-License-Identifier: GPL-3.0-or-later
#include "av1_sequence.h"
#include "avif_boxes.h"
#include "fuzz.h"

#include <algorithm>

using namespace satpad::core;
using namespace satpad::core::image;
using satpad::test::must;

/// A peer's AVIF picture without its boxes: what gets boxes loses the same again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    if (const auto sequence = read_av1_sequence(bytes)) {
        must(sequence->width > 0 && sequence->height > 0, "a picture has a size");
    }
    const auto file = wrap_avif_payload(bytes);
    if (!file) {
        must(file.error().is(Errc::malformed), "what is refused is malformed");
        return 0;
    }
    const auto again = strip_avif_boxes(*file);
    must(again.has_value() && std::ranges::equal(*again, bytes), "boxes come off as they went on");
    return 0;
}
