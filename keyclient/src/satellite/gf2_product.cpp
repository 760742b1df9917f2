// SPDX-License-Identifier: GPL-3.0-or-later
#include "gf2_product.h"

#include <satpad/keyclient/satellite/toeplitz.h>

#include <array>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace satpad::keyclient::satellite {

namespace {

struct Wide
{
    std::uint64_t low = 0;
    std::uint64_t high = 0;
};

/// Shifts and masks only: no table whose access would tell what the key is.
Wide multiply(std::uint64_t a, std::uint64_t b)
{
    Wide product;
    for (unsigned i = 0; i < 64; ++i) {
        const std::uint64_t mask = 0 - ((b >> i) & 1);
        product.low ^= (a << i) & mask;
        product.high ^= (i == 0 ? 0 : a >> (64 - i)) & mask;
    }
    return product;
}

/// Puts diagonal i + j = d of the product into its two words, as far as they lie in [n, 2n).
void put(std::uint64_t* out, std::size_t d, std::size_t n, const Wide& sum)
{
    if (d >= n) {
        out[d - n] ^= sum.low;
    }
    if (d + 1 < 2 * n) {
        out[d + 1 - n] ^= sum.high;
    }
}

} // namespace

void middle_product_portable(
    std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::size_t n)
{
    for (std::size_t d = n - 1; d < 2 * n; ++d) {
        Wide sum;
        for (std::size_t j = 0; j < n; ++j) {
            const Wide one = multiply(a[d - j], b[j]);
            sum.low ^= one.low;
            sum.high ^= one.high;
        }
        put(out, d, n, sum);
    }
}

#if defined(__x86_64__)

bool has_carryless_multiply() noexcept
{
    return __builtin_cpu_supports("pclmul") != 0;
}

// Two words at once: of the pairs (a[i], a[i+1]) and (b[j], b[j+1]) the crossed products lie on one
// diagonal.
__attribute__((target("pclmul"))) void middle_product_clmul(
    std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::size_t n)
{
    const auto load = [](const std::uint64_t* from) __attribute__((always_inline))
    {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    };
    for (std::size_t d = n - 1; d < 2 * n; ++d) {
        __m128i even = _mm_setzero_si128();
        __m128i odd = _mm_setzero_si128();
        for (std::size_t j = 0; j < n; j += 2) {
            const __m128i left = load(a + d - j - 1);
            const __m128i right = load(b + j);
            even = _mm_xor_si128(even, _mm_clmulepi64_si128(left, right, 0x01));
            odd = _mm_xor_si128(odd, _mm_clmulepi64_si128(left, right, 0x10));
        }
        alignas(16) std::array<std::uint64_t, 2> sum{};
        _mm_store_si128(reinterpret_cast<__m128i*>(sum.data()), _mm_xor_si128(even, odd));
        put(out, d, n, {sum[0], sum[1]});
    }
}

#else

bool has_carryless_multiply() noexcept
{
    return false;
}
void middle_product_clmul(
    std::uint64_t* out, const std::uint64_t* a, const std::uint64_t* b, std::size_t n)
{
    middle_product_portable(out, a, b, n);
}

#endif

std::size_t middle_product_scratch(std::size_t n)
{
    std::size_t words = 0;
    for (; n > k_small_product; n /= 2) {
        words += 3 * n; // two sums of n, one of n/2, one product of n/2
    }
    return words;
}

// With a = a0 + a1 x + a2 x² + a3 x³ and b = b0 + b1 x in blocks of half the size, and MP(u v, w)
// the middle of (u + v x)·w:
//   lower half of the result = MP(a0 a1, b1) + MP(a1 a2, b0) = α + β
//   upper half               = MP(a1 a2, b1) + MP(a2 a3, b0) = γ + β
//   α = MP(a0 a1 + a1 a2, b1), β = MP(a1 a2, b0 + b1), γ = MP(a1 a2 + a2 a3, b0)
void add_middle_product(Words out, ConstWords a, ConstWords b, Words scratch, MiddleProduct small)
{
    const std::size_t n = b.size();
    if (n <= k_small_product) {
        small(out.data(), a.data(), b.data(), n);
        return;
    }
    const std::size_t half = n / 2;
    const Words early = scratch.subspan(0, n);
    const Words late = scratch.subspan(n, n);
    const Words sum = scratch.subspan(2 * n, half);
    const Words middle = scratch.subspan(2 * n + half, half);
    const Words rest = scratch.subspan(3 * n);
    for (std::size_t i = 0; i < n; ++i) {
        early[i] = a[i] ^ a[i + half];
        late[i] = a[i + half] ^ a[i + n];
    }
    for (std::size_t i = 0; i < half; ++i) {
        sum[i] = b[i] ^ b[i + half];
        middle[i] = 0;
    }
    add_middle_product(middle, a.subspan(half, n), sum, rest, small);
    add_middle_product(out.first(half), early, b.subspan(half), rest, small);
    add_middle_product(out.subspan(half), late, b.first(half), rest, small);
    for (std::size_t i = 0; i < half; ++i) {
        out[i] ^= middle[i];
        out[i + half] ^= middle[i];
    }
}

} // namespace satpad::keyclient::satellite
