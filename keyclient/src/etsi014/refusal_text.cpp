// SPDX-License-Identifier: GPL-3.0-or-later
// What a KME says when it refuses, in the forms that are seen.
#include "json_reader.h"

#include <satpad/keyclient/etsi014/messages.h>

#include <algorithm>
#include <array>

namespace satpad::keyclient::etsi014 {
namespace {

constexpr std::size_t k_most_shown = 200;
constexpr std::size_t k_most_read = 1024; ///< of one text, before it is cleaned
/// Members that may hold the text, the best one first.
constexpr std::array<std::string_view, 5> k_members{
    "message", "detail", "title", "description", "error"};

/// Of one well-formed character.
std::uint32_t code_point(std::string_view character)
{
    const auto lead = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) {
        return lead;
    }
    std::uint32_t value = lead & (0xFFU >> (character.size() + 1));
    for (const char c : character.substr(1)) {
        value = value << 6U | (static_cast<unsigned char>(c) & 0x3FU);
    }
    return value;
}

/// Controls, line separators, and what makes a text read in another order than it is stored.
bool is_blank(std::uint32_t c)
{
    return c <= 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0x200E ||
           c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

std::string clean(std::string_view text)
{
    return printable(text, k_most_shown);
}

bool names_tag(std::string_view tag, std::string_view name)
{
    return tag.size() >= name.size() &&
           std::equal(name.begin(), name.end(), tag.begin(), [](char wanted, char found) {
               return wanted == found || wanted == found - 'A' + 'a';
           });
}

std::string without_tags(std::string_view html)
{
    std::string made;
    while (!html.empty() && made.size() < k_most_read) {
        const std::size_t tag = std::min(html.find('<'), html.size());
        made += html.substr(0, std::min(tag, k_most_read));
        made += ' ';
        html.remove_prefix(tag);
        if (html.empty()) {
            break;
        }
        const bool unseen = names_tag(html, "<script") || names_tag(html, "<style");
        const std::size_t end = unseen ? html.find("</", 1) : html.find('>');
        html.remove_prefix(unseen ? std::min(end, html.size()) : std::min(end, html.size() - 1));
        if (!html.empty() && html.front() == '>') {
            html.remove_prefix(1);
        } else if (!unseen) {
            break; // a tag without an end
        }
    }
    return made;
}

void join(std::string& text, std::string_view more)
{
    if (!more.empty() && text.size() < k_most_read) {
        text += text.empty() ? "" : "; ";
        text += more;
    }
}

std::string read_text(JsonReader& reader, unsigned depth);

/// [{"loc": ["body", "number"], "msg": "…"}, …], as some frameworks give.
std::string read_object_text(JsonReader& reader, unsigned depth)
{
    std::string place;
    std::string said;
    static_cast<void>(reader.enter());
    while (const auto name = reader.member()) {
        if (*name == "loc") {
            place = read_text(reader, depth + 1);
        } else if (*name == "msg" || *name == "message") {
            said = read_text(reader, depth + 1);
        } else {
            static_cast<void>(reader.skip());
        }
    }
    return place.empty() || said.empty() ? said : place + ": " + said;
}

std::string read_text(JsonReader& reader, unsigned depth)
{
    const JsonKind kind = reader.peek();
    if (kind == JsonKind::string) {
        return reader.start_of_text(k_most_read).value_or("");
    }
    if (kind == JsonKind::object && depth < 4) {
        return read_object_text(reader, depth);
    }
    std::string text;
    if (kind == JsonKind::array && depth < 4) {
        static_cast<void>(reader.enter());
        while (reader.element()) {
            join(text, read_text(reader, depth + 1));
        }
        return text;
    }
    static_cast<void>(reader.skip());
    return text;
}

/// In an object, or in one of an array of them.
void find_bits(JsonReader& reader, std::optional<std::uint64_t>& into)
{
    if (reader.peek() == JsonKind::array) {
        static_cast<void>(reader.enter());
        while (reader.element()) {
            if (reader.peek() == JsonKind::object) {
                find_bits(reader, into);
            } else {
                static_cast<void>(reader.skip());
            }
        }
        return;
    }
    if (reader.peek() != JsonKind::object) {
        static_cast<void>(reader.skip());
        return;
    }
    static_cast<void>(reader.enter());
    while (const auto name = reader.member()) {
        if (*name != "key_bits_available" || reader.peek() != JsonKind::number) {
            static_cast<void>(reader.skip());
            continue;
        }
        const auto bits = whole_number(reader.number().value_or(""));
        if (bits && *bits >= 0) {
            into = static_cast<std::uint64_t>(*bits);
        }
    }
}

/// What was read before a fault counts: a long body comes cut.
Refusal read_object(std::string_view body)
{
    JsonReader reader(body);
    Refusal refusal;
    std::array<std::string, k_members.size()> found;
    static_cast<void>(reader.enter());
    while (const auto name = reader.member()) {
        const auto* const known = std::find(k_members.begin(), k_members.end(), *name);
        if (known != k_members.end()) {
            found[static_cast<std::size_t>(known - k_members.begin())] = read_text(reader, 0);
        } else if (*name == "details") {
            find_bits(reader, refusal.bits_available);
        } else {
            static_cast<void>(reader.skip());
        }
    }
    const auto* const best = std::find_if(
        found.begin(), found.end(), [](const std::string& text) { return !text.empty(); });
    refusal.text = best == found.end() ? std::string() : clean(*best);
    return refusal;
}

} // namespace

std::string printable(std::string_view text, std::size_t most)
{
    std::string made;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
        text.remove_prefix(character.size());
        const bool blank = length != 0 && is_blank(code_point(character));
        const std::string_view shown = blank ? " " : length == 0 ? "?" : character;
        if (made.size() + shown.size() > most) {
            break;
        }
        if (!blank || (!made.empty() && made.back() != ' ')) {
            made += shown;
        }
    }
    if (made.ends_with(' ')) {
        made.pop_back();
    }
    return made;
}

Refusal read_refusal(std::string_view body, std::string_view content_type)
{
    const std::size_t begin = std::min(body.find_first_not_of(" \t\r\n"), body.size());
    const std::string_view text = body.substr(begin);
    if (text.starts_with('{')) {
        Refusal refusal = read_object(text);
        if (!refusal.text.empty() || refusal.bits_available) {
            return refusal;
        }
    }
    const bool html = text.starts_with('<') || content_type.find("html") != std::string_view::npos;
    return {clean(html ? without_tags(text) : std::string(text.substr(0, k_most_read))), {}};
}

} // namespace satpad::keyclient::etsi014
