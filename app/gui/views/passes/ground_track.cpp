// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/ground_track.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satpad::gui {

using core::Expected;

namespace {

constexpr double k_pi = std::numbers::pi;
constexpr double k_flattening = 1 / 298.257223563;
constexpr double k_roundEarthKm = 6371; ///< as the analytic pass has it
constexpr double k_earthTurn = 7.2921159e-5;
constexpr double k_heading = -10 * k_pi / 180; ///< from north

double wrapped(double longitude)
{
    return std::remainder(longitude, 2 * k_pi);
}

} // namespace

sat::Geodetic geodeticOf(const sat::Vector3& earthFixed)
{
    const double e2 = k_flattening * (2 - k_flattening);
    const double polar = sat::k_earth_radius_km * (1 - k_flattening);
    const double fromAxis = std::hypot(earthFixed.x, earthFixed.y);
    const double reduced = std::atan2(earthFixed.z * sat::k_earth_radius_km, fromAxis * polar);
    const double latitude =
        std::atan2(earthFixed.z + e2 / (1 - e2) * polar * std::pow(std::sin(reduced), 3),
            fromAxis - e2 * sat::k_earth_radius_km * std::pow(std::cos(reduced), 3));
    const double sine = std::sin(latitude);
    const double across = sat::k_earth_radius_km / std::sqrt(1 - e2 * sine * sine);
    const double height =
        fromAxis * std::cos(latitude) + earthFixed.z * sine - across * (1 - e2 * sine * sine);
    return {latitude, std::atan2(earthFixed.y, earthFixed.x), 1000 * height};
}

Expected<sat::Geodetic> placeBelow(const sat::Orbit& orbit, sat::Instant when)
{
    const auto state = orbit.at(when);
    if (!state) {
        return core::Unexpected(state.error());
    }
    return geodeticOf(sat::earth_fixed(state->position, when));
}

double visibleWithin(double heightKm, double elevation)
{
    const double ratio = k_roundEarthKm / (k_roundEarthKm + heightKm);
    return std::acos(ratio * std::cos(elevation)) - elevation;
}

sat::Geodetic GroundTrack::at(double seconds) const
{
    if (places.empty()) {
        return {};
    }
    const double last = static_cast<double>(places.size() - 1);
    const double along = std::clamp((seconds - begins) / step, 0.0, last);
    const auto before = static_cast<std::size_t>(along);
    const sat::Geodetic& a = places[before];
    const sat::Geodetic& b = places[std::min(before + 1, places.size() - 1)];
    const double share = along - std::floor(along);
    return {a.latitude + share * (b.latitude - a.latitude),
        wrapped(a.longitude + share * wrapped(b.longitude - a.longitude)),
        a.height_m + share * (b.height_m - a.height_m)};
}

std::vector<sat::Geodetic> GroundTrack::until(double seconds) const
{
    std::vector<sat::Geodetic> past;
    for (std::size_t i = 0; i < places.size() && begins + static_cast<double>(i) * step < seconds;
         ++i) {
        past.push_back(places[i]);
    }
    past.push_back(at(seconds));
    return past;
}

std::vector<sat::Geodetic> GroundTrack::from(double seconds) const
{
    std::vector<sat::Geodetic> ahead{at(seconds)};
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (begins + static_cast<double>(i) * step > seconds) {
            ahead.push_back(places[i]);
        }
    }
    return ahead;
}

Expected<GroundTrack> groundTrack(
    const sat::Orbit& orbit, sat::Instant around, double before, double after)
{
    GroundTrack track;
    track.begins = -before;
    for (double seconds = -before; seconds <= after; seconds += track.step) {
        const auto place = placeBelow(orbit, around + sat::microseconds_of(seconds));
        if (!place) {
            return core::Unexpected(place.error());
        }
        track.places.push_back(*place);
    }
    return track;
}

MadeUpCourse::MadeUpCourse(const sat::Geodetic& station, double heightKm, double highest)
    : m_station(station)
    , m_heightKm(heightKm)
    , m_rate(std::sqrt(sat::k_earth_mu / std::pow(k_roundEarthKm + heightKm, 3)))
    , m_offset(visibleWithin(heightKm, highest))
{}

/// From Earth's centre, in the station's axes.
MadeUpCourse::Turned MadeUpCourse::direction(double seconds) const
{
    const double along = m_rate * seconds;
    const double right = std::sin(m_offset);
    const double ahead = std::cos(m_offset) * std::sin(along);
    return {right * std::cos(k_heading) + ahead * std::sin(k_heading),
        ahead * std::cos(k_heading) - right * std::sin(k_heading),
        std::cos(m_offset) * std::cos(along)};
}

double MadeUpCourse::azimuth(double seconds) const
{
    const Turned to = direction(seconds);
    const double azimuth = std::atan2(to.east, to.north);
    return azimuth < 0 ? azimuth + 2 * k_pi : azimuth;
}

GroundTrack MadeUpCourse::track(double before, double after) const
{
    GroundTrack track;
    track.begins = -before;
    const double sine = std::sin(m_station.latitude);
    const double cosine = std::cos(m_station.latitude);
    for (double seconds = -before; seconds <= after; seconds += track.step) {
        const Turned to = direction(seconds);
        const double latitude = std::asin(to.north * cosine + to.up * sine);
        const double east = std::atan2(to.east, to.up * cosine - to.north * sine);
        track.places.push_back({latitude,
            wrapped(m_station.longitude + east - k_earthTurn * seconds),
            1000 * m_heightKm});
    }
    return track;
}

} // namespace satpad::gui
