// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shell/desk_view.h"

#include "look/type.h"
#include "models/desk.h"
#include "models/preferences.h"
#include "views/inbox/inbox_model.h"
#include "views/inbox/inbox_page.h"
#include "views/inbox/outbox_page.h"
#include "views/keys/keys_page.h"
#include "views/keys/sites_page.h"
#include "views/passes/passes_page.h"
#include "views/recovery/recovery_page.h"
#include "views/send/send_page.h"
#include "views/shell/settings_page.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QResizeEvent>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_narrowBelow = 1100;

std::vector<RailModel::Entry> entries()
{
    return {{DeskView::tr("Passes"), "passes"},
        {DeskView::tr("Send"), "send"},
        {DeskView::tr("Outbox"), "outbox"},
        {DeskView::tr("Inbox"), "inbox"},
        {DeskView::tr("Keys"), "keys"},
        {DeskView::tr("Sites"), "sites"},
        {DeskView::tr("Settings"), "settings"}};
}

bool waits(const OutboxState& row)
{
    return row.state == core::MessageState::reserved || row.state == core::MessageState::sealed ||
           row.state == core::MessageState::carried || row.state == core::MessageState::cancelling;
}

} // namespace

DeskView::DeskView(const PageNeeds& needs, Theme& theme, const QString& language, QWidget* parent)
    : QWidget(parent)
    , m_desk(needs.desk)
    , m_theme(theme)
    , m_preferences(needs.preferences)
    , m_railModel(new RailModel(entries(), this))
    , m_rail(new Rail(*m_railModel, theme, this))
    , m_site(makeLabel({}, "", this))
    , m_badge(new SimBadge(theme, this))
    , m_railHead(new QWidget(this))
    , m_banner(new Notice(theme, "banner", this))
    , m_pages(new QStackedWidget(this))
    , m_status(new StatusLine(needs.desk, theme, this))
{
    setObjectName("deskView");
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(0);
    columns->addWidget(makeRail());
    auto* content = new QVBoxLayout;
    content->setSpacing(0);
    auto* bannerRow = new QVBoxLayout;
    bannerRow->setContentsMargins(k_margin, 0, k_margin, 0);
    bannerRow->addWidget(m_banner);
    content->addLayout(bannerRow);
    content->addWidget(m_pages, 1);
    columns->addLayout(content, 1);
    rows->addLayout(columns, 1);
    rows->addWidget(m_status);
    addPages(needs, theme, language);
    addShortcuts();
    connect(m_rail->selectionModel(),
        &QItemSelectionModel::currentChanged,
        this,
        [this](const QModelIndex& now) { go(static_cast<Page>(now.row())); });
    // A click on the row that is chosen already leads back from where no rail leads.
    connect(m_rail, &QListView::clicked, this, [this](const QModelIndex& row) {
        go(static_cast<Page>(row.row()));
    });
    connect(&m_desk, &Desk::stateChanged, this, &DeskView::update);
    connect(&m_desk, &Desk::trouble, this, &DeskView::showTrouble);
    connect(&m_inbox->model(), &InboxModel::unseenChanged, this, &DeskView::update);
    connect(m_banner, &Notice::closed, this, [this] {
        m_trouble.clear();
        updateBanner();
    });
    connect(m_banner, &Notice::actionChosen, this, &DeskView::explain);
    connect(m_inbox, &InboxPage::receiverAsked, this, [this] { switchReceiver(true); });
    connect(m_status, &StatusLine::receiverSwitched, this, &DeskView::switchReceiver);
    connect(m_status, &StatusLine::addressAsked, this, [this] { go(Page::sites); });
    go(Page::send);
    update();
}

QWidget* DeskView::makeRail()
{
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_railHead->setObjectName("railHead");
    m_railHead->setAutoFillBackground(true);
    auto* head = new QVBoxLayout(m_railHead);
    head->setContentsMargins(k_margin, 10, 8, 10);
    head->setSpacing(4);
    m_site->setObjectName("siteNameLabel");
    QFont bold = m_site->font();
    bold.setBold(true);
    m_site->setFont(bold);
    head->addWidget(m_site);
    head->addWidget(m_badge);
    column->addWidget(m_railHead);
    column->addWidget(m_rail, 1);
    const auto dress = [this] {
        m_railHead->setStyleSheet(
            "QWidget#railHead { background: " + m_theme.colours().surface.name() +
            "; border-right: 1px solid " + m_theme.colours().line.name() + "; }");
    };
    connect(&m_theme, &Theme::changed, this, dress);
    dress();
    return side;
}

