// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/main_window.h"

#include "views/send/send_page.h"
#include "views/shell/desk_view.h"
#include "views/shell/welcome_page.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>

namespace satpad::gui {

MainWindow::MainWindow(const WindowNeeds& needs)
    : m_needs(needs)
    , m_opening(needs.world, needs.homes, needs.home)
    , m_whole(new QStackedWidget(this))
{
    setObjectName("mainWindow");
    setWindowTitle("Satpad");
    setMinimumSize(1024, 700);
    setAcceptDrops(true);
    setCentralWidget(m_whole);
    rebuildSheets();
    watchOpening();
    if (!restoreGeometry(m_needs.preferences.geometry())) {
        resize(1280, 800);
    }
    m_opening.begin();
}

MainWindow::~MainWindow()
{
    // Views stand on the desk.
    delete m_view;
    m_view = nullptr;
}

void MainWindow::rebuildSheets()
{
    for (QWidget* sheet : {static_cast<QWidget*>(m_welcome),
             static_cast<QWidget*>(m_unlock),
             static_cast<QWidget*>(m_failed)}) {
        delete sheet;
    }
    m_welcome = new WelcomePage(m_needs.theme);
    m_unlock = new UnlockPage(m_needs.theme);
    m_failed = makeLabel({}, "", nullptr);
    m_failed->setObjectName("openingFailed");
    m_failed->setAlignment(Qt::AlignCenter);
    m_failed->setWordWrap(true);
    m_failed->setMargin(64);
    m_whole->addWidget(m_welcome);
    m_whole->addWidget(m_unlock);
    m_whole->addWidget(m_failed);
    connect(m_welcome, &WelcomePage::siteNamed, &m_opening, &Opening::makeSite);
    connect(m_unlock, &UnlockPage::entered, &m_opening, &Opening::unlock);
}

void MainWindow::watchOpening()
{
    connect(&m_opening, &Opening::opened, this, &MainWindow::showDesk);
    connect(&m_opening, &Opening::wantsName, this, [this](const QString& sentence) {
        m_welcome->showTrouble(sentence);
        m_whole->setCurrentWidget(m_welcome);
        m_welcome->setFocus();
    });
    connect(&m_opening, &Opening::wantsPassphrase, this, [this](const QString& sentence) {
        m_unlock->ask(sentence);
        m_whole->setCurrentWidget(m_unlock);
        m_unlock->setFocus();
    });
    connect(&m_opening, &Opening::failed, this, [this](const QString& sentence) {
        m_failed->setText(sentence);
        m_whole->setCurrentWidget(m_failed);
    });
}

void MainWindow::showDesk()
{
    m_desk = std::make_unique<Desk>(m_opening.take(), m_opening.again());
    rebuildDesk();
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
    delete m_view;
    m_view =
        new DeskView({*m_desk, m_needs.theme, m_needs.asker, m_needs.preferences, m_needs.world},
            m_needs.theme,
            m_needs.language.current(),
            m_whole);
    connect(m_view, &DeskView::languageChosen, this, &MainWindow::chooseLanguage);
    m_whole->addWidget(m_view);
    m_whole->setCurrentWidget(m_view);
    m_view->go(page);
}

void MainWindow::chooseLanguage(const QString& language)
{
    m_needs.preferences.setLanguage(language);
    m_needs.language.choose(language);
    // Queued: the view that asks is the one that is built anew.
    QMetaObject::invokeMethod(
        this,
        [this] {
            rebuildSheets();
            if (m_desk) {
                rebuildDesk();
            }
        },
        Qt::QueuedConnection);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    m_needs.preferences.setGeometry(saveGeometry());
    const int underWay = m_desk ? m_desk->underWay() : 0;
    const bool leave =
        underWay == 0 ||
        m_needs.asker.confirm(this,
            tr("%n messages are under way. They stay sealed in the outbox and go on next time.",
                "",
                underWay),
            tr("Close"));
    if (leave) {
        event->accept();
    } else {
        event->ignore();
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (m_view != nullptr && (event->mimeData()->hasUrls() || event->mimeData()->hasImage())) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    if (m_view == nullptr) {
        return;
    }
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            files.append(url.toLocalFile());
        }
    }
    m_view->go(DeskView::Page::send);
    if (files.isEmpty()) {
        m_view->sendPage().pasteFrom(event->mimeData());
    } else {
        m_view->sendPage().addFiles(files);
    }
    event->acceptProposedAction();
}

} // namespace satpad::gui
