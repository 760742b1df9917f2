// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_steps.h"

#include "demo_words.h"
#include "look/speaks.h"
#include "look/type.h"

#include <QPainter>

namespace satpad::gui {
namespace {

constexpr int k_height = 32;
constexpr int k_between = 8;
constexpr int k_padding = 12;
constexpr int k_sign = 22; ///< number or check, and the space behind it

QFont boldOf(QFont font)
{
    font.setPixelSize(px(13));
    font.setBold(true);
    return font;
}

} // namespace

DemoSteps::DemoSteps(const DemoRun& run, const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_run(run)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("demoSteps");
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void DemoSteps::refresh()
{
    const int done = m_run.stepsDone();
    say(*this,
        m_run.looksBack() ? tr("Looking back at step %1 of 5: %2")
                                .arg(static_cast<int>(m_run.step()) + 1)
                                .arg(stepWord(m_run.step()))
        : done == k_demoSteps ? tr("All five steps are done")
                              : tr("Step %1 of 5: %2").arg(done + 1).arg(stepWord(m_run.step())));
    update();
}

int DemoSteps::widthOf(int step) const
{
    const QFontMetrics metrics(boldOf(font()));
    return 2 * k_padding + px(k_sign) +
           metrics.horizontalAdvance(stepWord(static_cast<DemoStep>(step)));
}

QSize DemoSteps::sizeHint() const
{
    int width = -k_between;
    for (int step = 0; step < k_demoSteps; ++step) {
        width += widthOf(step) + k_between;
    }
    return {width, px(k_height)};
}

void DemoSteps::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours& colours = m_theme.colours();
    int x = 0;
    for (int step = 0; step < k_demoSteps; ++step) {
        const bool done = step < m_run.latest().done; // also while one looks back
        const bool present =
            m_run.looksBack() ? step == static_cast<int>(m_run.step()) : step == m_run.stepsDone();
        const QRect chip(x, 0, widthOf(step), px(k_height));
        painter.setPen(present ? colours.key : colours.line);
        painter.setBrush(present ? colours.wash : colours.surface);
        painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        QFont words = boldOf(font());
        words.setBold(present);
        painter.setFont(words);
        const QRect sign(chip.left() + k_padding, 0, px(k_sign), px(k_height));
        painter.setPen(present ? colours.text : colours.text2);
        if (done) {
            Theme::icon("check", colours.key)
                .paint(&painter, sign.left(), (sign.height() - px(16)) / 2, px(16), px(16));
        } else {
            painter.drawText(sign, Qt::AlignVCenter | Qt::AlignLeft, QString::number(step + 1));
        }
        painter.drawText(chip.adjusted(k_padding + px(k_sign) - (done ? 0 : 6), 0, 0, 0),
            Qt::AlignVCenter | Qt::AlignLeft,
            stepWord(static_cast<DemoStep>(step)));
        x += chip.width() + k_between;
    }
}

} // namespace satpad::gui
