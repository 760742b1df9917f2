// SPDX-License-Identifier: GPL-3.0-or-later
// What a KME says when it refuses: always one short line that can be shown.
#include "etsi014/json_reader.h"
#include "fuzz.h"

#include <satpad/keyclient/etsi014/messages.h>

using namespace satpad::keyclient::etsi014;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    for (const char* type : {"application/json", "text/html", ""}) {
        const Refusal refusal = read_refusal(body, type);
        must(refusal.text.size() <= 200, "it is short");
        must(is_plain_text(refusal.text), "it is a line of text");
        const Refusal again = read_refusal(error_body(refusal.text), "");
        must(again.text == refusal.text || refusal.text.empty(), "it stays what it is");
    }
    return 0;
}
