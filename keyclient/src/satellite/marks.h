// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace satpad::keyclient::satellite {

/// Places of a line that are marked, with the next mark to either side found in a few steps: a bit for
/// each place, and above it a bit for each word that holds a mark. The first place is always marked.
class Marks
{
public:
    explicit Marks(std::size_t places)
        : m_places(places)
        , m_words(words_for(places))
        , m_filled(words_for(m_words.size()))
    {
        set(0);
    }
    void set(std::size_t place)
    {
        m_words[place / 64] |= bit(place);
        m_filled[place / 4096] |= bit(place / 64);
    }
    /// The nearest one that is not behind `place`.
    [[nodiscard]] std::size_t at_or_before(std::size_t place) const
    {
        std::size_t word = place / 64;
        std::uint64_t marks = m_words[word] & (bit(place) | below(place));
        if (marks == 0) {
            std::size_t group = word / 64;
            std::uint64_t filled = m_filled[group] & below(word);
            while (filled == 0) {
                filled = m_filled[--group];
            }
            word = group * 64 + last(filled);
            marks = m_words[word];
        }
        return word * 64 + last(marks);
    }
    /// The nearest one behind `place`, or the number of places.
    [[nodiscard]] std::size_t after(std::size_t place) const
    {
        std::size_t word = place / 64;
        std::uint64_t marks = m_words[word] & above(place);
        if (marks == 0) {
            std::size_t group = word / 64;
            std::uint64_t filled = m_filled[group] & above(word);
            while (filled == 0) {
                if (++group == m_filled.size()) {
                    return m_places;
                }
                filled = m_filled[group];
            }
            word = group * 64 + first(filled);
            marks = m_words[word];
        }
        return word * 64 + first(marks);
    }

private:
    [[nodiscard]] static std::size_t words_for(std::size_t bits) { return (bits + 63) / 64; }
    [[nodiscard]] static std::uint64_t bit(std::size_t i) { return std::uint64_t{1} << i % 64; }
    [[nodiscard]] static std::uint64_t below(std::size_t i) { return bit(i) - 1; }
    [[nodiscard]] static std::uint64_t above(std::size_t i) { return ~(bit(i) | below(i)); }
    [[nodiscard]] static std::size_t first(std::uint64_t word)
    {
        return static_cast<std::size_t>(std::countr_zero(word));
    }
    [[nodiscard]] static std::size_t last(std::uint64_t word)
    {
        return 63 - static_cast<std::size_t>(std::countl_zero(word));
    }

    std::size_t m_places;
    std::vector<std::uint64_t> m_words;
    std::vector<std::uint64_t> m_filled;
};

} // namespace satpad::keyclient::satellite
