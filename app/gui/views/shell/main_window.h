// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/language.h"
#include "look/notifier.h"
#include "models/desk.h"
#include "models/opening.h"
#include "models/preferences.h"
#include "views/parts.h"

#include <QMainWindow>

class QStackedWidget;

namespace satpad::gui {

class DeskView;
class UnlockPage;
class WelcomePage;

/// What the window is given. All outlive it.
struct WindowNeeds
{
    service::World& world;
    std::filesystem::path homes; ///< where homes lie
    std::filesystem::path home;  ///< empty: the only one there
    Theme& theme;
    Language& language;
    Preferences& preferences;
    Asker& asker;
    Notifier& notifier;
};

/// The one window: a first start, a locked home, or the pages of an opened one. GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(const WindowNeeds& needs);
    ~MainWindow() override;

    /// Null until the home is open.
    [[nodiscard]] Desk* desk() noexcept { return m_desk.get(); }
    [[nodiscard]] DeskView* deskView() noexcept { return m_view; }
    void chooseLanguage(const QString& language);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void watchOpening();
    void showDesk();
    void rebuildDesk();
    void rebuildSheets();

    WindowNeeds m_needs;
    Opening m_opening;
    std::unique_ptr<Desk> m_desk;
    QStackedWidget* m_whole;
    WelcomePage* m_welcome = nullptr;
    UnlockPage* m_unlock = nullptr;
    QLabel* m_failed = nullptr;
    DeskView* m_view = nullptr;
};

} // namespace satpad::gui
