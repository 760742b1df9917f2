// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/notice.h"

#include "views/parts.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace satpad::gui {
namespace {

constexpr int k_iconSize = 16;

struct Face
{
    const char* icon;
    QColor ink;
    QColor ground;
};

Face faceOf(Notice::Tone tone, const Colours& colours)
{
    switch (tone) {
    case Notice::Tone::good:
        return {"verified", colours.key, colours.wash};
    case Notice::Tone::warning:
        return {"warning", colours.amber, colours.amberWash};
    case Notice::Tone::alarm:
        return {"error", colours.alarm, colours.alarmWash};
    case Notice::Tone::plain:
        break;
    }
    return {"info", colours.edge, colours.surface};
}

} // namespace

Notice::Notice(const Theme& theme, const char* name, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_icon(new QLabel(this))
    , m_text(makeLabel({}, "", this))
    , m_action(makeButton({}, "", this))
    , m_close(new QToolButton(this))
{
    setObjectName(QLatin1String(name));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 7, 8, 7);
    row->setSpacing(k_gap);
    row->addWidget(m_icon);
    m_text->setObjectName(objectName() + "Text");
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    row->addWidget(m_text, 1);
    row->addWidget(m_action);
    m_action->setObjectName(objectName() + "Action");
    m_close->setObjectName(objectName() + "Close");
    m_close->setAccessibleName(tr("Close this notice"));
    m_close->setToolTip(tr("Close this notice"));
    m_close->setFixedSize(30, 30);
    m_close->setStyleSheet("padding: 0; border-color: transparent; background: transparent;");
    row->addWidget(m_close);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT closed();
    });
    connect(m_action, &QPushButton::clicked, this, &Notice::actionChosen);
    connect(&theme, &Theme::changed, this, &Notice::refreshIcons);
    m_action->hide();
    hide();
}

void Notice::say(Tone tone, const QString& sentence, const QString& details)
{
    if (sentence.isEmpty()) {
        clear();
        return;
    }
    const bool isNew = sentence != m_text->text();
    m_tone = tone;
    m_text->setText(sentence);
    m_text->setToolTip(details);
    m_action->hide();
    setAccessibleName(sentence);
    setAccessibleDescription(details);
    refreshIcons();
    show();
    if (isNew) {
        QAccessibleEvent spoken(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&spoken);
    }
}

void Notice::offer(const QString& action)
{
    m_action->setText(action);
    QString spoken = action;
    m_action->setAccessibleName(spoken.remove(QChar(0x2026)));
    m_action->setVisible(!action.isEmpty());
}

void Notice::amend(const QString& sentence)
{
    m_text->setText(sentence);
    setAccessibleName(sentence);
}

void Notice::clear()
{
    m_text->clear();
    m_action->hide();
    hide();
}

void Notice::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

QString Notice::sentence() const
{
    return m_text->text();
}

void Notice::refreshIcons()
{
    const Face face = faceOf(m_tone, m_theme.colours());
    m_icon->setPixmap(Theme::icon(face.icon, face.ink).pixmap(k_iconSize, k_iconSize));
    m_close->setIcon(m_theme.icon("cancel"));
    update();
}

void Notice::paintEvent(QPaintEvent* /*event*/)
{
    const Face face = faceOf(m_tone, m_theme.colours());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(face.ink);
    painter.setBrush(face.ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

} // namespace satpad::gui
