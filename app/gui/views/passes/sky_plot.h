// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/type.h"
#include "views/passes/plot_parts.h"

namespace satpad::gui {

/// The sky over the station: north up, east to the right. The way of the satellite with a dot each
/// minute, green where its light came, dashed where it will go; the mask below which it is no use.
class SkyPlot final : public PaintedView
{
    Q_OBJECT
public:
    SkyPlot(const Theme& theme, QWidget* parent);
    void display(const SkyScene& scene);
    [[nodiscard]] QString sentence() const override;
    [[nodiscard]] QSize sizeHint() const override { return px(QSize(356, 290)); }
    [[nodiscard]] QSize minimumSizeHint() const override { return px(QSize(200, 160)); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintRings(QPainter& painter, LabelRoom& room) const;
    void paintCompass(QPainter& painter) const;
    void paintPath(QPainter& painter) const;
    void paintMinutes(QPainter& painter) const;
    void paintTimes(QPainter& painter, LabelRoom& room) const;
    void paintHighest(QPainter& painter) const;
    [[nodiscard]] QPointF middle() const;
    [[nodiscard]] double radius() const;
    [[nodiscard]] QPointF at(const SkyPoint& point) const;
    [[nodiscard]] std::size_t flownSteps() const;

    SkyScene m_scene;
};

} // namespace satpad::gui
