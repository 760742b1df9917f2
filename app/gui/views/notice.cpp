// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/notice.h"

#include "look/motion.h"
#include "look/speaks.h"
#include "look/type.h"
#include "views/parts.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

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
    , m_badge(new SimBadge(theme, this))
    , m_action(makeButton({}, "", this))
    , m_close(new QToolButton(this))
{
    speakAs(*this, QAccessible::AlertMessage);
    setObjectName(QLatin1String(name));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 7, 8, 7);
    row->setSpacing(k_gap);
    row->addWidget(m_icon);
    m_text->setObjectName(objectName() + "Text");
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    row->addWidget(m_text, 1);
    m_badge->setObjectName(objectName() + "Badge");
    row->addWidget(m_badge);
    row->addWidget(m_action);
    m_action->setObjectName(objectName() + "Action");
    m_close->setObjectName(objectName() + "Close");
    m_close->setAccessibleName(tr("Close this notice"));
    m_close->setToolTip(tr("Close this notice"));
    m_close->setFixedSize(px(30), px(30));
    m_close->setStyleSheet("padding: 0; border-color: transparent; background: transparent;");
    row->addWidget(m_close);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT closed();
    });
    connect(m_action, &QPushButton::clicked, this, &Notice::actionChosen);
    connect(&theme, &Theme::changed, this, &Notice::refreshIcons);
    connect(&m_opening, &QVariantAnimation::valueChanged, this, [this](const QVariant& height) {
        setMaximumHeight(height.toInt());
    });
    connect(&m_opening, &QVariantAnimation::finished, this, [this] {
        setMaximumHeight(QWIDGETSIZE_MAX);
    });
    m_badge->hide();
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
    m_badge->hide();
    m_action->hide();
    gui::say(*this, sentence);
    setAccessibleDescription(details);
    refreshIcons();
    if (isHidden()) {
        open();
    }
    if (isNew) {
        announce(*this);
    }
}

/// The page makes room for it in a moment's time, if it is seen.
void Notice::open()
{
    m_opening.stop();
    setMaximumHeight(QWIDGETSIZE_MAX);
    const int time = parentWidget() == nullptr ? 0 : motionTime(*parentWidget());
    if (time > 0) {
        const int wide = parentWidget()->width();
        m_opening.setStartValue(0);
        m_opening.setEndValue(hasHeightForWidth()
                                  ? std::max(heightForWidth(wide), sizeHint().height())
                                  : sizeHint().height());
        m_opening.setDuration(time);
        m_opening.start();
    }
    show();
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
    gui::say(*this, sentence, k_spokenEvery);
}

void Notice::clear()
{
    m_opening.stop();
    m_text->clear();
    m_action->hide();
    hide();
}

void Notice::setSimulated(bool simulated)
{
    m_badge->setVisible(simulated);
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
    m_icon->setPixmap(Theme::icon(face.icon, face.ink).pixmap(px(k_iconSize), px(k_iconSize)));
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
