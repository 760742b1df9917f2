// SPDX-License-Identifier: GPL-3.0-or-later
#include "preset_table.h"

#include <satpad/keyclient/satellite/presets.h>

#include <algorithm>
#include <cmath>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

std::string place(const std::string& where, const toml::node& node)
{
    return where + ", line " + std::to_string(node.source().begin.line) + ": ";
}

/// Whole numbers serve as numbers too.
std::optional<double> number_in(const toml::node& node)
{
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    return value && std::isfinite(*value) ? value : std::nullopt;
}

} // namespace

PresetTable::PresetTable(
    const toml::table& table, std::string where, std::shared_ptr<std::string> fault)
    : m_table(&table)
    , m_where(std::move(where))
    , m_fault(std::move(fault))
{}

bool PresetTable::has(const char* key) const
{
    return m_table->contains(key);
}

const toml::node* PresetTable::member(const char* key)
{
    m_known.insert(key);
    const toml::node* node = m_table->get(key);
    if (node == nullptr) {
        refuse(key, "is missing");
    }
    return node;
}

void PresetTable::refuse(const char* key, const std::string& why)
{
    if (m_fault->empty()) {
        const toml::node* node = m_table->get(key);
        const toml::node& at = node != nullptr ? *node : static_cast<const toml::node&>(*m_table);
        *m_fault = place(m_where, at) + "'" + key + "' " + why;
    }
}

Expected<void> PresetTable::fault() const
{
    if (!m_fault->empty()) {
        return Unexpected(Errc::malformed, *m_fault);
    }
    return {};
}

double PresetTable::number(const char* key, double least, double most)
{
    const toml::node* node = member(key);
    if (node == nullptr) {
        return 0;
    }
    const auto value = number_in(*node);
    if (!value || *value < least || *value > most) {
        std::array<char, 96> text{};
        std::snprintf(text.data(), text.size(), "must be a number from %g to %g", least, most);
        refuse(key, text.data());
        return 0;
    }
    return *value;
}

std::string PresetTable::text(const char* key)
{
    const toml::node* node = member(key);
    if (node == nullptr) {
        return {};
    }
    const auto value = node->value_exact<std::string>();
    const bool plain = value && std::none_of(value->begin(), value->end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (!plain || value->empty() || value->size() > k_longest_name) {
        refuse(key, "must be a text of 1 to 64 bytes without control characters");
        return {};
    }
    return *value;
}

Instant PresetTable::instant(const char* key)
{
    using namespace std::chrono;
    const toml::node* node = member(key);
    if (node == nullptr) {
        return {};
    }
    const auto value = node->value_exact<toml::date_time>();
    if (!value || !value->offset || value->offset->minutes != 0) {
        refuse(key, "must be a UTC time such as 2025-10-01T00:00:00Z");
        return {};
    }
    const year_month_day day(
        year(value->date.year), month(value->date.month), std::chrono::day(value->date.day));
    return Instant(sys_days(day)) + hours(value->time.hour) + minutes(value->time.minute) +
           seconds(value->time.second) + microseconds(value->time.nanosecond / 1'000);
}

PresetTable PresetTable::table(const char* key)
{
    static const toml::table k_empty;
    const toml::node* node = member(key);
    const toml::table* found = node != nullptr ? node->as_table() : nullptr;
    if (node != nullptr && found == nullptr) {
        refuse(key, "must be a table");
    }
    return {found != nullptr ? *found : k_empty, m_where, m_fault};
}

std::vector<double> PresetTable::numbers(const char* key, std::size_t count)
{
    std::vector<double> values;
    const toml::node* node = member(key);
    if (node == nullptr) {
        return values;
    }
    if (const toml::array* array = node->as_array()) {
        for (const toml::node& each : *array) {
            if (const auto value = number_in(each)) {
                values.push_back(*value);
            }
        }
        if (array->size() == count && values.size() == count) {
            return values;
        }
    }
    refuse(key, "must be " + std::to_string(count) + " numbers");
    return {};
}

std::vector<std::string> PresetTable::texts(const char* key)
{
    std::vector<std::string> values;
    const toml::node* node = member(key);
    const toml::array* array = node != nullptr ? node->as_array() : nullptr;
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        values.push_back(array->get(i)->value_exact<std::string>().value_or(""));
    }
    return values;
}

std::vector<std::pair<double, double>> PresetTable::pairs(const char* key)
{
    std::vector<std::pair<double, double>> values;
    if (!has(key)) {
        m_known.insert(key);
        return values;
    }
    const toml::array* array = member(key)->as_array();
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        const toml::array* pair = array->get(i)->as_array();
        const auto first =
            pair != nullptr && pair->size() == 2 ? number_in(*pair->get(0)) : std::nullopt;
        const auto second = first ? number_in(*pair->get(1)) : std::nullopt;
        if (!second) {
            array = nullptr;
            break;
        }
        values.emplace_back(*first, *second);
    }
    if (array == nullptr) {
        refuse(key, "must be a list of pairs of numbers");
        values.clear();
    }
    return values;
}

void PresetTable::nothing_else()
{
    for (const auto& [key, node] : *m_table) {
        if (!m_known.contains(std::string(key.str()))) {
            refuse(std::string(key.str()).c_str(), "is nothing this version knows");
        }
    }
}

Expected<PresetFile> PresetFile::parse(std::string_view text, const std::string& where)
{
    if (text.size() > k_longest_preset_file) {
        return Unexpected(Errc::malformed, where + ", line 1: the file is over 1 MiB");
    }
    // toml++ 3.3 runs into undefined behaviour at some letters beyond ASCII where a key is expected.
    const auto beyond = std::find_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (beyond != text.end()) {
        return Unexpected(Errc::malformed,
            where + ", line " + std::to_string(1 + std::count(text.begin(), beyond, '\n')) +
                ": only ASCII; in a name, write other characters as \\u and four hex digits");
    }
    try {
        PresetFile file;
        file.m_parsed = std::make_shared<const toml::table>(toml::parse(text));
        file.m_where = where;
        return file;
    } catch (const toml::parse_error& error) {
        return Unexpected(Errc::malformed,
            where + ", line " + std::to_string(error.source().begin.line) + ": " +
                std::string(error.description()));
    }
}

Expected<std::vector<PresetTable>> PresetFile::tables(const char* kind)
{
    m_known.insert(kind);
    std::vector<PresetTable> found;
    const toml::node* node = m_parsed->get(kind);
    const toml::array* array = node != nullptr ? node->as_array() : nullptr;
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        if (const toml::table* table = array->get(i)->as_table()) {
            found.emplace_back(*table, m_where, std::make_shared<std::string>());
        }
    }
    if (node != nullptr && (array == nullptr || found.size() != array->size())) {
        return Unexpected(Errc::malformed,
            place(m_where, *node) + "'" + kind + "' must be tables: [[" + kind + "]]");
    }
    return found;
}

Expected<void> PresetFile::nothing_else() const
{
    for (const auto& [key, node] : *m_parsed) {
        if (!m_known.contains(std::string(key.str()))) {
            return Unexpected(Errc::malformed,
                place(m_where, node) + "'" + std::string(key.str()) +
                    "' is nothing this version knows");
        }
    }
    return {};
}

} // namespace satpad::keyclient::satellite
