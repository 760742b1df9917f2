// SPDX-License-Identifier: GPL-3.0-or-later
// docs/format.md, "Pairing words".
#include <satpad/core/byte_codec.h>
#include <satpad/core/card.h>

#include <sodium.h>

#include <algorithm>

namespace satpad::core {
namespace {

constexpr std::string_view k_context = "satpad pairing 1";
constexpr std::size_t k_words = 8;

/// Consonant, vowel, consonant, vowel, consonant: easy to say, and each letter counts.
std::string word_of(std::uint16_t value)
{
    constexpr std::string_view consonants = "bdfghjklmnprstvz";
    constexpr std::string_view vowels = "aiou";
    const unsigned v = value;
    return {consonants[v >> 12U & 15U],
        vowels[v >> 10U & 3U],
        consonants[v >> 6U & 15U],
        vowels[v >> 4U & 3U],
        consonants[v & 15U]};
}

} // namespace

std::vector<std::string> pairing_words(const PublicKey& a, const PublicKey& b)
{
    ByteComposer input;
    input.text(k_context).raw(std::min(a, b).view()).raw(std::max(a, b).view());
    Digest digest;
    crypto_generichash(reinterpret_cast<unsigned char*>(digest.bytes.data()),
        digest.bytes.size(),
        reinterpret_cast<const unsigned char*>(input.bytes().data()),
        input.bytes().size(),
        nullptr,
        0);
    ByteParser parser(digest.view());
    std::vector<std::string> words;
    for (std::size_t i = 0; i < k_words; ++i) {
        words.push_back(word_of(parser.u16()));
    }
    return words;
}

} // namespace satpad::core
