// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gf2_product.h"
#include "marks.h"

#include <satpad/core/secret.h>

#include <cstdint>
#include <optional>
#include <vector>

/// Cascade: two strings that differ in a few places are made equal by comparing parities of blocks.
/// One side only answers; what it answers is all that leaks. Every parity ever told stays in use: it
/// cuts its block in two, and a later correction turns the piece it falls into.
/// Sources: Brassard and Salvail, EUROCRYPT '93; Martinez-Mateo et al., Quantum Inf. Comput. 15
/// (2015), arXiv:1407.3257 (block sizes, reuse of sub-blocks). Derivation: docs/distillation.md.
namespace satpad::keyclient::satellite {

/// Block size of each pass, in bits; the first one works on the string as it is, the others on it
/// shuffled.
using Schedule = std::vector<std::size_t>;
/// Fewest parities: for two sides that can ask one after the other.
[[nodiscard]] Schedule sequential_schedule(double qber, std::size_t bits);
/// Few round trips: all open questions are asked at once.
[[nodiscard]] Schedule batched_schedule(double qber, std::size_t bits);

/// The order in which each pass sees the bits: public, the same at both sides, good for any number
/// of frames. Threads: const.
class Shuffles
{
public:
    Shuffles(std::size_t bits, std::size_t passes, std::uint64_t seed);
    [[nodiscard]] std::size_t bits() const { return m_bits; }
    [[nodiscard]] std::size_t passes() const { return m_orders.size(); }
    /// Place in the pass → bit of the string.
    [[nodiscard]] std::span<const std::uint32_t> order(std::size_t pass) const
    {
        return m_orders[pass];
    }
    /// Bit of the string → place in the pass.
    [[nodiscard]] std::span<const std::uint32_t> places(std::size_t pass) const
    {
        return m_places[pass];
    }
    /// The bits of the string that lie in the first half of the pass.
    [[nodiscard]] ConstWords first_half(std::size_t pass) const { return m_halves[pass]; }

private:
    std::size_t m_bits;
    std::vector<std::vector<std::uint32_t>> m_orders;
    std::vector<std::vector<std::uint32_t>> m_places;
    std::vector<std::vector<std::uint64_t>> m_halves;
};

/// A string in the order of each pass, in locked memory. `shuffles` must outlive it.
class ShuffledBits
{
public:
    /// Errors: Errc::io_failed (memory cannot be locked).
    [[nodiscard]] static core::Expected<ShuffledBits> make(
        const Shuffles& shuffles, core::ByteView bits);

    [[nodiscard]] const Shuffles& shuffles() const { return *m_shuffles; }
    /// Of places [first, first + count) of the pass, as the string is now. A pass is laid out when more
    /// than the parity of its first half is wanted: most late ones never are.
    [[nodiscard]] bool parity(std::size_t pass, std::size_t first, std::size_t count);
    /// Turns one bit of the string.
    void flip(std::size_t bit);
    /// The string: as many bytes as it took, the lowest bit of each first.
    [[nodiscard]] core::ByteView bytes() const;

private:
    ShuffledBits(const Shuffles& shuffles, core::SecretBytes memory);
    [[nodiscard]] Words words(std::size_t pass);
    [[nodiscard]] ConstWords words(std::size_t pass) const;
    [[nodiscard]] bool is_prepared(std::size_t pass) const
    {
        return (m_prepared >> pass & 1U) != 0;
    }
    void prepare(std::size_t pass);
    [[nodiscard]] bool parity_of_half(std::size_t pass) const;

    const Shuffles* m_shuffles;
    std::size_t m_words; ///< of one pass
    core::SecretBytes m_memory;
    std::uint32_t m_prepared = 1; ///< a bit for each pass; the first pass is the string itself
};

/// A run of places of one pass whose parity is wanted.
struct Question
{
    std::uint32_t pass = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// The side whose string is right. Counts what it gives away.
class Reference
{
public:
    explicit Reference(ShuffledBits bits)
        : m_bits(std::move(bits))
    {}
    /// `question` must lie within the string and the passes.
    [[nodiscard]] bool answer(const Question& question);
    [[nodiscard]] std::uint64_t leaked() const { return m_leaked; }
    [[nodiscard]] core::ByteView bytes() const { return m_bits.bytes(); }

private:
    ShuffledBits m_bits;
    std::uint64_t m_leaked = 0;
};

/// The side that mends its string. No I/O: it says what it wants to know and is told.
class Corrector
{
public:
    Corrector(ShuffledBits bits, Schedule schedule);

    /// The parities that begin the next pass, one for each block but the last; passes of two blocks are
    /// begun together. Empty when all passes are begun. For when nothing is odd: `all` itself begins a
    /// pass beside the last few odd blocks when there were many rounds.
    [[nodiscard]] std::vector<Question> next_pass();
    /// Half of the smallest block known to hold an odd number of errors; nothing when none is odd.
    [[nodiscard]] std::optional<Question> smallest();
    /// Half of every such block.
    [[nodiscard]] std::vector<Question> all();
    /// The answer to a question that was asked by one of the three above, in the same order.
    void learn(const Question& question, bool parity);

    /// One more pass over random halves, for a string that is still not right.
    void add_pass(std::size_t block) { m_schedule.push_back(block); }
    [[nodiscard]] std::uint64_t corrected() const { return m_corrected; }
    /// So many bits were turned that the answers cannot all be true; nothing is asked any more.
    [[nodiscard]] bool is_hopeless() const { return m_corrected > 4 * m_bits.shuffles().bits(); }
    [[nodiscard]] core::ByteView bytes() const { return m_bits.bytes(); }

private:
    struct Odd
    {
        std::uint32_t count;
        std::uint32_t pass;
        std::uint32_t first;
        bool operator<(const Odd& other) const { return count > other.count; } // smallest on top
    };
    /// Pieces of one pass: where each begins, and a bit there when it is odd.
    struct Pieces
    {
        Marks begins;
        std::vector<std::uint64_t> odd;
    };
    [[nodiscard]] bool still_odd(const Odd& one) const;
    void set(std::size_t pass, std::size_t first, std::size_t end, bool odd);
    void turn(std::size_t pass, std::size_t place);
    void mend(std::size_t pass, std::size_t place);
    void mend_single_ones();
    [[nodiscard]] std::vector<Odd> open_ones();
    [[nodiscard]] std::size_t passes() const;
    [[nodiscard]] bool is_odd() const;
    void begin_pass(std::vector<Question>& questions);

    ShuffledBits m_bits;
    Schedule m_schedule;
    std::vector<Pieces> m_pieces; ///< of the passes begun
    std::vector<Odd> m_odd;       ///< a heap; what is no longer odd is found out when it comes up
    std::uint64_t m_corrected = 0;
    std::size_t m_rounds = 0;
};

} // namespace satpad::keyclient::satellite
