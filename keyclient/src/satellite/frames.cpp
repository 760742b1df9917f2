// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/keyclient/satellite/frames.h>

#include <numbers>

namespace satpad::keyclient::satellite {

namespace {

constexpr double k_two_pi = 2 * std::numbers::pi;
constexpr double k_radians = std::numbers::pi / 180;
constexpr double k_flattening = 1 / 298.257223563;

double positive(double angle)
{
    const double rest = std::fmod(angle, k_two_pi);
    return rest < 0 ? rest + k_two_pi : rest;
}

/// Ecliptic longitude and the obliquity.
struct SunPlace
{
    double longitude = 0;
    double obliquity = 0;
};

SunPlace sun_place(Instant at)
{
    const double n = days_since_j2000(at);
    const double g = (357.528 + 0.9856003 * n) * k_radians;
    return {sun_mean_longitude(at) + (1.915 * std::sin(g) + 0.020 * std::sin(2 * g)) * k_radians,
        (23.439 - 4e-7 * n) * k_radians};
}

/// East, north and up at a place: rows of the turn from Earth-fixed axes.
struct Horizon
{
    Vector3 east;
    Vector3 north;
    Vector3 up;

    explicit Horizon(const Geodetic& place)
    {
        const double sin_lat = std::sin(place.latitude);
        const double cos_lat = std::cos(place.latitude);
        const double sin_lon = std::sin(place.longitude);
        const double cos_lon = std::cos(place.longitude);
        east = {-sin_lon, cos_lon, 0};
        north = {-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat};
        up = {cos_lat * cos_lon, cos_lat * sin_lon, sin_lat};
    }
};

} // namespace

double greenwich_sidereal_time(Instant at)
{
    const double t = days_since_j2000(at) / 36'525;
    const double seconds = 67'310.54841 + (876'600.0 * 3'600 + 8'640'184.812866) * t +
                           0.093104 * t * t - 6.2e-6 * t * t * t;
    return positive(std::fmod(seconds, 86'400) / 240 * k_radians);
}

Vector3 earth_fixed(const Vector3& teme, Instant at)
{
    const double theta = greenwich_sidereal_time(at);
    const double sine = std::sin(theta);
    const double cosine = std::cos(theta);
    return {cosine * teme.x + sine * teme.y, cosine * teme.y - sine * teme.x, teme.z};
}

Vector3 earth_fixed(const Geodetic& place)
{
    const double e2 = k_flattening * (2 - k_flattening);
    const double sin_lat = std::sin(place.latitude);
    const double height = place.height_m / 1'000;
    const double across = k_earth_radius_km / std::sqrt(1 - e2 * sin_lat * sin_lat);
    const double from_axis = (across + height) * std::cos(place.latitude);
    return {from_axis * std::cos(place.longitude),
        from_axis * std::sin(place.longitude),
        (across * (1 - e2) + height) * sin_lat};
}

LookAngles look(const Geodetic& station, const Vector3& target)
{
    const Horizon axes(station);
    const Vector3 line = target - earth_fixed(station);
    const double range = length(line);
    return {positive(std::atan2(dot(line, axes.east), dot(line, axes.north))),
        std::asin(dot(line, axes.up) / range),
        range};
}

double sun_mean_longitude(Instant at)
{
    return positive((280.460 + 0.9856474 * days_since_j2000(at)) * k_radians);
}

Vector3 sun_direction(Instant at)
{
    const SunPlace sun = sun_place(at);
    return {std::cos(sun.longitude),
        std::cos(sun.obliquity) * std::sin(sun.longitude),
        std::sin(sun.obliquity) * std::sin(sun.longitude)};
}

double sun_elevation(const Geodetic& station, Instant at)
{
    return std::asin(dot(earth_fixed(sun_direction(at), at), Horizon(station).up));
}

bool in_shadow(const Vector3& position, const Vector3& sun)
{
    const double along = dot(position, sun);
    return along < 0 && length(position - along * sun) < k_earth_radius_km;
}

} // namespace satpad::keyclient::satellite
