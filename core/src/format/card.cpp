// SPDX-License-Identifier: GPL-3.0-or-later
// docs/format.md, "Card". The text comes from outside: bounded before it is looked at.
#include <satpad/core/byte_codec.h>
#include <satpad/core/card.h>
#include <satpad/core/message_format.h>

#include <sodium.h>

#include <algorithm>
#include <charconv>

namespace satpad::core {
namespace {

constexpr std::string_view k_prefix = "SATPAD-CARD-1:";
constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t k_check_bytes = 8;
constexpr std::size_t k_max_text = 4096;
constexpr std::size_t k_max_name = 64;
constexpr std::size_t k_max_address = 255;
constexpr unsigned k_simulated = 1;

Unexpected malformed(const char* what)
{
    return Unexpected(Errc::malformed, std::string("card: ") + what);
}

Bytes check_of(ByteView payload)
{
    ByteComposer input;
    input.text(k_prefix).raw(payload);
    std::array<unsigned char, 32> digest{};
    crypto_generichash(digest.data(),
        digest.size(),
        reinterpret_cast<const unsigned char*>(input.bytes().data()),
        input.bytes().size(),
        nullptr,
        0);
    const ByteView all = std::as_bytes(std::span(digest));
    return {all.begin(), all.begin() + k_check_bytes};
}

std::string to_base32(ByteView bytes)
{
    std::string text;
    unsigned held = 0;
    unsigned bits = 0;
    for (const std::byte b : bytes) {
        held = (held << 8U | std::to_integer<unsigned>(b)) & 0xfffU;
        for (bits += 8; bits >= 5; bits -= 5) {
            text += k_alphabet[held >> (bits - 5) & 31U];
        }
    }
    if (bits > 0) {
        text += k_alphabet[held << (5 - bits) & 31U];
    }
    return text;
}

Expected<Bytes> from_base32(std::string_view text)
{
    Bytes bytes;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const std::size_t digit = k_alphabet.find(c);
        if (digit == std::string_view::npos) { // rule 3
            return malformed("a character that no card has");
        }
        held = (held << 5U | static_cast<unsigned>(digit)) & 0xfffU;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::byte>(held >> bits & 0xffU));
        }
    }
    // Five or more bits over are a letter too many; bits that mean nothing must be zero.
    if (bits >= 5 || (held & ((1U << bits) - 1U)) != 0) { // rule 3
        return malformed("a length that no card has");
    }
    return bytes;
}

std::string without_spaces(std::string_view text)
{
    std::string made;
    std::copy_if(text.begin(), text.end(), std::back_inserter(made), [](char c) {
        return c != ' ' && c != '\t' && c != '\r' && c != '\n';
    });
    return made;
}

bool is_port(std::string_view text)
{
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && text.front() != '0' &&
           port <= 65535;
}

bool is_address(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) {
        return false;
    }
    const std::string_view host = text.substr(0, colon);
    const bool printable =
        std::all_of(host.begin(), host.end(), [](char c) { return c >= '!' && c <= '~'; });
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const std::string_view name = bracketed ? host.substr(1, host.size() - 2) : host;
    const bool plain = name.find_first_of(bracketed ? "[]" : "[]:") == std::string_view::npos;
    return printable && plain && is_port(text.substr(colon + 1));
}

Expected<Card> decode_payload(ByteView payload)
{
    ByteParser parser(payload);
    Card card;
    const unsigned flags = parser.u8();
    card.simulated = (flags & k_simulated) != 0;
    card.id = parser.id<SiteId>();
    card.key = parser.id<PublicKey>();
    card.name = parser.text(parser.u8());
    card.address = parser.text(parser.u8());
    if (!parser.done()) { // rule 9
        return malformed("bytes missing or left over");
    }
    if ((flags & ~k_simulated) != 0) { // rule 5
        return malformed("unknown flags");
    }
    if (card.id == SiteId{} || card.key == PublicKey{}) { // rule 6
        return malformed("an id of zero");
    }
    if (card.name.size() > k_max_name || !is_safe_name(card.name)) { // rule 7
        return malformed("the name is not safe");
    }
    if (!card.address.empty() && !is_address(card.address)) { // rule 8
        return malformed("the address is not host:port");
    }
    return card;
}

} // namespace

std::string format_card(const Card& card)
{
    const std::string_view name = std::string_view(card.name).substr(0, k_max_name);
    const std::string_view address = std::string_view(card.address).substr(0, k_max_address);
    ByteComposer payload;
    payload.u8(card.simulated ? k_simulated : 0).raw(card.id.view()).raw(card.key.view());
    payload.u8(static_cast<std::uint8_t>(name.size())).text(name);
    payload.u8(static_cast<std::uint8_t>(address.size())).text(address);
    const Bytes check = check_of(payload.bytes());
    payload.raw(check);
    return std::string(k_prefix) + to_base32(payload.bytes()) + '\n';
}

Expected<Card> parse_card(std::string_view text)
{
    if (text.size() > k_max_text) { // rule 1
        return malformed("too long");
    }
    const std::string line = without_spaces(text);
    if (!line.starts_with(k_prefix)) { // rule 2
        return malformed("this is not a card");
    }
    const auto bytes = from_base32(std::string_view(line).substr(k_prefix.size()));
    if (!bytes) {
        return Unexpected(bytes.error());
    }
    if (bytes->size() < k_check_bytes) { // rule 9
        return malformed("bytes missing or left over");
    }
    const ByteView payload = ByteView(*bytes).first(bytes->size() - k_check_bytes);
    const Bytes check = check_of(payload);
    if (!std::equal(check.begin(), check.end(), bytes->end() - k_check_bytes)) { // rule 4
        return malformed("mistyped or cut: its check does not hold");
    }
    return decode_payload(payload);
}

} // namespace satpad::core
