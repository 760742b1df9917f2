// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <satpad/keyclient/satellite/orbit.h>

#include <algorithm>
#include <cmath>
#include <string>

using namespace satpad::core;
using namespace satpad::keyclient::satellite;
using satpad::test::must;

namespace {

/// Random lines would never get past the checksums.
std::string with_checksums(std::string text)
{
    constexpr std::size_t k_length = 69;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        if (end - start >= k_length && (text[start] == '1' || text[start] == '2')) {
            int sum = 0;
            for (std::size_t i = start; i + 1 < start + k_length; ++i) {
                sum += text[i] >= '0' && text[i] <= '9' ? text[i] - '0' : (text[i] == '-' ? 1 : 0);
            }
            text[start + k_length - 1] = static_cast<char>('0' + sum % 10);
        }
        start = end + 1;
    }
    return text;
}

void fly(const ElementSet& set)
{
    const auto orbit = make_sgp4(set);
    if (!orbit) {
        must(orbit.error().is(Errc::unsupported_file), "an orbit is refused as unsupported");
        return;
    }
    for (const int days : {0, 1, -3, 30, 20'000}) {
        const auto state = (*orbit)->at(set.epoch + std::chrono::hours(24 * days));
        if (!state) {
            must(state.error().is(Errc::unsupported_file), "so is a time without an answer");
            continue;
        }
        for (const Vector3& one : {state->position, state->velocity}) {
            must(std::isfinite(one.x) && std::isfinite(one.y) && std::isfinite(one.z),
                "an answer is a place");
        }
    }
}

void try_text(std::string_view text)
{
    const auto sets = parse_element_sets(text);
    if (!sets) {
        must(sets.error().is(Errc::malformed), "what is refused is malformed");
        must(!sets.error().context.empty(), "the refusal says why");
        return;
    }
    must(!sets->empty(), "what is read is not empty");
    for (const ElementSet& set : *sets) {
        fly(set);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(
        reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 10'000));
    try_text(text);
    try_text(with_checksums(text));
    return 0;
}
