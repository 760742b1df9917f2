// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/plot_parts.h"

#include "look/figures.h"
#include "look/speaks.h"
#include "look/type.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace satpad::gui {
namespace {

constexpr double k_corner = 4;
constexpr double k_halo = 3;
constexpr float k_tint = 0.14F;

} // namespace

PaintedView::PaintedView(
    const Theme& theme, const char* name, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName(QLatin1String(name));
    setAccessibleName(title);
    setAccessibleDescription(QCoreApplication::translate("Satpad", "SIMULATED"));
    connect(&theme, &Theme::changed, this, [this] {
        forgetColours();
        update();
    });
}

QFont plotFont(int pixels, Weight weight)
{
    QFont font;
    font.setPixelSize(px(pixels));
    font.setBold(weight == Weight::bold);
    return font;
}

void paintPanel(QPainter& painter, const Colours& colours, const QRectF& bounds)
{
    painter.setPen(colours.line);
    painter.setBrush(colours.surface);
    painter.drawRoundedRect(bounds.adjusted(0.5, 0.5, -0.5, -0.5), k_corner, k_corner);
}

QColor tint(const QColor& colour)
{
    QColor thin = colour;
    thin.setAlphaF(k_tint);
    return thin;
}

QPen dashed(const QColor& colour, double width)
{
    QPen pen(colour, width);
    pen.setDashPattern({3 / width, 4 / width});
    return pen;
}

void paintSatellite(QPainter& painter, const Colours& colours, const QPointF& at, double size)
{
    painter.setPen(QPen(colours.bg, 1.5));
    painter.setBrush(colours.text);
    painter.drawPolygon(QPolygonF({at + QPointF(0, -size),
        at + QPointF(size, 0),
        at + QPointF(0, size),
        at + QPointF(-size, 0)}));
}

void paintHaloText(QPainter& painter,
    const QRectF& box,
    const QString& text,
    const QColor& colour,
    const QColor& halo)
{
    const QFontMetricsF metrics(painter.font());
    QPainterPath path;
    path.addText(box.left(), box.top() + metrics.ascent(), painter.font(), text);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(halo, k_halo, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
    painter.fillPath(path, colour);
}

QRectF LabelRoom::take(const QPointF& anchor, const QSizeF& size, double gap)
{
    const double w = size.width();
    const double h = size.height();
    const double slant = gap * std::sqrt(0.5);
    const std::array<QPointF, 8> corners{QPointF(gap, -h / 2),
        QPointF(-gap - w, -h / 2),
        QPointF(-w / 2, -gap - h),
        QPointF(-w / 2, gap),
        QPointF(slant, -slant - h),
        QPointF(slant, slant),
        QPointF(-slant - w, -slant - h),
        QPointF(-slant - w, slant)};
    for (const QPointF& corner : corners) {
        const QRectF box(anchor + corner, size);
        const bool isFree = m_bounds.contains(box) &&
                            std::ranges::none_of(m_taken,
                                [&box](const QRectF& taken) { return taken.intersects(box); });
        if (isFree) {
            m_taken.push_back(box);
            return box;
        }
    }
    return {};
}

QString unknown()
{
    return QString(QChar(0x2013));
}

QString threeFigures(double value)
{
    return QString::number(value, 'f', value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

QString shortCount(double value)
{
    if (value < 1e6) {
        return QString::number(value / 1e3) + " k";
    }
    return QString::number(value / 1e6) + " M";
}

double niceStep(double range, int most)
{
    if (range <= 0 || most < 1) {
        return 1;
    }
    const double least = range / most;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= least * (1 - 1e-9)) {
            return factor * power;
        }
    }
    return 10 * power;
}

QString clockMinutes(sat::Instant when)
{
    return clockSeconds(when).left(5);
}

QString clockSeconds(sat::Instant when)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(when.time_since_epoch());
    return utcTime({seconds.count()});
}

QString shownStation(const QString& name)
{
    return name.left(1).toUpper() + name.mid(1);
}

} // namespace satpad::gui
