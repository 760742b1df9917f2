// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/sky_plot.h"

#include "look/speaks.h"
#include "look/type.h"
#include "views/passes/map_geometry.h"
#include "views/passes/pass_words.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace satpad::gui {
namespace {

constexpr double k_degrees = 180 / std::numbers::pi;
constexpr double k_outside = 22; ///< for the letters of the compass
constexpr double k_diamond = 7;
constexpr double k_maskText = 95; ///< smallest plot that has room for its label

} // namespace

SkyPlot::SkyPlot(const Theme& theme, QWidget* parent)
    : PaintedView(theme, "skyPlot", tr("Sky plot"), parent)
{}

void SkyPlot::display(const SkyScene& scene)
{
    m_scene = scene;
    say(*this, sentence(), k_spokenEvery);
    update();
}

QString SkyPlot::sentence() const
{
    return skySentence(m_scene);
}

QPointF SkyPlot::middle() const
{
    return {width() / 2.0, height() / 2.0 + 1};
}

double SkyPlot::radius() const
{
    return std::min(width(), height()) / 2.0 - px(k_outside);
}

QPointF SkyPlot::at(const SkyPoint& point) const
{
    return skyAt(middle(), radius(), point.azimuth, std::max(point.elevation, 0.0));
}

/// Points of the path that lie behind the satellite, the last one under it.
std::size_t SkyPlot::flownSteps() const
{
    if (m_scene.path.empty() || m_scene.flownSeconds <= 0 || m_scene.secondsAStep <= 0) {
        return 0;
    }
    const auto steps = static_cast<std::size_t>(m_scene.flownSeconds / m_scene.secondsAStep) + 1;
    return std::min(steps, m_scene.path.size());
}

void SkyPlot::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintPanel(painter, colours(), QRectF(rect()));
    LabelRoom room(QRectF(middle() - QPointF(radius(), radius()), QSizeF(2, 2) * radius()));
    for (const SkyPoint& point : m_scene.path) {
        room.keepFree({at(point) - QPointF(2, 2), QSizeF(4, 4)});
    }
    paintRings(painter, room);
    paintCompass(painter);
    paintPath(painter);
    paintMinutes(painter);
    paintTimes(painter, room);
    if (m_scene.isFlying && flownSteps() > 0) {
        paintSatellite(painter, colours(), at(m_scene.path[flownSteps() - 1]), k_diamond);
    }
    paintHighest(painter);
}

void SkyPlot::paintRings(QPainter& painter, LabelRoom& room) const
{
    const auto ring = [this](double elevation) {
        return radius() * (1 - elevation / (std::numbers::pi / 2));
    };
    const double mask = m_scene.minimumElevation;
    painter.setPen(colours().edge);
    painter.setBrush(colours().raised);
    painter.drawEllipse(middle(), radius(), radius());
    painter.setPen(dashed(colours().edge, 1));
    painter.setBrush(colours().sea);
    painter.drawEllipse(middle(), ring(mask), ring(mask));
    painter.setPen(colours().line);
    painter.setBrush(Qt::NoBrush);
    painter.drawLine(middle() - QPointF(radius(), 0), middle() + QPointF(radius(), 0));
    painter.drawLine(middle() - QPointF(0, radius()), middle() + QPointF(0, radius()));
    painter.setFont(plotFont(k_axisSize));
    const QFontMetricsF metrics(painter.font());
    for (const double elevation : {60 / k_degrees, 30 / k_degrees, mask}) {
        painter.setPen(colours().line);
        if (elevation != mask) {
            painter.drawEllipse(middle(), ring(elevation), ring(elevation));
        } else if (radius() <= px(k_maskText)) {
            continue;
        }
        const QString text = QString::number(std::lround(elevation * k_degrees)) + QChar(0xB0);
        const QSizeF needed(metrics.horizontalAdvance(text), metrics.height());
        const double slant = ring(elevation) * std::sqrt(0.5);
        // South-east, unless the pass goes there; then south-west or north-west.
        for (const QPointF& corner :
            {QPointF(slant, slant), QPointF(-slant, slant), QPointF(-slant, -slant)}) {
            const QRectF box = room.take(middle() + corner, needed, 4);
            if (!box.isEmpty()) {
                painter.setPen(colours().text3);
                painter.drawText(box, Qt::AlignCenter, text);
                break;
            }
        }
    }
}

