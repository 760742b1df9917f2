// SPDX-License-Identifier: GPL-3.0-or-later
#include "toml_table.h"

namespace satpad::core::store {

Unexpected bad(const toml::node& where, std::string_view what)
{
    const auto line = where.source().begin.line;
    return Unexpected(
        Errc::home_damaged, "site.toml, line " + std::to_string(line) + ": " + std::string(what));
}

std::string toml_string(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto value = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (value < 0x20 || value == 0x7f) {
            out += "\\u00";
            out += digits[value >> 4U];
            out += digits[value & 15U];
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string toml_strings(const std::vector<std::string>& texts)
{
    std::string out = "[";
    for (const std::string& text : texts) {
        out += (out.size() == 1 ? "" : ", ") + toml_string(text);
    }
    return out + "]";
}

Expected<std::vector<std::string>> Table::strings(std::string_view key)
{
    const toml::node* list = node(key);
    std::vector<std::string> texts;
    if (list == nullptr) {
        return texts;
    }
    if (list->as_array() == nullptr) {
        return bad(*list, "'" + std::string(key) + "' is a list of texts");
    }
    for (const toml::node& entry : *list->as_array()) {
        auto text = entry.value_exact<std::string>();
        if (!text) {
            return bad(entry, "'" + std::string(key) + "' is a list of texts");
        }
        texts.push_back(std::move(*text));
    }
    return texts;
}

Expected<std::uint64_t> Table::number(
    std::string_view key, std::uint64_t otherwise, std::uint64_t most)
{
    if (!m_table.contains(key)) {
        m_known.insert(std::string(key));
        return otherwise;
    }
    auto value = member<std::int64_t>(key);
    if (!value) {
        return fail(std::move(value));
    }
    if (*value < 0 || static_cast<std::uint64_t>(*value) > most) {
        return bad(*m_table.get(key), "'" + std::string(key) + "' is 0 to " + std::to_string(most));
    }
    return static_cast<std::uint64_t>(*value);
}

} // namespace satpad::core::store
