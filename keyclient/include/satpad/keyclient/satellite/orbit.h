// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/satellite/elements.h>
#include <satpad/keyclient/satellite/vector3.h>

#include <memory>

namespace satpad::keyclient::satellite {

/// TEME (true equator, mean equinox of date): km and km/s.
struct StateVector
{
    Vector3 position;
    Vector3 velocity;
};

/// Where a satellite is. Threads: const calls at once are fine.
class Orbit
{
public:
    virtual ~Orbit() = default;
    /// Errors: Errc::unsupported_file when the model has no answer there (decayed, or elements that
    /// drag has driven out of range).
    [[nodiscard]] virtual core::Expected<StateVector> at(Instant when) const = 0;
    /// The model is fitted here and drifts away from the truth with the days.
    [[nodiscard]] virtual Instant epoch() const = 0;
};

/// SGP4 for orbits shorter than 225 minutes, improved mode, WGS-72 constants.
/// Source: Vallado, Crawford, Hujsak, Kelso, "Revisiting Spacetrack Report #3", AIAA 2006-6753.
/// Errors: Errc::unsupported_file for a deep-space set (225 minutes and longer), and for elements
/// that describe no orbit.
[[nodiscard]] core::Expected<std::unique_ptr<Orbit>> make_sgp4(const ElementSet& elements);

/// Circular and sun-synchronous: what a mission plans before it has elements.
struct CircularOrbit
{
    double height_km = 500;          ///< above the equatorial radius
    double local_time_hours = 22.5;  ///< mean local solar time of the ascending node
    double argument_of_latitude = 0; ///< at the epoch, radians from the ascending node
    Instant epoch;
};

/// With J2 in the drift of node and of the argument of latitude. Errors: Errc::invalid_argument
/// when no circular orbit of that height is sun-synchronous (below 150 km, above 5970 km).
[[nodiscard]] core::Expected<std::unique_ptr<Orbit>> make_circular(const CircularOrbit& orbit);
/// The inclination that makes it sun-synchronous, radians.
[[nodiscard]] double sun_synchronous_inclination(double height_km);

} // namespace satpad::keyclient::satellite