void SkyPlot::paintCompass(QPainter& painter) const
{
    painter.setFont(plotFont(k_secondSize, Weight::bold));
    painter.setPen(colours().text2);
    const auto letter = [&](const QPointF& way, const QString& text) {
        const double side = px(k_outside);
        const QPointF at = middle() + way * (radius() + side / 2);
        painter.drawText(
            QRectF(at - QPointF(side / 2, side / 2), QSizeF(side, side)), Qt::AlignCenter, text);
    };
    letter({0, -1}, tr("N"));
    letter({1, 0}, tr("E"));
    letter({0, 1}, tr("S"));
    letter({-1, 0}, tr("W"));
}

void SkyPlot::paintPath(QPainter& painter) const
{
    QPolygonF ahead;
    QPolygonF flown;
    QPolygonF light;
    const std::size_t steps = flownSteps();
    for (std::size_t i = 0; i < m_scene.path.size(); ++i) {
        const QPointF point = at(m_scene.path[i]);
        if (i + 1 >= steps) {
            ahead << point;
        }
        if (i < steps) {
            flown << point;
            if (m_scene.path[i].elevation >= m_scene.minimumElevation - 1e-9) {
                light << point;
            }
        }
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(dashed(colours().text2, 1.2));
    painter.drawPolyline(ahead);
    painter.setPen(QPen(colours().text2, 1.2));
    painter.drawPolyline(flown);
    painter.setPen(QPen(colours().key, 2.5, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.drawPolyline(light);
}

void SkyPlot::paintMinutes(QPainter& painter) const
{
    if (m_scene.secondsAStep <= 0) {
        return;
    }
    const std::size_t steps = flownSteps();
    painter.setPen(Qt::NoPen);
    for (int minute = 1;; ++minute) {
        const auto i = static_cast<std::size_t>(minute * 60 / m_scene.secondsAStep);
        if (i + 1 >= m_scene.path.size()) {
            return;
        }
        const SkyPoint& point = m_scene.path[i];
        const bool hasLight = i < steps && point.elevation >= m_scene.minimumElevation;
        painter.setBrush(hasLight ? colours().key : colours().text2);
        painter.drawEllipse(at(point), 2, 2);
    }
}

void SkyPlot::paintTimes(QPainter& painter, LabelRoom& room) const
{
    if (m_scene.path.empty()) {
        return;
    }
    painter.setFont(plotFont(k_axisSize));
    const QFontMetricsF metrics(painter.font());
    for (const SkyPoint* point : {&m_scene.path.front(), &m_scene.path.back()}) {
        if (!point->when) {
            continue;
        }
        const QString text = clockMinutes(*point->when);
        const QSizeF needed(metrics.horizontalAdvance(text), metrics.height());
        const QRectF box = room.take(at(*point), needed, 8);
        if (!box.isEmpty()) {
            paintHaloText(painter, box, text, colours().text2, colours().sea);
        }
    }
}

void SkyPlot::paintHighest(QPainter& painter) const
{
    painter.setFont(plotFont(k_secondSize));
    const QFontMetricsF metrics(painter.font());
    const QString word = tr("Highest");
    const QString figure =
        m_scene.path.empty()
            ? unknown()
            : QString::number(m_scene.maximumElevation * k_degrees, 'f', 1) + QChar(0xB0);
    const double baseline = 8 + metrics.ascent();
    painter.setPen(colours().text3);
    painter.drawText(QPointF(12, baseline), word);
    painter.setPen(colours().text);
    painter.drawText(
        QPointF(12 + metrics.horizontalAdvance(word) + metrics.horizontalAdvance(' '), baseline),
        figure);
}

} // namespace satpad::gui
