// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/link.h>

#include <array>
#include <cstdint>

/// How many secret bits a block of decoy-state BB84 gives, with every statistical doubt counted.
/// Source: Lim, Curty, Walenta, Xu, Zbinden, PRA 89, 022307 (2014); the Chernoff form of the
/// fluctuations: Yin et al., PRA 101, 062521 (2020). Derivation: docs/distillation.md.
namespace satpad::keyclient::satellite {

/// What was announced of one basis: counts, never a simulation's truth. Real numbers, so that
/// expectations can be asked too.
struct BasisCounts
{
    std::array<double, k_intensities> clicks{}; ///< n: sifted
    std::array<double, k_intensities> errors{}; ///< m

    [[nodiscard]] double all_clicks() const { return clicks[0] + clicks[1] + clicks[2]; }
    [[nodiscard]] double all_errors() const { return errors[0] + errors[1] + errors[2]; }
};

enum class Fluctuation
{
    chernoff,
    hoeffding,
    none ///< for comparison with asymptotic formulas only: no key may be made with it
};

struct SecurityParameters
{
    double secrecy = 1e-10;     ///< ε_sec of the whole block
    double correctness = 1e-15; ///< ε_cor
    Fluctuation fluctuation = Fluctuation::chernoff;
};

/// Why a block gives no key; for people.
enum class NoKey
{
    none,           ///< there is one
    no_clicks,      ///< nothing was sifted
    no_single,      ///< the decoy states show no single photons: multi-photon pulses may carry all
    phase_error,    ///< the bound on the phase error is too high
    leaked_too_much ///< reconciliation and the constants cost more than there is
};

struct BlockBounds
{
    double vacuum = 0;        ///< s0, at least
    double single = 0;        ///< s1, at least
    double single_test = 0;   ///< s1 of the test basis, at least
    double single_errors = 0; ///< v1 of the test basis, at most
    double phase_error = 0.5; ///< φ, at most
    double length = 0;        ///< ℓ before it is cut to whole bits; may be below 0
    NoKey why = NoKey::none;

    [[nodiscard]] std::uint64_t bits() const
    {
        return length >= 1 ? static_cast<std::uint64_t>(length) : 0;
    }
};

/// Binary entropy; 0 outside (0, 1).
[[nodiscard]] double binary_entropy(double probability);

/// Key from basis `key`, phase error from basis `test`. `leaked_bits`: everything reconciliation and
/// verification said aloud about the key basis.
[[nodiscard]] BlockBounds bound_block(const LinkParameters& source,
    const BasisCounts& key,
    const BasisCounts& test,
    double leaked_bits,
    const SecurityParameters& security = {});

/// Both bases serve as key, each tested by the other, half of every ε for each.
struct BothBounds
{
    BlockBounds z;
    BlockBounds x;
    [[nodiscard]] double length() const;
    [[nodiscard]] std::uint64_t bits() const { return z.bits() + x.bits(); }
};
[[nodiscard]] BothBounds bound_both(const LinkParameters& source,
    const BasisCounts& z,
    const BasisCounts& x,
    double leaked_z,
    double leaked_x,
    const SecurityParameters& security = {});

/// For planning: f·n·h2(Q).
[[nodiscard]] double expected_leak(const BasisCounts& counts, double efficiency);

} // namespace satpad::keyclient::satellite
