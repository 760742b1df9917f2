// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"
#include "ledger/export_text.h"

using namespace satpad::core;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = ledger::parse_export(text);
    if (!parsed) {
        must(parsed.error().is(Errc::malformed), "what is refused is malformed");
        return 0;
    }
    must(ledger::format_export(*parsed) == text, "an export has one text");
    for (const ledger::ExportedPad& pad : parsed->pads) {
        std::uint64_t next = 0;
        for (const ledger::ExportedRange& range : pad.ranges) {
            must(range.first >= next && range.count > 0, "ranges are sorted and disjoint");
            must(range.count <= pad.pages && range.first <= pad.pages - range.count,
                "a range lies in its pad");
            next = range.first + range.count;
        }
    }
    return 0;
}
