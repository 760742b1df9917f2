// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/chart_frame.h"

#include "look/type.h"
#include "views/passes/plot_parts.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr double k_right = 12;
constexpr double k_top = 32;
constexpr double k_bottom = 22;
constexpr double k_leastMark = 34; ///< pixels from one time to the next
constexpr double k_dot = 3.5;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ChartFrame)
};

} // namespace

int timeStep(double seconds, double pixels)
{
    for (const int step : {5, 10, 20, 30, 60, 120, 300, 600, 900, 1800}) {
        const bool isMinutes = step % 60 == 0;
        if (pixels * step >= px(k_leastMark) * seconds && (isMinutes || seconds <= 120)) {
            return step;
        }
    }
    return 3600;
}

ChartFrame::ChartFrame(const QRectF& bounds, const ChartScale& scale)
    : m_bounds(bounds)
    , m_area(bounds.adjusted(px(scale.left), px(k_top), -k_right, -px(k_bottom)))
    , m_scale(scale)
{}

double ChartFrame::x(double second) const
{
    const double whole = std::max(m_scale.seconds, 1.0);
    return m_area.left() + m_area.width() * std::clamp(second / whole, 0.0, 1.0);
}

double ChartFrame::y(double value) const
{
    return m_area.bottom() - m_area.height() * std::clamp(value / m_scale.most, 0.0, 1.0);
}

QPolygonF ChartFrame::curve(const std::vector<double>& values, std::size_t from) const
{
    QPolygonF line;
    for (std::size_t i = from; i < values.size(); ++i) {
        line << QPointF(x(static_cast<double>(i + 1)), y(values[i]));
    }
    return line;
}

void ChartFrame::paintHeading(QPainter& painter,
    const Colours& colours,
    const QString& title,
    const QString& figure,
    const QColor& colour) const
{
    const QRectF line(
        m_bounds.left() + k_right, m_bounds.top() + 6, m_bounds.width() - 2 * k_right, px(18.0));
    painter.setFont(plotFont(k_secondSize, Weight::bold));
    painter.setPen(colours.text2);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, title);
    painter.setPen(figure == unknown() ? colours.text3 : colour);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, figure);
}

void ChartFrame::paintAxes(
    QPainter& painter, const Colours& colours, QString (*figureOf)(double)) const
{
    painter.setFont(plotFont(k_axisSize));
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = 1; i * m_scale.step < m_scale.most * (1 - 1e-9); ++i) {
        const double at = y(i * m_scale.step);
        painter.setPen(colours.line);
        painter.drawLine(QPointF(m_area.left(), at), QPointF(m_area.right(), at));
        painter.setPen(colours.text3);
        painter.drawText(
            QRectF(m_bounds.left(), at - px(9.0), m_area.left() - m_bounds.left() - 6, px(18.0)),
            Qt::AlignRight | Qt::AlignVCenter,
            figureOf(i * m_scale.step));
    }
    painter.setPen(colours.line);
    painter.drawLine(m_area.bottomLeft(), m_area.bottomRight());
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_scale.seconds > 0) {
        paintTime(painter, colours);
    }
}

void ChartFrame::paintTime(QPainter& painter, const Colours& colours) const
{
    const int step = timeStep(m_scale.seconds, m_area.width());
    const bool isMinutes = step % 60 == 0;
    painter.setPen(colours.text3);
    const double top = m_bounds.bottom() - px(20.0);
    const QString first = isMinutes ? Words::tr("0 min") : Words::tr("0 s");
    painter.drawText(
        QRectF(m_area.left(), top, px(60.0), px(16.0)), Qt::AlignLeft | Qt::AlignVCenter, first);
    const double taken = m_area.left() + QFontMetricsF(painter.font()).horizontalAdvance(first) + 6;
    for (int second = step; second <= m_scale.seconds; second += step) {
        const QString text = QString::number(isMinutes ? second / 60 : second);
        const double half = QFontMetricsF(painter.font()).horizontalAdvance(text) / 2;
        // The last one may stand over the edge by the margin that is there.
        const double at = std::min(x(second), m_bounds.right() - 4 - half);
        if (at - half > taken) {
            painter.drawText(QRectF(at - px(20.0), top, px(40.0), px(16.0)), Qt::AlignCenter, text);
        }
    }
}

void ChartFrame::paintCurve(
    QPainter& painter, const Colours& colours, const QPolygonF& line, const QColor& colour) const
{
    if (line.isEmpty()) {
        return;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(line.last(), k_dot, k_dot);
    painter.fillRect(QRectF(line.last().x() - 0.5, m_area.bottom() + 1, 1, 4), colours.text);
}

} // namespace satpad::gui
