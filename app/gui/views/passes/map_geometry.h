// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/passes/pass_scenes.h"

#include <QPolygonF>
#include <QSizeF>

/// Where things stand on the flat map and in the round sky plot. No painting here. Angles in
/// radians, pixels down and to the right.
namespace satpad::gui {

/// Equirectangular: all longitudes across the width; as many latitudes as the height has room for,
/// a little more of the north, where the land is.
class MapFrame final
{
public:
    MapFrame() = default;
    explicit MapFrame(const QSizeF& size);
    /// Moves north or south until these latitudes, in degrees, are on it, if it is high enough.
    void include(double lowest, double highest);
    /// Degrees of latitude at the upper edge.
    [[nodiscard]] double top() const noexcept { return m_top; }
    [[nodiscard]] QPointF at(const sat::Geodetic& place) const;
    /// Degrees; longitudes past ±180 go on past the edge.
    [[nodiscard]] QPointF atDegrees(double longitude, double latitude) const;
    [[nodiscard]] const QSizeF& size() const noexcept { return m_size; }
    [[nodiscard]] double pixelsADegree() const noexcept { return m_scale; }

private:
    QSizeF m_size;
    double m_scale = 1;
    double m_top = 90;
};

/// The place that has the Sun in its zenith.
[[nodiscard]] sat::Geodetic sunPlace(sat::Instant when);
[[nodiscard]] bool isNight(const sat::Geodetic& sun, const sat::Geodetic& place);
/// Latitude at which the Sun stands on the horizon.
[[nodiscard]] double terminatorLatitude(const sat::Geodetic& sun, double longitude);
/// From the western edge to the eastern.
[[nodiscard]] QPolygonF terminatorLine(const MapFrame& frame, const sat::Geodetic& sun);
/// The map's part away from the Sun.
[[nodiscard]] QPolygonF nightSide(const MapFrame& frame, const sat::Geodetic& sun);

/// Pieces that do not jump across the map: a step over the 180° meridian ends one at one edge and
/// begins the next at the other.
using Track = std::vector<sat::Geodetic>;
[[nodiscard]] std::vector<Track> splitAtDateLine(const Track& track);
[[nodiscard]] QPolygonF lineOf(const MapFrame& frame, const Track& piece);

/// All within `angle` of `centre`, in one piece that may reach past an edge (there it is drawn a
/// second time, a map's width further); around a pole if the pole lies within.
[[nodiscard]] QPolygonF circleAround(
    const MapFrame& frame, const sat::Geodetic& centre, double angle);

/// North up, east to the right (a map of the sky held like one of the ground); the horizon is at
/// `radius`, the zenith in the middle.
[[nodiscard]] QPointF skyAt(const QPointF& middle, double radius, double azimuth, double elevation);

} // namespace satpad::gui
