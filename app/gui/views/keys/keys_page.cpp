// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys_page.h"

#include "courier_dialog.h"
#include "forecast_panel.h"
#include "key_answers.h"
#include "key_legend.h"
#include "key_peers_panel.h"
#include "ledger_panel.h"
#include "look/figures.h"
#include "look/type.h"
#include "models/desk.h"
#include "relay_dialog.h"
#include "views/notice.h"

#include <QDateTime>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_lowWindow = 680;
constexpr int k_forecastHeight = 250;
constexpr int k_forecastHeightLow = 228;
constexpr int k_forecastWidth = 336;
constexpr int k_forecastWidthNarrow = 290;
constexpr int k_narrowPage = 1000;

/// "23 h 15 m", "3 min"
QString inWords(qint64 seconds)
{
    const qint64 minutes = std::max<qint64>(1, seconds / 60);
    return minutes < 60 ? KeysPage::tr("%1 min").arg(minutes)
                        : KeysPage::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

} // namespace

KeysPage::KeysPage(const PageNeeds& needs, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_work(KeyWork::of(needs.desk))
    , m_head(new QWidget(this))
    , m_legend(new KeyLegend(needs.theme, m_head))
    , m_pull(makeButton(tr("Pull key…"), "pullKey", this))
    , m_relay(makeButton(tr("Relay key…"), "relayKey", this))
    , m_make(makeButton(tr("Make courier file…"), "courierFile", this))
    , m_import(makeButton(tr("Import courier file…"), "courierImport", this))
    , m_low(new Notice(needs.theme, "lowKeyBanner", this))
    , m_notice(new Notice(needs.theme, "keysNotice", this))
    , m_peers(new KeyPeersPanel(needs, this))
    , m_forecast(new ForecastPanel(needs, this))
    , m_ledger(new LedgerPanel(needs, this))
{
    setObjectName("keysPage");
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_topMargin, k_margin, k_margin);
    all->setSpacing(k_gap);
    buildHead();
    all->addWidget(m_head);
    all->addWidget(m_low);
    all->addWidget(m_notice);
    all->addWidget(buildTop());
    all->addWidget(m_ledger, 1);
    m_low->setClosable(false);

    connect(m_pull, &QPushButton::clicked, this, [this] { askPull(m_needs.desk.peerName()); });
    connect(m_relay, &QPushButton::clicked, this, [this] { askRelay(m_needs.desk.peerName()); });
    connect(m_low, &Notice::actionChosen, this, [this] { askRelay(m_lowPeer); });
    connect(m_make, &QPushButton::clicked, this, &KeysPage::askCourier);
    connect(m_import, &QPushButton::clicked, this, &KeysPage::importCourier);
    connect(m_notice, &Notice::actionChosen, this, &KeysPage::takeAction);
    connect(m_notice, &Notice::closed, this, [this] { m_work.forget(); });
    connect(&m_work, &KeyWork::changed, this, &KeysPage::takeWork);
    connect(&m_work, &KeyWork::progressed, this, [this] {
        if (m_work.job()) {
            m_notice->amend(sentenceFor(*m_work.job()));
        }
    });
    connect(m_forecast, &ForecastPanel::passesChanged, this, &KeysPage::sayLow);
    connect(&needs.desk, &Desk::stateChanged, this, &KeysPage::takeState);
    connect(&needs.theme, &Theme::changed, this, &KeysPage::refreshIcons);
    auto* find = new QShortcut(QKeySequence::Find, this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, [this] { m_ledger->search().setFocus(); });
    setTabOrder(m_pull, m_relay);
    setTabOrder(m_relay, m_make);
    setTabOrder(m_make, m_import);
    setTabOrder(m_import, m_notice);
    setTabOrder(m_notice, &m_peers->list());
    setTabOrder(&m_peers->list(), &m_ledger->search());
    refreshIcons();
    takeState();
    takeWork();
}

