// SPDX-License-Identifier: GPL-3.0-or-later
#include "exif_block.h"
#include "fuzz.h"
#include "metadata_payload.h"

#include <algorithm>

using namespace satpad::core;
using namespace satpad::core::image;
using satpad::test::must;

/// A peer's metadata block, alone and before a picture: what is taken has one form.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    const std::uint8_t orientation = read_exif_orientation(bytes);
    must(orientation >= 1 && orientation <= 8, "an orientation is in range");
    if (const auto fields = decode_exif_block(bytes)) {
        must(std::ranges::equal(encode_exif_block(*fields), bytes), "a block has one form");
        must(orientation == 1, "a block turns nothing");
    } else {
        must(fields.error().is(Errc::malformed), "what is refused is malformed");
    }
    if (const auto split = split_metadata(bytes)) {
        must(std::ranges::equal(join_metadata(split->block, split->picture), bytes),
            "a payload has one form");
    } else {
        must(split.error().is(Errc::malformed), "what is refused is malformed");
    }
    return 0;
}
