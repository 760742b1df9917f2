// SPDX-License-Identifier: GPL-3.0-or-later
#include "words_grid.h"

#include "look/speaks.h"
#include "look/type.h"

#include <QPainter>

namespace satpad::gui {
namespace {

constexpr int k_rowHeight = 29;
constexpr int k_rows = 4;
constexpr int k_between = 12;
constexpr int k_toWord = 24;

QFont sized(const QFont& base, int pixels)
{
    QFont font = base;
    font.setPixelSize(px(pixels));
    return font;
}

} // namespace

WordsGrid::WordsGrid(const Theme& theme, const char* name, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName(QLatin1String(name));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void WordsGrid::show(const QStringList& words)
{
    m_words = words;
    say(*this,
        words.isEmpty() ? QString() : tr("Words to read aloud: %1").arg(words.join(tr(", "))));
    update();
}

QSize WordsGrid::sizeHint() const
{
    return {px(300), k_rows * px(k_rowHeight)};
}

void WordsGrid::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours& colours = m_theme.colours();
    const int column = (width() - k_between) / 2;
    for (int i = 0; i < m_words.size(); ++i) {
        const QRect cell(
            (i % 2) * (column + k_between), i / 2 * px(k_rowHeight), column, px(k_rowHeight));
        painter.setFont(sized(font(), 12));
        painter.setPen(colours.text3);
        painter.drawText(
            cell.adjusted(8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, QString::number(i + 1));
        painter.setFont(sized(font(), 15));
        painter.setPen(colours.text);
        painter.drawText(
            cell.adjusted(px(k_toWord), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, m_words[i]);
        painter.fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), colours.line);
    }
}

} // namespace satpad::gui
