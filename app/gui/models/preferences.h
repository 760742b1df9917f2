// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QSettings>

namespace satpad::gui {

/// What the operator set for the desktop on this computer: looks only, never anything of a home.
/// GUI thread.
class Preferences final
{
public:
    /// The file that keeps them; tests give their own.
    explicit Preferences(const QString& file);
    /// $XDG_CONFIG_HOME/satpad/desktop.ini.
    [[nodiscard]] static QString defaultFile();

    [[nodiscard]] ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);
    /// "en", "zh_CN"; empty: as the system's.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString& language);
    /// Whether the receiver starts with the window; it does unless the operator switched it off.
    [[nodiscard]] bool receives() const;
    void setReceives(bool on);
    /// Where this site stands and what flies over it, as names of presets; each empty until chosen.
    struct PassPlace
    {
        QString station;
        QString orbit;
        QString sky;
    };
    [[nodiscard]] PassPlace passPlace() const;
    void setPassPlace(const PassPlace& place);
    /// Minutes without a key or a mouse after which the window locks; 0: never.
    [[nodiscard]] int lockAfterMinutes() const;
    void setLockAfterMinutes(int minutes);
    /// Whether closing the window leaves the receiver on, where there is a tray; it does not unless
    /// the operator wished it.
    [[nodiscard]] bool staysInTray() const;
    void setStaysInTray(bool stays);
    [[nodiscard]] QByteArray geometry() const;
    void setGeometry(const QByteArray& geometry);
    /// The folder that holds them, for small notes of other views.
    [[nodiscard]] QString folder() const;

private:
    QSettings m_settings;
};

} // namespace satpad::gui
