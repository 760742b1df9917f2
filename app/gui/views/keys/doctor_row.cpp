// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor_row.h"

#include "doctor_words.h"
#include "look/speaks.h"
#include "look/type.h"
#include "views/parts.h"

#include <QHBoxLayout>
#include <QPainter>

namespace satpad::gui {
namespace {

using service::Found;

constexpr int k_layerWidth = 132;
constexpr int k_iconSize = 16;

struct Sign
{
    const char* icon;
    QColor ink;
};

Sign signOf(Found found, const Colours& colours)
{
    switch (found) {
    case Found::good: // not green: that is key, and what is verified
        return {"check", colours.text2};
    case Found::note:
        return {"warning", colours.amber};
    case Found::bad:
        return {"error", colours.alarm};
    case Found::skipped:
        break;
    }
    return {"info", colours.text3};
}

} // namespace

DoctorRow::DoctorRow(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_layer(makeLabel({}, "", this))
    , m_text(makeLabel({}, "second", this))
    , m_badge(new SimBadge(theme, this))
{
    speakAs(*this, QAccessible::ListItem);
    setObjectName("doctorRow");
    m_layer->setFixedWidth(px(k_layerWidth));
    m_text->setObjectName("doctorRowText");
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(k_gap);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_layer, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_badge, 0, Qt::AlignTop);
    connect(&theme, &Theme::changed, this, &DoctorRow::refreshIcon);
}

void DoctorRow::show(const service::Check& check, const QString& text, bool marked)
{
    m_found = static_cast<int>(check.found);
    m_marked = marked;
    const QString layer = layerWord(check.layer);
    m_layer->setText(layer);
    m_layer->setStyleSheet(m_marked ? "font-weight: 700" : QString());
    m_text->setText(text);
    m_badge->setVisible(check.simulated && check.found != Found::skipped);
    say(*this, tr("%1: %2. %3").arg(layer, stateWord(check.found), text));
    refreshIcon();
}

void DoctorRow::refreshIcon()
{
    const Sign sign = signOf(static_cast<Found>(m_found), m_theme.colours());
    m_icon->setPixmap(Theme::icon(sign.icon, sign.ink).pixmap(px(k_iconSize), px(k_iconSize)));
    update();
}

void DoctorRow::paintEvent(QPaintEvent* /*event*/)
{
    const Colours& colours = m_theme.colours();
    QPainter painter(this);
    if (m_marked) {
        painter.fillRect(rect(), colours.alarmWash);
        painter.fillRect(QRect(0, 0, 3, height()), colours.alarm);
    }
    painter.fillRect(QRect(0, height() - 1, width(), 1), colours.line);
}

} // namespace satpad::gui
