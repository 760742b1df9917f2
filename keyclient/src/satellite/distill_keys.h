// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sifted_frames.h"

/// The last steps, the same at both parties: bounds from announced counts, then privacy
/// amplification. docs/distillation.md, "Estimation" and "Amplification".
namespace satpad::keyclient::satellite {

/// Passes of Cascade: those of the schedules in cascade.h, and two more at a time for a frame that is
/// still wrong then.
inline constexpr std::size_t k_usual_passes = 8;
inline constexpr std::size_t k_extra_passes = 2;
inline constexpr std::size_t k_most_passes = 14;
/// Of one frame: after the usual passes, and after each time that it got more.
inline constexpr std::size_t k_most_checks = 1 + (k_most_passes - k_usual_passes) / k_extra_passes;

/// What the station announces of a basis. Whole numbers.
struct AnnouncedBasis
{
    std::array<std::uint64_t, k_intensities> clicks{};
    std::array<std::uint64_t, k_intensities> errors{};
    std::uint64_t parities = 0;
    std::uint64_t checks = 0;
    std::uint64_t frames = 0; ///< verified
    std::uint64_t dropped = 0;
};

[[nodiscard]] AnnouncedBasis announced(const BasisReport& report);
/// Fills in the bounds, ε and the reason when there is no key. `report.key_bits` is what both bases
/// give, each cut to whole bytes.
void conclude(const DistillParameters& parameters, DistillReport& report);
[[nodiscard]] std::uint64_t key_bits(const BlockBounds& bounds);
/// Bytes of the seed for `input` bits in and `output` bits out.
[[nodiscard]] std::size_t seed_bytes(std::uint64_t input, std::uint64_t output);

/// Of both bases, on average.
[[nodiscard]] double expected_seed_bytes(
    const DistillParameters& parameters, const Sky& sky, const Track& track);

/// Both bases' keys, one behind the other. `seed_z`, `seed_x` of seed_bytes().
[[nodiscard]] core::Expected<core::SecretBytes> amplify(const DistillReport& report,
    std::span<const Frame> z,
    std::span<const Frame> x,
    core::ByteView seed_z,
    core::ByteView seed_x);

/// Words for people.
[[nodiscard]] std::string text_of(NoKey why);

} // namespace satpad::keyclient::satellite
