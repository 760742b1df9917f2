// SPDX-License-Identifier: GPL-3.0-or-later
#include "decoder_input.h"
#include "fuzz.h"

using namespace satpad::decoder;
using satpad::test::must;

/// The child's first look at any file, before the jail: whatever is not refused has a size within
/// the limits. EXIF blocks come from inside of files, so they are tried on the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const InputView input(data, size);
    const std::uint8_t orientation = exif_orientation(input);
    must(orientation >= 1 && orientation <= 8, "an orientation is one of eight");
    try {
        const Probe probe = probe_picture(input);
        must(probe.pixels() > 0, "a picture has pixels");
        must(probe.pixels() <= satpad::core::image::k_max_pixels, "a picture is within the limit");
        must(probe.memory_per_pixel >= 12, "every kind gets memory");
    } catch (const satpad::test::Refused& refused) {
        must(refused.status != DecodeStatus::ok && refused.reason != DecodeReason::none,
            "a refusal has a reason");
        must(refused.status != DecodeStatus::failed, "a first look needs nothing that could fail");
    }
    return 0;
}
