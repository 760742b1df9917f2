// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/image.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace satpad::core::image {
namespace {

constexpr std::uint64_t k_most = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/// Bytes in one unit; nothing for words that could mean two things ("K", "M").
std::optional<std::uint64_t> unit_bytes(std::string_view unit)
{
    struct Unit
    {
        std::string_view name;
        std::uint64_t bytes;
    };
    static constexpr std::array<Unit, 8> k_units{{{"", 1},
        {"b", 1},
        {"kb", 1'000},
        {"mb", 1'000'000},
        {"gb", 1'000'000'000},
        {"kib", std::uint64_t{1} << 10},
        {"mib", std::uint64_t{1} << 20},
        {"gib", std::uint64_t{1} << 30}}};
    std::string lower(unit);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto* found = std::find_if(
        k_units.begin(), k_units.end(), [&](const Unit& u) { return u.name == lower; });
    return found == k_units.end() ? std::nullopt : std::optional(found->bytes);
}

Unexpected refused(std::string_view text)
{
    return Unexpected(Errc::invalid_argument,
        "\"" + std::string(text.substr(0, 40)) +
            "\" is no size; write bytes, or a number with kB, KiB, MB, MiB, GB or GiB");
}

/// "12.5" as whole × scale + fraction, exact: floating point would lose bytes.
struct Number
{
    std::uint64_t whole = 0;
    std::uint64_t fraction = 0; ///< of `scale`
    std::uint64_t scale = 1;
};

std::optional<Number> read_number(std::string_view& text)
{
    constexpr std::uint64_t k_finest = 1'000'000'000;
    Number number;
    std::size_t at = 0;
    for (; at < text.size() && is_digit(text[at]); ++at) {
        if (number.whole > (k_most - 9) / 10) {
            return std::nullopt;
        }
        number.whole = number.whole * 10 + static_cast<std::uint64_t>(text[at] - '0');
    }
    if (at == 0) {
        return std::nullopt;
    }
    if (at < text.size() && text[at] == '.') {
        const std::size_t point = at++;
        for (; at < text.size() && is_digit(text[at]); ++at) {
            if (number.scale == k_finest) {
                return std::nullopt;
            }
            number.scale *= 10;
            number.fraction = number.fraction * 10 + static_cast<std::uint64_t>(text[at] - '0');
        }
        if (at == point + 1) {
            return std::nullopt;
        }
    }
    text.remove_prefix(at);
    return number;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace

Expected<std::uint64_t> parse_size(std::string_view text)
{
    std::string_view rest = trimmed(text);
    const std::optional<Number> number = read_number(rest);
    const std::optional<std::uint64_t> unit = number ? unit_bytes(trimmed(rest)) : std::nullopt;
    if (!unit || number->whole > (k_most - *unit) / *unit || (*unit == 1 && number->scale > 1)) {
        return refused(text);
    }
    // A size is an upper limit: parts of a byte are dropped. fraction < 10^9, unit <= 2^30: no
    // overflow.
    return number->whole * *unit + number->fraction * *unit / number->scale;
}

} // namespace satpad::core::image
