// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/banner.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QToolButton>

namespace satpad::gui {

Banner::Banner(const Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_text(makeLabel({}, "", this))
    , m_dismiss(new QToolButton(this))
{
    setObjectName("banner");
    m_text->setObjectName("bannerText");
    m_text->setWordWrap(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(k_gap, 8, k_gap, 8);
    row->setSpacing(k_gap);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    row->addWidget(m_dismiss, 0, Qt::AlignTop);
    m_dismiss->setObjectName("bannerDismiss");
    m_dismiss->setAccessibleName(tr("Put this note away"));
    m_dismiss->setToolTip(m_dismiss->accessibleName());
    m_dismiss->setAutoRaise(true);
    m_dismiss->setStyleSheet("QToolButton { border: 0; background: transparent; padding: 0; "
                             "min-height: 20px; min-width: 20px; }");
    connect(m_dismiss, &QToolButton::clicked, this, &Banner::dismissed);
    connect(&theme, &Theme::changed, this, &Banner::dress);
    hide();
}

void Banner::show(Kind kind, const QString& sentence)
{
    const bool isNew = sentence != m_sentence && !sentence.isEmpty();
    m_kind = kind;
    m_sentence = sentence;
    m_text->setText(sentence);
    setAccessibleName(sentence);
    dress();
    m_dismiss->setVisible(kind == Kind::warning);
    setVisible(!sentence.isEmpty());
    if (isNew) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void Banner::dress()
{
    const Colours& colours = m_theme.colours();
    const bool alarm = m_kind == Kind::alarm;
    const QColor& edge = alarm ? colours.alarm : colours.amber;
    setStyleSheet(
        QString("QFrame#banner { background: %1; border: 1px solid %2; border-radius: 4px; }")
            .arg((alarm ? colours.alarmWash : colours.amberWash).name(), edge.name()));
    m_dismiss->setIcon(m_theme.icon("cancel"));
    m_icon->setPixmap(Theme::icon(alarm ? "error" : "warning", edge).pixmap(20, 20));
}

} // namespace satpad::gui