void KeysPage::buildHead()
{
    auto* row = new QHBoxLayout(m_head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(k_gap);
    row->addWidget(makeLabel(tr("Keys"), "title", m_head));
    row->addSpacing(4);
    row->addWidget(m_legend);
    row->addStretch();
    row->addWidget(m_pull);
    row->addWidget(m_relay);
    row->addWidget(m_make);
    row->addWidget(m_import);
    m_head->setFixedHeight(px(30));
    m_head->setMinimumWidth(1); // fitHead() makes it fit
}

QWidget* KeysPage::buildTop()
{
    auto* top = new QWidget(this);
    auto* row = new QHBoxLayout(top);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(k_gap);
    row->addWidget(m_peers, 1);
    row->addWidget(m_forecast);
    return top;
}

void KeysPage::takeState()
{
    m_peers->takeState();
    m_forecast->takeState();
    enableButtons();
    sayLow();
}

void KeysPage::sayLow()
{
    const PeerState* low = m_peers->model().lowest();
    if (low == nullptr) {
        m_low->clear();
        return;
    }
    m_lowPeer = low->name;
    const auto pass = comesFromPasses(*low) ? m_forecast->nextPass() : std::nullopt;
    const QString pages = grouped(freeToSend(*low));
    const QString words =
        pass ? tr("Key for %1 is low: %2 pages. Next usable pass in %3.")
                   .arg(low->name, pages, inWords(*pass - QDateTime::currentSecsSinceEpoch()))
             : tr("Key for %1 is low: %2 pages.").arg(low->name, pages);
    const bool isNew = m_low->isHidden() || m_low->sentence() != words;
    if (isNew) {
        m_low->say(Notice::Tone::warning, words);
    }
    m_low->offer(m_relay->isEnabled() ? tr("Relay key…") : QString());
}

void KeysPage::takeWork()
{
    enableButtons();
    if (m_work.job()) {
        m_notice->say(Notice::Tone::plain, sentenceFor(*m_work.job()));
        m_notice->offer(m_work.job()->stopping ? QString() : tr("Cancel"));
        m_notice->setSimulated(m_work.job()->simulated);
    } else if (m_work.answer()) {
        const KeySaid said = saidOf(*m_work.answer());
        m_notice->say(said.tone, said.sentence, said.details);
        m_notice->offer(said.action);
        m_notice->setSimulated(m_work.answer()->pull.simulated);
    } else {
        m_notice->clear();
    }
}

void KeysPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void KeysPage::fit()
{
    const bool low = height() < px(k_lowWindow);
    m_forecast->setFixedWidth(
        px(width() < px(k_narrowPage) ? k_forecastWidthNarrow : k_forecastWidth));
    m_forecast->setFixedHeight(px(low ? k_forecastHeightLow : k_forecastHeight));
    m_peers->setFixedHeight(m_forecast->height());
    fitHead();
}

/// Where there is little room the buttons do without icons; if that is not enough, the legend goes.
void KeysPage::fitHead()
{
    refreshIcons();
    m_head->layout()->setSpacing(width() < px(k_narrowPage) ? k_gap - 4 : k_gap);
    m_legend->show();
    m_head->layout()->invalidate();
    m_legend->setVisible(m_head->layout()->minimumSize().width() <= width() - 2 * k_margin);
}

void KeysPage::enableButtons()
{
    const bool free = !m_work.job() && m_needs.desk.isRead();
    const std::vector<PeerState>& peers = m_needs.desk.state().peers;
    const bool relays = !possibleRelays(peers).empty();
    m_import->setEnabled(free);
    m_make->setEnabled(free && !peers.empty());
    m_pull->setEnabled(free && !peers.empty());
    m_relay->setEnabled(free && relays);
    m_relay->setToolTip(
        relays ? QString()
               : tr("No relay yet: a relay is a peer with an address and key to receive with."));
}

void KeysPage::takeAction()
{
    if (m_work.job()) {
        m_work.cancel();
    } else {
        saveReply();
    }
}

void KeysPage::askRelay(const QString& peer)
{
    if (possibleRelays(m_needs.desk.state().peers).empty()) {
        return;
    }
    auto* dialog = new RelayDialog(m_needs.desk.state().peers, peer, this);
    connect(dialog, &RelayDialog::ordered, this, [this](const RelayOrder& order) {
        m_work.relay(m_needs.world.clock, order);
    });
    dialog->open();
}

void KeysPage::askCourier()
{
    auto* dialog = new CourierDialog(m_needs.desk.state().peers, m_needs.desk.peerName(), this);
    connect(dialog, &CourierDialog::ordered, this, &KeysPage::makeCourier);
    dialog->open();
}

void KeysPage::makeCourier(const QString& peer, quint64 bytes)
{
    const PeerState* known = m_needs.desk.state().peerNamed(peer);
    if (known == nullptr) {
        return;
    }
    const core::SiteId id = known->peer.id; // the state may change while the dialog is open
    const QString file = m_needs.asker.fileToSave(
        this, tr("Write the courier file for %1").arg(peer), peer + ".courier");
    if (file.isEmpty()) {
        return;
    }
    m_work.make({id, bytes, file}, peer);
}

void KeysPage::importFiles(const QStringList& paths)
{
    m_work.import(paths);
}

void KeysPage::importCourier()
{
    const QStringList files = m_needs.asker.filesToOpen(this,
        tr("Import a courier file, or the reply to one of yours"),
        tr("Courier files (*.courier *.reply);;All files (*)"));
    m_work.import(files);
}

void KeysPage::saveReply()
{
    const CourierResult taken = m_work.answer()->courier;
    const QString file = m_needs.asker.fileToSave(this,
        tr("Write the reply for %1").arg(taken.peer),
        m_needs.desk.state().siteName + ".reply");
    if (!file.isEmpty()) {
        m_work.reply(taken.batch, taken.peer, file);
    }
}

void KeysPage::refreshIcons()
{
    const bool narrow = width() < px(k_narrowPage);
    const auto icon = [this, narrow](
                          const char* name) { return narrow ? QIcon() : m_needs.theme.icon(name); };
    m_pull->setIcon(icon("keys"));
    m_relay->setIcon(icon("satellite"));
    m_make->setIcon(icon("courier"));
    m_import->setIcon(icon("open"));
}

} // namespace satpad::gui
