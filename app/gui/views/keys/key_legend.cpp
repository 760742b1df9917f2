// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_legend.h"

#include "look/speaks.h"
#include "look/type.h"
#include "models/desk_state.h"
#include "views/parts.h"

#include <QPainter>

#include <array>

namespace satpad::gui {
namespace {

constexpr int k_swatchWidth = 14;
constexpr int k_swatchHeight = 10;

struct Gaps
{
    int toWord;
    int toNext;
};
constexpr Gaps k_wide{8, 18};
constexpr Gaps k_close{5, 9};

struct Part
{
    QString word;
    KeySide side; ///< a bar that is all this part
};

std::array<Part, 5> parts()
{
    return {Part{KeyLegend::tr("free"), {.pages = 1, .free = 1}},
        Part{KeyLegend::tr("reserved"), {.pages = 1, .reserved = 1}},
        Part{KeyLegend::tr("spent"), {.pages = 1, .spent = 1}},
        Part{KeyLegend::tr("burnt"), {.pages = 1, .burnt = 1}},
        Part{KeyLegend::tr("handed over"), {.pages = 1, .handedOver = 1}}};
}

QFont wordFont(const QFont& base)
{
    QFont font = base;
    font.setPixelSize(px(12));
    return font;
}

QSize sizeWith(const Gaps& gaps, const QFont& base)
{
    const QFontMetrics metrics(wordFont(base));
    int width = 0;
    for (const Part& part : parts()) {
        width += k_swatchWidth + gaps.toWord + metrics.horizontalAdvance(part.word) + gaps.toNext;
    }
    return {width, px(20)};
}

} // namespace

KeyLegend::KeyLegend(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    speakAs(*this, QAccessible::Graphic);
    setObjectName("keyLegend");
    say(*this, tr("Legend: free, reserved, spent, burnt, handed over"));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize KeyLegend::sizeHint() const
{
    return sizeWith(k_wide, font());
}

QSize KeyLegend::minimumSizeHint() const
{
    return sizeWith(k_close, font());
}

void KeyLegend::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setFont(wordFont(font()));
    const Colours& colours = m_theme.colours();
    const Gaps& gaps = width() < sizeHint().width() ? k_close : k_wide;
    int x = 0;
    for (const Part& part : parts()) {
        paintKeyBar(painter,
            colours,
            QRectF(x, (height() - k_swatchHeight) / 2, k_swatchWidth, k_swatchHeight),
            part.side);
        if (part.side.handedOver != 0) { // what is gone from here is but an outline
            paintOutline(painter,
                QRectF(x, (height() - k_swatchHeight) / 2, k_swatchWidth, k_swatchHeight),
                colours.text2);
        }
        x += k_swatchWidth + gaps.toWord;
        const int wide = painter.fontMetrics().horizontalAdvance(part.word);
        painter.setPen(colours.text2);
        painter.drawText(QRect(x, 0, wide + 2, height()), Qt::AlignVCenter, part.word);
        x += wide + gaps.toNext;
    }
}

} // namespace satpad::gui
