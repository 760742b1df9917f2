// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/key_length.h>
#include <satpad/keyclient/satellite/passes.h>

/// What a pass brings on average: for planning, and for tests to hold samples against.
namespace satpad::keyclient::satellite {

/// One second of a pass, at its middle.
struct TrackPoint
{
    double seconds = 0; ///< from the culmination
    double elevation = 0;
    double range_km = 0;
    double azimuth = 0; ///< 0 on an analytic orbit
};
using Track = std::vector<TrackPoint>;

/// Second by second while the satellite is above `minimum_elevation`.
[[nodiscard]] Track track_of(const AnalyticPass& pass, double minimum_elevation);
/// The usable stretch of a real pass. Errors: the orbit's.
[[nodiscard]] core::Expected<Track> track_of(
    const Orbit& orbit, const Station& station, const Pass& pass);

/// In one second; more than any detector gives.
inline constexpr std::size_t k_most_clicks = 1'000'000;

/// What no detectors could take: noise in more than every gate, or a second of the track that brings
/// more than k_most_clicks on average. Errors: Errc::invalid_argument.
[[nodiscard]] core::Expected<void> check_light(
    const LinkParameters& link, const Sky& sky, const Track& track);

struct PassCounts
{
    BasisCounts z;
    BasisCounts x;
    double clicks = 0; ///< all, sifted or not

    [[nodiscard]] double sifted() const { return z.all_clicks() + x.all_clicks(); }
    [[nodiscard]] double qber() const
    {
        return sifted() > 0 ? (z.all_errors() + x.all_errors()) / sifted() : 0;
    }
};
[[nodiscard]] PassCounts expected_counts(
    const LinkParameters& link, const Sky& sky, const Track& track);

/// Secret bits of both bases when reconciliation tells `efficiency` parities for each bit that
/// Shannon asks for.
[[nodiscard]] double expected_key(const LinkParameters& link,
    const PassCounts& counts,
    double efficiency,
    const SecurityParameters& security = {});

} // namespace satpad::keyclient::satellite
