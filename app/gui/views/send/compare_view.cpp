// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare_view.h"

#include "look/motion.h"
#include "look/speaks.h"
#include "look/type.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace satpad::gui {
namespace {

constexpr double k_step = 0.01;
constexpr double k_snap = 14;  ///< px from where it snaps to
constexpr double k_reach = 15; ///< px around the divider that take hold of it
constexpr int k_loupe = 148;
constexpr int k_loupeMargin = 14;
constexpr double k_loupeZoom = 3.2;
constexpr double k_panStep = 40;

} // namespace

CompareView::CompareView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Slider, [this](double percent) { setDivider(percent / 100); });
    setObjectName("compareView");
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&m_snap, &QVariantAnimation::valueChanged, this, [this](const QVariant& share) {
        place(share.toDouble());
    });
    speak();
}

void CompareView::showOriginal(const QImage& image, const QSize& size, const QString& label)
{
    if (image.cacheKey() != m_original.image.cacheKey()) {
        m_original.image = image;
        m_original.scaledTo = {};
    }
    m_original.label = label;
    m_size = size;
    speak();
    update();
}

void CompareView::showFitted(const QImage& image, const QString& label, bool isStale)
{
    if (image.cacheKey() != m_fitted.image.cacheKey()) {
        m_fitted.image = image;
        m_fitted.scaledTo = {};
    }
    m_fitted.label = label;
    m_isStale = isStale;
    speak();
    update();
}

void CompareView::showSentence(const QString& icon, const QString& sentence)
{
    m_original = {};
    m_fitted = {};
    m_detail = {};
    m_icon = icon;
    m_sentence = sentence;
    speak();
    update();
}

void CompareView::showDetail(const QImage& image)
{
    if (image.cacheKey() != m_detail.cacheKey()) {
        m_detail = image;
        update();
    }
}

const QImage& CompareView::closeUp(bool ofFitted) const
{
    if (ofFitted && !m_fitted.image.isNull()) {
        return m_fitted.image;
    }
    return m_detail.isNull() ? m_original.image : m_detail;
}

void CompareView::setScale(Scale scale)
{
    m_scale = scale;
    m_original.scaledTo = {};
    m_fitted.scaledTo = {};
    update();
}

void CompareView::setLoupe(bool on)
{
    m_loupe = on;
    update();
}

void CompareView::setDivider(double share)
{
    m_snap.stop();
    place(share);
}

void CompareView::place(double share)
{
    m_divider = std::clamp(share, 0.0, 1.0);
    speak();
    update();
    Q_EMIT dividerMoved(m_divider);
}

void CompareView::snap()
{
    for (const double share : {0.0, 0.5, 1.0}) {
        if (share == m_divider || std::abs(share - m_divider) * width() > px(k_snap)) {
            continue;
        }
        const int time = motionTime(*this);
        if (time == 0) {
            setDivider(share);
            return;
        }
        m_snap.setStartValue(m_divider);
        m_snap.setEndValue(share);
        m_snap.setDuration(time);
        m_snap.start();
        return;
    }
}

void CompareView::speak()
{
    const auto percent = static_cast<int>(std::lround(m_divider * 100));
    say(*this,
        isEmpty() ? m_sentence : tr("Divider, %1 percent original.").arg(percent),
        k_spokenEvery);
    sayValue(*this,
        {.least = 0,
            .most = 100,
            .step = 1,
            .now = isEmpty() ? 0.0 : percent,
            .text = isEmpty() ? QString() : tr("%1 percent").arg(percent)});
    const QString described = isEmpty()
                                  ? QString()
                                  : tr("Original and what the peer gets, side by side. %1. %2.")
                                        .arg(m_original.label, m_fitted.label);
    if (described != accessibleDescription()) {
        setAccessibleDescription(described);
    }
}

