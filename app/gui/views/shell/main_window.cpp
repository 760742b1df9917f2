// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/main_window.h"

#include "look/type.h"
#include "views/inbox/inbox_model.h"
#include "views/inbox/inbox_page.h"
#include "views/inbox/outside.h"
#include "views/recovery/damaged_page.h"
#include "views/send/send_draft.h"
#include "views/send/send_page.h"
#include "views/shell/desk_view.h"
#include "views/shell/help_dialog.h"
#include "views/shell/leaving.h"
#include "views/shell/tray_menu.h"
#include "views/shell/unlock_page.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDialog>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QShortcut>
#include <QStackedWidget>

namespace satpad::gui {

MainWindow::MainWindow(const WindowNeeds& needs)
    : m_needs(needs)
    , m_guarded(needs.asker, [this] { return isLocked(); })
    , m_opening(needs.world, needs.homes, needs.home)
    , m_idle([&needs = m_needs] { return needs.preferences.lockAfterMinutes(); }, this)
    , m_whole(new QStackedWidget(this))
{
    setObjectName("mainWindow");
    setWindowTitle("Satpad");
    setMinimumSize(roomFor(*this, {1024, 700}));
    setAcceptDrops(true);
    setCentralWidget(m_whole);
    rebuildSheets();
    watchOpening();
    addShortcuts();
    connect(&m_idle, &IdleWatch::idle, this, &MainWindow::lock);
    if (!restoreGeometry(m_needs.preferences.geometry())) {
        resize(roomFor(*this, {1280, 800}));
    }
    m_opening.begin();
}

MainWindow::~MainWindow()
{
    // Views stand on the desk.
    delete m_view;
    m_view = nullptr;
    delete m_wizard;
    m_wizard = nullptr;
}

void MainWindow::rebuildSheets()
{
    const Wizard::Memory memory = m_wizard == nullptr ? Wizard::Memory{} : m_wizard->memory();
    for (QWidget* sheet : {static_cast<QWidget*>(m_wizard),
             static_cast<QWidget*>(m_unlock),
             static_cast<QWidget*>(m_failed)}) {
        delete sheet;
    }
    m_wizard = new Wizard(m_needs.theme, m_needs.language.current(), memory);
    m_unlock = new UnlockPage(m_needs.theme);
    m_failed = new DamagedPage(m_needs.theme);
    m_whole->addWidget(m_wizard);
    m_whole->addWidget(m_unlock);
    m_whole->addWidget(m_failed);
    connectWizard();
    connect(m_unlock, &UnlockPage::entered, this, &MainWindow::unlock);
    connect(m_failed, &DamagedPage::againAsked, &m_opening, &Opening::begin);
    connect(m_failed, &DamagedPage::folderAsked, this, [this] { openOutside(m_opening.home()); });
}

void MainWindow::watchOpening()
{
    connect(&m_opening, &Opening::opened, this, &MainWindow::showDesk);
    connect(&m_opening, &Opening::wantsName, this, [this](const QString& sentence) {
        m_isFirstStart = true;
        m_wizard->showTrouble(sentence);
        showSheet(m_wizard);
    });
    connect(&m_opening, &Opening::wantsPassphrase, this, [this](const QString& sentence) {
        m_unlock->ask(UnlockPage::Why::opening, sentence);
        showSheet(m_unlock);
    });
    connect(&m_opening, &Opening::failed, this, [this](const core::Error& why) {
        m_failed->show(why, QString::fromStdString(m_opening.home().string()));
        m_whole->setCurrentWidget(m_failed);
    });
}

void MainWindow::showSheet(QWidget* sheet)
{
    m_whole->setCurrentWidget(sheet);
    sheet->setFocus();
}

void MainWindow::connectWizard()
{
    connect(m_wizard, &Wizard::siteNamed, &m_opening, &Opening::makeSite);
    connect(m_wizard, &Wizard::languageChosen, this, &MainWindow::chooseLanguage);
    connect(m_wizard, &Wizard::leaveAsked, this, &MainWindow::quit);
    connect(m_wizard, &Wizard::finished, this, &MainWindow::leaveWizard);
}

void MainWindow::leaveWizard(bool passes)
{
    m_isFirstStart = false;
    m_whole->setCurrentWidget(m_view);
    // The first page of the rail is that of the passes.
    m_view->go(passes ? DeskView::Page{} : DeskView::Page::send);
}

void MainWindow::showDesk()
{
    m_desk = std::make_unique<Desk>(m_opening.take(), m_opening.again());
    m_draft = std::make_unique<SendDraft>(m_desk->jobs());
    m_isFirstStart = m_isFirstStart && m_opening.isNew();
    rebuildDesk();
    addTray();
    connect(&m_desk->receiver(), &Receiver::received, this, [this](const QString& peer) {
        m_needs.notifier.say(tr("Picture from %1").arg(peer));
    });
    if (m_needs.preferences.receives()) {
        m_desk->receiver().start();
    }
}

void MainWindow::rebuildDesk()
{
    const auto page = m_view == nullptr ? DeskView::Page::send : m_view->page();
    const PageNeeds needs{*m_desk,
        m_needs.theme,
        m_guarded,
        m_needs.preferences,
        m_needs.world,
        m_draft.get(),
        m_opening.passphrase().get()};
    delete m_view;
    m_view = new DeskView(needs, m_needs.theme, m_needs.language.current(), m_whole);
    connect(m_view, &DeskView::languageChosen, this, &MainWindow::chooseLanguage);
    m_whole->addWidget(m_view);
    m_view->go(page);
    if (m_isFirstStart) {
        m_wizard->goOn(needs);
        showSheet(m_wizard);
    } else {
        m_whole->setCurrentWidget(m_view);
    }
    const InboxModel& inbox = m_view->inboxPage().model();
    connect(&inbox, &InboxModel::unseenChanged, this, [this] {
        if (m_tray) {
            m_tray->setUnseen(m_view->inboxPage().model().unseen());
        }
    });
}

void MainWindow::addTray()
{
    if (m_needs.tray == nullptr || !m_needs.tray->isThere()) {
        return;
    }
    m_tray = std::make_unique<TrayMenu>(*m_needs.tray, *m_desk, m_needs.theme, *this);
    connect(m_tray.get(), &TrayMenu::windowToggled, this, &MainWindow::toggleWindow);
    connect(m_tray.get(), &TrayMenu::receiverSwitched, this, &MainWindow::switchReceiver);
    connect(m_tray.get(), &TrayMenu::quitAsked, this, &MainWindow::quit);
}

void MainWindow::switchReceiver(bool on)
{
    m_needs.preferences.setReceives(on);
    if (on) {
        m_desk->receiver().start();
    } else {
        m_desk->receiver().stopSoon();
    }
}

void MainWindow::toggleWindow()
{
    if (isVisible()) {
        hide();
    } else {
        show();
        raise();
        activateWindow();
    }
}

void MainWindow::quit()
{
    show(); // who is asked must see by whom
    m_isQuitting = true;
    m_isQuitting = close();
}

void MainWindow::addShortcuts()
{
    connect(new QShortcut(QKeySequence("Ctrl+Shift+L"), this),
        &QShortcut::activated,
        this,
        &MainWindow::lock);
    connect(new QShortcut(QKeySequence::HelpContents, this), &QShortcut::activated, this, [this] {
        if (!isLocked()) {
            (new HelpDialog(this))->open();
        }
    });
}

void MainWindow::chooseLanguage(const QString& language)
{
    m_needs.preferences.setLanguage(language);
    m_needs.language.choose(language);
    // Queued: the view that asks is the one that is built anew.
    QMetaObject::invokeMethod(
        this,
        [this] {
            const bool wasLocked = isLocked();
            m_behindLock = nullptr;
            const QWidget* current = m_whole->currentWidget();
            const bool wasUnlock = current == m_unlock;
            rebuildSheets();
            if (m_desk) {
                rebuildDesk();
            } else {
                showSheet(wasUnlock ? static_cast<QWidget*>(m_unlock) : m_wizard);
            }
            if (wasLocked) {
                lock();
            }
        },
        Qt::QueuedConnection);
}

/// Asks when something is under way.
bool MainWindow::mayLeave()
{
    const QStringList ends = m_desk ? whatLeavingEnds(*m_desk, m_needs.world.clock) : QStringList();
    return ends.isEmpty() || m_needs.asker.confirm(this, ends.join('\n'), tr("Close"));
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_needs.preferences.setGeometry(saveGeometry());
    if (m_tray && !m_isQuitting && m_needs.preferences.staysInTray()) {
        event->ignore();
        hide();
        return;
    }
    if (mayLeave()) {
        event->accept();
    } else {
        event->ignore();
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (m_view != nullptr && m_whole->currentWidget() == m_view &&
        SendPage::accepts(event->mimeData())) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    if (m_view == nullptr || m_whole->currentWidget() != m_view) {
        return;
    }
    const QStringList files = DeskView::localFiles(event->mimeData());
    if (files.isEmpty()) {
        m_view->go(DeskView::Page::send);
        m_view->sendPage().pasteFrom(event->mimeData());
    } else {
        m_view->takeFiles(files);
    }
    event->acceptProposedAction();
}

} // namespace satpad::gui
