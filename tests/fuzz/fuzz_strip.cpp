// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <satpad/core/metadata.h>

using namespace satpad::core;
using satpad::test::must;

/// Any file: a stripped copy is never longer than the turn it keeps, and stripping it again
/// changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes = satpad::test::view_of(data, size);
    const auto stripped = image::strip_metadata(bytes);
    if (!stripped) {
        must(stripped.error().is(Errc::unreadable_file) ||
                 stripped.error().is(Errc::unsupported_file),
            "a refusal is an ordinary one");
        return 0;
    }
    must(stripped->size() <= size + 38, "a stripped copy grows by the turn it keeps at most");
    const auto again = image::strip_metadata(*stripped);
    must(again.has_value() && *again == *stripped, "stripping twice changes nothing");
    return 0;
}