QRectF CompareView::pictureRect() const
{
    const QRectF view = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (m_scale == Scale::fit) {
        const QSizeF size = QSizeF(m_size).scaled(view.size(), Qt::KeepAspectRatio);
        return {view.center() - QPointF(size.width(), size.height()) / 2, size};
    }
    const QSizeF size = QSizeF(m_size) / devicePixelRatioF();
    const auto start = [](double from, double room, double length, double middle) {
        return length <= room ? from + (room - length) / 2
                              : from + std::clamp(room / 2 - middle * length, room - length, 0.0);
    };
    return {start(view.left(), view.width(), size.width(), m_middle.x()),
        start(view.top(), view.height(), size.height(), m_middle.y()),
        size.width(),
        size.height()};
}

/// Half as wide as the loupe shows it: each half of the loupe shows all of it. Never out of sight.
QRectF CompareView::spotRect(const QRectF& picture) const
{
    const QSizeF size(k_loupe / 2.0 / k_loupeZoom, k_loupe / k_loupeZoom);
    const QRectF seen = picture & QRectF(rect());
    const auto start = [](double middle, double from, double to, double length) {
        return std::clamp(middle - length / 2, from, std::max(from, to - length));
    };
    const QPointF middle(picture.left() + m_spot.x() * picture.width(),
        picture.top() + m_spot.y() * picture.height());
    return {start(middle.x(), seen.left(), seen.right(), size.width()),
        start(middle.y(), seen.top(), seen.bottom(), size.height()),
        size.width(),
        size.height()};
}

/// Lower right, and on the left where it would hide what it shows.
QRectF CompareView::loupeRect() const
{
    const double y = height() - k_loupe - k_loupeMargin;
    const QRectF right(width() - k_loupe - k_loupeMargin, y, k_loupe, k_loupe);
    const bool hides = right.adjusted(-20, -20, 20, 20).intersects(spotRect(pictureRect()));
    return hides ? QRectF(k_loupeMargin, y, k_loupe, k_loupe) : right;
}

void CompareView::pan(const QPointF& by)
{
    const QRectF picture = pictureRect();
    const QPointF centre = QRectF(rect()).center() - by;
    const auto share = [](double at, double from, double length) {
        return std::clamp((at - from) / std::max(1.0, length), 0.0, 1.0);
    };
    m_middle = {share(centre.x(), picture.left(), picture.width()),
        share(centre.y(), picture.top(), picture.height())};
    update();
}

void CompareView::resizeEvent(QResizeEvent* event)
{
    m_original.scaledTo = {};
    m_fitted.scaledTo = {};
    QWidget::resizeEvent(event);
}

void CompareView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || isEmpty()) {
        return;
    }
    const bool atDivider = std::abs(event->position().x() - dividerX()) <= k_reach;
    m_snap.stop();
    m_grip = atDivider || m_scale == Scale::fit ? Grip::divider : Grip::picture;
    m_last = event->position();
}

void CompareView::mouseMoveEvent(QMouseEvent* event)
{
    if (isEmpty()) {
        unsetCursor();
        return;
    }
    const QPointF at = event->position();
    if (m_grip == Grip::divider) {
        setDivider(m_divider + (at.x() - m_last.x()) / std::max(1, width()));
    } else if (m_grip == Grip::picture) {
        pan(at - m_last);
    } else {
        const bool atDivider = std::abs(at.x() - dividerX()) <= k_reach;
        setCursor(atDivider               ? Qt::SplitHCursor
                  : m_scale == Scale::fit ? Qt::ArrowCursor
                                          : Qt::OpenHandCursor);
    }
    m_last = at;
    if (m_loupe) {
        const QRectF picture = pictureRect();
        m_spot = {(at.x() - picture.left()) / std::max(1.0, picture.width()),
            (at.y() - picture.top()) / std::max(1.0, picture.height())};
        update();
    }
}

void CompareView::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    if (m_grip == Grip::divider) {
        snap();
    }
    m_grip = Grip::none;
}

void CompareView::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    const QPointF way(key == Qt::Key_Right  ? 1
                      : key == Qt::Key_Left ? -1
                                            : 0,
        key == Qt::Key_Down ? 1
        : key == Qt::Key_Up ? -1
                            : 0);
    if (way.isNull() || isEmpty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        pan(way * -k_panStep);
    } else if (way.x() != 0) {
        const double steps = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
        setDivider(m_divider + way.x() * steps * k_step);
    } else {
        QWidget::keyPressEvent(event);
    }
}

} // namespace satpad::gui
