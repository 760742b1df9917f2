// SPDX-License-Identifier: GPL-3.0-or-later
#include "case_row.h"

#include "look/speaks.h"
#include "look/type.h"
#include "views/parts.h"

#include <QPainter>

namespace satpad::gui {
namespace {

constexpr int k_width = 336;
constexpr int k_textLeft = 55;
constexpr int k_padding = 14;
constexpr int k_lineGap = 4;
constexpr int k_iconSize = 18;
constexpr int k_textFlags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;

} // namespace

CaseRow::CaseRow(const Theme& theme, const QString& icon, const QString& name, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
    , m_icon(icon)
{
    speakAs(*this, QAccessible::RadioButton);
    setText(name);
    setCheckable(true);
    setFixedWidth(px(k_width) - 2); // the panel's border
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CaseRow::say(const QString& sentence, bool holds)
{
    m_sentence = sentence;
    m_holds = holds;
    gui::say(*this,
        holds ? tr("%1, now. %2").arg(text(), sentence)
              : tr("%1, not now. %2").arg(text(), sentence));
    updateGeometry();
    update();
}

QSize CaseRow::sizeHint() const
{
    const QRect wide(0, 0, width() - px(k_textLeft) - k_padding, 1000);
    const int sentence = fontMetrics().boundingRect(wide, k_textFlags, m_sentence).height();
    return {width(), 2 * k_padding + fontMetrics().height() + k_lineGap + sentence};
}

void CaseRow::paintEvent(QPaintEvent* /*event*/)
{
    const Colours& colours = m_theme.colours();
    QPainter painter(this);
    if (isChecked()) {
        painter.fillRect(rect(), colours.raised);
        painter.fillRect(QRect(0, 0, 3, height()), m_holds ? colours.alarm : colours.edge);
    }
    if (const QWidget* list = parentWidget();
        list != nullptr && geometry().bottom() + 4 < list->height()) {
        painter.fillRect(QRect(0, height() - 1, width(), 1), colours.line);
    }
    const QColor ink = m_holds ? colours.alarm : colours.text3;
    Theme::icon(m_icon, ink).paint(&painter, 20, k_padding, px(k_iconSize), px(k_iconSize));
    QRect line(
        px(k_textLeft), k_padding, width() - px(k_textLeft) - k_padding, fontMetrics().height());
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(m_holds || isChecked() ? colours.text : colours.text2);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setFont(font());
    if (!m_holds) {
        painter.setPen(colours.text3);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, tr("not now"));
    }
    line.setTop(line.bottom() + 1 + k_lineGap);
    line.setHeight(height() - line.top());
    painter.setPen(m_holds ? colours.text2 : colours.text3);
    painter.drawText(line, k_textFlags, m_sentence);
    if (hasFocus()) {
        painter.setPen(QPen(colours.blue, 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

} // namespace satpad::gui
