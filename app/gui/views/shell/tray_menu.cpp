// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/tray_menu.h"

#include <QEvent>

namespace satpad::gui {

TrayMenu::TrayMenu(Tray& tray, Desk& desk, const Theme& theme, QWidget& window)
    : m_tray(tray)
    , m_desk(desk)
    , m_theme(theme)
    , m_window(window)
    , m_show(m_menu.addAction(QString()))
    , m_receiver(m_menu.addAction(QString()))
{
    m_menu.addSeparator();
    m_show->setObjectName("trayShow");
    m_receiver->setObjectName("trayReceiver");
    QAction* quit = m_menu.addAction(tr("Quit Satpad"));
    quit->setObjectName("trayQuit");
    connect(m_show, &QAction::triggered, this, &TrayMenu::windowToggled);
    connect(&tray, &Tray::activated, this, &TrayMenu::windowToggled);
    connect(m_receiver, &QAction::triggered, this, [this] {
        Q_EMIT receiverSwitched(!m_desk.receiver().isRunning());
    });
    connect(quit, &QAction::triggered, this, &TrayMenu::quitAsked);
    connect(&desk.receiver(), &Receiver::stateChanged, this, &TrayMenu::update);
    connect(&theme, &Theme::changed, this, &TrayMenu::update);
    window.installEventFilter(this);
    update();
}

bool TrayMenu::eventFilter(QObject* /*watched*/, QEvent* event)
{
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide) {
        update();
    }
    return false;
}

void TrayMenu::setUnseen(int unseen)
{
    if (unseen != m_unseen) {
        m_unseen = unseen;
        update();
    }
}

void TrayMenu::update()
{
    const Receiver::State state = m_desk.receiver().state();
    m_show->setText(m_window.isVisible() ? tr("Hide window") : tr("Show window"));
    m_receiver->setText(
        m_desk.receiver().isRunning() ? tr("Switch receiver off") : tr("Switch receiver on"));
    m_receiver->setEnabled(
        state != Receiver::State::elsewhere && state != Receiver::State::stopping);
    if (m_tray.isThere()) {
        m_tray.show(Theme::icon("satellite", m_theme.colours().text),
            m_unseen == 0 ? QString("Satpad") : tr("Satpad · %n not opened yet", "", m_unseen),
            &m_menu);
    }
}

} // namespace satpad::gui
