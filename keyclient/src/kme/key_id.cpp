// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_id.h"

#include <sodium.h>

#include <algorithm>

namespace satpad::keyclient::kme {
namespace {

constexpr std::string_view k_label = "satpad kme key 1";
constexpr std::size_t k_page_at = 12;
constexpr std::size_t k_bytes_at = 14;
constexpr std::string_view k_digits = "0123456789abcdef";

const unsigned char* octets(const std::byte* bytes) noexcept
{
    return reinterpret_cast<const unsigned char*>(bytes);
}

void put_u64(core::Bytes& out, std::uint64_t value)
{
    for (unsigned i = 0; i < 8; ++i) {
        out.push_back(static_cast<std::byte>(value >> (8 * i)));
    }
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

KeyId key_id(const core::MessageId& use, const KeyPlace& place)
{
    core::Bytes hashed;
    for (const char letter : k_label) {
        hashed.push_back(static_cast<std::byte>(letter));
    }
    hashed.insert(hashed.end(), use.bytes.begin(), use.bytes.end());
    put_u64(hashed, place.page);
    put_u64(hashed, std::uint64_t{place.bytes} * 8);
    KeyId id{};
    crypto_generichash(reinterpret_cast<unsigned char*>(id.data()),
        id.size(),
        octets(hashed.data()),
        hashed.size(),
        nullptr,
        0);
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
