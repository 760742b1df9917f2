// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <satpad/core/home.h>

using namespace satpad::core;
using satpad::test::must;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = parse_site_config(text);
    if (!parsed) {
        must(parsed.error().is(Errc::home_damaged) || parsed.error().is(Errc::home_newer),
            "what is refused is a damaged home or a newer one");
        must(!parsed.error().context.empty(), "the refusal says why");
        return 0;
    }
    const auto again = parse_site_config(format_site_config(*parsed));
    must(again.has_value(), "what was read can be written");
    must(again->id == parsed->id && again->name == parsed->name && again->kind == parsed->kind &&
             again->listen == parsed->listen && again->peers == parsed->peers &&
             again->allow_simulated == parsed->allow_simulated &&
             again->requests == parsed->requests && again->kme == parsed->kme,
        "and is read as the same");
    return 0;
}
