// SPDX-License-Identifier: GPL-3.0-or-later
// A contact's bytes, cut anywhere: the messages code back to exactly the bytes they came from, a length
// out of bounds is refused for good, and no more memory is taken than the longest message needs.
#include "fuzz.h"
#include "protocol/contact_frame.h"

#include <satpad/core/byte_codec.h>

#include <algorithm>

using namespace satpad;
using satpad::test::must;

namespace {

/// What a reader of docs/protocol.md, "Contacts", makes of whole frames: how far they reach, and whether
/// a bad length stands behind them.
struct Expectation
{
    std::size_t whole = 0;
    bool breach = false;
};

Expectation expected_of(core::ByteView bytes)
{
    Expectation made;
    while (bytes.size() - made.whole >= transport::k_contact_head_bytes) {
        const std::size_t length = core::ByteParser(bytes.subspan(made.whole)).u32();
        if (length == 0 || length > transport::k_max_contact_message) {
            made.breach = true;
            break;
        }
        if (bytes.size() - made.whole - transport::k_contact_head_bytes < length) {
            break;
        }
        made.whole += transport::k_contact_head_bytes + length;
    }
    return made;
}

void append_frame(core::Bytes& out, core::ByteView message, std::size_t most)
{
    const core::Bytes first = transport::begin_contact_frame(message, most);
    must(first.size() <= most, "the first part fits");
    const core::ByteView rest = message.subspan(first.size() - transport::k_contact_head_bytes);
    out.insert(out.end(), first.begin(), first.end());
    out.insert(out.end(), rest.begin(), rest.end());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::size_t step = std::size_t{data[0]} + 1; // the first octet cuts the others
    const core::ByteView bytes = satpad::test::view_of(data, size).subspan(1);
    const Expectation expected = expected_of(bytes);
    transport::ContactReader reader;
    core::Bytes again;
    std::size_t at = 0;
    bool breach = false;
    while (at < bytes.size() && !breach) {
        const core::ByteView part = bytes.subspan(at, std::min(step, bytes.size() - at));
        auto fed = reader.feed(part);
        breach = !fed;
        if (fed) {
            must(*fed > 0 && *fed <= part.size(), "bytes are taken");
            at += *fed;
        }
        if (reader.whole()) {
            must(!reader.within_frame(), "a whole frame is over");
            append_frame(again, reader.take(), step + transport::k_contact_head_bytes);
        }
    }
    must(breach == expected.breach, "a bad length is a breach, nothing else is");
    must(again.size() == expected.whole && std::equal(again.begin(), again.end(), bytes.begin()),
        "messages code back to their bytes");
    if (breach) {
        must(!reader.feed(bytes), "a broken reader stays broken");
    } else {
        must(reader.within_frame() == (expected.whole < bytes.size()),
            "an unfinished frame is known");
    }
    return 0;
}
