// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

/// Polynomials over GF(2) as 64-bit words, lowest coefficients first.
namespace satpad::keyclient::satellite {

using Words = std::span<std::uint64_t>;
using ConstWords = std::span<const std::uint64_t>;

/// Words [n, 2n) of a·b for a of 2n words and b of n words, XORed into `out` (n words).
/// The small product that the large one rests on. `n` is even.
using MiddleProduct = void (*)(
    std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::size_t n);
void middle_product_portable(
    std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::size_t n);
/// Only where has_carryless_multiply().
void middle_product_clmul(
    std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::size_t n);

/// Up to this many words the small product is the faster one.
inline constexpr std::size_t k_small_product = 32;

/// Words of scratch that add_middle_product needs for n.
[[nodiscard]] std::size_t middle_product_scratch(std::size_t n);

/// Same as MiddleProduct for n = 2^k times a small even number, by Karatsuba's identity transposed:
/// three products of half the size where the schoolbook has four. Source: Hanrot, Quercia,
/// Zimmermann, "The Middle Product Algorithm", AAECC 14 (2004).
void add_middle_product(Words out, ConstWords a, ConstWords b, Words scratch, MiddleProduct small);

} // namespace satpad::keyclient::satellite
