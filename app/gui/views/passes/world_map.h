// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/type.h"
#include "views/passes/map_geometry.h"
#include "views/passes/plot_parts.h"

#include <QPixmap>

namespace satpad::gui {

/// The world with its night, the stations, the satellite, its way over the ground, and where around
/// the own station it can be used. Labels the own station, the peer's, the satellite, and the
/// station under the mouse.
class WorldMap final : public PaintedView
{
    Q_OBJECT
public:
    WorldMap(const Theme& theme, QWidget* parent);
    void display(const MapScene& scene);
    [[nodiscard]] QString sentence() const override;
    [[nodiscard]] QSize sizeHint() const override { return px(QSize(704, 290)); }
    [[nodiscard]] QSize minimumSizeHint() const override { return px(QSize(360, 160)); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void forgetColours() override { m_ground = {}; }

private:
    void takeFrame();
    void makeGround();
    void paintSun(QPainter& painter) const;
    void paintTrack(QPainter& painter) const;
    void paintCircle(QPainter& painter) const;
    void paintStations(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    void labelStation(QPainter& painter, LabelRoom& room, const QString& name, double gap) const;
    void labelSatellite(QPainter& painter, LabelRoom& room) const;
    void hover(const QString& name);
    [[nodiscard]] const sat::Station* station(const QString& name) const;
    [[nodiscard]] double circleRadius() const;

    MapScene m_scene;
    MapFrame m_frame;
    QPixmap m_ground; ///< sea, land and grid, until frame or colours change
    QString m_hovered;
};

} // namespace satpad::gui
