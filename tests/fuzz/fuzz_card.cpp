// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz.h"

#include <satpad/core/card.h>

#include <sodium.h>

#include <algorithm>

using namespace satpad::core;
using satpad::test::must;

namespace {

void try_text(std::string_view text)
{
    const auto card = parse_card(text);
    if (!card) {
        must(card.error().is(Errc::malformed), "what is refused is malformed");
        return;
    }
    const auto again = parse_card(format_card(*card));
    must(again && *again == *card, "a card comes back");
}

/// The input as a payload under a right check: random bytes would never get past it.
std::string with_check(ByteView payload)
{
    static constexpr std::string_view prefix = "SATPAD-CARD-1:";
    std::string input(prefix);
    input.append(reinterpret_cast<const char*>(payload.data()), payload.size());
    unsigned char digest[32];
    crypto_generichash(digest,
        sizeof digest,
        reinterpret_cast<const unsigned char*>(input.data()),
        input.size(),
        nullptr,
        0);
    Bytes all(payload.begin(), payload.end());
    const ByteView check = std::as_bytes(std::span(digest)).first(8);
    all.insert(all.end(), check.begin(), check.end());
    all.resize(all.size() + 5 - all.size() % 5); // zero bits to take the last letters from
    const std::size_t letters = ((payload.size() + 8) * 8 + 4) / 5;
    std::string text(prefix);
    for (std::size_t i = 0; i < letters; ++i) {
        const std::size_t bit = i * 5;
        const unsigned next =
            bit / 8 + 1 < all.size() ? std::to_integer<unsigned>(all[bit / 8 + 1]) : 0U;
        const unsigned two = std::to_integer<unsigned>(all[bit / 8]) << 8U | next;
        text += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[two >> (11 - bit % 8) & 31U];
    }
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (sodium_init() < 0) {
        return 0;
    }
    try_text({reinterpret_cast<const char*>(data), size});
    try_text(with_check(satpad::test::view_of(data, std::min<std::size_t>(size, 600))));
    return 0;
}
