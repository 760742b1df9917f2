// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "encoder.h"
#include "search_watch.h"

#include <optional>

namespace satpad::core::image {

/// An encoding within the budget. These very bytes are sent: encoding again could differ.
struct Found
{
    Bytes payload;
    Codec codec{};
    std::uint32_t width = 0; ///< of the encoded picture
    std::uint32_t height = 0;
    double knob = 0; ///< 0 when lossless
    bool lossless = false;
};

/// How good an encoding of the source looks (SSIMULACRA 2: higher is better).
using Judge = std::function<Expected<double>(const Found&)>;

/// What a fit may spend. From counts, not from clocks: the same file and budget give the same
/// bytes.
struct FitSettings
{
    std::uint64_t budget = 0;
    Effort effort = Effort::full;
    std::uint64_t most_pixels = 0; ///< no scale above it is tried
    int scales = 3;                ///< sizes of the picture to look at; 1: by the rule alone
};

struct FitOutcome
{
    std::optional<Found> found;     ///< nothing: no encoding is small enough
    std::uint64_t smallest = 0;     ///< bytes of the smallest one tried
};

/// The lossy encoding of `source` by one codec that looks best in the budget: sizes around the rule
/// (8 · budget / 0.6 pixels) are encoded at a glance and judged, the best is filled to 97.5 … 100 %
/// at full effort. Errors: the encoder's, the judge's, the watch's.
[[nodiscard]] Expected<FitOutcome> fit_with(const Encoder& encoder,
    const Pixels& source,
    const FitSettings& settings,
    const Judge& judge,
    SearchWatch& watch);

/// Every sample in at most the budget, at the smallest size the codec knows; nothing when it does
/// not fit. `encoder` must be able to.
[[nodiscard]] Expected<std::optional<Found>> fit_lossless(
    const Encoder& encoder, const Pixels& source, std::uint64_t budget, SearchWatch& watch);

[[nodiscard]] inline std::uint64_t pixel_count(const Pixels& pixels) noexcept
{
    return std::uint64_t{pixels.width} * pixels.height;
}

} // namespace satpad::core::image
