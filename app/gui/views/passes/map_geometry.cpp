// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/map_geometry.h"

#include <satpad/keyclient/satellite/frames.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satpad::gui {
namespace {

constexpr double k_pi = std::numbers::pi;
constexpr double k_degrees = 180 / k_pi;
constexpr double k_wholeTurn = 360;
constexpr double k_wholeHeight = 180;
constexpr int k_circlePoints = 120;
constexpr double k_leastDeclination = 1e-6; ///< at an equinox the line runs from pole to pole

/// To [-π, π).
double wrapped(double longitude)
{
    return longitude - 2 * k_pi * std::floor((longitude + k_pi) / (2 * k_pi));
}

/// A height of 148° shows 84° north to 64° south; a flatter map loses a third of that in the north.
double topFor(double height)
{
    constexpr double k_usualTop = 84;
    constexpr double k_usualHeight = 148;
    constexpr double k_northernShare = 0.32;
    if (height >= k_wholeHeight) {
        return height / 2; // taller than the world: in its middle
    }
    const double top = k_usualTop + (height - k_usualHeight) * k_northernShare;
    return std::clamp(top, height - k_wholeHeight / 2, k_wholeHeight / 2);
}

} // namespace

MapFrame::MapFrame(const QSizeF& size)
    : m_size(size)
    , m_scale(std::max(size.width(), 1.0) / k_wholeTurn)
    , m_top(topFor(size.height() / m_scale))
{}

void MapFrame::include(double lowest, double highest)
{
    const double height = m_size.height() / m_scale;
    if (height >= k_wholeHeight) {
        return;
    }
    const double highestTop = std::max(lowest, -k_wholeHeight / 2) + height;
    const double lowestTop = std::min(highest, k_wholeHeight / 2);
    m_top = std::max(std::min(m_top, highestTop), std::min(lowestTop, highestTop));
}

QPointF MapFrame::atDegrees(double longitude, double latitude) const
{
    return {(longitude + k_wholeTurn / 2) * m_scale, (m_top - latitude) * m_scale};
}

QPointF MapFrame::at(const sat::Geodetic& place) const
{
    return atDegrees(place.longitude * k_degrees, place.latitude * k_degrees);
}

sat::Geodetic sunPlace(sat::Instant when)
{
    const sat::Vector3 sun = sat::sun_direction(when);
    return {.latitude = std::asin(std::clamp(sun.z, -1.0, 1.0)),
        .longitude = wrapped(std::atan2(sun.y, sun.x) - sat::greenwich_sidereal_time(when))};
}

bool isNight(const sat::Geodetic& sun, const sat::Geodetic& place)
{
    return std::sin(sun.latitude) * std::sin(place.latitude) +
               std::cos(sun.latitude) * std::cos(place.latitude) *
                   std::cos(place.longitude - sun.longitude) <
           0;
}

double terminatorLatitude(const sat::Geodetic& sun, double longitude)
{
    const double declination = std::abs(sun.latitude) < k_leastDeclination
                                   ? std::copysign(k_leastDeclination, sun.latitude)
                                   : sun.latitude;
    return std::atan(-std::cos(longitude - sun.longitude) / std::tan(declination));
}

QPolygonF terminatorLine(const MapFrame& frame, const sat::Geodetic& sun)
{
    QPolygonF line;
    constexpr int k_steps = 720; // half a degree: near an equinox the line is steep
    for (int i = 0; i <= k_steps; ++i) {
        const double longitude = -k_pi + 2 * k_pi * i / k_steps;
        line << frame.at({.latitude = terminatorLatitude(sun, longitude), .longitude = longitude});
    }
    return line;
}

QPolygonF nightSide(const MapFrame& frame, const sat::Geodetic& sun)
{
    QPolygonF side = terminatorLine(frame, sun);
    const double darkPole = std::signbit(sun.latitude) ? k_wholeHeight / 2 : -k_wholeHeight / 2;
    side << frame.atDegrees(k_wholeTurn / 2, darkPole)
         << frame.atDegrees(-k_wholeTurn / 2, darkPole);
    return side;
}

std::vector<Track> splitAtDateLine(const Track& track)
{
    std::vector<Track> pieces;
    for (std::size_t i = 0; i < track.size(); ++i) {
        const sat::Geodetic& here = track[i];
        if (i == 0) {
            pieces.push_back({here});
            continue;
        }
        const sat::Geodetic& before = track[i - 1];
        const double step = here.longitude - before.longitude;
        if (std::abs(step) > k_pi) {
            const double edge = step < 0 ? k_pi : -k_pi; // where the piece before ends
            const double whole = step < 0 ? step + 2 * k_pi : step - 2 * k_pi;
            const double share = whole == 0 ? 0 : (edge - before.longitude) / whole;
            const double latitude = before.latitude + (here.latitude - before.latitude) * share;
            pieces.back().push_back({.latitude = latitude, .longitude = edge});
            pieces.push_back({{.latitude = latitude, .longitude = -edge}});
        }
        pieces.back().push_back(here);
    }
    return pieces;
}

QPolygonF lineOf(const MapFrame& frame, const Track& piece)
{
    QPolygonF line;
    for (const sat::Geodetic& place : piece) {
        line << frame.at(place);
    }
    return line;
}

QPolygonF circleAround(const MapFrame& frame, const sat::Geodetic& centre, double angle)
{
    QPolygonF circle;
    double longitude = centre.longitude;
    double first = 0;
    for (int i = 0; i <= k_circlePoints; ++i) {
        const double bearing = 2 * k_pi * i / k_circlePoints;
        const double latitude =
            std::asin(std::sin(centre.latitude) * std::cos(angle) +
                      std::cos(centre.latitude) * std::sin(angle) * std::cos(bearing));
        const double east =
            std::atan2(std::sin(bearing) * std::sin(angle) * std::cos(centre.latitude),
                std::cos(angle) - std::sin(centre.latitude) * std::sin(latitude));
        longitude += wrapped(centre.longitude + east - longitude); // goes on, never jumps
        first = i == 0 ? longitude : first;
        circle << frame.at({.latitude = latitude, .longitude = longitude});
    }
    if (std::abs(longitude - first) > k_pi) { // around a pole: closed along the map's edge
        const double pole = std::copysign(k_wholeHeight / 2, centre.latitude);
        circle << frame.atDegrees(longitude * k_degrees, pole)
               << frame.atDegrees(first * k_degrees, pole);
    }
    return circle;
}

QPointF skyAt(const QPointF& middle, double radius, double azimuth, double elevation)
{
    const double away = radius * (1 - elevation / (k_pi / 2));
    return middle + QPointF(away * std::sin(azimuth), -away * std::cos(azimuth));
}

} // namespace satpad::gui
