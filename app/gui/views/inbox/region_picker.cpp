// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/region_picker.h"

#include "look/speaks.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_stepsAcross = 40; ///< of the arrow keys
constexpr int k_leastHeight = 200;

} // namespace

RegionPicker::RegionPicker(const Theme& theme, const QSize& original, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_original(original)
    , m_region(QPoint(), original)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("regionPicker");
    say(*this, tr("Part of the picture"));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setMinimumHeight(k_leastHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setRegion(m_region);
}

QSize RegionPicker::sizeHint() const
{
    return {640, 400};
}

void RegionPicker::setImage(const QImage& image)
{
    m_image = image;
    update();
}

void RegionPicker::setRegion(const QRect& region)
{
    QRect fitted = region.normalized();
    fitted.setSize(fitted.size().expandedTo({1, 1}).boundedTo(m_original));
    fitted.moveLeft(std::clamp(fitted.left(), 0, m_original.width() - fitted.width()));
    fitted.moveTop(std::clamp(fitted.top(), 0, m_original.height() - fitted.height()));
    const QString words = tr("%1 × %2 pixels from %3, %4")
                              .arg(fitted.width())
                              .arg(fitted.height())
                              .arg(fitted.left())
                              .arg(fitted.top());
    setAccessibleDescription(
        fitted == QRect(QPoint(), m_original) ? tr("The whole picture, %1").arg(words) : words);
    update();
    if (fitted != m_region) {
        m_region = fitted;
        QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&changed);
        Q_EMIT regionChanged();
    }
}

QRectF RegionPicker::pictureBox() const
{
    QRectF box(QPointF(), QSizeF(m_original).scaled(QSizeF(size()), Qt::KeepAspectRatio));
    box.moveCenter(QRectF(rect()).center());
    return box;
}

QPoint RegionPicker::originalAt(const QPointF& at) const
{
    const QRectF box = pictureBox();
    const auto along = [](double part, int length) {
        return std::clamp(static_cast<int>(part * length), 0, length);
    };
    return {along((at.x() - box.left()) / box.width(), m_original.width()),
        along((at.y() - box.top()) / box.height(), m_original.height())};
}

void RegionPicker::mousePressEvent(QMouseEvent* event)
{
    m_from = originalAt(event->position());
}

void RegionPicker::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint to = originalAt(event->position());
    setRegion({QPoint(std::min(m_from.x(), to.x()), std::min(m_from.y(), to.y())),
        QSize(std::abs(to.x() - m_from.x()), std::abs(to.y() - m_from.y()))});
}

void RegionPicker::keyPressEvent(QKeyEvent* event)
{
    const bool fine = (event->modifiers() & Qt::ControlModifier) != 0;
    const QSize step = fine ? QSize(1, 1) : (m_original / k_stepsAcross).expandedTo({1, 1});
    QPoint by;
    switch (event->key()) {
    case Qt::Key_Left:
        by = {-step.width(), 0};
        break;
    case Qt::Key_Right:
        by = {step.width(), 0};
        break;
    case Qt::Key_Up:
        by = {0, -step.height()};
        break;
    case Qt::Key_Down:
        by = {0, step.height()};
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if ((event->modifiers() & Qt::ShiftModifier) == 0) {
        setRegion(m_region.translated(by));
        return;
    }
    const QSize room(m_original.width() - m_region.left(), m_original.height() - m_region.top());
    const QSize wanted(m_region.width() + by.x(), m_region.height() + by.y());
    setRegion({m_region.topLeft(), wanted.expandedTo({1, 1}).boundedTo(room)});
}

void RegionPicker::paintEvent(QPaintEvent* /*event*/)
{
    const Colours& c = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.fillRect(rect(), c.bg);
    const QRectF box = pictureBox();
    if (!m_image.isNull()) {
        painter.drawImage(box, m_image);
    }
    const double scale = box.width() / m_original.width();
    const QRectF chosen(
        box.topLeft() + QPointF(m_region.topLeft()) * scale, QSizeF(m_region.size()) * scale);
    QPainterPath rest;
    rest.addRect(box);
    rest.addRect(chosen); // odd-even: what is not chosen
    QColor veil = c.bg;
    veil.setAlphaF(0.6F);
    painter.fillPath(rest, veil);
    painter.setPen(QPen(Qt::black, 3));
    painter.drawRect(chosen.adjusted(1, 1, -1, -1));
    painter.setPen(QPen(hasFocus() ? c.blue : QColor(Qt::white), hasFocus() ? 2 : 1));
    painter.drawRect(chosen.adjusted(1, 1, -1, -1));
}

} // namespace satpad::gui
