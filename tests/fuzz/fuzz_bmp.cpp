// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../core/decoder/bmp.h"
#include "decoder_input.h"
#include "fuzz.h"

using namespace satpad::decoder;
using satpad::test::must;

/// The reader of BMP pictures: all samples of what is not refused are there.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const InputView input(data, size);
    if (!looks_like_bmp(input)) {
        return 0;
    }
    try {
        const Probe probe = probe_picture(input);
        must(probe.kind == Kind::bmp, "its first bytes decide the kind");
        if (probe.pixels() > satpad::test::k_most_pixels) {
            return 0;
        }
        const Picture picture = decode_bmp(input, probe);
        must(picture.width == probe.width && picture.height == probe.height, "its size stays");
        must(picture.samples.size() == picture.row_bytes() * picture.height &&
                 !picture.samples.empty(),
            "every sample has its place");
    } catch (const satpad::test::Refused& refused) {
        must(refused.reason != DecodeReason::none, "a refusal has a reason");
    }
    return 0;
}
