// SPDX-License-Identifier: GPL-3.0-or-later
#include "cascade.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>
#include <random>

namespace satpad::keyclient::satellite {

using core::ByteView;
using core::Expected;
using core::SecretBytes;

namespace {

std::size_t words_for(std::size_t bits)
{
    return (bits + 63) / 64;
}

bool get(ConstWords words, std::size_t i)
{
    return (words[i / 64] >> (i % 64) & 1) != 0;
}

void put(Words words, std::size_t i, bool value)
{
    const std::uint64_t mask = std::uint64_t{1} << (i % 64);
    words[i / 64] = value ? words[i / 64] | mask : words[i / 64] & ~mask;
}

/// The whole string in two blocks: what is odd in one of them is odd in the other.
std::size_t half(std::size_t bits)
{
    return (bits + 1) / 2;
}

double sensible(double qber)
{
    return std::clamp(qber, 1e-4, 0.25);
}

} // namespace

Schedule sequential_schedule(double qber, std::size_t bits)
{
    const double alpha = std::log2(1 / sensible(qber)) - 0.5;
    const auto power = [](double exponent) {
        return std::size_t{1} << static_cast<unsigned>(std::ceil(exponent));
    };
    Schedule sizes{power(alpha), power((alpha + 12) / 2), 4096};
    sizes.resize(8, half(bits));
    std::transform(sizes.begin(), sizes.end(), sizes.begin(), [&](std::size_t size) {
        return std::min(size, half(bits));
    });
    return sizes;
}

Schedule batched_schedule(double qber, std::size_t bits)
{
    const double first = std::max(std::round(0.8 / sensible(qber)), 2.0);
    Schedule sizes{static_cast<std::size_t>(first), static_cast<std::size_t>(5 * first), 4096};
    sizes.resize(8, half(bits));
    std::transform(sizes.begin(), sizes.end(), sizes.begin(), [&](std::size_t size) {
        return std::min(size, half(bits));
    });
    return sizes;
}

Shuffles::Shuffles(std::size_t bits, std::size_t passes, std::uint64_t seed)
    : m_bits(bits)
    , m_orders(passes, std::vector<std::uint32_t>(bits))
    , m_places(passes, std::vector<std::uint32_t>(bits))
{
    std::mt19937_64 random(seed); // the standard fixes its numbers
    for (std::size_t pass = 0; pass < passes; ++pass) {
        auto& order = m_orders[pass];
        std::iota(order.begin(), order.end(), 0U);
        for (std::size_t i = pass == 0 ? 0 : bits; i > 1; --i) {
            // Unlike std::shuffle the same everywhere; the bias of 2^-32 i harms nobody.
            std::swap(order[i - 1], order[((random() >> 32) * i) >> 32]);
        }
        for (std::uint32_t i = 0; i < bits; ++i) {
            m_places[pass][order[i]] = i;
        }
    }
}

ShuffledBits::ShuffledBits(const Shuffles& shuffles, SecretBytes memory)
    : m_shuffles(&shuffles)
    , m_words(words_for(shuffles.bits()))
    , m_memory(std::move(memory))
{}

Expected<ShuffledBits> ShuffledBits::make(const Shuffles& shuffles, ByteView bits)
{
    const std::size_t words = words_for(shuffles.bits());
    auto memory = SecretBytes::allocate(words * shuffles.passes() * 8);
    if (!memory) {
        return fail(std::move(memory));
    }
    ShuffledBits made(shuffles, std::move(*memory));
    std::memcpy(made.words(0).data(), bits.data(), std::min(bits.size(), words * 8));
    if (const std::size_t rest = shuffles.bits() % 64; rest != 0) {
        made.words(0).back() &= (std::uint64_t{1} << rest) - 1;
    }
    return made;
}

Words ShuffledBits::words(std::size_t pass)
{
    auto* all = reinterpret_cast<std::uint64_t*>(m_memory.span().data());
    return {all + pass * m_words, m_words};
}

ConstWords ShuffledBits::words(std::size_t pass) const
{
    const auto* all = reinterpret_cast<const std::uint64_t*>(m_memory.view().data());
    return {all + pass * m_words, m_words};
}

void ShuffledBits::prepare(std::size_t pass)
{
    m_prepared = std::max(m_prepared, pass + 1);
    if (pass == 0) {
        return;
    }
    const ConstWords from = words(0);
    const Words to = words(pass);
    const auto order = m_shuffles->order(pass);
    for (std::size_t w = 0; w < m_words; ++w) {
        const std::size_t end = std::min<std::size_t>(64, order.size() - w * 64);
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < end; ++i) {
            const std::uint32_t bit = order[w * 64 + i];
            word |= (from[bit / 64] >> (bit % 64) & 1) << i;
        }
        to[w] = word;
    }
}

