// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_trail.h"

#include "look/speaks.h"
#include "look/type.h"

#include <QPainter>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_rowHeight = 22;
constexpr int k_rows = 5;
constexpr int k_wordsAt = 28;
constexpr int k_icon = 16;

} // namespace

DemoTrail::DemoTrail(const Theme& theme, const char* name, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize DemoTrail::sizeHint() const
{
    return {px(240), k_rows * px(k_rowHeight)};
}

void DemoTrail::show(const std::vector<DemoTrailRow>& rows)
{
    if (rows == m_rows) {
        return;
    }
    const auto done = [](const std::vector<DemoTrailRow>& all) {
        return std::count_if(all.begin(), all.end(), [](const DemoTrailRow& row) {
            return row.mark == DemoMark::done;
        });
    };
    const bool further = done(rows) != done(m_rows);
    m_rows = rows;
    QString spoken;
    for (const DemoTrailRow& row : rows) {
        spoken = row.mark == DemoMark::waiting ? spoken : row.words;
    }
    say(*this, spoken);
    if (further) {
        announce(*this);
    }
    update();
}

void DemoTrail::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours& colours = m_theme.colours();
    int y = 0;
    for (const DemoTrailRow& row : m_rows) {
        const bool waiting = row.mark == DemoMark::waiting;
        const bool done = row.mark == DemoMark::done;
        const QColor sign = done ? colours.key : waiting ? colours.text3 : colours.blue;
        Theme::icon(done ? "check" : row.icon, sign)
            .paint(&painter, 0, y + (px(k_rowHeight) - px(k_icon)) / 2, px(k_icon), px(k_icon));
        QFont words = font();
        words.setPixelSize(px(13));
        words.setBold(row.mark == DemoMark::present);
        painter.setFont(words);
        painter.setPen(waiting ? colours.text3 : colours.text);
        painter.drawText(QRect(px(k_wordsAt), y, width() - px(k_wordsAt), px(k_rowHeight)),
            Qt::AlignVCenter,
            row.words);
        words.setPixelSize(px(12));
        words.setBold(false);
        painter.setFont(words);
        painter.setPen(colours.text2);
        painter.drawText(
            QRect(0, y, width(), px(k_rowHeight)), Qt::AlignVCenter | Qt::AlignRight, row.figure);
        y += px(k_rowHeight);
    }
}

} // namespace satpad::gui
