// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/inbox_delegate.h"

#include "look/type.h"
#include "views/inbox/inbox_model.h"
#include "views/inbox/page_parts.h"

#include <QDateTime>
#include <QPainter>
#include <QPainterPath>

namespace satpad::gui {
namespace {

constexpr int k_pictureHeight = 113;
constexpr int k_padding = 10;
constexpr int k_dot = 8;

} // namespace

InboxDelegate::InboxDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_badgeSize(SimBadge(theme, nullptr).sizeHint())
{}

QSize InboxDelegate::sizeHint(
    const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const
{
    return px(k_tile);
}

void InboxDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colours& c = m_theme.colours();
    const QRect tile(option.rect.topLeft(), px(k_tile));
    const bool isChosen = (option.state & QStyle::State_Selected) != 0;
    const bool hasFocus = (option.state & QStyle::State_HasFocus) != 0;
    painter->save();
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    QPainterPath outline;
    outline.addRoundedRect(QRectF(tile), 4, 4);
    painter->setClipPath(outline);
    painter->fillRect(tile, isChosen ? c.raised : c.surface);
    paintPicture(*painter, {tile.left(), tile.top(), tile.width(), px(k_pictureHeight)}, index);
    if (index.data(InboxModel::SimulatedRole).toBool()) {
        const QPoint corner = tile.topLeft() + QPoint(6, 6);
        painter->setPen(Qt::NoPen);
        painter->setBrush(c.surface); // the picture would hide the word
        painter->drawRoundedRect(QRect(corner, m_badgeSize), 4, 4);
        paintSimBadge(*painter, c, corner);
    }
    paintWords(*painter, tile, index);
    painter->setClipping(false);
    const int width = isChosen || hasFocus ? 2 : 1;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(hasFocus ? c.blue : isChosen ? c.key : c.line, width));
    painter->setBrush(Qt::NoBrush);
    const qreal inset = width / 2.0;
    painter->drawRoundedRect(QRectF(tile).adjusted(inset, inset, -inset, -inset), 4, 4);
    painter->restore();
}

void InboxDelegate::paintPicture(
    QPainter& painter, const QRect& box, const QModelIndex& index) const
{
    const Colours& c = m_theme.colours();
    painter.fillRect(box, c.bg);
    const auto image = index.data(InboxModel::ThumbnailRole).value<QImage>();
    if (image.isNull()) {
        if (!index.data(InboxModel::IsPictureRole).toBool()) {
            QRect icon({0, 0}, px(QSize(28, 28)));
            icon.moveCenter(box.center());
            Theme::icon("image", c.text3).paint(&painter, icon);
        }
        return;
    }
    paintMiddle(painter, box, image);
}

void InboxDelegate::paintWords(QPainter& painter, const QRect& tile, const QModelIndex& index) const
{
    const Colours& c = m_theme.colours();
    const bool unseen = index.data(InboxModel::UnseenRole).toBool();
    QFont font;
    font.setPixelSize(px(13));
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(c.text);
    const QString name = index.data(InboxModel::NameRole).toString();
    const int room = tile.width() - 2 * k_padding - (unseen ? k_dot + 6 : 0);
    const QRect first(tile.left() + k_padding, tile.top() + px(120), room, px(20));
    paintElided(painter, first, name, Qt::AlignVCenter);
    if (unseen) {
        const int end =
            first.left() + std::min(room, painter.fontMetrics().horizontalAdvance(name)) + 6;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.key);
        painter.drawEllipse(QRect(end, first.center().y() - k_dot / 2 + 1, k_dot, k_dot));
        painter.restore();
    }
    font.setPixelSize(px(12));
    font.setBold(false);
    painter.setFont(font);
    painter.setPen(c.text2);
    const core::UnixTime now{QDateTime::currentSecsSinceEpoch()};
    const QString second =
        QStringLiteral("%1 · %2").arg(index.data(InboxModel::PeerRole).toString(),
            shortTime({index.data(InboxModel::ReceivedRole).toLongLong()}, now));
    paintElided(painter,
        {tile.left() + k_padding, tile.top() + px(140), tile.width() - 2 * k_padding, px(18)},
        second,
        Qt::AlignVCenter);
}

} // namespace satpad::gui