void DeskView::addPages(const PageNeeds& needs, Theme& theme, const QString& language)
{
    m_passes = new PassesPage(needs, this);
    m_send = new SendPage(needs, this);
    m_outbox = new OutboxPage(needs, this);
    m_inbox = new InboxPage(needs, m_preferences.folder().toStdString(), this);
    m_keys = new KeysPage(needs, this);
    auto* settings = new SettingsPage(needs, theme, m_preferences, language, this);
    m_recovery = new RecoveryPage(needs, this);
    for (QWidget* page : {static_cast<QWidget*>(m_passes),
             static_cast<QWidget*>(m_send),
             static_cast<QWidget*>(m_outbox),
             static_cast<QWidget*>(m_inbox),
             static_cast<QWidget*>(m_keys),
             static_cast<QWidget*>(new SitesPage(needs, this)),
             static_cast<QWidget*>(settings),
             static_cast<QWidget*>(m_recovery)}) {
        m_pages->addWidget(page);
    }
    connect(settings, &SettingsPage::languageChosen, this, &DeskView::languageChosen);
    connect(m_recovery, &RecoveryPage::leave, this, [this] {
        m_pages->setCurrentIndex(m_rail->currentIndex().row());
        updateBanner();
    });
    connect(m_send, &SendPage::filesChosen, this, &DeskView::takeFiles);
    connect(m_send, &SendPage::dispatched, this, [this] { go(Page::outbox); });
}

void DeskView::addShortcuts()
{
    const auto add = [this](const QKeySequence& keys, auto does) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, does);
    };
    for (int row = 0; row < static_cast<int>(Page::settings); ++row) {
        add(QKeySequence("Ctrl+" + QString::number(row + 1)),
            [this, row] { go(static_cast<Page>(row)); });
    }
    add(QKeySequence("Ctrl+,"), [this] { go(Page::settings); });
    add(QKeySequence("Ctrl+K"), [this] { m_status->showPeers(); });
    add(QKeySequence::Paste, [this] {
        const QMimeData* mime = QApplication::clipboard()->mimeData();
        if (const QStringList files = localFiles(mime); !files.isEmpty()) {
            takeFiles(files);
            return;
        }
        go(Page::send);
        m_send->pasteFrom(mime);
    });
    add(QKeySequence("F11"),
        [this] { window()->setWindowState(window()->windowState() ^ Qt::WindowFullScreen); });
}

void DeskView::go(Page page)
{
    m_rail->setCurrentIndex(m_railModel->index(static_cast<int>(page)));
    m_pages->setCurrentIndex(static_cast<int>(page)); // also from where no rail leads
    updateBanner();
}

DeskView::Page DeskView::page() const
{
    return static_cast<Page>(m_rail->currentIndex().row());
}

void DeskView::explain()
{
    m_recovery->showWhatHolds();
    m_pages->setCurrentWidget(m_recovery);
    updateBanner();
}

void DeskView::update()
{
    const DeskState& state = m_desk.state();
    m_site->setText(state.siteName);
    m_badge->setVisible(state.simulatedHome && !m_rail->isNarrow());
    m_railModel->setCount(static_cast<int>(Page::outbox),
        static_cast<int>(std::ranges::count_if(state.outbox, waits)),
        false);
    m_railModel->setCount(static_cast<int>(Page::inbox), m_inbox->model().unseen(), true);
    updateBanner();
}

void DeskView::switchReceiver(bool on)
{
    m_preferences.setReceives(on);
    if (on) {
        m_desk.receiver().start();
    } else {
        m_desk.receiver().stopSoon();
    }
}

void DeskView::resizeEvent(QResizeEvent* event)
{
    const bool narrow = event->size().width() < px(k_narrowBelow);
    m_rail->setNarrow(narrow);
    m_site->setVisible(!narrow);
    m_badge->setVisible(!narrow && m_desk.state().simulatedHome);
    m_railHead->setFixedWidth(m_rail->width());
    QWidget::resizeEvent(event);
}

} // namespace satpad::gui
