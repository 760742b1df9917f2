// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/expected.h>

#include <toml++/toml.h>

#include <set>

/// Reading and writing tables of site.toml.
namespace satpad::core::store {

[[nodiscard]] Unexpected bad(const toml::node& where, std::string_view what);
[[nodiscard]] std::string toml_string(std::string_view text);
[[nodiscard]] std::string toml_strings(const std::vector<std::string>& texts);

/// Reads members of one table and refuses those it was not asked for: a mistyped key must not be a
/// setting that silently does nothing.
class Table
{
public:
    explicit Table(const toml::table& table)
        : m_table(table)
    {}

    template <typename T> [[nodiscard]] Expected<T> member(std::string_view key)
    {
        m_known.insert(std::string(key));
        const toml::node* node = m_table.get(key);
        if (node == nullptr) {
            return bad(m_table, "'" + std::string(key) + "' is missing");
        }
        if (auto value = node->value_exact<T>()) {
            return std::move(*value);
        }
        return bad(*node, "'" + std::string(key) + "' has a value of the wrong type");
    }

    /// `otherwise` when it is not there.
    template <typename T>
    [[nodiscard]] Expected<T> optional_member(std::string_view key, T otherwise)
    {
        return m_table.contains(key) ? member<T>(key) : Expected<T>(std::move(otherwise));
    }

    template <typename AnyId> [[nodiscard]] Expected<AnyId> id(std::string_view key)
    {
        auto text = member<std::string>(key);
        if (!text) {
            return fail(std::move(text));
        }
        auto id = AnyId::from_hex(*text);
        if (!id) {
            return bad(*m_table.get(key), id.error().context);
        }
        return id;
    }

    /// A list of texts; none when it is not there.
    [[nodiscard]] Expected<std::vector<std::string>> strings(std::string_view key);
    /// A number of 0 to `most`; `otherwise` when it is not there.
    [[nodiscard]] Expected<std::uint64_t> number(
        std::string_view key, std::uint64_t otherwise, std::uint64_t most);
    /// For what its own function reads; null when it is not there.
    [[nodiscard]] const toml::node* node(std::string_view key)
    {
        m_known.insert(std::string(key));
        return m_table.get(key);
    }

    [[nodiscard]] Expected<void> nothing_else() const
    {
        for (const auto& [key, node] : m_table) {
            if (!m_known.contains(std::string(key.str()))) {
                return bad(
                    node, "'" + std::string(key.str()) + "' is not a setting of this version");
            }
        }
        return {};
    }

private:
    const toml::table& m_table;
    std::set<std::string, std::less<>> m_known;
};

} // namespace satpad::core::store
