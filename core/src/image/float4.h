// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

/// Four floats at a time, by the compiler's vector extension. Every x86-64 has them, and sums kept
/// in four lanes come out the same whatever the compiler makes of the loop around them.
namespace satpad::core::image {

using Float4 = float __attribute__((vector_size(16)));
using Int4 = std::int32_t __attribute__((vector_size(16)));
inline constexpr std::size_t k_lanes = 4;

/// Four floats from anywhere; no alignment is asked.
[[nodiscard]] inline Float4 load4(const float* from) noexcept
{
    Float4 value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

inline void store4(float* to, Float4 value) noexcept
{
    std::memcpy(to, &value, sizeof value);
}

[[nodiscard]] inline Float4 bits_where(Float4 value, Int4 mask) noexcept
{
    Int4 bits;
    std::memcpy(&bits, &value, sizeof bits);
    bits &= mask;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

[[nodiscard]] inline Float4 absolute(Float4 value) noexcept
{
    constexpr std::int32_t k_all_but_sign = 0x7FFFFFFF;
    return bits_where(value, Int4{k_all_but_sign, k_all_but_sign, k_all_but_sign, k_all_but_sign});
}

/// Lanes below zero become zero.
[[nodiscard]] inline Float4 at_least_zero(Float4 value) noexcept
{
    return bits_where(value, value > Float4{});
}

} // namespace satpad::core::image
