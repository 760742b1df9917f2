// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

/// The hash two parties compare to see whether a frame became equal.
namespace satpad::keyclient::satellite {

/// Product in GF(2^64) = GF(2)[x] / (x^64 + x^4 + x^3 + x + 1).
[[nodiscard]] std::uint64_t gf64_product(std::uint64_t a, std::uint64_t b) noexcept;

/// The words of `bits` (the last one filled up with zeros) as coefficients of a polynomial without a
/// constant term, at the point `key`. Two different strings of n words have the same hash for at
/// most n of the 2^64 keys, so the key is drawn after the strings are fixed. Source: Stinson, "On the
/// connections between universal hashing, combinatorial designs and error-correcting codes" (1996).
[[nodiscard]] std::uint64_t frame_hash(core::ByteView bits, std::uint64_t key) noexcept;

/// Eight bytes as a number, the lowest first.
[[nodiscard]] std::uint64_t number_of(core::ByteView bytes) noexcept;

} // namespace satpad::keyclient::satellite
