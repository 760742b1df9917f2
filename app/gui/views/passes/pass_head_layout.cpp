// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/type.h"
#include "views/passes/pass_head.h"

#include <QActionGroup>
#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStyle>

/// How the head stands in a wide, a narrow and a crowded window, and while a pass is flown.
namespace satpad::gui {
namespace {

constexpr int k_narrowGap = 8;
constexpr int k_runWidth = 105;
constexpr int k_iconButton = 52;

/// Widths of the choices: alone in a wide window, elsewhere, and where it is tightest.
struct Widths
{
    int station;
    int orbit;
    int satellite;
    int sky;
    int speed;
};
constexpr Widths k_wide{140, 140, 100, 124, 42};
constexpr Widths k_small{124, 110, 96, 124, 42};
constexpr Widths k_tight{122, 106, 88, 102, 34};

} // namespace

void PassHead::setNarrow(bool narrow)
{
    if (narrow != m_isNarrow) {
        m_isNarrow = narrow;
        layOut();
        refreshIcons();
    }
}

void PassHead::layOut()
{
    const bool isCrowded = m_satellite->count() > 1;
    const bool small = m_isNarrow || isCrowded;
    const Widths& widths = m_isNarrow && isCrowded ? k_tight : small ? k_small : k_wide;
    m_station->setFixedWidth(px(widths.station));
    m_orbit->setFixedWidth(px(widths.orbit));
    m_satellite->setFixedWidth(px(widths.satellite));
    m_sky->setFixedWidth(px(widths.sky));
    m_sky->setIconSize(m_isNarrow && isCrowded ? QSize(0, 0) : px(QSize(16, 16)));
    for (QAbstractButton* button : m_speeds->buttons()) {
        button->setFixedWidth(px(widths.speed + (m_speeds->id(button) == 0 ? 6 : 0)));
    }
    m_run->setMinimumWidth(px(k_runWidth));
    for (auto [button, words] :
        {std::pair(m_attacks, tr("Attacks")), std::pair(m_picture, tr("Save picture…"))}) {
        button->setText(small ? QString() : words);
        button->setMinimumWidth(small ? px(k_iconButton) : 0);
        button->setMaximumWidth(small ? px(k_iconButton) : QWIDGETSIZE_MAX);
        button->setStyleSheet(small ? "padding: 0 8px;" : "");
    }
    m_picture->setToolTip(tr("Save picture…"));
    m_attacks->setVisible(!m_isPictureOffered);
    m_picture->setVisible(m_isPictureOffered);
    layout()->setSpacing(m_isNarrow && isCrowded ? k_narrowGap : k_gap);
}

void PassHead::setRunning(Running running, const QString& obstacle)
{
    const bool idle = running == Running::no;
    const bool hadFocus = m_run->hasFocus();
    m_run->setEnabled(idle ? obstacle.isEmpty() : running == Running::flying);
    m_run->setToolTip(idle ? obstacle : QString());
    for (QWidget* choice : {static_cast<QWidget*>(m_station),
             static_cast<QWidget*>(m_orbit),
             static_cast<QWidget*>(m_sky),
             static_cast<QWidget*>(m_satellite),
             static_cast<QWidget*>(m_attacks)}) {
        choice->setEnabled(idle);
    }
    if (m_running == running) {
        return;
    }
    // What cannot be pressed for a moment loses the focus, and gets it back.
    m_hadFocus = running == Running::stopping ? hadFocus : m_hadFocus;
    if (idle && m_hadFocus && m_run->isEnabled()) {
        m_run->setFocus();
        m_hadFocus = false;
    }
    m_running = running;
    m_run->setText(idle ? tr("Run pass") : tr("Stop pass"));
    m_run->setAccessibleName(m_run->text());
    m_run->setProperty("role", idle ? QVariant("main") : QVariant());
    m_run->style()->unpolish(m_run);
    m_run->style()->polish(m_run);
    refreshIcons();
}

void PassHead::setPictureOffered(bool offered)
{
    if (offered != m_isPictureOffered) {
        m_isPictureOffered = offered;
        layOut();
    }
}

void PassHead::refreshIcons()
{
    const Colours& colours = m_theme.colours();
    const bool isAttacked = m_attackChoice->checkedAction() != nullptr &&
                            (attack().photon_number_splitting || attack().intercepted > 0);
    m_attacks->setIcon(Theme::icon("attack", isAttacked ? colours.alarm : colours.text));
    m_picture->setIcon(Theme::icon("save", colours.text));
    m_run->setIcon(m_running == Running::no ? Theme::icon("run", colours.onKey)
                                            : Theme::icon("stop", colours.text));
    for (int i = 0; i < m_sky->count(); ++i) {
        m_sky->setItemIcon(i, m_theme.icon("cloud"));
    }
    const QString words = isAttacked ? m_attackChoice->checkedAction()->text() : QString();
    m_attacks->setAccessibleName(words.isEmpty() ? tr("Attacks") : tr("Attacks: %1").arg(words));
}

} // namespace satpad::gui
