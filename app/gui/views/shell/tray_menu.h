// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/tray.h"
#include "models/desk.h"
#include "views/parts.h"

#include <QMenu>

namespace satpad::gui {

/// What the tray offers of an opened home: the window, the receiver, the end; what has arrived and
/// was not opened stands in its tooltip. Nothing where there is no tray. GUI thread.
class TrayMenu final : public QObject
{
    Q_OBJECT
public:
    /// All outlive it.
    TrayMenu(Tray& tray, Desk& desk, const Theme& theme, QWidget& window);

    void setUnseen(int unseen);

Q_SIGNALS:
    void windowToggled();
    void receiverSwitched(bool on);
    void quitAsked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void update();

    Tray& m_tray;
    Desk& m_desk;
    const Theme& m_theme;
    QWidget& m_window;
    QMenu m_menu;
    QAction* m_show;
    QAction* m_receiver;
    int m_unseen = 0;
};

} // namespace satpad::gui
