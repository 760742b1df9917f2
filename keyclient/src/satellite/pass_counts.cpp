// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/pass_counts.h>

#include <cmath>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

Track track_of(const AnalyticPass& pass, double minimum_elevation)
{
    const double half = pass.half_duration(minimum_elevation);
    Track track;
    for (double t = -std::floor(half - 0.5); t <= half - 0.5; t += 1) {
        const auto point = pass.at(t);
        track.push_back({t, point.elevation, point.range_km});
    }
    return track;
}

Expected<Track> track_of(const Orbit& orbit, const Station& station, const Pass& pass)
{
    Track track;
    for (Instant now = pass.usable_from + std::chrono::milliseconds(500); now < pass.usable_to;
         now += std::chrono::seconds(1)) {
        auto state = orbit.at(now);
        if (!state) {
            return fail(std::move(state));
        }
        const LookAngles seen = look(station.place, earth_fixed(state->position, now));
        track.push_back(
            {seconds_between(pass.culmination, now), seen.elevation, seen.range_km, seen.azimuth});
    }
    return track;
}

Expected<void> check_light(const LinkParameters& link, const Sky& sky, const Track& track)
{
    const double noise = noise_per_gate(link, sky);
    if (!(noise <= 1)) {
        return Unexpected(Errc::invalid_argument,
            "too much background: " + std::to_string(noise) + " noise clicks in each gate");
    }
    for (const TrackPoint& point : track) {
        const double clicks =
            clicks_per_second(link, efficiency(link, sky, point.range_km, point.elevation), noise);
        if (!(clicks <= static_cast<double>(k_most_clicks))) {
            return Unexpected(Errc::invalid_argument,
                "too much light: " + std::to_string(std::llround(clicks)) +
                    " clicks in a second, and detectors give " + std::to_string(k_most_clicks) +
                    " at most");
        }
    }
    return {};
}

PassCounts expected_counts(const LinkParameters& link, const Sky& sky, const Track& track)
{
    const double both_z = link.sender_z * link.receiver_z;
    const double both_x = (1 - link.sender_z) * (1 - link.receiver_z);
    const double noise = noise_per_gate(link, sky);
    PassCounts counts;
    for (const TrackPoint& point : track) {
        const double eta = efficiency(link, sky, point.range_km, point.elevation);
        for (std::size_t k = 0; k < k_intensities; ++k) {
            const Response one = response(link, eta, noise, link.intensity[k]);
            const double pulses = link.pulse_rate_hz * link.probability[k];
            counts.z.clicks[k] += pulses * both_z * one.gain;
            counts.z.errors[k] += pulses * both_z * one.error_gain;
            counts.x.clicks[k] += pulses * both_x * one.gain;
            counts.x.errors[k] += pulses * both_x * one.error_gain;
            counts.clicks += pulses * one.gain;
        }
    }
    return counts;
}

double expected_key(const LinkParameters& link,
    const PassCounts& counts,
    double efficiency,
    const SecurityParameters& security)
{
    return bound_both(link,
        counts.z,
        counts.x,
        expected_leak(counts.z, efficiency),
        expected_leak(counts.x, efficiency),
        security)
        .length();
}

} // namespace satpad::keyclient::satellite
