// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "encoder.h"

namespace satpad::core::image {

/// Below this no picture is tried. JPEG XL takes about 90 bytes for any lossy picture, 158 for
/// 16-bit alpha.
inline constexpr std::uint64_t k_smallest_budget = 128;

/// An encoding within the budget. These very bytes are sent: encoding again could differ.
struct Found
{
    Bytes payload;
    std::uint32_t width = 0; ///< of the encoded picture
    std::uint32_t height = 0;
    double knob = 0; ///< 0 when lossless
    bool lossless = false;
};

/// Finds the fullest encoding of `source` in at most `budget` bytes: lossless when that fits, else
/// shrunk to about 0.6 bit per pixel (never enlarged) and the knob turned until 97.5 to 100 % are
/// used. `encodes` counts the encodings. `progress` is asked before each; its error ends the
/// search. Errors: Errc::limit_exceeded (no encoding is that small; says what is), the encoder's,
/// progress's.
[[nodiscard]] Expected<Found> find_fit(const Encoder& encoder,
    const Pixels& source,
    std::uint64_t budget,
    const PlanProgress& progress,
    int& encodes);

} // namespace satpad::core::image