bool ShuffledBits::parity(std::size_t pass, std::size_t first, std::size_t count) const
{
    const ConstWords all = words(pass);
    const std::size_t last = first + count - 1;
    const std::uint64_t from = ~std::uint64_t{0} << (first % 64);
    const std::uint64_t to = ~std::uint64_t{0} >> (63 - last % 64);
    if (first / 64 == last / 64) {
        return (std::popcount(all[first / 64] & from & to) & 1) != 0;
    }
    std::uint64_t sum = (all[first / 64] & from) ^ (all[last / 64] & to);
    for (std::size_t w = first / 64 + 1; w < last / 64; ++w) {
        sum ^= all[w];
    }
    return (std::popcount(sum) & 1) != 0;
}

void ShuffledBits::flip(std::size_t bit)
{
    for (std::size_t pass = 0; pass < m_prepared; ++pass) {
        const std::uint32_t place = m_shuffles->places(pass)[bit];
        words(pass)[place / 64] ^= std::uint64_t{1} << (place % 64);
    }
}

ByteView ShuffledBits::bytes() const
{
    return m_memory.view().first((m_shuffles->bits() + 7) / 8);
}

bool Reference::answer(const Question& question)
{
    for (; m_prepared <= question.pass; ++m_prepared) {
        m_bits.prepare(m_prepared);
    }
    ++m_leaked;
    return m_bits.parity(question.pass, question.first, question.count);
}

Corrector::Corrector(ShuffledBits bits, Schedule schedule)
    : m_bits(std::move(bits))
    , m_schedule(std::move(schedule))
{}

namespace {

/// Blocks larger than this part of the string count as large.
constexpr std::size_t k_large = 8;
/// After so many rounds a round costs more than some parities that may turn out to be needless:
/// with few blocks open, two steps of the search are asked at once, and the next pass is begun.
constexpr std::size_t k_patient = 145;
constexpr std::size_t k_few = 3;

/// Both quarters that may be wanted next.
void ask_quarters(
    std::uint32_t pass, std::uint32_t first, std::uint32_t count, std::vector<Question>& questions)
{
    const std::uint32_t left = count / 2;
    const std::uint32_t right = count - left;
    if (left >= 2) {
        questions.push_back({pass, first, left / 2});
    }
    if (right >= 2) {
        questions.push_back({pass, first + left, right / 2});
    }
}

} // namespace

std::vector<Question> Corrector::next_pass()
{
    std::vector<Question> questions;
    const auto open = [&] { return !is_hopeless() && m_pieces.size() < passes(); };
    if (open()) {
        begin_pass(questions);
    }
    // Passes of two blocks tell one parity each: they are begun in one round. Not beside the first
    // one, whose answers tell the parity of the whole string.
    const std::size_t two = half(m_bits.shuffles().bits());
    while (m_pieces.size() > 1 && open() && m_schedule[m_pieces.size()] == two &&
           m_schedule[m_pieces.size() - 1] == two) {
        begin_pass(questions);
    }
    return questions;
}

std::size_t Corrector::passes() const
{
    return std::min(m_schedule.size(), m_bits.shuffles().passes());
}

void Corrector::begin_pass(std::vector<Question>& questions)
{
    const std::size_t pass = m_pieces.size();
    m_bits.prepare(pass);
    const std::size_t words = words_for(m_bits.shuffles().bits());
    m_pieces.push_back({std::vector<std::uint64_t>(words), std::vector<std::uint64_t>(words)});
    const std::size_t bits = m_bits.shuffles().bits();
    // One piece, as odd as the string is by the parities of the first pass; each answer cuts a
    // block off it.
    put(m_pieces[pass].begins, 0, true);
    put(m_pieces[pass].odd, 0, pass > 0 && is_odd());
    for (std::size_t first = 0; first < bits; first += m_schedule[pass]) {
        const std::size_t count = std::min(m_schedule[pass], bits - first);
        questions.push_back({static_cast<std::uint32_t>(pass),
            static_cast<std::uint32_t>(first),
            static_cast<std::uint32_t>(count)});
    }
    if (pass > 0) {
        questions.pop_back(); // the whole string's parity is known by now: it tells the last one's
    }
}

bool Corrector::is_odd() const
{
    std::uint64_t sum = 0;
    for (const std::uint64_t word : m_pieces.front().odd) {
        sum ^= word;
    }
    return (std::popcount(sum) & 1) != 0;
}

std::size_t Corrector::begin_of(std::size_t pass, std::size_t place) const
{
    const auto& begins = m_pieces[pass].begins;
    std::size_t w = place / 64;
    std::uint64_t word = begins[w] & (~std::uint64_t{0} >> (63 - place % 64));
    while (word == 0) {
        word = begins[--w];
    }
    return w * 64 + 63 - static_cast<std::size_t>(std::countl_zero(word));
}

