// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sentences.h"
#include "views/shell/main_window.h"
#include "views/shell/unlock_page.h"

#include <QApplication>
#include <QDialog>
#include <QStackedWidget>

/// The window is locked, and opens again.
namespace satpad::gui {

void MainWindow::lock()
{
    if (!m_desk || isLocked()) {
        return;
    }
    m_behindLock = m_whole->currentWidget();
    // Dialogs and menus show what lies behind the lock.
    if (QWidget* popup = QApplication::activePopupWidget()) {
        popup->close();
    }
    for (QWidget* each : QApplication::topLevelWidgets()) {
        if (auto* dialog = qobject_cast<QDialog*>(each); dialog != nullptr && dialog->isVisible()) {
            dialog->reject();
        }
    }
    const bool asks = m_desk->site().home().has_passphrase();
    askBehindLock(asks, {});
    showSheet(m_unlock);
    m_desk->jobs().run(
        this,
        [world = m_needs.world, home = m_desk->site().home().paths().root] {
            return asksForPassphrase(world, home);
        },
        [this, asks](const core::Expected<bool>& now) {
            if (isLocked() && now && *now != asks) {
                askBehindLock(*now, {}); // another process has changed it
                m_unlock->setFocus();
            }
        });
}

void MainWindow::askBehindLock(bool asksForPassphrase, const QString& sentence)
{
    m_unlock->ask(
        asksForPassphrase ? UnlockPage::Why::locked : UnlockPage::Why::justHidden, sentence);
}

void MainWindow::unlock(const QString& passphrase)
{
    if (!isLocked()) {
        m_opening.unlock(passphrase);
        return;
    }
    const bool isEmpty = passphrase.isEmpty();
    auto secret = takeSecret(passphrase);
    if (!secret) {
        askBehindLock(true, sentenceOf(secret.error()));
        return;
    }
    // The home itself is asked: what was known of it when it was opened may be past.
    m_desk->jobs().run(
        this,
        [world = m_needs.world,
            home = m_desk->site().home().paths().root,
            typed = std::make_shared<core::SecretBytes>(std::move(*secret))] {
            return checkPassphrase(world, home, *typed);
        },
        [this, isEmpty](const core::Expected<void>& held) {
            if (held) {
                unlocked();
                return;
            }
            const QString wrong = held.error().is(core::Errc::home_locked)
                                      ? tr("This is not the passphrase of this home. Try again.")
                                      : sentenceOf(held.error());
            askBehindLock(true, isEmpty ? tr("This home has a passphrase. Enter it.") : wrong);
            m_unlock->setFocus();
        });
}

void MainWindow::unlocked()
{
    if (QWidget* behind = std::exchange(m_behindLock, nullptr)) {
        showSheet(behind);
    }
}

} // namespace satpad::gui
