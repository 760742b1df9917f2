// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/frames.h>
#include <satpad/keyclient/satellite/orbit.h>

#include <string_view>

/// When a satellite flies over a station, and what of that is good for quantum light.
namespace satpad::keyclient::satellite {

/// What stands around a station: up to `elevation` nothing is seen at this azimuth. Between points
/// the line is straight; around north it closes.
struct HorizonPoint
{
    double azimuth = 0;
    double elevation = 0;
};

struct Station
{
    std::string name;
    Geodetic place;
    std::vector<HorizonPoint> horizon; ///< by rising azimuth; empty: flat at 0
};
/// Of the station's horizon at this azimuth.
[[nodiscard]] double horizon_elevation(const Station& station, double azimuth);

struct PassRules
{
    double minimum_elevation = 0.2617993877991494; ///< 15°: below, the link gives no key
    double sun_below = -0.10471975511965978;       ///< -6°: civil dusk; -12° and -18° are darker
    bool in_shadow = true; ///< the satellite must not glitter in sunlight, as Micius required
};

/// Why some or all of a pass is of no use.
enum class Obstacle
{
    too_low,  ///< it never gets above the minimum elevation
    daylight, ///< the Sun is too high at the station
    sunlit,   ///< the satellite is outside Earth's shadow
};
/// "too low", "daylight", "satellite sunlit".
[[nodiscard]] std::string_view name_of(Obstacle obstacle);

struct Pass
{
    Instant rise; ///< over the station's horizon
    Instant culmination;
    Instant set;
    LookAngles highest;              ///< at the culmination
    double highest_sun = 0;          ///< the Sun's elevation at the station then
    std::vector<Obstacle> obstacles; ///< each that holds somewhere in what is high enough
    Instant usable_from;             ///< the longest stretch without any; equal when there is none
    Instant usable_to;

    [[nodiscard]] bool usable() const { return usable_from < usable_to; }
};

/// All passes that culminate in [from, to), in order. Scans in steps of 20 s, so nothing that is up
/// for longer is missed. Errors: the orbit's; Errc::invalid_argument when to < from.
[[nodiscard]] core::Expected<std::vector<Pass>> find_passes(const Orbit& orbit,
    const Station& station,
    Instant from,
    Instant to,
    const PassRules& rules = {});

/// A pass on a circular orbit, made to culminate at a chosen elevation: for tests, demonstrations
/// and planning without elements. Spherical Earth (6371 km).
class AnalyticPass
{
public:
    /// `maximum_elevation` in (0, 90°].
    AnalyticPass(double height_km, double maximum_elevation);

    struct Point
    {
        double elevation = 0;
        double range_km = 0;
    };
    /// `seconds` from the culmination.
    [[nodiscard]] Point at(double seconds) const;
    /// Seconds from the culmination until it sinks below; 0 when it never is above.
    [[nodiscard]] double half_duration(double above_elevation) const;

private:
    double m_orbit_radius;
    double m_rate;       ///< of the angle at Earth's centre along the track, rad/s
    double m_cos_offset; ///< of the track's distance from the station
};

} // namespace satpad::keyclient::satellite
