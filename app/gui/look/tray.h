// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QObject>

#include <memory>

class QMenu;
class QSystemTrayIcon;

namespace satpad::gui {

/// The desktop's tray, if it has one. What it shows is to be had in the window, too: nothing depends
/// on it. GUI thread.
class Tray : public QObject
{
    Q_OBJECT
public:
    [[nodiscard]] virtual bool isThere() const = 0;
    /// `menu` outlives it.
    virtual void show(const QIcon& icon, const QString& toolTip, QMenu* menu) = 0;

Q_SIGNALS:
    void activated();
};

class SystemTray final : public Tray
{
    Q_OBJECT
public:
    SystemTray();
    ~SystemTray() override;
    [[nodiscard]] bool isThere() const override;
    void show(const QIcon& icon, const QString& toolTip, QMenu* menu) override;

private:
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace satpad::gui
