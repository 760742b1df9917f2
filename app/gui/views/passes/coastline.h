// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QPolygonF>

#include <optional>
#include <vector>

namespace satpad::gui {

/// Closed rings, to be filled odd-even; x is the longitude, y the latitude, in degrees.
using Coastline = std::vector<QPolygonF>;

/// The file, all numbers little-endian: "SPC1", u16 rings; a ring is u16 points (3 or more), then
/// each point as i16 longitude, i16 latitude in hundredths of a degree. The last point is joined to
/// the first. None if anything is cut short, left over or off the globe.
[[nodiscard]] std::optional<Coastline> readCoastline(const QByteArray& bytes);

/// The one that is shipped (Natural Earth 1:110m, see docs/licences.md).
[[nodiscard]] const Coastline& shippedCoastline();

} // namespace satpad::gui