std::size_t Corrector::end_of(std::size_t pass, std::size_t first) const
{
    const auto& begins = m_pieces[pass].begins;
    std::size_t w = first / 64;
    std::uint64_t word = begins[w] & (first % 64 == 63 ? 0 : ~std::uint64_t{0} << (first % 64 + 1));
    while (word == 0) {
        if (++w == begins.size()) {
            return m_bits.shuffles().bits();
        }
        word = begins[w];
    }
    return w * 64 + static_cast<std::size_t>(std::countr_zero(word));
}

bool Corrector::still_odd(const Odd& one) const
{
    const Pieces& pieces = m_pieces[one.pass];
    return get(pieces.begins, one.first) && get(pieces.odd, one.first) &&
           end_of(one.pass, one.first) == one.first + one.count;
}

void Corrector::set(std::size_t pass, std::size_t first, std::size_t end, bool odd)
{
    put(m_pieces[pass].odd, first, odd);
    if (odd) {
        m_odd.push({static_cast<std::uint32_t>(end - first),
            static_cast<std::uint32_t>(pass),
            static_cast<std::uint32_t>(first)});
    }
}

void Corrector::turn(std::size_t pass, std::size_t place)
{
    const std::size_t first = begin_of(pass, place);
    set(pass, first, end_of(pass, first), !get(m_pieces[pass].odd, first));
}

void Corrector::mend(std::size_t pass, std::size_t place)
{
    const std::uint32_t bit = m_bits.shuffles().order(pass)[place];
    m_bits.flip(bit);
    ++m_corrected;
    for (std::size_t other = 0; other < m_pieces.size(); ++other) {
        turn(other, m_bits.shuffles().places(other)[bit]);
    }
}

void Corrector::mend_single_ones()
{
    while (
        !m_odd.empty() && !is_hopeless() && (m_odd.top().count == 1 || !still_odd(m_odd.top()))) {
        const Odd one = m_odd.top();
        m_odd.pop();
        if (still_odd(one)) {
            mend(one.pass, one.first);
        }
    }
}

std::optional<Question> Corrector::smallest()
{
    mend_single_ones();
    if (m_odd.empty() || is_hopeless()) {
        return std::nullopt;
    }
    const Odd one = m_odd.top();
    return Question{one.pass, one.first, one.count / 2};
}

std::vector<Corrector::Odd> Corrector::open_ones()
{
    mend_single_ones();
    std::vector<Odd> open;
    if (is_hopeless()) {
        return open;
    }
    for (; !m_odd.empty(); m_odd.pop()) {
        if (still_odd(m_odd.top())) {
            open.push_back(m_odd.top());
        }
    }
    const auto key = [](const Odd& one) { return std::pair(one.pass, one.first); };
    std::sort(
        open.begin(), open.end(), [&](const Odd& a, const Odd& b) { return key(a) < key(b); });
    open.erase(
        std::unique(
            open.begin(), open.end(), [&](const Odd& a, const Odd& b) { return key(a) == key(b); }),
        open.end());
    for (const Odd& one : open) {
        m_odd.push(one);
    }
    return open;
}

std::vector<Question> Corrector::all()
{
    std::vector<Odd> open = open_ones();
    // Large blocks of several passes mostly hold the same error: only the smallest is searched.
    const std::size_t large = m_bits.shuffles().bits() / k_large;
    const auto first_large = std::partition(
        open.begin(), open.end(), [&](const Odd& one) { return one.count <= large; });
    if (first_large != open.end()) {
        std::iter_swap(first_large, std::max_element(first_large, open.end()));
        open.erase(first_large + 1, open.end());
    }
    std::vector<Question> questions;
    for (const Odd& one : open) {
        questions.push_back({one.pass, one.first, one.count / 2});
    }
    if (++m_rounds > k_patient && open.size() <= k_few) {
        for (const Odd& one : open) {
            ask_quarters(one.pass, one.first, one.count, questions);
        }
        const auto begun = next_pass();
        questions.insert(questions.end(), begun.begin(), begun.end());
    }
    return questions;
}

void Corrector::learn(const Question& question, bool parity)
{
    const std::size_t end = end_of(question.pass, question.first);
    const std::size_t middle = question.first + question.count;
    const bool odd = parity != m_bits.parity(question.pass, question.first, question.count);
    if (middle == end) {
        set(question.pass, question.first, end, odd);
        return;
    }
    const bool whole = get(m_pieces[question.pass].odd, question.first);
    put(m_pieces[question.pass].begins, middle, true);
    set(question.pass, question.first, middle, odd);
    set(question.pass, middle, end, odd != whole);
}

} // namespace satpad::keyclient::satellite
