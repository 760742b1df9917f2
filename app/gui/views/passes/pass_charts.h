// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/type.h"
#include "views/passes/plot_parts.h"

namespace satpad::gui {

class ChartFrame;

/// Secure bits so far beside what the plan expects and the line of a million; key rate; QBER. Each
/// over the time of the pass. Measured values: nothing is smoothed here.
class PassCharts final : public PaintedView
{
    Q_OBJECT
public:
    PassCharts(const Theme& theme, QWidget* parent);
    void display(const ChartsScene& scene);
    [[nodiscard]] QString sentence() const override;
    [[nodiscard]] QSize sizeHint() const override { return px(QSize(704, 268)); }
    [[nodiscard]] QSize minimumSizeHint() const override { return px(QSize(480, 200)); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintBits(QPainter& painter, const QRectF& bounds) const;
    void paintRate(QPainter& painter, const QRectF& bounds) const;
    void paintQber(QPainter& painter, const QRectF& bounds) const;
    void paintMillion(QPainter& painter, const ChartFrame& frame) const;

    ChartsScene m_scene;
};

} // namespace satpad::gui
