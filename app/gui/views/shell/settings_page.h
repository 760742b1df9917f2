// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/language.h"
#include "models/preferences.h"
#include "views/parts.h"

class QFormLayout;
class QLineEdit;
class QVBoxLayout;

namespace satpad::gui {

class Notice;

/// Looks and ways of the desktop; where the home lies and listens, and what protects it.
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
    [[nodiscard]] QFormLayout* addPanel(
        QVBoxLayout& column, const char* name, const QString& title);
    void addLooks(QVBoxLayout& column, const QString& language);
    void addWindow(QVBoxLayout& column);
    void addHome(QVBoxLayout& column);
    void addListen(QFormLayout& form);
    void addPassphrase(QFormLayout& form);
    [[nodiscard]] QWidget* folderRow(QLabel* shown, const char* button);
    void showHome();
    void changeListen();
    void changePassphrase(bool removes);

    PageNeeds m_needs;
    Theme& m_theme;
    Preferences& m_preferences;
    Notice* m_notice;
    QLabel* m_folder;
    QLabel* m_inbox;
    QLabel* m_kind;
    QLineEdit* m_listen;
    QPushButton* m_change;
    QLabel* m_passphrase;
    QPushButton* m_set;
    QPushButton* m_remove;
};

} // namespace satpad::gui
