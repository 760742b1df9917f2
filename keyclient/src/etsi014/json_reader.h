// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Reads JSON (RFC 8259) front to back and copies nothing but what it is asked for, so that key in a
/// body passes only where the caller puts it. Strict: UTF-8, no comments, no trailing commas, at
/// most k_most_depth deep.
namespace satpad::keyclient::etsi014 {

enum class JsonKind
{
    object,
    array,
    string,
    number,
    boolean,
    null,
    none ///< not JSON, or the end
};

class JsonReader
{
public:
    static constexpr std::size_t k_most_depth = 64;

    explicit JsonReader(std::string_view text)
        : m_text(text)
    {}

    /// What stands next, after white space.
    [[nodiscard]] JsonKind peek();
    /// Opens the object or array that stands next.
    [[nodiscard]] bool enter();
    /// In an object: the name of the next member, whose value must be read or skipped; nothing
    /// after the last one, and on a fault. Names longer than `most` come cut.
    [[nodiscard]] std::optional<std::string> member(std::size_t most = 64);
    /// In an array: whether another element stands next, to be read or skipped.
    [[nodiscard]] bool element();
    /// Hands each byte of the string that stands next, unescaped, to `take`, which may refuse.
    template <typename Take> [[nodiscard]] bool string(Take&& take)
    {
        for (open_string(); m_in_string;) {
            char piece[4];
            const std::size_t count = next_character(piece);
            for (std::size_t i = 0; i < count; ++i) {
                if (!take(piece[i])) {
                    return fail();
                }
            }
        }
        return !m_failed;
    }
    /// The string that stands next. Nothing when it is longer than `most` (a fault).
    [[nodiscard]] std::optional<std::string> text(std::size_t most);
    /// The start of the string that stands next, up to `most` bytes.
    [[nodiscard]] std::optional<std::string> start_of_text(std::size_t most);
    /// The number that stands next, as it is written.
    [[nodiscard]] std::optional<std::string_view> number();
    /// `true` or `false`.
    [[nodiscard]] std::optional<bool> boolean();
    [[nodiscard]] bool skip();
    /// Nothing but white space follows, and nothing was wrong.
    [[nodiscard]] bool at_end();
    [[nodiscard]] bool failed() const noexcept { return m_failed; }

private:
    bool fail() noexcept;
    void space() noexcept;
    [[nodiscard]] bool take(char wanted) noexcept;
    [[nodiscard]] bool take_word(std::string_view word) noexcept;
    [[nodiscard]] bool separator(char close);
    void leave() noexcept;
    void open_string();
    [[nodiscard]] std::size_t next_character(char* piece);
    [[nodiscard]] std::size_t escaped(char* piece);
    [[nodiscard]] std::size_t raw_character(char* piece);
    [[nodiscard]] std::optional<std::uint32_t> four_digits();
    [[nodiscard]] std::size_t digits() noexcept;

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_open;   ///< '{' and '[' of what is open
    bool m_first = false; ///< nothing of the innermost one was read yet
    bool m_in_string = false;
    bool m_failed = false;
};

/// A whole number that fits, from its text; exponents and fractions are none.
[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view text);

/// `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

/// Bytes of the UTF-8 character that `text`, which is not empty, begins with; 0: there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

/// Well-formed UTF-8 without control characters.
[[nodiscard]] bool is_plain_text(std::string_view text);

} // namespace satpad::keyclient::etsi014
