// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "codec_fit.h"

namespace satpad::core::image {

/// Below this no picture is tried. A recognisable picture takes more; JPEG XL takes about 90 bytes
/// for any lossy one.
inline constexpr std::uint64_t k_smallest_budget = 128;

struct Fit
{
    Found found;
    int encodes = 0;
    Pixels shown{};   ///< what the receiver will see; none when lossless
    double score = 0; ///< of that, as Reference::score() at the original's size has it
};

/// The best picture of `source` there is in at most `budget` bytes: lossless when that fits, else
/// the better looking of AVIF and JPEG XL, each at its best size (codec_fit.h). One thread a
/// codec (AVIF's encoder, scores and scaling take some of their own); the same bytes on every run. `utmost` takes seconds where it would take less than one:
/// for thumbnails. Errors: Errc::limit_exceeded (no encoding is that small; says what is), the
/// encoders', the decoder child's, what `progress` returned.
[[nodiscard]] Expected<Fit> fit_picture(
    const Pixels& source, std::uint64_t budget, Effort effort, const PlanProgress& progress);

} // namespace satpad::core::image
