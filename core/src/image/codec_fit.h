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

/// One codec's part of a fit. Everything it spends is decided by counts, never by clocks: the same
/// file and budget give the same bytes. Referred to, not owned: all outlive it.
struct FitTask
{
    const Encoder& encoder;
    const Pixels& source;
    std::uint64_t budget = 0;
    Effort effort = Effort::full;
    std::uint64_t most_pixels = 0; ///< no scale above it is tried; at most the source's
    SearchWatch& watch;
    Effort glance = Effort::glance; ///< of the encodings that choose the scale
    bool from_full_size = false;    ///< look at most_pixels first, not at the rule's size

    /// Counted and reported, then the encoder's.
    [[nodiscard]] Expected<Bytes> encode(
        const Pixels& pixels, const EncodeSettings& settings) const;
    /// The source in about so many pixels, in a shape the encoder takes.
    [[nodiscard]] Expected<Pixels> scaled_to(double pixels) const;
    /// Where the codec would begin at this size.
    [[nodiscard]] double first_knob(double pixels) const;
};

/// One size of the picture, judged by a quick encoding.
struct Glance
{
    double pixels = 0;
    double knob = 0;
    /// As if it filled the budget exactly; minus infinity: it cannot be that small.
    double score = 0;
    Found encoded{}; ///< what was judged, at FitTask::glance; no payload: nothing was
};

/// Of the picture as it is encoded: the size that looks best, over seven photos and five codecs.
inline constexpr double k_best_bits_per_pixel = 0.6;
/// Above this part of FitTask::most_pixels a picture is not shrunk at all: resampling by a little
/// costs more than it gives.
inline constexpr double k_too_near_full = 0.65;

/// The size that looks best in the budget: by the rule (8 · budget / 0.6 pixels) or from the full
/// size, its neighbours at half and twice the pixels, and on from the better one while that pays. At most `sizes` are
/// looked at. Errors: the encoder's, the judge's, the watch's.
[[nodiscard]] Expected<Glance> choose_scale(const FitTask& task, const Judge& judge, int sizes);

struct Filled
{
    std::optional<Found> found; ///< nothing: no encoding is small enough
    std::uint64_t smallest = 0; ///< bytes of the smallest one tried
};

/// The fullest encoding in the budget (97.5 … 100 % where the codec's steps allow) at the chosen
/// size; another size only where the knob's ends demand it. Errors: as choose_scale().
[[nodiscard]] Expected<Filled> fill_budget(const FitTask& task, const Glance& start);

/// Every sample in at most the budget, at the smallest size the codec knows; nothing when it does
/// not fit. `encoder` must be able to.
[[nodiscard]] Expected<std::optional<Found>> fit_lossless(
    const Encoder& encoder, const Pixels& source, std::uint64_t budget, SearchWatch& watch);

[[nodiscard]] inline std::uint64_t pixel_count(const Pixels& pixels) noexcept
{
    return std::uint64_t{pixels.width} * pixels.height;
}

} // namespace satpad::core::image
