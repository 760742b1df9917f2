// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/colours.h"

#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

class QPainter;

namespace satpad::gui {

struct ChartScale
{
    double seconds = 0; ///< of the whole pass; 0: no pass, so no time is written
    double most = 1;    ///< at the upper edge
    double step = 1;    ///< between two lines
    double left = 44;   ///< pixels for the figures
};

/// One chart: heading and figure above, axes, and a place for each second and value. Values beyond
/// the scale are drawn at its upper edge.
class ChartFrame final
{
public:
    ChartFrame(const QRectF& bounds, const ChartScale& scale);

    [[nodiscard]] double x(double second) const;
    [[nodiscard]] double y(double value) const;
    [[nodiscard]] const QRectF& area() const noexcept { return m_area; }
    /// values[i] stands at the end of second i, from `from` on.
    [[nodiscard]] QPolygonF curve(const std::vector<double>& values, std::size_t from = 0) const;

    void paintHeading(QPainter& painter,
        const Colours& colours,
        const QString& title,
        const QString& figure,
        const QColor& colour) const;
    /// `figureOf` writes a value beside its line.
    void paintAxes(QPainter& painter, const Colours& colours, QString (*figureOf)(double)) const;
    /// With a dot at its end and a tick below it.
    void paintCurve(QPainter& painter,
        const Colours& colours,
        const QPolygonF& line,
        const QColor& colour) const;

private:
    void paintTime(QPainter& painter, const Colours& colours) const;

    QRectF m_bounds;
    QRectF m_area;
    ChartScale m_scale;
};

/// Seconds between two marks of a time axis of `pixels` for `seconds`: 5 s to 1 h, whole minutes
/// where there is more than one.
[[nodiscard]] int timeStep(double seconds, double pixels);

} // namespace satpad::gui
