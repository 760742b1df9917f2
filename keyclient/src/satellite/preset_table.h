// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>
#include <satpad/keyclient/satellite/time.h>

#include <toml++/toml.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

/// One table of a preset file. The first fault sticks and later reads give zero, so that a reader is
/// a list of members and asks once at its end.
namespace satpad::keyclient::satellite {

inline constexpr std::size_t k_longest_name = 64;

class PresetTable
{
public:
    PresetTable(const toml::table& table, std::string where, std::shared_ptr<std::string> fault);

    [[nodiscard]] bool has(const char* key) const;
    [[nodiscard]] double number(const char* key, double least, double most);
    /// 1 to 64 bytes of UTF-8 without control characters.
    [[nodiscard]] std::string text(const char* key);
    [[nodiscard]] Instant instant(const char* key);
    [[nodiscard]] PresetTable table(const char* key);
    [[nodiscard]] std::vector<double> numbers(const char* key, std::size_t count);
    [[nodiscard]] std::vector<std::string> texts(const char* key);
    /// Empty when the key is not there.
    [[nodiscard]] std::vector<std::pair<double, double>> pairs(const char* key);

    /// Members nobody asked for are a fault: a mistyped key must not silently do nothing.
    void nothing_else();
    void refuse(const char* key, const std::string& why);
    /// Errors: Errc::malformed with file, line and member.
    [[nodiscard]] core::Expected<void> fault() const;

private:
    [[nodiscard]] const toml::node* member(const char* key);

    const toml::table* m_table;
    std::string m_where;
    std::shared_ptr<std::string> m_fault; ///< shared with the tables inside
    std::set<std::string, std::less<>> m_known;
};

/// Must outlive the tables it gives out.
class PresetFile
{
public:
    /// At most k_longest_preset_file bytes, all ASCII. `where`: the file's name for errors.
    [[nodiscard]] static core::Expected<PresetFile> parse(
        std::string_view toml, const std::string& where);
    /// The tables of [[kind]]; none when there are none.
    [[nodiscard]] core::Expected<std::vector<PresetTable>> tables(const char* kind);
    [[nodiscard]] core::Expected<void> nothing_else() const;

private:
    std::shared_ptr<const toml::table> m_parsed; ///< the tables given out point into it
    std::string m_where;
    std::set<std::string, std::less<>> m_known;
};

} // namespace satpad::keyclient::satellite
