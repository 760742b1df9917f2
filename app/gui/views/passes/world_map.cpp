// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/passes/world_map.h"

#include "look/speaks.h"
#include "views/passes/coastline.h"
#include "views/passes/pass_words.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace satpad::gui {
namespace {

constexpr double k_diamond = 6.5;
constexpr double k_sunReach = 11;
constexpr double k_hoverReach = 8;
constexpr double k_ownMark = 7;
constexpr double k_otherMark = 5;
constexpr double k_degrees = 180 / std::numbers::pi;
constexpr double k_besideCircle = 3; ///< degrees

QRectF around(const QPointF& middle, double side)
{
    return {middle.x() - side / 2, middle.y() - side / 2, side, side};
}

QColor faded(const QColor& colour, float share)
{
    QColor thin = colour;
    thin.setAlphaF(share);
    return thin;
}

void drawLand(QPainter& painter, const MapFrame& frame, const Colours& colours)
{
    QPainterPath land;
    land.setFillRule(Qt::OddEvenFill);
    for (const QPolygonF& ring : shippedCoastline()) {
        QPolygonF placed;
        for (const QPointF& point : ring) {
            placed << frame.atDegrees(point.x(), point.y());
        }
        land.addPolygon(placed);
        land.closeSubpath();
    }
    painter.setPen(QPen(colours.coast, 0.8));
    painter.setBrush(colours.land);
    painter.drawPath(land);
}

void drawGrid(QPainter& painter, const MapFrame& frame, const Colours& colours)
{
    painter.setPen(QPen(colours.line, 0.6));
    const double w = frame.size().width();
    const double h = frame.size().height();
    for (int longitude = -120; longitude <= 120; longitude += 60) {
        const double x = frame.atDegrees(longitude, 0).x();
        painter.drawLine(QPointF(x, 0), QPointF(x, h));
    }
    for (int latitude = -60; latitude <= 60; latitude += 30) {
        const double y = frame.atDegrees(0, latitude).y();
        painter.drawLine(QPointF(0, y), QPointF(w, y));
    }
}

} // namespace

WorldMap::WorldMap(const Theme& theme, QWidget* parent)
    : PaintedView(theme, "worldMap", tr("World map"), parent)
{
    setMouseTracking(true);
}

void WorldMap::display(const MapScene& scene)
{
    m_scene = scene;
    takeFrame();
    say(*this, sentence(), k_spokenEvery);
    update();
}

QString WorldMap::sentence() const
{
    return mapSentence(m_scene);
}

void WorldMap::resizeEvent(QResizeEvent* /*event*/)
{
    m_ground = {};
    takeFrame();
}

/// The own station and its circle are on the map, however flat it is.
void WorldMap::takeFrame()
{
    MapFrame frame{QSizeF(size())};
    if (const sat::Station* own = station(m_scene.own)) {
        const double latitude = own->place.latitude * k_degrees;
        const double reach = m_scene.visibleWithin * k_degrees + k_besideCircle;
        frame.include(latitude - reach, latitude + reach);
    }
    if (frame.top() != m_frame.top()) {
        m_ground = {};
    }
    m_frame = frame;
}

void WorldMap::makeGround()
{
    m_ground = QPixmap(size() * devicePixelRatioF());
    m_ground.setDevicePixelRatio(devicePixelRatioF());
    m_ground.fill(colours().sea);
    QPainter painter(&m_ground);
    painter.setRenderHint(QPainter::Antialiasing);
    drawLand(painter, m_frame, colours());
    drawGrid(painter, m_frame, colours());
}

void WorldMap::paintEvent(QPaintEvent* /*event*/)
{
    if (m_ground.isNull() || m_ground.devicePixelRatio() != devicePixelRatioF()) {
        makeGround();
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_ground);
    painter.setRenderHint(QPainter::Antialiasing);
    paintSun(painter);
    paintTrack(painter);
    paintCircle(painter);
    paintStations(painter);
    paintLabels(painter);
    // The border, and the page's ground outside its round corners.
    QPainterPath outside;
    outside.addRect(rect());
    const QRectF border = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    outside.addRoundedRect(border, 4, 4);
    painter.fillPath(outside, colours().bg);
    painter.setPen(colours().line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(border, 4, 4);
}

void WorldMap::paintSun(QPainter& painter) const
{
    const sat::Geodetic sun = sunPlace(m_scene.when);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours().night);
    painter.drawPolygon(nightSide(m_frame, sun));
    painter.setPen(QPen(faded(colours().edge, 0.55F), 1));
    painter.drawPolyline(terminatorLine(m_frame, sun));
    const QPointF at = m_frame.at(sun);
    painter.setPen(QPen(colours().amber, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at, 5, 5);
    for (int ray = 0; ray < 8; ++ray) {
        const double turn = ray * std::numbers::pi / 4;
        const QPointF way(std::cos(turn), std::sin(turn));
        painter.drawLine(at + way * 8, at + way * k_sunReach);
    }
}

void WorldMap::paintTrack(QPainter& painter) const
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(dashed(colours().text2, 1));
    for (const Track& piece : splitAtDateLine(m_scene.trackAhead)) {
        painter.drawPolyline(lineOf(m_frame, piece));
    }
    painter.setPen(QPen(faded(colours().text2, 0.8F), 1.4));
    for (const Track& piece : splitAtDateLine(m_scene.trackPast)) {
        painter.drawPolyline(lineOf(m_frame, piece));
    }
}

