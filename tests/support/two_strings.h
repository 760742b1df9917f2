// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "satellite/cascade.h"

#include <algorithm>
#include <random>

/// Two strings that differ in a few places, and both ways to make them equal, with both parties here.
namespace satpad::test {

using namespace satpad::core;
using namespace satpad::keyclient::satellite;

struct Strings
{
    Bytes right;
    Bytes wrong;
    std::size_t errors = 0;
};

inline Strings strings(std::mt19937_64& random, std::size_t bits, double qber)
{
    Strings made{Bytes((bits + 7) / 8), {}, 0};
    for (std::byte& byte : made.right) {
        byte = static_cast<std::byte>(random() & 0xFF);
    }
    if (bits % 8 != 0) {
        made.right.back() &= static_cast<std::byte>((1U << bits % 8) - 1);
    }
    made.wrong = made.right;
    std::bernoulli_distribution flips(qber);
    for (std::size_t i = 0; i < bits; ++i) {
        if (flips(random)) {
            made.wrong[i / 8] ^= static_cast<std::byte>(1U << i % 8);
            ++made.errors;
        }
    }
    return made;
}

struct Outcome
{
    bool equal = false;
    std::uint64_t leaked = 0;
    std::size_t rounds = 0;
    std::uint64_t corrected = 0;
};

inline bool same(ByteView a, ByteView b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

/// One question at a time.
inline Outcome one_by_one(Reference& reference, Corrector& corrector)
{
    for (auto begin = corrector.next_pass(); !begin.empty(); begin = corrector.next_pass()) {
        for (const Question& question : begin) {
            corrector.learn(question, reference.answer(question));
        }
        while (const auto question = corrector.smallest()) {
            corrector.learn(*question, reference.answer(*question));
        }
    }
    return {
        same(reference.bytes(), corrector.bytes()), reference.leaked(), 0, corrector.corrected()};
}

/// All open questions at once; a round is a message there and one back.
inline Outcome batched(Reference& reference, Corrector& corrector)
{
    Outcome outcome;
    const auto ask = [&](const std::vector<Question>& questions) {
        ++outcome.rounds;
        for (const Question& question : questions) {
            corrector.learn(question, reference.answer(question));
        }
    };
    for (auto begin = corrector.next_pass(); !begin.empty(); begin = corrector.next_pass()) {
        ask(begin);
        for (auto open = corrector.all(); !open.empty(); open = corrector.all()) {
            ask(open);
        }
    }
    return {same(reference.bytes(), corrector.bytes()),
        reference.leaked(),
        outcome.rounds,
        corrector.corrected()};
}

using Way = Outcome (*)(Reference&, Corrector&);

} // namespace satpad::test
