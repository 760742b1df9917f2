// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/time.h>
#include <satpad/keyclient/satellite/vector3.h>

/// From the sky to the ground: Earth's rotation, stations, the Sun and the shadow. Kilometres and
/// radians unless a name says otherwise.
namespace satpad::keyclient::satellite {

inline constexpr double k_earth_radius_km = 6378.137; ///< WGS-84, equatorial
inline constexpr double k_earth_mu = 398'600.4418;    ///< km³/s²; SGP4 has its own

/// Greenwich mean sidereal time of 1982, in [0, 2π).
/// Source: Aoki et al., Astron. Astrophys. 105 (1982); Vallado 2006, appendix C.
[[nodiscard]] double greenwich_sidereal_time(Instant at);

/// A turn about the pole by sidereal time; polar motion and UT1-UTC are left out (< 0.5 km).
[[nodiscard]] Vector3 earth_fixed(const Vector3& teme, Instant at);

/// WGS-84 geodetic.
struct Geodetic
{
    double latitude = 0;
    double longitude = 0;
    double height_m = 0;
};
[[nodiscard]] Vector3 earth_fixed(const Geodetic& place);

struct LookAngles
{
    double azimuth = 0; ///< from north through east, [0, 2π)
    double elevation = 0;
    double range_km = 0;
};
/// `target` is Earth-fixed.
[[nodiscard]] LookAngles look(const Geodetic& station, const Vector3& target);

/// Unit vector to the Sun, of date, good to 0.01° (1950-2050). Source: Astronomical Almanac, "Low
/// precision formulas for the Sun".
[[nodiscard]] Vector3 sun_direction(Instant at);
[[nodiscard]] double sun_elevation(const Geodetic& station, Instant at);
/// Mean longitude of the Sun.
[[nodiscard]] double sun_mean_longitude(Instant at);

/// Cylinder of Earth's radius behind Earth. `position` and the Sun in one inertial frame.
[[nodiscard]] bool in_shadow(const Vector3& position, const Vector3& sun);

} // namespace satpad::keyclient::satellite
