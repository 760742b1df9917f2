// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// UTF-8 from outside, one code point at a time. Header only: the decoder child uses it too.
namespace satpad::core {

struct CodePoint
{
    std::uint32_t value = 0;
    std::size_t length = 0; ///< bytes taken; 0 when they are not UTF-8
};

/// The first code point of `text`, which is not empty, by RFC 3629: shortest form only, no
/// surrogates, at most U+10FFFF.
[[nodiscard]] inline CodePoint first_code_point(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t lead = byte(0);
    if (lead < 0x80) {
        return {lead, 1};
    }
    const std::size_t length = lead >= 0xf0 ? 4U : lead >= 0xe0 ? 3U : 2U;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) {
        return {};
    }
    std::uint32_t value = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) {
            return {};
        }
        value = value << 6U | (byte(i) & 0x3fU);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    return overlong || surrogate || value > 0x10ffff ? CodePoint{} : CodePoint{value, length};
}

/// Controls, line separators, and the marks that make a name read in another order than it is
/// stored ("gpj.exe" shown as "exe.jpg").
[[nodiscard]] inline bool is_hidden(std::uint32_t c) noexcept
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0x200e ||
           c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

} // namespace satpad::core
