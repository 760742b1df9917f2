// SPDX-License-Identifier: GPL-3.0-or-later
#include "qr_code.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

namespace satpad::gui {
namespace {

using Byte = std::uint8_t;

/// GF(256) with x^8 + x^4 + x^3 + x^2 + 1 (0x11D), generator 2.
struct Field
{
    std::array<Byte, 510> exp{};
    std::array<int, 256> log{};
    constexpr Field()
    {
        unsigned value = 1;
        for (std::size_t i = 0; i < 255; ++i) {
            exp[i] = exp[i + 255] = static_cast<Byte>(value);
            log[value] = static_cast<int>(i);
            value = (value << 1) ^ ((value >> 7) * 0x11DU);
        }
    }
    [[nodiscard]] constexpr Byte times(Byte a, Byte b) const
    {
        return a == 0 || b == 0 ? Byte{0} : exp[static_cast<std::size_t>(log[a] + log[b])];
    }
    [[nodiscard]] constexpr Byte power(int exponent) const
    {
        return exp[static_cast<std::size_t>(((exponent % 255) + 255) % 255)];
    }
    [[nodiscard]] constexpr Byte inverse(Byte a) const { return power(255 - log[a]); }
};
constexpr Field k_field;

/// Lowest coefficient first.
Byte valueAt(std::span<const Byte> polynomial, Byte x)
{
    Byte sum = 0;
    for (auto at = polynomial.rbegin(); at != polynomial.rend(); ++at) {
        sum = static_cast<Byte>(k_field.times(sum, x) ^ *at);
    }
    return sum;
}

/// Berlekamp and Massey: the polynomial whose roots tell where the errors are.
std::vector<Byte> locatorOf(const std::vector<Byte>& syndromes)
{
    std::vector<Byte> locator{1};
    std::vector<Byte> before{1};
    std::size_t errors = 0;
    std::size_t shift = 1;
    Byte last = 1;
    for (std::size_t n = 0; n < syndromes.size(); ++n) {
        Byte gap = syndromes[n];
        for (std::size_t i = 1; i <= errors && i < locator.size(); ++i) {
            gap ^= k_field.times(locator[i], syndromes[n - i]);
        }
        if (gap == 0) {
            ++shift;
            continue;
        }
        std::vector<Byte> next = locator;
        next.resize(std::max(next.size(), before.size() + shift));
        const Byte scale = k_field.times(gap, k_field.inverse(last));
        for (std::size_t i = 0; i < before.size(); ++i) {
            next[i + shift] ^= k_field.times(scale, before[i]);
        }
        if (2 * errors <= n) {
            errors = n + 1 - errors;
            before = std::move(locator);
            last = gap;
            shift = 1;
        } else {
            ++shift;
        }
        locator = std::move(next);
    }
    locator.resize(errors + 1);
    return locator;
}

/// Reed and Solomon, Forney's rule for the values. False: too many errors.
bool correct(std::vector<Byte>& block, std::size_t checks)
{
    std::vector<Byte> syndromes(checks);
    const std::vector<Byte> reversed(block.rbegin(), block.rend());
    for (std::size_t i = 0; i < checks; ++i) {
        syndromes[i] = valueAt(reversed, k_field.power(static_cast<int>(i)));
    }
    if (std::ranges::all_of(syndromes, [](Byte each) { return each == 0; })) {
        return true;
    }
    const std::vector<Byte> locator = locatorOf(syndromes);
    const std::size_t errors = locator.size() - 1;
    if (2 * errors > checks) {
        return false;
    }
    std::vector<Byte> evaluator(checks);
    for (std::size_t i = 0; i < checks; ++i) {
        for (std::size_t j = 0; j <= std::min(i, errors); ++j) {
            evaluator[i] ^= k_field.times(locator[j], syndromes[i - j]);
        }
    }
    std::size_t found = 0;
    for (std::size_t place = 0; place < block.size(); ++place) { // place: power of x
        const Byte root = k_field.power(-static_cast<int>(place));
        if (valueAt(locator, root) != 0) {
            continue;
        }
        ++found;
        Byte slope = 0; // the formal derivative has the odd terms only
        for (std::size_t i = 1; i < locator.size(); i += 2) {
            slope ^= k_field.times(locator[i], k_field.power(-static_cast<int>(place * (i - 1))));
        }
        if (slope == 0) {
            return false;
        }
        const Byte value =
            k_field.times(k_field.times(valueAt(evaluator, root), k_field.inverse(slope)),
                k_field.power(static_cast<int>(place)));
        block[block.size() - 1 - place] ^= value;
    }
    return found == errors;
}

enum Level
{
    low,
    medium,
    quartile,
    high
};
constexpr std::array<Level, 4> k_levelOfBits{medium, low, high, quartile};

/// ISO/IEC 18004 table 9, by level and version: check words of a block, blocks.
constexpr std::array<std::array<Byte, k_qrMostVersion + 1>, 4> k_checks{{
    {0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28},
    {0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26},
    {0, 13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30},
    {0, 17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28},
}};
constexpr std::array<std::array<Byte, k_qrMostVersion + 1>, 4> k_blocks{{
    {0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8},
    {0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16},
    {0, 1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20},
    {0, 1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25},
}};

struct Format
{
    Level level = medium;
    unsigned mask = 0;
};

unsigned formatWord(unsigned data)
{
    unsigned rest = data;
    for (int i = 0; i < 10; ++i) {
        rest = (rest << 1) ^ ((rest >> 9) * 0x537U);
    }
    return ((data << 10) | rest) ^ 0x5412U;
}

/// Both copies count; up to three bits of fifteen may be wrong.
std::optional<Format> formatOf(const QrModules& code)
{
    const int side = code.side;
    std::array<unsigned, 2> read{};
    for (int i = 0; i < 15; ++i) {
        const bool near = i < 6    ? code.at(8, i)
                          : i == 6 ? code.at(8, 7)
                          : i == 7 ? code.at(8, 8)
                          : i == 8 ? code.at(7, 8)
                                   : code.at(14 - i, 8);
        const bool far = i < 8 ? code.at(side - 1 - i, 8) : code.at(8, side - 15 + i);
        read[0] |= static_cast<unsigned>(near) << i;
        read[1] |= static_cast<unsigned>(far) << i;
    }
    int least = 4;
    unsigned best = 0;
    for (unsigned data = 0; data < 32; ++data) {
        for (const unsigned word : read) {
            if (const int wrong = std::popcount(word ^ formatWord(data)); wrong < least) {
                least = wrong;
                best = data;
            }
        }
    }
    if (least > 3) {
        return std::nullopt;
    }
    return Format{k_levelOfBits[best >> 3], best & 7U};
}

std::vector<int> alignmentsOf(int version)
{
    if (version == 1) {
        return {};
    }
    const int count = version / 7 + 2;
    const int step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
    std::vector<int> places{6};
    for (int i = count - 2; i >= 0; --i) {
        places.push_back(version * 4 + 10 - i * step);
    }
    return places;
}

/// Modules that carry no text: finders, formats, timing, alignment, version.
std::vector<bool> reservedOf(int version)
{
    const int side = 17 + 4 * version;
    std::vector<bool> made(static_cast<std::size_t>(side * side));
    const auto reserve = [&](int left, int top, int width, int height) {
        for (int y = top; y < top + height; ++y) {
            for (int x = left; x < left + width; ++x) {
                made[static_cast<std::size_t>(y * side + x)] = true;
            }
        }
    };
    reserve(0, 0, 9, 9);
    reserve(side - 8, 0, 8, 9);
    reserve(0, side - 8, 9, 8);
    reserve(6, 0, 1, side);
    reserve(0, 6, side, 1);
    const std::vector<int> places = alignmentsOf(version);
    for (const int x : places) {
        for (const int y : places) {
            const bool isFinder = (x == 6 && y == 6) || (x == 6 && y == places.back()) ||
                                  (y == 6 && x == places.back());
            if (!isFinder) {
                reserve(x - 2, y - 2, 5, 5);
            }
        }
    }
    if (version >= 7) {
        reserve(side - 11, 0, 3, 6);
        reserve(0, side - 11, 6, 3);
    }
    return made;
}

bool isMasked(unsigned mask, int x, int y)
{
    switch (mask) {
    case 0:
        return (x + y) % 2 == 0;
    case 1:
        return y % 2 == 0;
    case 2:
        return x % 3 == 0;
    case 3:
        return (x + y) % 3 == 0;
    case 4:
        return (x / 3 + y / 2) % 2 == 0;
    case 5:
        return x * y % 2 + x * y % 3 == 0;
    case 6:
        return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
        return ((x + y) % 2 + x * y % 3) % 2 == 0;
    }
}

std::vector<Byte> wordsOf(const QrModules& code, int version, unsigned mask)
{
    const std::vector<bool> reserved = reservedOf(version);
    std::vector<Byte> words;
    unsigned word = 0;
    int bits = 0;
    const int side = code.side;
    for (int right = side - 1; right >= 1; right -= 2) {
        right = right == 6 ? 5 : right;
        const bool isUpward = ((right + 1) & 2) == 0;
        for (int step = 0; step < 2 * side; ++step) {
            const int x = right - step % 2;
            const int y = isUpward ? side - 1 - step / 2 : step / 2;
            if (reserved[static_cast<std::size_t>(y * side + x)]) {
                continue;
            }
            word = (word << 1) | static_cast<unsigned>(code.at(x, y) != isMasked(mask, x, y));
            if (++bits == 8) {
                words.push_back(static_cast<Byte>(word));
                word = 0;
                bits = 0;
            }
        }
    }
    return words;
}

/// Blocks come one word of each in turn; the last ones may be a word longer.
std::optional<std::vector<Byte>> correctedData(
    const std::vector<Byte>& words, int version, Level level)
{
    const std::size_t checks = k_checks[level][static_cast<std::size_t>(version)];
    const std::size_t count = k_blocks[level][static_cast<std::size_t>(version)];
    const std::size_t shorter = words.size() / count;
    const std::size_t shortOnes = count - words.size() % count;
    std::vector<std::vector<Byte>> blocks(count);
    auto next = words.begin();
    for (std::size_t row = 0; row <= shorter; ++row) {
        for (std::size_t block = 0; block < count; ++block) {
            if ((row != shorter - checks || block >= shortOnes) && next != words.end()) {
                blocks[block].push_back(*next++);
            }
        }
    }
    std::vector<Byte> data;
    for (std::vector<Byte>& block : blocks) {
        if (!correct(block, checks)) {
            return std::nullopt;
        }
        data.insert(data.end(), block.begin(), block.end() - static_cast<std::ptrdiff_t>(checks));
    }
    return data;
}

class BitReader
{
public:
    explicit BitReader(const std::vector<Byte>& bytes)
        : m_bytes(bytes)
    {}
    [[nodiscard]] std::size_t left() const { return m_bytes.size() * 8 - m_at; }
    /// Zeros after the end.
    unsigned take(unsigned bits)
    {
        unsigned value = 0;
        for (; bits > 0; --bits) {
            const bool one =
                left() > 0 &&
                ((static_cast<unsigned>(m_bytes[m_at / 8]) >> (7 - m_at % 8)) & 1U) != 0;
            m_at += left() > 0 ? 1U : 0U;
            value = (value << 1) | static_cast<unsigned>(one);
        }
        return value;
    }

private:
    const std::vector<Byte>& m_bytes;
    std::size_t m_at = 0;
};

constexpr std::string_view k_alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

void takeLetters(BitReader& bits, unsigned count, std::string& text)
{
    for (; count >= 2 && bits.left() >= 11; count -= 2) {
        const unsigned pair = bits.take(11) % (45 * 45);
        text += k_alphabet[pair / 45];
        text += k_alphabet[pair % 45];
    }
    if (count == 1) {
        text += k_alphabet[bits.take(6) % 45];
    }
}

void takeDigits(BitReader& bits, unsigned count, std::string& text)
{
    while (count > 0 && bits.left() >= 4) {
        const unsigned digits = std::min(count, 3U);
        std::string group = std::to_string(bits.take(3 * digits + 1));
        text += std::string(group.size() < digits ? digits - group.size() : 0, '0') + group;
        count -= digits;
    }
}

} // namespace

std::optional<std::string> qrTextOf(const std::vector<Byte>& words, int version)
{
    BitReader bits(words);
    const bool isLong = version >= 10;
    std::string text;
    while (bits.left() >= 4) {
        switch (bits.take(4)) {
        case 0: // the end
            return text;
        case 1:
            takeDigits(bits, bits.take(isLong ? 12 : 10), text);
            break;
        case 2:
            takeLetters(bits, bits.take(isLong ? 11 : 9), text);
            break;
        case 4:
            for (unsigned count = bits.take(isLong ? 16 : 8); count > 0 && bits.left() >= 8;
                 --count) {
                text += static_cast<char>(bits.take(8));
            }
            break;
        case 7: // a character set is named: a card has one only
            bits.take(8);
            break;
        default:
            return std::nullopt;
        }
    }
    return text;
}

std::optional<std::string> decodeQr(const QrModules& code)
{
    const int version = (code.side - 17) / 4;
    if (version < 1 || version > k_qrMostVersion || code.side != 17 + 4 * version ||
        code.dark.size() != static_cast<std::size_t>(code.side * code.side)) {
        return std::nullopt;
    }
    const auto format = formatOf(code);
    if (!format) {
        return std::nullopt;
    }
    const auto data = correctedData(wordsOf(code, version, format->mask), version, format->level);
    return data ? qrTextOf(*data, version) : std::nullopt;
}

} // namespace satpad::gui
