// SPDX-License-Identifier: GPL-3.0-or-later
#include "gf2_product.h"

#include <satpad/core/error.h>
#include <satpad/keyclient/satellite/toeplitz.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace satpad::keyclient::satellite {

using core::ByteView;
using core::Errc;
using core::Expected;
using core::SecretBytes;
using core::Unexpected;

namespace {

constexpr std::uint64_t k_most_bits = std::uint64_t{1} << 26;

std::size_t words_for(std::uint64_t bits)
{
    return static_cast<std::size_t>((bits + 63) / 64);
}

/// How the matrix is cut: blocks of `size` words, `in` of them across and `out` down.
struct Blocks
{
    std::size_t size = 2;
    std::size_t in = 0;
    std::size_t out = 0;
};

/// The size that costs the fewest small products, padding counted.
Blocks choose_blocks(std::size_t words_in, std::size_t words_out)
{
    Blocks best;
    double least = 0;
    for (std::size_t base = k_small_product / 2; base <= k_small_product; base += 2) {
        double cost = static_cast<double>(base * (base + 1));
        for (std::size_t size = base; size <= 2 * words_out + 2 * k_small_product;
             size *= 2, cost *= 3) {
            const Blocks tried{size, (words_in + size - 1) / size, (words_out + size - 1) / size};
            const double all = cost * static_cast<double>(tried.in * tried.out);
            if (least == 0 || all < least) {
                least = all;
                best = tried;
            }
        }
    }
    return best;
}

/// A locked array of words, zero at first.
class SecretWords
{
public:
    static Expected<SecretWords> make(std::size_t count)
    {
        auto bytes = SecretBytes::allocate(std::max<std::size_t>(count, 1) * 8);
        if (!bytes) {
            return fail(std::move(bytes));
        }
        return SecretWords(std::move(*bytes));
    }
    [[nodiscard]] Words words()
    {
        // mmap gives whole pages, so the bytes are aligned for words.
        return {reinterpret_cast<std::uint64_t*>(m_bytes.span().data()), m_bytes.size() / 8};
    }
    [[nodiscard]] core::MutableByteView bytes() { return m_bytes.span(); }

private:
    explicit SecretWords(SecretBytes bytes)
        : m_bytes(std::move(bytes))
    {}
    SecretBytes m_bytes;
};

/// Clears the bits behind the first `bits`.
void cut_to(Words words, std::uint64_t bits)
{
    for (std::size_t i = static_cast<std::size_t>(bits / 64); i < words.size(); ++i) {
        const std::uint64_t kept = i == bits / 64 ? bits % 64 : 0;
        words[i] &= (std::uint64_t{1} << kept) - 1;
    }
}

/// `bits` bits of `from`, behind `shift` zeros.
std::vector<std::uint64_t> shifted(
    ByteView from, std::uint64_t bits, std::uint64_t shift, std::size_t words)
{
    std::vector<std::uint64_t> plain(words_for(bits) + 1);
    std::memcpy(plain.data(), from.data(), static_cast<std::size_t>((bits + 7) / 8));
    cut_to(plain, bits);
    std::vector<std::uint64_t> result(words);
    const std::size_t whole = static_cast<std::size_t>(shift / 64);
    const unsigned rest = static_cast<unsigned>(shift % 64);
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (i + whole < words) {
            result[i + whole] |= plain[i] << rest;
        }
        if (rest != 0 && i + whole + 1 < words) {
            result[i + whole + 1] |= plain[i] >> (64 - rest);
        }
    }
    return result;
}

Expected<void> check(ByteView input, std::uint64_t in, ByteView seed, std::uint64_t out)
{
    if (in == 0 || out == 0 || out > in || in > k_most_bits) {
        return Unexpected(Errc::invalid_argument,
            "privacy amplification of " + std::to_string(in) + " bits to " + std::to_string(out));
    }
    if (input.size() < (in + 7) / 8 || seed.size() < (in + out - 1 + 7) / 8) {
        return Unexpected(
            Errc::invalid_argument, "privacy amplification: input or seed is too short");
    }
    return {};
}

} // namespace

Expected<SecretBytes> toeplitz_hash(ByteView input,
    std::uint64_t input_bits,
    ByteView seed,
    std::uint64_t output_bits,
    Arithmetic arithmetic)
{
    if (auto fits = check(input, input_bits, seed, output_bits); !fits) {
        return fail(std::move(fits));
    }
    const Blocks blocks = choose_blocks(words_for(input_bits), words_for(output_bits));
    auto vector = SecretWords::make(blocks.in * blocks.size);
    auto product = SecretWords::make(blocks.out * blocks.size);
    auto scratch = SecretWords::make(middle_product_scratch(blocks.size));
    for (auto* each : {&vector, &product, &scratch}) {
        if (!*each) {
            return fail(std::move(*each));
        }
    }
    std::memcpy(
        vector->bytes().data(), input.data(), static_cast<std::size_t>((input_bits + 7) / 8));
    cut_to(vector->words(), input_bits);
    // Output bit 0 is coefficient input_bits - 1 of seed·input: moved to where a block begins.
    const std::uint64_t shift = blocks.in * blocks.size * 64 - (input_bits - 1);
    const std::vector<std::uint64_t> row =
        shifted(seed, input_bits + output_bits - 1, shift, (blocks.in + blocks.out) * blocks.size);
    const MiddleProduct small = arithmetic == Arithmetic::best && has_carryless_multiply()
                                    ? middle_product_clmul
                                    : middle_product_portable;
    for (std::size_t q = 0; q < blocks.out; ++q) {
        for (std::size_t p = 0; p < blocks.in; ++p) {
            add_middle_product(product->words().subspan(q * blocks.size, blocks.size),
                ConstWords(row).subspan((blocks.in + q - p - 1) * blocks.size, 2 * blocks.size),
                vector->words().subspan(p * blocks.size, blocks.size),
                scratch->words(),
                small);
        }
    }
    cut_to(product->words(), output_bits);
    return SecretBytes::copy_of(
        core::ByteView(product->bytes()).first(static_cast<std::size_t>((output_bits + 7) / 8)));
}

} // namespace satpad::keyclient::satellite
