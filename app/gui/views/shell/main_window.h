// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/language.h"
#include "look/notifier.h"
#include "look/tray.h"
#include "models/desk.h"
#include "models/opening.h"
#include "models/preferences.h"
#include "views/parts.h"
#include "views/shell/dialogs.h"
#include "views/shell/idle_watch.h"
#include "views/shell/wizard.h"

#include <QMainWindow>

class QStackedWidget;

namespace satpad::gui {

class DamagedPage;
class DeskView;
class SendDraft;
class TrayMenu;
class UnlockPage;

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
    Tray* tray = nullptr; ///< null: none
};

/// The one window: a first start, a locked home, or the pages of an opened one. Locking hides the
/// pages; what they stand on goes on. GUI thread.
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
    /// Hides everything until the passphrase is given, or a button pressed where there is none.
    void lock();
    [[nodiscard]] bool isLocked() const noexcept { return m_behindLock != nullptr; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void watchOpening();
    void showDesk();
    void rebuildDesk();
    void rebuildSheets();
    void showSheet(QWidget* sheet);
    void connectWizard();
    void leaveWizard(bool passes);
    void askBehindLock(bool asksForPassphrase, const QString& sentence);
    void unlock(const QString& passphrase);
    void unlocked();
    void addShortcuts();
    void addTray();
    void switchReceiver(bool on);
    void toggleWindow();
    void quit();

    [[nodiscard]] bool mayLeave();

    WindowNeeds m_needs;
    GuardedAsker m_guarded; ///< for the pages
    Opening m_opening;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<SendDraft> m_draft; ///< outlives the view, which another language rebuilds
    std::unique_ptr<TrayMenu> m_tray;
    IdleWatch m_idle;
    QStackedWidget* m_whole;
    Wizard* m_wizard = nullptr;
    bool m_isFirstStart = false; ///< until the wizard is done
    bool m_isQuitting = false;   ///< by the tray: closing means it
    QWidget* m_behindLock = nullptr;
    UnlockPage* m_unlock = nullptr;
    DamagedPage* m_failed = nullptr;
    DeskView* m_view = nullptr;
};

} // namespace satpad::gui
