// SPDX-License-Identifier: GPL-3.0-or-later
// A peer's bytes as frames: each that is taken codes back to the bytes it came from.
#include "fuzz.h"
#include "protocol/frame.h"

#include <algorithm>

using namespace satpad;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const core::ByteView bytes = satpad::test::view_of(data, size);
    transport::FrameReader reader;
    core::Bytes again;
    const std::size_t half = size / 3;
    for (const core::ByteView part : {bytes.first(half), bytes.subspan(half)}) {
        reader.feed(part);
        for (auto frame = reader.next(); frame; frame = reader.next()) {
            if (!frame->has_value()) {
                break;
            }
            if (const auto* hello = std::get_if<transport::Hello>(&**frame)) {
                must(again.empty(), "HELLO is the first frame");
                must(transport::encode_frame(*hello).size() == 23, "HELLO has one coding");
                again.push_back(
                    std::byte{0}); // later versions' bytes are dropped: nothing to compare
            } else {
                const core::Bytes coded = transport::encode_frame(**frame);
                must(!again.empty(), "nothing before HELLO");
                must(std::search(bytes.begin(), bytes.end(), coded.begin(), coded.end()) !=
                         bytes.end(),
                    "a frame has one coding");
            }
        }
    }
    return 0;
}
