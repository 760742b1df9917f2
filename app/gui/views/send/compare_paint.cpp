// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare_view.h"
#include "look/type.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace satpad::gui {
namespace {

constexpr double k_corner = 4;
constexpr double k_dividerWidth = 4;
constexpr double k_handle = 15; ///< radius
constexpr int k_tagMargin = 10;
constexpr int k_tagHeight = 24;
const QColor k_dark("#191D21"); ///< edges on white, in both themes

/// The part of `image` that stands in `part` of `picture`.
QRectF sourceOf(const QImage& image, const QRectF& picture, const QRectF& part)
{
    const double x = image.width() / picture.width();
    const double y = image.height() / picture.height();
    return {(part.left() - picture.left()) * x,
        (part.top() - picture.top()) * y,
        part.width() * x,
        part.height() * y};
}

} // namespace

void CompareView::paintEvent(QPaintEvent* /*event*/)
{
    const Colours& colours = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(frame, k_corner, k_corner);
    painter.fillPath(outline, colours.bg);
    if (isEmpty()) {
        paintSentence(painter);
    } else {
        painter.save();
        painter.setClipPath(outline);
        const QRectF picture = pictureRect();
        const QRectF left(0, 0, dividerX(), height());
        const QRectF right(dividerX(), 0, width() - dividerX(), height());
        paintSide(painter, m_original, picture, left);
        paintSide(painter, m_fitted.image.isNull() ? m_original : m_fitted, picture, right);
        if (m_isStale) {
            QColor veil = colours.bg;
            veil.setAlphaF(0.5F);
            painter.fillRect(right, veil);
        }
        paintTag(painter, m_original.label, false);
        paintTag(painter, m_fitted.label, true);
        paintDivider(painter);
        if (m_loupe) {
            paintLoupe(painter, picture);
        }
        painter.restore();
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(hasFocus() ? QPen(colours.blue, 2) : QPen(colours.line, 1));
    painter.drawRoundedRect(frame, k_corner, k_corner);
}

void CompareView::paintSentence(QPainter& painter) const
{
    const Colours& colours = m_theme.colours();
    const int icon = px(40);
    const int wide = px(360);
    const QFontMetrics metrics(font());
    const QRect words = metrics.boundingRect(
        QRect(0, 0, std::min(wide, width() - 40), 1000), Qt::TextWordWrap, m_sentence);
    const int top = (height() - icon - 12 - words.height()) / 2;
    Theme::icon(m_icon, colours.text3)
        .paint(&painter, QRect((width() - icon) / 2, top, icon, icon));
    painter.setPen(colours.text2);
    painter.drawText(QRect((width() - wide) / 2, top + icon + 12, wide, words.height() + 20),
        Qt::AlignHCenter | Qt::TextWordWrap,
        m_sentence);
}

void CompareView::paintSide(
    QPainter& painter, Side& side, const QRectF& picture, const QRectF& clip)
{
    const QRectF seen = picture & clip & QRectF(rect());
    if (seen.isEmpty()) {
        return;
    }
    if (m_scale == Scale::oneToOne) {
        const QImage& image = closeUp(&side == &m_fitted);
        painter.drawImage(seen, image, sourceOf(image, picture, seen));
        return;
    }
    const double ratio = devicePixelRatioF();
    const QSize size = (picture.size() * ratio).toSize().expandedTo({1, 1});
    if (side.scaledTo != size) {
        side.scaled = QPixmap::fromImage(
            side.image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
        side.scaledTo = size;
    }
    painter.save();
    painter.setClipRect(clip, Qt::IntersectClip);
    painter.drawPixmap(picture, side.scaled, QRectF(side.scaled.rect()));
    painter.restore();
}

/// "Original · 3088 × 2056 · 1.07 MB" with its first word in bold; hidden where there is no room.
void CompareView::paintTag(QPainter& painter, const QString& label, bool onTheRight) const
{
    const Colours& colours = m_theme.colours();
    QFont plain = font();
    plain.setPixelSize(px(12));
    QFont bold = plain;
    bold.setBold(true);
    const qsizetype cut = label.indexOf(QStringLiteral(" · "));
    const QString first = label.left(cut);
    const QString rest = cut < 0 ? QString() : label.mid(cut);
    const double firstWide = QFontMetricsF(bold).horizontalAdvance(first);
    const double wide = firstWide + QFontMetricsF(plain).horizontalAdvance(rest) + 20;
    const double room = (onTheRight ? width() - dividerX() : dividerX()) - 2 * k_tagMargin;
    if (label.isEmpty() || wide > room) {
        return;
    }
    const QRectF box(onTheRight ? width() - k_tagMargin - wide : k_tagMargin,
        k_tagMargin,
        wide,
        px(k_tagHeight));
    painter.setPen(QPen(colours.line, 1));
    painter.setBrush(colours.surface);
    painter.drawRoundedRect(box.translated(0.5, 0.5), 3, 3);
    painter.setPen(colours.text);
    painter.setFont(bold);
    painter.drawText(box.adjusted(10, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, first);
    painter.setFont(plain);
    painter.drawText(box.adjusted(10 + firstWide, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, rest);
}

void CompareView::paintDivider(QPainter& painter) const
{
    const double x = dividerX();
    painter.fillRect(QRectF(x - k_dividerWidth / 2, 0, k_dividerWidth, height()), k_dark);
    painter.fillRect(
        QRectF(x - k_dividerWidth / 2 + 1, 0, k_dividerWidth - 2, height()), Qt::white);
    const QPointF middle(x, height() / 2.0);
    painter.setPen(QPen(k_dark, 1));
    painter.setBrush(Qt::white);
    painter.drawEllipse(middle, k_handle, k_handle);
    painter.setPen(QPen(k_dark, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    for (const double way : {-1.0, 1.0}) {
        const QPointF tip = middle + QPointF(6 * way, 0);
        painter.drawPolyline(
            QPolygonF{tip + QPointF(-3.5 * way, -3.5), tip, tip + QPointF(-3.5 * way, 3.5)});
    }
}

void CompareView::paintLoupe(QPainter& painter, const QRectF& picture) const
{
    const Colours& colours = m_theme.colours();
    const QRectF spot = spotRect(picture);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(k_dark, 3));
    painter.drawRect(spot);
    painter.setPen(QPen(Qt::white, 1.5));
    painter.drawRect(spot);
    const QRectF loupe = loupeRect();
    const QRectF left(loupe.left(), loupe.top(), loupe.width() / 2, loupe.height());
    const QRectF right = left.translated(left.width(), 0);
    painter.fillRect(loupe, colours.bg);
    painter.drawImage(left, closeUp(false), sourceOf(closeUp(false), picture, spot));
    painter.drawImage(right, closeUp(true), sourceOf(closeUp(true), picture, spot));
    painter.fillRect(QRectF(loupe.center().x() - 0.5, loupe.top(), 1, loupe.height()), Qt::white);
    painter.setPen(QPen(colours.text, 2));
    painter.drawRoundedRect(loupe, 3, 3);
}

} // namespace satpad::gui
