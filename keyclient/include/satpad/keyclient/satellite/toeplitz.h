// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/secret.h>

/// Privacy amplification: a Toeplitz matrix over GF(2), drawn at random and told to both parties,
/// presses a partly known string into a shorter one that is not. Exact arithmetic.
/// Sources: Krawczyk, CRYPTO '94 (Toeplitz hashing); Tomamichel et al., Nat. Commun. 3, 634 (2012).
namespace satpad::keyclient::satellite {

/// Carry-less multiplication by the processor's instruction where it has one, or by shifts.
enum class Arithmetic
{
    best,
    portable
};

/// Bit i of a string is bit i % 8 of byte i / 8, the lowest one first.
/// Output bit i is the XOR over j of seed bit (i + input_bits - 1 - j) and input bit j, for i below
/// `output_bits`; the last byte is filled up with zeros. `seed` holds input_bits + output_bits - 1
/// bits. Time grows like n^1.58 of the shorter side. Threads: const; any number at once.
/// Errors: Errc::invalid_argument (no bits, more out than in, too few bytes in `input` or `seed`,
/// more than 2^26 bits in), Errc::io_failed (memory cannot be locked).
[[nodiscard]] core::Expected<core::SecretBytes> toeplitz_hash(core::ByteView input,
    std::uint64_t input_bits,
    core::ByteView seed,
    std::uint64_t output_bits,
    Arithmetic arithmetic = Arithmetic::best);

/// Whether this processor multiplies without carries by itself.
[[nodiscard]] bool has_carryless_multiply() noexcept;

} // namespace satpad::keyclient::satellite
