// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/pass_planning.h>

#include <vector>

/// Where a satellite stands over the ground, for the map. Radians, seconds, kilometres.
namespace satpad::gui {

namespace sat = service::sat;

/// The geodetic place of an Earth-fixed position in km. Source: Bowring, Survey Review 23 (1976);
/// good to far below a metre at the heights of satellites.
[[nodiscard]] sat::Geodetic geodeticOf(const sat::Vector3& earthFixed);
/// Below the satellite. Errors: the orbit's.
[[nodiscard]] core::Expected<sat::Geodetic> placeBelow(const sat::Orbit& orbit, sat::Instant when);
/// Central angle around a station within which a satellite is seen higher than `elevation`.
[[nodiscard]] double visibleWithin(double heightKm, double elevation);

/// Places at equal steps of time.
struct GroundTrack
{
    double begins = 0; ///< of the first place, in the time the user counts
    double step = 10;
    std::vector<sat::Geodetic> places;

    /// Between two places on the shorter way round; the nearest end outside.
    [[nodiscard]] sat::Geodetic at(double seconds) const;
    /// Up to `seconds`, and from there on; both hold at(seconds).
    [[nodiscard]] std::vector<sat::Geodetic> until(double seconds) const;
    [[nodiscard]] std::vector<sat::Geodetic> from(double seconds) const;
};
/// From `around` - `before` to `around` + `after`; seconds count from `around`. Errors: the orbit's.
[[nodiscard]] core::Expected<GroundTrack> groundTrack(
    const sat::Orbit& orbit, sat::Instant around, double before, double after);

/// A pass on an analytic orbit has no place on Earth: this gives it one beside the station, going
/// north as a sun-synchronous satellite does at night.
class MadeUpCourse
{
public:
    /// `highest`: of the pass. Seconds count from the culmination.
    MadeUpCourse(const sat::Geodetic& station, double heightKm, double highest);
    [[nodiscard]] double azimuth(double seconds) const;
    [[nodiscard]] GroundTrack track(double before, double after) const;

private:
    struct Turned
    {
        double east = 0;
        double north = 0;
        double up = 0;
    };
    [[nodiscard]] Turned direction(double seconds) const;

    sat::Geodetic m_station;
    double m_heightKm;
    double m_rate;   ///< along the orbit, a second
    double m_offset; ///< angle between the track and the station
};

} // namespace satpad::gui
