// SPDX-License-Identifier: GPL-3.0-or-later
// docs/format.md, "Safe names": what a peer may make this site call a file.
#include <satpad/core/message_format.h>

namespace satpad::core {
namespace {

struct CodePoint
{
    std::uint32_t value = 0;
    std::size_t length = 0; ///< bytes taken; 0 when they are not UTF-8
};

/// One code point by RFC 3629: shortest form only, no surrogates, at most U+10FFFF.
CodePoint first_code_point(std::string_view text) noexcept
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
/// stored
/// ("gpj.exe" shown as "exe.jpg").
bool is_hidden(std::uint32_t c) noexcept
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0x200e ||
           c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

} // namespace

bool is_safe_name(std::string_view name) noexcept
{
    if (name.empty() || name.size() > 255 || name.front() == '.') { // "." and ".." too
        return false;
    }
    while (!name.empty()) {
        const CodePoint next = first_code_point(name);
        if (next.length == 0 || next.value == '/' || is_hidden(next.value)) {
            return false;
        }
        name.remove_prefix(next.length);
    }
    return true;
}

} // namespace satpad::core
