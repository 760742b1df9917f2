// SPDX-License-Identifier: GPL-3.0-or-later
#include "frame_hash.h"

#include <algorithm>
#include <cstring>

namespace satpad::keyclient::satellite {

namespace {

constexpr std::uint64_t k_reduction = 0x1B; // x^4 + x^3 + x + 1

} // namespace

std::uint64_t gf64_product(std::uint64_t a, std::uint64_t b) noexcept
{
    std::uint64_t sum = 0;
    for (unsigned i = 64; i-- > 0;) {
        sum = sum << 1U ^ ((sum >> 63U) * k_reduction);
        sum ^= (b >> i & 1U) * a;
    }
    return sum;
}

std::uint64_t frame_hash(core::ByteView bits, std::uint64_t key) noexcept
{
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at < bits.size(); at += 8) {
        const std::uint64_t word =
            number_of(bits.subspan(at, std::min<std::size_t>(8, bits.size() - at)));
        sum = gf64_product(sum ^ word, key);
    }
    return sum;
}

std::uint64_t number_of(core::ByteView bytes) noexcept
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        number |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    }
    return number;
}

} // namespace satpad::keyclient::satellite
