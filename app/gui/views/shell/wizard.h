// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/parts.h"

class QComboBox;
class QStackedWidget;

namespace satpad::gui {

class NameStep;
class WizardStep;

/// The first start, in the window: names the site, shows its card, adds a peer, gets the first key.
/// The home is open after the first step; everything after it can wait.
class Wizard final : public QWidget
{
    Q_OBJECT
public:
    /// What another language must not lose.
    struct Memory
    {
        QString name;
        bool simulated = false;
        int step = 0;
    };

    Wizard(const Theme& theme,
        const QString& language,
        const Memory& memory,
        QWidget* parent = nullptr);
    [[nodiscard]] Memory memory() const;
    /// Something went wrong in making the home; empty: nothing yet.
    void showTrouble(const QString& sentence);
    /// The home is open: the other steps are there, the one after the first is shown, or that of the
    /// memory.
    void goOn(const PageNeeds& needs);
    [[nodiscard]] int step() const;

Q_SIGNALS:
    void siteNamed(const QString& name, bool simulated);
    void languageChosen(const QString& language);
    /// The operator goes on with the desk; `passes`: to run a pass.
    void finished(bool passes);
    /// "Later" before there is anything.
    void leaveAsked();

private:
    class Steps;
    [[nodiscard]] QWidget* makeFoot(const QString& language);
    void add(WizardStep* step);
    void show(int step);

    const Theme& m_theme;
    Memory m_memory;
    QWidget* m_frame;
    Steps* m_steps;
    QStackedWidget* m_pages;
    QStackedWidget* m_mains;
    QPushButton* m_later;
    QPushButton* m_back;
    NameStep* m_name;
};

} // namespace satpad::gui
