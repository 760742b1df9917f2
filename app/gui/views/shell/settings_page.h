// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/language.h"
#include "models/preferences.h"
#include "views/parts.h"

class QComboBox;
class QVBoxLayout;

namespace satpad::gui {

/// Looks and language of the desktop, where the home lies, where it listens.
class SettingsPage final : public QWidget
{
    Q_OBJECT
public:
    SettingsPage(const PageNeeds& needs,
        Theme& theme,
        Preferences& preferences,
        const QString& language,
        QWidget* parent = nullptr);

Q_SIGNALS:
    void languageChosen(const QString& language);

private:
    void addChoices(QVBoxLayout& column, const QString& language);
    void addHome(QVBoxLayout& column);
    void showHome();

    Desk& m_desk;
    Theme& m_theme;
    Preferences& m_preferences;
    QLabel* m_folder;
    QLabel* m_listen;
    QLabel* m_kind;
};

} // namespace satpad::gui
