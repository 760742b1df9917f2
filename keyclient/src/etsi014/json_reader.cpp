// SPDX-License-Identifier: GPL-3.0-or-later
#include "json_reader.h"

#include <algorithm>
#include <charconv>

namespace satpad::keyclient::etsi014 {
namespace {

constexpr std::string_view k_hex = "0123456789abcdef";

std::size_t encode_utf8(std::uint32_t point, char* out)
{
    const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
    if (point < 0x80) {
        out[0] = byte(point);
        return 1;
    }
    if (point < 0x800) {
        out[0] = byte(0xC0 | point >> 6U);
        out[1] = byte(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = byte(0xE0 | point >> 12U);
        out[1] = byte(0x80 | (point >> 6U & 0x3F));
        out[2] = byte(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = byte(0xF0 | point >> 18U);
    out[1] = byte(0x80 | (point >> 12U & 0x3F));
    out[2] = byte(0x80 | (point >> 6U & 0x3F));
    out[3] = byte(0x80 | (point & 0x3F));
    return 4;
}

} // namespace

bool JsonReader::fail() noexcept
{
    m_failed = true;
    m_in_string = false;
    return false;
}

void JsonReader::space() noexcept
{
    m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size());
}

bool JsonReader::take(char wanted) noexcept
{
    if (m_failed || m_at >= m_text.size() || m_text[m_at] != wanted) {
        return false;
    }
    ++m_at;
    return true;
}

bool JsonReader::take_word(std::string_view word) noexcept
{
    if (m_failed || !m_text.substr(m_at).starts_with(word)) {
        return fail();
    }
    m_at += word.size();
    return true;
}

JsonKind JsonReader::peek()
{
    space();
    if (m_failed || m_at >= m_text.size()) {
        return JsonKind::none;
    }
    switch (m_text[m_at]) {
    case '{':
        return JsonKind::object;
    case '[':
        return JsonKind::array;
    case '"':
        return JsonKind::string;
    case 't':
    case 'f':
        return JsonKind::boolean;
    case 'n':
        return JsonKind::null;
    default:
        return m_text[m_at] == '-' || (m_text[m_at] >= '0' && m_text[m_at] <= '9')
                   ? JsonKind::number
                   : JsonKind::none;
    }
}

bool JsonReader::enter()
{
    const JsonKind kind = peek();
    if ((kind != JsonKind::object && kind != JsonKind::array) || m_open.size() >= k_most_depth) {
        return fail();
    }
    m_open += m_text[m_at++];
    m_first = true;
    return true;
}

void JsonReader::leave() noexcept
{
    m_open.pop_back();
    m_first = false;
}

/// The comma before what follows, if it needs one; false at the end and on a fault.
bool JsonReader::separator(char close)
{
    space();
    if (m_failed || m_open.empty() || m_open.back() != (close == '}' ? '{' : '[')) {
        return fail();
    }
    if (take(close)) {
        leave();
        return false;
    }
    if (!m_first && !take(',')) {
        return fail();
    }
    m_first = false;
    return true;
}

std::optional<std::string> JsonReader::member(std::size_t most)
{
    if (!separator('}')) {
        return std::nullopt;
    }
    auto name = start_of_text(most);
    space();
    if (!name || !take(':')) {
        fail();
        return std::nullopt;
    }
    return name;
}

bool JsonReader::element()
{
    return separator(']') && (peek() != JsonKind::none || fail());
}

void JsonReader::open_string()
{
    space();
    m_in_string = take('"');
    if (!m_in_string) {
        fail();
    }
}

std::size_t JsonReader::next_character(char* piece)
{
    if (take('"')) {
        m_in_string = false;
        return 0;
    }
    return take('\\') ? escaped(piece) : raw_character(piece);
}

std::size_t JsonReader::raw_character(char* piece)
{
    const std::string_view rest = m_text.substr(m_at);
    const std::size_t length =
        rest.empty() || static_cast<unsigned char>(rest.front()) < 0x20 ? 0 : utf8_length(rest);
    if (length == 0) {
        fail();
        return 0;
    }
    std::copy_n(rest.begin(), length, piece);
    m_at += length;
    return length;
}

std::optional<std::uint32_t> JsonReader::four_digits()
{
    const std::string_view digits = m_text.substr(m_at, 4);
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + 4) {
        fail();
        return std::nullopt;
    }
    m_at += 4;
    return value;
}

std::size_t JsonReader::escaped(char* piece)
{
    static constexpr std::string_view k_letters = "\"\\/bfnrt";
    static constexpr std::string_view k_meant = "\"\\/\b\f\n\r\t";
    const char letter = m_at < m_text.size() ? m_text[m_at++] : '\0';
    if (const std::size_t found = k_letters.find(letter); found != std::string_view::npos) {
        piece[0] = k_meant[found];
        return 1;
    }
    auto point = letter == 'u' ? four_digits() : std::nullopt;
    if (point && *point >= 0xD800 && *point < 0xDC00 && take('\\') && take('u')) {
        const auto low = four_digits();
        point = low && *low >= 0xDC00 && *low < 0xE000
                    ? std::optional(0x10000 + ((*point - 0xD800) << 10U) + (*low - 0xDC00))
                    : std::nullopt;
    }
    if (!point || (*point >= 0xD800 && *point < 0xE000)) {
        fail();
        return 0;
    }
    return encode_utf8(*point, piece);
}

std::optional<std::string> JsonReader::text(std::size_t most)
{
    std::string made;
    const bool fits = string([&](char byte) {
        made += byte;
        return made.size() <= most;
    });
    return fits ? std::optional(std::move(made)) : std::nullopt;
}

std::optional<std::string> JsonReader::start_of_text(std::size_t most)
{
    std::string made;
    const bool whole = string([&](char byte) {
        if (made.size() < most) {
            made += byte;
        }
        return true;
    });
    return whole ? std::optional(std::move(made)) : std::nullopt;
}

std::size_t JsonReader::digits() noexcept
{
    const std::size_t end = std::min(m_text.find_first_not_of("0123456789", m_at), m_text.size());
    const std::size_t count = end - m_at;
    m_at = end;
    return count;
}

std::optional<std::string_view> JsonReader::number()
{
    space();
    const std::size_t begin = m_at;
    static_cast<void>(take('-'));
    const std::size_t first = m_at;
    const std::size_t count = digits();
    bool right = !m_failed && count > 0 && (count == 1 || m_text[first] != '0');
    if (right && take('.')) {
        right = digits() > 0;
    }
    if (right && (take('e') || take('E'))) {
        static_cast<void>(take('+') || take('-'));
        right = digits() > 0;
    }
    if (!right) {
        fail();
        return std::nullopt;
    }
    return m_text.substr(begin, m_at - begin);
}

std::optional<bool> JsonReader::boolean()
{
    space();
    const bool value = m_text.substr(m_at).starts_with('t');
    return take_word(value ? "true" : "false") ? std::optional(value) : std::nullopt;
}

bool JsonReader::skip()
{
    const std::size_t outside = m_open.size();
    do {
        // Inside of what is skipped, a name or the end comes before each value.
        const bool nested = m_open.size() > outside;
        if (nested && !(m_open.back() == '{' ? member(0).has_value() : element())) {
            continue;
        }
        switch (peek()) {
        case JsonKind::object:
        case JsonKind::array:
            static_cast<void>(enter());
            break;
        case JsonKind::string:
            static_cast<void>(string([](char) { return true; }));
            break;
        case JsonKind::number:
            static_cast<void>(number());
            break;
        case JsonKind::boolean:
            static_cast<void>(boolean());
            break;
        case JsonKind::null:
            static_cast<void>(take_word("null"));
            break;
        case JsonKind::none:
            fail();
        }
    } while (!m_failed && m_open.size() > outside);
    return !m_failed;
}

bool JsonReader::at_end()
{
    space();
    return !m_failed && m_open.empty() && m_at == m_text.size();
}

std::optional<std::int64_t> whole_number(std::string_view text)
{
    std::int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && rest == end && !text.empty() ? std::optional(value)
                                                                : std::nullopt;
}

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    for (const char byte : text) {
        const auto value = static_cast<unsigned char>(byte);
        if (byte == '"' || byte == '\\') {
            out += '\\';
            out += byte;
        } else if (value < 0x20) {
            out += "\\u00";
            out += k_hex[value >> 4U];
            out += k_hex[value & 15U];
        } else {
            out += byte;
        }
    }
    out += '"';
}

/// RFC 3629, section 4.
std::size_t utf8_length(std::string_view text) noexcept
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = at(0);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < length) {
        return 0;
    }
    const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (at(1) < low || at(1) > high) {
        return 0;
    }
    for (std::size_t i = 2; i < length; ++i) {
        if (at(i) < 0x80 || at(i) > 0xBF) {
            return 0;
        }
    }
    return length;
}

bool is_plain_text(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const auto first = static_cast<unsigned char>(text.front());
        if (length == 0 || first < 0x20 || first == 0x7F) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

} // namespace satpad::keyclient::etsi014
