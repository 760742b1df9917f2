// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inbox/outbox_delegate.h"

#include "look/figures.h"
#include "look/type.h"
#include "views/inbox/page_parts.h"

#include <QPainter>

namespace satpad::gui {
namespace {

constexpr int k_padding = 14;
constexpr int k_space = 12;
constexpr int k_pagesWidth = 92;
constexpr int k_barHeight = 4;
constexpr int k_narrow = 640;

QFont fontOf(int pixels, bool bold = false)
{
    QFont font;
    font.setPixelSize(px(pixels));
    font.setBold(bold);
    return font;
}

} // namespace

StageLook lookOf(OutboxStage stage, const Colours& colours)
{
    switch (stage) {
    case OutboxStage::queued:
        return {"clock", colours.text3};
    case OutboxStage::reserved:
        return {"keys", colours.blue};
    case OutboxStage::sealed:
        return {"lock", colours.blue};
    case OutboxStage::sending:
    case OutboxStage::sent:
        return {"send", colours.blue};
    case OutboxStage::cut:
        return {"cut", colours.amber};
    case OutboxStage::carried:
        return {"courier", colours.blue};
    case OutboxStage::cancelling:
        return {"cancel", colours.amber};
    case OutboxStage::cancelled:
        return {"cancel", colours.text3};
    case OutboxStage::verified:
        return {"verified", colours.key};
    case OutboxStage::failed:
        break;
    }
    return {"error", colours.alarm};
}

OutboxDelegate::OutboxDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_badgeSize(SimBadge(theme, nullptr).sizeHint())
{}

QSize OutboxDelegate::sizeHint(
    const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const
{
    return {px(300), px(k_height)};
}

void OutboxDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colours& c = m_theme.colours();
    const QRect row = option.rect;
    painter->save();
    if ((option.state & QStyle::State_Selected) != 0) {
        painter->fillRect(row, c.raised);
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), c.line);

    const int pictureWidth = row.width() < px(k_narrow) ? px(48) : px(84);
    const QRect picture(row.left() + k_padding, row.top() + 7, pictureWidth, row.height() - 15);
    painter->fillRect(picture, c.bg);
    const auto image = index.data(OutboxModel::ThumbnailRole).value<QImage>();
    if (image.isNull()) {
        QRect icon({0, 0}, px(QSize(20, 20)));
        icon.moveCenter(picture.center());
        Theme::icon("image", c.text3).paint(painter, icon);
    } else {
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        paintMiddle(*painter, picture, image);
    }

    const QRect pages(
        row.right() - k_padding - px(k_pagesWidth), row.top(), px(k_pagesWidth), row.height());
    const int stateWidth = std::clamp(row.width() / 3, px(188), px(236));
    const QRect state(pages.left() - k_space - stateWidth, row.top(), stateWidth, row.height());
    const int left = picture.right() + 1 + k_space;
    paintName(*painter, {left, row.top(), state.left() - k_space - left, row.height()}, index);
    paintState(*painter, state, index);
    paintPages(*painter, pages, index);
    if ((option.state & QStyle::State_HasFocus) != 0) {
        painter->setPen(QPen(c.blue, 2));
        painter->drawRect(row.adjusted(1, 1, -1, -2));
    }
    painter->restore();
}

void OutboxDelegate::paintName(QPainter& painter, const QRect& box, const QModelIndex& index) const
{
    const Colours& c = m_theme.colours();
    painter.setFont(fontOf(13, true));
    painter.setPen(c.text);
    paintElided(painter,
        {box.left(), box.top() + px(19), box.width(), px(19)},
        index.data(OutboxModel::NameRole).toString(),
        Qt::AlignVCenter);
    painter.setFont(fontOf(12));
    painter.setPen(c.text2);
    const QString second = OutboxModel::tr("%1 · %2, %3")
                               .arg(index.data(OutboxModel::PeerRole).toString(),
                                   index.data(OutboxModel::ModeTextRole).toString(),
                                   bytesText(index.data(OutboxModel::BytesRole).toULongLong()));
    paintElided(
        painter, {box.left(), box.top() + px(39), box.width(), px(18)}, second, Qt::AlignVCenter);
}

void OutboxDelegate::paintState(QPainter& painter, const QRect& box, const QModelIndex& index) const
{
    const Colours& c = m_theme.colours();
    const auto stage = static_cast<OutboxStage>(index.data(OutboxModel::StageRole).toInt());
    const StageLook look = lookOf(stage, c);
    const bool bar =
        stage == OutboxStage::sending || stage == OutboxStage::cut || stage == OutboxStage::sent;
    painter.setFont(fontOf(12));
    painter.setPen(c.text);
    const QRect words(
        box.left() + px(22), box.top() + px(8), box.width() - px(22), px(bar ? 42 : 58));
    const QString text = index.data(OutboxModel::StateTextRole).toString();
    const int flags = Qt::AlignVCenter | Qt::TextWordWrap;
    QRect taken = painter.boundingRect(words, flags, text);
    painter.drawText(words, flags, text);
    Theme::icon(look.icon, look.colour)
        .paint(&painter, {box.left(), taken.center().y() - px(7), px(16), px(16)});
    if (bar) {
        const QRect all(box.left(), taken.bottom() + 5, box.width(), k_barHeight);
        painter.fillRect(all, c.line);
        const double fraction =
            std::clamp(index.data(OutboxModel::FractionRole).toDouble(), 0.0, 1.0);
        painter.fillRect(
            QRectF(all.left(), all.top(), all.width() * fraction, k_barHeight), look.colour);
    }
}

void OutboxDelegate::paintPages(QPainter& painter, const QRect& box, const QModelIndex& index) const
{
    const Colours& c = m_theme.colours();
    const bool simulated = index.data(OutboxModel::SimulatedRole).toBool();
    const int top = box.top() + px(simulated ? 6 : 19);
    painter.setFont(fontOf(13));
    painter.setPen(c.text);
    paintElided(painter,
        {box.left(), top, box.width(), px(19)},
        tr("%1 pages").arg(grouped(index.data(OutboxModel::PagesRole).toULongLong())),
        Qt::AlignRight | Qt::AlignVCenter);
    painter.setFont(fontOf(12));
    painter.setPen(c.text3);
    paintElided(painter,
        {box.left(), top + px(20), box.width(), px(18)},
        utcTime({index.data(OutboxModel::CreatedRole).toLongLong()}),
        Qt::AlignRight | Qt::AlignVCenter);
    if (simulated) {
        paintSimBadge(painter, c, {box.right() + 1 - m_badgeSize.width(), top + px(41)});
    }
}

} // namespace satpad::gui
