// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast_chart.h"

#include "key_peers_model.h"
#include "look/figures.h"
#include "look/speaks.h"
#include "look/type.h"
#include "views/parts.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace satpad::gui {
namespace {

constexpr int k_axisText = 11;
constexpr int k_day = 86'400;
constexpr int k_rows = 4; ///< of the grid at most
constexpr double k_roomAbove = 1.12;

/// 1, 2 or 5 times a power of ten, so that at most k_rows of it reach `most`.
double stepFor(double most)
{
    const double least = most / k_rows;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double times : {1.0, 2.0, 5.0}) {
        if (times * power >= least) {
            return times * power;
        }
    }
    return 10 * power;
}

QFont axisFont(const QFont& base)
{
    QFont font = base;
    font.setPixelSize(px(k_axisText));
    return font;
}

} // namespace

/// Where figures stand in the widget.
struct ForecastChart::Scale
{
    QRectF plot;
    qint64 from = 0;
    qint64 to = 1;
    double most = 1;
    double step = 1;

    [[nodiscard]] double x(qint64 at) const
    {
        return plot.left() +
               plot.width() * static_cast<double>(at - from) / static_cast<double>(to - from);
    }
    [[nodiscard]] double y(double pages) const
    {
        return plot.bottom() - plot.height() * pages / most;
    }
};

QString bitsText(quint64 bits)
{
    const auto value = static_cast<double>(bits);
    return bits < 999'500 ? ForecastChart::tr("%1 kbit").arg(QString::number(value / 1e3, 'f', 0))
                          : ForecastChart::tr("%1 Mbit").arg(QString::number(value / 1e6, 'f', 2));
}

