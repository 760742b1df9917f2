// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/tray.h"

#include <QMenu>
#include <QSystemTrayIcon>

namespace satpad::gui {

SystemTray::SystemTray() = default;
SystemTray::~SystemTray() = default;

bool SystemTray::isThere() const
{
    return QSystemTrayIcon::isSystemTrayAvailable();
}

void SystemTray::show(const QIcon& icon, const QString& toolTip, QMenu* menu)
{
    if (!m_icon) {
        m_icon = std::make_unique<QSystemTrayIcon>();
        connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](auto reason) {
            if (reason == QSystemTrayIcon::Trigger) {
                Q_EMIT activated();
            }
        });
    }
    m_icon->setIcon(icon);
    m_icon->setToolTip(toolTip);
    m_icon->setContextMenu(menu);
    m_icon->show();
}

} // namespace satpad::gui
