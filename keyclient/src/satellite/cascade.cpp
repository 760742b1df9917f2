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

/// Blocks of a power of two are halved evenly, and every step of a search tells a whole bit. The sizes
/// were found by trying: at 0.5, 1, 2, 3 % they tell least of those that stay below 200 rounds.
Schedule batched_schedule(double qber, std::size_t bits)
{
    const auto power_near = [&](double errors) {
        return std::size_t{1} << static_cast<unsigned>(
                   std::max(1L, std::lround(std::log2(errors / sensible(qber)))));
    };
    Schedule sizes{power_near(0.7), power_near(4), 8192};
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
    , m_halves(passes, std::vector<std::uint64_t>(words_for(bits)))
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
        for (std::size_t place = 0; place < half(bits); ++place) {
            put(m_halves[pass], order[place], true);
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
    m_prepared |= 1U << pass;
}

bool ShuffledBits::parity(std::size_t pass, std::size_t first, std::size_t count)
{
    if (!is_prepared(pass)) {
        if (first == 0 && count == half(m_shuffles->bits())) {
            return parity_of_half(pass);
        }
        prepare(pass);
    }
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

bool ShuffledBits::parity_of_half(std::size_t pass) const
{
    const ConstWords all = words(0);
    const ConstWords taken = m_shuffles->first_half(pass);
    std::uint64_t sum = 0;
    for (std::size_t w = 0; w < m_words; ++w) {
        sum ^= all[w] & taken[w];
    }
    return (std::popcount(sum) & 1) != 0;
}

void ShuffledBits::flip(std::size_t bit)
{
    for (std::size_t pass = 0; pass < m_shuffles->passes(); ++pass) {
        if (is_prepared(pass)) {
            const std::uint32_t place = m_shuffles->places(pass)[bit];
            words(pass)[place / 64] ^= std::uint64_t{1} << (place % 64);
        }
    }
}

ByteView ShuffledBits::bytes() const
{
    return m_memory.view().first((m_shuffles->bits() + 7) / 8);
}

bool Reference::answer(const Question& question)
{
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
/// After so many rounds the few blocks still open are not waited for: the third pass is begun beside
/// them, for they are searched one behind the other, each mended bit opening the next block.
constexpr std::size_t k_sooner = 115;
constexpr std::size_t k_few_early = 4;

/// After so many a round costs more than some parities that may turn out to be needless: with few
/// blocks open, several steps of the search are asked at once, and whatever pass is next is begun.
constexpr std::size_t k_patient = 150;

/// Open blocks that count as few, after k_patient rounds.
std::size_t few_after(std::size_t rounds)
{
    constexpr std::size_t k_few = 3;
    constexpr std::size_t k_late = 178;
    return rounds < k_late ? k_few : 5 * k_few;
}

/// Steps of the search in one round, after k_patient: the few frames that still search late hurry the
/// more.
unsigned steps_in_a_round(std::size_t rounds)
{
    constexpr std::size_t k_more_every = 15;
    constexpr std::size_t k_most = 5;
    return static_cast<unsigned>(std::min(k_most, 2 + (rounds - k_patient) / k_more_every));
}

/// All halves that may be wanted in the next `steps` steps, each behind the one it is a part of.
void ask_halves(std::uint32_t pass,
    std::uint32_t first,
    std::uint32_t count,
    unsigned steps,
    std::vector<Question>& questions)
{
    if (count < 2 || steps == 0) {
        return;
    }
    const std::uint32_t left = count / 2;
    questions.push_back({pass, first, left});
    ask_halves(pass, first, left, steps - 1, questions);
    ask_halves(pass, first + left, count - left, steps - 1, questions);
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
    const std::size_t bits = m_bits.shuffles().bits();
    m_pieces.push_back({Marks(bits), std::vector<std::uint64_t>(words_for(bits))});
    // One piece, as odd as the string is by the parities of the first pass; each answer cuts a
    // block off it.
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

bool Corrector::still_odd(const Odd& one) const
{
    const Pieces& pieces = m_pieces[one.pass];
    return get(pieces.odd, one.first) && pieces.begins.after(one.first) == one.first + one.count;
}

void Corrector::set(std::size_t pass, std::size_t first, std::size_t end, bool odd)
{
    put(m_pieces[pass].odd, first, odd);
    if (odd) {
        m_odd.push_back({static_cast<std::uint32_t>(end - first),
            static_cast<std::uint32_t>(pass),
            static_cast<std::uint32_t>(first)});
        std::push_heap(m_odd.begin(), m_odd.end());
    }
}

void Corrector::turn(std::size_t pass, std::size_t place)
{
    const Pieces& pieces = m_pieces[pass];
    const std::size_t first = pieces.begins.at_or_before(place);
    set(pass, first, pieces.begins.after(first), !get(pieces.odd, first));
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
    while (!m_odd.empty() && !is_hopeless() &&
           (m_odd.front().count == 1 || !still_odd(m_odd.front()))) {
        const Odd one = m_odd.front();
        std::pop_heap(m_odd.begin(), m_odd.end());
        m_odd.pop_back();
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
    const Odd& one = m_odd.front();
    return Question{one.pass, one.first, one.count / 2};
}

/// By pass and place, each once.
std::vector<Corrector::Odd> Corrector::open_ones()
{
    mend_single_ones();
    if (is_hopeless()) {
        return {};
    }
    std::erase_if(m_odd, [&](const Odd& one) { return !still_odd(one); });
    const auto key = [](const Odd& one) { return std::uint64_t{one.pass} << 32U | one.first; };
    std::sort(
        m_odd.begin(), m_odd.end(), [&](const Odd& a, const Odd& b) { return key(a) < key(b); });
    m_odd.erase(std::unique(m_odd.begin(),
                    m_odd.end(),
                    [&](const Odd& a, const Odd& b) { return key(a) == key(b); }),
        m_odd.end());
    std::vector<Odd> open = m_odd;
    std::make_heap(m_odd.begin(), m_odd.end());
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
    ++m_rounds;
    const bool hurry = m_rounds > k_patient && open.size() <= few_after(m_rounds);
    const bool third = m_rounds > k_sooner && open.size() <= k_few_early && m_pieces.size() == 2;
    const unsigned steps = hurry ? steps_in_a_round(m_rounds) : 1;
    std::vector<Question> questions;
    for (const Odd& one : open) {
        ask_halves(one.pass, one.first, one.count, steps, questions);
    }
    if (hurry || third) {
        const auto begun = next_pass();
        questions.insert(questions.end(), begun.begin(), begun.end());
    }
    return questions;
}

void Corrector::learn(const Question& question, bool parity)
{
    const std::size_t end = m_pieces[question.pass].begins.after(question.first);
    const std::size_t middle = question.first + question.count;
    const bool odd = parity != m_bits.parity(question.pass, question.first, question.count);
    if (middle == end) {
        set(question.pass, question.first, end, odd);
        return;
    }
    const bool whole = get(m_pieces[question.pass].odd, question.first);
    m_pieces[question.pass].begins.set(middle);
    set(question.pass, question.first, middle, odd);
    set(question.pass, middle, end, odd != whole);
}

} // namespace satpad::keyclient::satellite
