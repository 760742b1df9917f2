// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_peers_delegate.h"

#include "key_peers_model.h"
#include "look/figures.h"
#include "look/type.h"
#include "views/parts.h"

#include <QPainter>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_left = 16;
constexpr int k_lineHeight = 30;
constexpr int k_barHeight = 12;

QFont sized(const QFont& base, int pixels, bool bold)
{
    QFont font = base;
    font.setPixelSize(px(pixels));
    font.setBold(bold);
    return font;
}

/// One direction: caption, bar, figure.
struct Line
{
    QString caption;
    KeySide side;
    quint64 free = 0;
    QColor ink;
    QColor second;
    bool strong = false;
};

/// Where the parts of a row stand; the same in every row, so that bars and figures align.
struct Columns
{
    int caption = 0;
    int bar = 0;
    int figure = 0;
    int end = 0;
};

Columns columnsOf(const QRect& row, const QFont& font)
{
    const QFontMetrics words(sized(font, 12, false));
    const QFontMetrics figures(sized(font, 13, true));
    Columns at;
    at.end = row.right() - k_left;
    at.caption = row.left() + std::clamp(row.width() * 3 / 10, px(200), px(340));
    at.bar = at.caption +
             std::max(words.horizontalAdvance(KeyPeersModel::tr("Send")),
                 words.horizontalAdvance(KeyPeersModel::tr("Receive"))) +
             18;
    at.figure = at.end - figures.horizontalAdvance(
                             KeyPeersModel::tr("%1 pages · %2").arg("888 888", "88.88 MB"));
    return at;
}

void paintLine(QPainter& painter,
    const Colours& colours,
    const QFont& base,
    const Columns& at,
    int top,
    const Line& line)
{
    const QRect caption(at.caption, top, at.bar - at.caption, px(k_lineHeight));
    painter.setFont(sized(base, 12, false));
    painter.setPen(colours.text2);
    painter.drawText(caption, Qt::AlignVCenter | Qt::AlignLeft, line.caption);
    paintKeyBar(painter,
        colours,
        QRectF(at.bar,
            top + (px(k_lineHeight) - k_barHeight) / 2,
            at.figure - at.bar - 12,
            k_barHeight),
        line.side);

    const QString number = grouped(line.free);
    const QString rest = KeyPeersModel::tr("%1 pages · %2").arg(QString(), keyText(line.free));
    const QFont strong = sized(base, 13, line.strong);
    const QFont plain = sized(base, 13, false);
    const int width = QFontMetrics(plain).horizontalAdvance(rest);
    const QRect figure(at.figure, top, at.end - at.figure, px(k_lineHeight));
    painter.setFont(plain);
    painter.setPen(line.second);
    painter.drawText(figure, Qt::AlignVCenter | Qt::AlignRight, rest);
    painter.setFont(strong);
    painter.setPen(line.ink);
    painter.drawText(figure.adjusted(-40, 0, -width, 0), Qt::AlignVCenter | Qt::AlignRight, number);
}

} // namespace

KeyPeersDelegate::KeyPeersDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize KeyPeersDelegate::sizeHint(
    const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const
{
    return {px(600), px(k_keyRowHeight)};
}

void KeyPeersDelegate::paintName(QPainter& painter,
    const QStyleOptionViewItem& option,
    const QRect& area,
    const QModelIndex& index) const
{
    const Colours& colours = m_theme.colours();
    const bool simulated = index.data(KeyPeersModel::SimulatedRole).toBool();
    int top = area.top() + px(simulated ? 7 : 17);
    const QFont bold = sized(option.font, 13, true);
    painter.setFont(bold);
    painter.setPen(colours.text);
    painter.drawText(QRect(area.left(), top, area.width(), px(20)),
        Qt::AlignVCenter | Qt::AlignLeft,
        QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
    top += px(20);
    const QFont small = sized(option.font, 12, false);
    painter.setFont(small);
    painter.setPen(colours.text2);
    painter.drawText(QRect(area.left(), top, area.width(), px(18)),
        Qt::AlignVCenter | Qt::AlignLeft,
        QFontMetrics(small).elidedText(
            index.data(KeyPeersModel::OriginRole).toString(), Qt::ElideRight, area.width()));
    if (simulated) {
        paintSimBadge(painter, colours, {area.left(), top + px(20)});
    }
}

void KeyPeersDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Colours& colours = m_theme.colours();
    const QRect& row = option.rect;
    painter->save();
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    painter->fillRect(row, chosen ? colours.raised : colours.surface);
    if (index.row() + 1 < index.model()->rowCount()) {
        painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), colours.line);
    }
    const Columns at = columnsOf(row, option.font);
    paintName(*painter,
        option,
        QRect(row.left() + k_left, row.top(), at.caption - row.left() - k_left - 12, row.height()),
        index);

    const bool low = index.data(KeyPeersModel::LowRole).toBool();
    const auto send = index.data(KeyPeersModel::SendRole).value<KeySide>();
    const auto receive = index.data(KeyPeersModel::ReceiveRole).value<KeySide>();
    paintLine(*painter,
        colours,
        option.font,
        at,
        row.top() + px(8),
        {KeyPeersModel::tr("Send"),
            send,
            index.data(KeyPeersModel::FreeToSendRole).toULongLong(),
            low ? colours.amber : colours.text,
            colours.text,
            true});
    paintLine(*painter,
        colours,
        option.font,
        at,
        row.top() + px(37),
        {KeyPeersModel::tr("Receive"), receive, receive.free, colours.text2, colours.text2});
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(colours.blue, 2));
        painter->drawRect(row.adjusted(1, 1, -1, -1));
    }
    painter->restore();
}

} // namespace satpad::gui
