// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_id.h"

#include <sodium.h>

#include <algorithm>
#include <span>

namespace satpad::keyclient::kme {
namespace {

constexpr std::string_view k_label = "satpad kme key 1";
constexpr std::string_view k_tag_label = "satpad kme block 1";
constexpr std::size_t k_page_at = 12;
constexpr std::size_t k_bytes_at = 14;
constexpr std::string_view k_digits = "0123456789abcdef";

const unsigned char* octets(const std::byte* bytes) noexcept
{
    return reinterpret_cast<const unsigned char*>(bytes);
}

/// BLAKE2b-128 of the label, the use and the numbers as little-endian u64.
KeyId hash_of(std::string_view label,
    const core::MessageId& use,
    std::initializer_list<std::uint64_t> numbers) noexcept
{
    constexpr std::size_t k_most = 64;
    std::array<std::byte, k_most> hashed{};
    const auto letters = std::as_bytes(std::span(label));
    auto out = std::copy(letters.begin(), letters.end(), hashed.begin());
    out = std::copy(use.bytes.begin(), use.bytes.end(), out);
    for (const std::uint64_t number : numbers) {
        for (unsigned i = 0; i < 8; ++i) {
            *out++ = static_cast<std::byte>(number >> (8 * i));
        }
    }
    KeyId hash{};
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()),
        hash.size(),
        octets(hashed.data()),
        static_cast<std::size_t>(out - hashed.begin()),
        nullptr,
        0);
    return hash;
}

void put_u16(KeyId& id, std::size_t at, std::uint16_t value) noexcept
{
    id[at] = static_cast<std::byte>(value >> 8U);
    id[at + 1] = static_cast<std::byte>(value & 0xffU);
}

std::uint16_t u16_at(const KeyId& id, std::size_t at) noexcept
{
    return static_cast<std::uint16_t>(
        std::to_integer<unsigned>(id[at]) << 8U | std::to_integer<unsigned>(id[at + 1]));
}

bool is_dash(std::size_t at) noexcept
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

} // namespace

BlockTag block_tag(const core::MessageId& use)
{
    return tag_of(hash_of(k_tag_label, use, {}));
}

BlockTag tag_of(const KeyId& id) noexcept
{
    BlockTag tag{};
    std::copy_n(id.begin(), tag.size(), tag.begin());
    return tag;
}

KeyId key_id(const core::MessageId& use, const KeyPlace& place)
{
    KeyId id = hash_of(k_label, use, {place.page, std::uint64_t{place.bytes} * 8});
    const BlockTag tag = block_tag(use);
    std::copy(tag.begin(), tag.end(), id.begin());
    id[6] = (id[6] & std::byte{0x0f}) | std::byte{0x80}; // version 8
    id[8] = (id[8] & std::byte{0x3f}) | std::byte{0x80}; // variant 10
    put_u16(id, k_page_at, place.page);
    put_u16(id, k_bytes_at, place.bytes);
    return id;
}

std::optional<KeyPlace> place_of(const KeyId& id) noexcept
{
    const KeyPlace place{u16_at(id, k_page_at), u16_at(id, k_bytes_at)};
    return place.bytes == 0 ? std::nullopt : std::optional(place);
}

std::string text_of(const KeyId& id)
{
    std::string text;
    for (const std::byte byte : id) {
        if (is_dash(text.size())) {
            text += '-';
        }
        text += k_digits[std::to_integer<unsigned>(byte) >> 4U];
        text += k_digits[std::to_integer<unsigned>(byte) & 0x0fU];
    }
    return text;
}

std::optional<KeyId> parse_key_id(std::string_view text) noexcept
{
    if (text.size() != 36) {
        return std::nullopt;
    }
    KeyId id{};
    std::size_t digits = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_dash(at)) {
            if (text[at] != '-') {
                return std::nullopt;
            }
            continue;
        }
        const std::size_t value = k_digits.find(text[at]);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        id[digits / 2] = id[digits / 2] << 4U | static_cast<std::byte>(value);
        ++digits;
    }
    return id;
}

} // namespace satpad::keyclient::kme