ForecastChart::ForecastChart(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("forecastChart");
    setMinimumHeight(96);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ForecastChart::show(
    std::vector<ForecastPoint> points, std::vector<ForecastGain> gains, bool simulated)
{
    m_points = std::move(points);
    m_gains = std::move(gains);
    m_simulated = simulated;
    update();
}

ForecastChart::Scale ForecastChart::scale() const
{
    Scale made;
    double most = static_cast<double>(k_lowPages);
    for (const ForecastPoint& point : m_points) {
        most = std::max(most, point.expected);
    }
    made.step = stepFor(most);
    made.most = most * k_roomAbove;
    made.from = m_points.front().at;
    made.to = std::max(m_points.back().at, made.from + 1);
    const QFontMetrics metrics(axisFont(font()));
    const auto last = static_cast<quint64>(std::floor(most / made.step) * made.step);
    const int left = metrics.horizontalAdvance(grouped(last)) + 8;
    const int top = m_simulated ? px(26) : 8;
    made.plot = QRectF(left, top, width() - left - 2, height() - top - metrics.height() - 4);
    return made;
}

void ForecastChart::paintEvent(QPaintEvent* /*event*/)
{
    if (m_points.size() < 2) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(axisFont(font()));
    const Scale at = scale();
    paintAxes(painter, at);
    paintLine(painter, at);
    paintLow(painter, at);
    paintGains(painter, at);
    if (m_simulated) {
        paintSimBadge(painter, m_theme.colours(), {0, 0});
    }
}

void ForecastChart::paintAxes(QPainter& painter, const Scale& at) const
{
    const Colours& colours = m_theme.colours();
    const int high = painter.fontMetrics().height();
    for (double pages = 0; pages < at.most; pages += at.step) {
        const double y = std::round(at.y(pages)) + 0.5;
        painter.setPen(colours.line);
        painter.drawLine(QPointF(at.plot.left(), y), QPointF(at.plot.right(), y));
        painter.setPen(colours.text3);
        painter.drawText(QRectF(0, y - high / 2.0, at.plot.left() - 6, high),
            Qt::AlignRight | Qt::AlignVCenter,
            grouped(static_cast<quint64>(pages)));
    }
    const double under = at.plot.bottom() + 3;
    const QString now = tr("now");
    painter.drawText(QRectF(at.plot.left(), under, 60, high), Qt::AlignLeft, now);
    double free = at.plot.left() + painter.fontMetrics().horizontalAdvance(now) + 8;
    qint64 midnight = (at.from / k_day + 1) * k_day;
    for (; midnight <= at.to; midnight += k_day) {
        const bool isLast = midnight + k_day > at.to;
        const QDateTime day = QDateTime::fromSecsSinceEpoch(midnight, Qt::UTC);
        const QString words = isLast ? QLocale().toString(day.date(), tr("d MMM"))
                                     : QString::number(day.date().day());
        const double wide = painter.fontMetrics().horizontalAdvance(words);
        const double x =
            std::min(at.x(midnight) - wide / 2, static_cast<double>(width()) - wide - 1);
        if (x >= free) {
            painter.drawText(QPointF(x, under + painter.fontMetrics().ascent()), words);
            free = x + wide + 6;
        }
    }
}

void ForecastChart::paintLine(QPainter& painter, const Scale& at) const
{
    const Colours& colours = m_theme.colours();
    QPolygonF line;
    QPolygonF band;
    for (const ForecastPoint& point : m_points) {
        line.append(QPointF(at.x(point.at), at.y(point.expected)));
        band.append(line.back());
    }
    for (auto point = m_points.rbegin(); point != m_points.rend(); ++point) {
        band.append(QPointF(at.x(point->at), at.y(point->low)));
    }
    QColor wash = colours.key;
    wash.setAlphaF(0.20F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(wash);
    painter.drawPolygon(band);
    painter.setBrush(Qt::NoBrush);
    QPen pen(colours.key, 1.75);
    pen.setDashPattern({5, 2.5}); // an estimate, as every dashed line
    pen.setCapStyle(Qt::FlatCap);
    painter.setPen(pen);
    painter.drawPolyline(line);
}

void ForecastChart::paintLow(QPainter& painter, const Scale& at) const
{
    const QColor amber = m_theme.colours().amber;
    const double y = at.y(static_cast<double>(k_lowPages));
    QPen pen(amber, 1.25);
    pen.setDashPattern({5, 4});
    painter.setPen(pen);
    painter.drawLine(QPointF(at.plot.left(), y), QPointF(at.plot.right(), y));
    // On the side of the line where the forecast is not, as far as its end tells.
    const int high = painter.fontMetrics().height();
    const bool roomBelow = at.plot.bottom() - y > high + 2;
    const double top = roomBelow ? y + 1 : y - high - 1;
    QFont bold = painter.font();
    bold.setBold(true);
    painter.save();
    painter.setFont(bold);
    const QString words = tr("low key");
    const double wide = QFontMetricsF(bold).horizontalAdvance(words);
    const QRectF box(at.plot.right() - wide - 3, top, wide, high);
    painter.fillRect(box.adjusted(-2, 1, 2, 0), m_theme.colours().surface);
    painter.setPen(amber);
    painter.drawText(box, Qt::AlignCenter, words);
    painter.restore();
}

void ForecastChart::paintGains(QPainter& painter, const Scale& at) const
{
    painter.setPen(m_theme.colours().text2);
    const QFontMetricsF metrics(painter.font());
    QRectF last;
    for (const ForecastGain& gain : m_gains) {
        const auto after = std::find_if(m_points.rbegin(),
            m_points.rend(),
            [&](const ForecastPoint& point) { return point.at == gain.at; });
        if (after == m_points.rend()) {
            continue;
        }
        const QString words = bitsText(gain.bits);
        const double wide = metrics.horizontalAdvance(words);
        const double x = std::clamp(at.x(gain.at) - wide / 2,
            at.plot.left() + 2,
            std::max(at.plot.left() + 2, at.plot.right() - wide));
        const QRectF box(
            x, std::max(0.0, at.y(after->expected) - metrics.height() - 2), wide, metrics.height());
        if (!last.isNull() && box.left() < last.right() + 6) {
            continue; // no room for the word; the line shows the pass
        }
        painter.drawText(box, Qt::AlignCenter, words);
        last = box;
    }
}

} // namespace satpad::gui
