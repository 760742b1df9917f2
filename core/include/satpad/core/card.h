// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

/// A site's card: what a peer needs to pin it. Holds no secret. A text format of our own that
/// survives paste, file and QR (docs/format.md, "Card"); parsed by our own bounded code because it
/// comes from outside.
namespace satpad::core {

struct Card
{
    SiteId id;
    std::string name; ///< 1..64 bytes UTF-8, is_safe_name
    PublicKey key;
    std::string address; ///< "host:port", may be empty
    bool simulated = false;
    bool operator==(const Card&) const = default;
};

/// One line of text with a checksum, ends in a newline.
[[nodiscard]] std::string format_card(const Card& card);
/// Takes the text with surrounding space and line breaks inside (paste). Errors: Errc::malformed.
[[nodiscard]] Expected<Card> parse_card(std::string_view text);

/// Eight words both operators see alike, from both public keys (128 bits, order-free), to read
/// aloud.
[[nodiscard]] std::vector<std::string> pairing_words(const PublicKey& a, const PublicKey& b);

} // namespace satpad::core
