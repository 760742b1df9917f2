// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "decoder_input.h"
#include "fuzz.h"

namespace satpad::test {

/// One of the decoder child's own readers: all samples of what is not refused are there.
template <typename LooksLike, typename Decode>
void check_reader(
    decoder::InputView input, decoder::Kind kind, LooksLike&& looks_like, Decode&& decode)
{
    if (!looks_like(input)) {
        return;
    }
    try {
        const decoder::Probe probe = decoder::probe_picture(input);
        must(probe.kind == kind, "its first bytes decide the kind");
        if (probe.pixels() > k_most_pixels) {
            return;
        }
        const decoder::Picture picture = decode(input, probe);
        must(picture.width == probe.width && picture.height == probe.height, "its size stays");
        must(picture.samples.size() == picture.row_bytes() * picture.height &&
                 !picture.samples.empty(),
            "every sample has its place");
    } catch (const Refused& refused) {
        must(refused.reason != decoder::DecodeReason::none, "a refusal has a reason");
    }
}

} // namespace satpad::test
