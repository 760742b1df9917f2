// SPDX-License-Identifier: GPL-3.0-or-later
#include "card_drop.h"

#include "card_reader.h"
#include "look/speaks.h"
#include "look/type.h"

#include <QDragEnterEvent>
#include <QPainter>

namespace satpad::gui {
namespace {

constexpr int k_icon = 28;

} // namespace

CardDrop::CardDrop(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sentence(tr("Drop the card here: a file, a QR picture, or text"))
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("cardDrop");
    say(*this, m_sentence);
    setAcceptDrops(true);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CardDrop::dragEnterEvent(QDragEnterEvent* event)
{
    if (CardReader::accepts(event->mimeData())) {
        event->acceptProposedAction();
        m_isOver = true;
        update();
    }
}

void CardDrop::dragLeaveEvent(QDragLeaveEvent* /*event*/)
{
    m_isOver = false;
    update();
}

void CardDrop::dropEvent(QDropEvent* event)
{
    m_isOver = false;
    update();
    event->acceptProposedAction();
    Q_EMIT cardDropped(event->mimeData());
}

void CardDrop::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = m_theme.colours();
    painter.setPen(QPen(m_isOver ? colours.blue : colours.edge, 1, Qt::DashLine));
    painter.setBrush(colours.bg);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const int text = painter.fontMetrics().horizontalAdvance(m_sentence);
    const int icon = px(k_icon);
    const int left = std::max(k_gap, (width() - text - icon - k_gap) / 2);
    Theme::icon("qr", colours.text2)
        .paint(&painter, QRect(left, (height() - icon) / 2, icon, icon));
    painter.setPen(colours.text2);
    const int beside = left + icon + k_gap;
    painter.drawText(QRect(beside, 0, width() - beside - k_gap, height()),
        Qt::AlignVCenter | Qt::AlignLeft | Qt::TextWordWrap,
        m_sentence);
}

} // namespace satpad::gui