void WorldMap::paintCircle(QPainter& painter) const
{
    const sat::Station* own = station(m_scene.own);
    if (own == nullptr || m_scene.visibleWithin <= 0) {
        return;
    }
    const QPolygonF circle = circleAround(m_frame, own->place, m_scene.visibleWithin);
    painter.setPen(QPen(colours().key, 1.5));
    painter.setBrush(tint(colours().key));
    for (const double shift : {0.0, -m_frame.size().width(), m_frame.size().width()}) {
        const QPolygonF placed = circle.translated(shift, 0);
        if (placed.boundingRect().intersects(QRectF(rect()))) {
            painter.drawPolygon(placed);
        }
    }
}

void WorldMap::paintStations(QPainter& painter) const
{
    for (const sat::Station& each : m_scene.stations) {
        if (QString::fromStdString(each.name) != m_scene.own) {
            painter.setPen(QPen(colours().text, 1.2));
            painter.setBrush(colours().sea);
            painter.drawRect(around(m_frame.at(each.place), k_otherMark));
        }
    }
    const sat::Station* own = station(m_scene.own);
    if (own != nullptr) {
        painter.fillRect(around(m_frame.at(own->place), k_ownMark), colours().key);
    }
    if (!m_scene.place) {
        return;
    }
    const QPointF at = m_frame.at(*m_scene.place);
    const bool isNear = own != nullptr &&
                        std::abs(at.x() - m_frame.at(own->place).x()) < m_frame.size().width() / 2;
    if (m_scene.hasContact && isNear) {
        painter.setPen(QPen(colours().key, 1.5));
        painter.drawLine(m_frame.at(own->place), at);
    }
    paintSatellite(painter, colours(), at, k_diamond);
}

void WorldMap::paintLabels(QPainter& painter) const
{
    LabelRoom room(QRectF(rect()).adjusted(4, 4, -4, -4));
    room.keepFree(around(m_frame.at(sunPlace(m_scene.when)), 2 * k_sunReach));
    if (m_scene.place) {
        room.keepFree(around(m_frame.at(*m_scene.place), 2 * k_diamond));
    }
    if (const sat::Station* own = station(m_scene.own)) {
        room.keepFree(around(m_frame.at(own->place), k_ownMark));
        labelStation(painter, room, m_scene.own, circleRadius() + 6);
    }
    labelSatellite(painter, room);
    QString last = m_scene.own;
    for (const QString& name : {m_scene.peer, m_hovered}) {
        if (name != last && name != m_scene.own) {
            labelStation(painter, room, name, k_otherMark + 3);
        }
        last = name;
    }
}

void WorldMap::labelStation(
    QPainter& painter, LabelRoom& room, const QString& name, double gap) const
{
    const sat::Station* which = station(name);
    if (which == nullptr) {
        return;
    }
    const bool isOwn = name == m_scene.own;
    painter.setFont(plotFont(k_secondSize, isOwn ? Weight::bold : Weight::regular));
    const QString text = shownStation(name);
    const QFontMetricsF metrics(painter.font());
    const QSizeF needed(metrics.horizontalAdvance(text), metrics.height());
    const QRectF box = room.take(m_frame.at(which->place), needed, gap);
    if (!box.isEmpty()) {
        paintHaloText(painter, box, text, colours().text, colours().sea);
    }
}

void WorldMap::labelSatellite(QPainter& painter, LabelRoom& room) const
{
    if (!m_scene.place || m_scene.satellite.isEmpty()) {
        return;
    }
    painter.setFont(plotFont(k_secondSize, Weight::bold));
    const QFontMetricsF metrics(painter.font());
    const QSizeF needed(metrics.horizontalAdvance(m_scene.satellite), metrics.height());
    const QPointF at = m_frame.at(*m_scene.place);
    // Beside the circle while the satellite is in it; the leader needs some length anyway.
    constexpr double k_leader = 32;
    QRectF box = room.take(at + QPointF(0, -8), needed, k_leader);
    if (box.isEmpty()) {
        return;
    }
    const QPointF end(std::clamp(at.x(), box.left() - 3, box.right() + 3),
        std::clamp(at.y(), box.top(), box.bottom()));
    const QPointF way = end - at;
    const double length = std::hypot(way.x(), way.y());
    if (length > k_diamond + 4) {
        painter.setPen(QPen(colours().text2, 1));
        painter.drawLine(at + way * ((k_diamond + 2.5) / length), end);
    }
    paintHaloText(painter, box, m_scene.satellite, colours().text, colours().sea);
}

void WorldMap::mouseMoveEvent(QMouseEvent* event)
{
    QString nearest;
    double reach = k_hoverReach;
    for (const sat::Station& each : m_scene.stations) {
        const QPointF way = m_frame.at(each.place) - event->position();
        const double distance = std::hypot(way.x(), way.y());
        if (distance <= reach) {
            reach = distance;
            nearest = QString::fromStdString(each.name);
        }
    }
    hover(nearest);
}

void WorldMap::leaveEvent(QEvent* /*event*/)
{
    hover({});
}

void WorldMap::hover(const QString& name)
{
    if (name != m_hovered) {
        m_hovered = name;
        update();
    }
}

const sat::Station* WorldMap::station(const QString& name) const
{
    const auto found = std::ranges::find(m_scene.stations, name.toStdString(), &sat::Station::name);
    return name.isEmpty() || found == m_scene.stations.end() ? nullptr : &*found;
}

double WorldMap::circleRadius() const
{
    const sat::Station* own = station(m_scene.own);
    if (own == nullptr || m_scene.visibleWithin <= 0) {
        return k_ownMark / 2;
    }
    const QRectF bounds = circleAround(m_frame, own->place, m_scene.visibleWithin).boundingRect();
    return std::min(bounds.width() / 2, m_frame.size().width() / 6);
}

} // namespace satpad::gui
