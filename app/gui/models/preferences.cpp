// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/preferences.h"

#include <QFileInfo>
#include <QStandardPaths>

namespace satpad::gui {

Preferences::Preferences(const QString& file)
    : m_settings(file, QSettings::IniFormat)
{}

QString Preferences::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           "/satpad/desktop.ini";
}

ThemeChoice Preferences::theme() const
{
    const QString word = m_settings.value("theme").toString();
    return word == "dark"    ? ThemeChoice::dark
           : word == "light" ? ThemeChoice::light
                             : ThemeChoice::system;
}

void Preferences::setTheme(ThemeChoice choice)
{
    m_settings.setValue("theme",
        choice == ThemeChoice::dark    ? "dark"
        : choice == ThemeChoice::light ? "light"
                                       : "system");
}

QString Preferences::language() const
{
    return m_settings.value("language").toString();
}

void Preferences::setLanguage(const QString& language)
{
    m_settings.setValue("language", language);
}

bool Preferences::receives() const
{
    return m_settings.value("receives", true).toBool();
}

void Preferences::setReceives(bool on)
{
    m_settings.setValue("receives", on);
}

Preferences::PassPlace Preferences::passPlace() const
{
    return {m_settings.value("pass/station").toString(),
        m_settings.value("pass/orbit").toString(),
        m_settings.value("pass/sky").toString()};
}

void Preferences::setPassPlace(const PassPlace& place)
{
    m_settings.setValue("pass/station", place.station);
    m_settings.setValue("pass/orbit", place.orbit);
    m_settings.setValue("pass/sky", place.sky);
}

int Preferences::lockAfterMinutes() const
{
    return m_settings.value("lockAfterMinutes", 0).toInt();
}

void Preferences::setLockAfterMinutes(int minutes)
{
    m_settings.setValue("lockAfterMinutes", minutes);
}

bool Preferences::staysInTray() const
{
    return m_settings.value("staysInTray", false).toBool();
}

void Preferences::setStaysInTray(bool stays)
{
    m_settings.setValue("staysInTray", stays);
}

QByteArray Preferences::geometry() const
{
    return m_settings.value("geometry").toByteArray();
}

void Preferences::setGeometry(const QByteArray& geometry)
{
    m_settings.setValue("geometry", geometry);
}

QString Preferences::folder() const
{
    return QFileInfo(m_settings.fileName()).absolutePath();
}

} // namespace satpad::gui
