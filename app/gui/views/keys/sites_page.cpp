// SPDX-License-Identifier: GPL-3.0-or-later
#include "sites_page.h"

#include "add_peer_dialog.h"
#include "card_panel.h"
#include "doctor_panel.h"
#include "kme_dialog.h"
#include "look/type.h"
#include "models/desk.h"
#include "models/link_watch.h"
#include "models/sentences.h"
#include "table_delegate.h"
#include "views/notice.h"
#include "views/tables.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace satpad::gui {
namespace {

constexpr int k_lowPage = 700;
constexpr int k_narrowPage = 1000;
constexpr int k_rows = 6;
constexpr int k_rowsLow = 3;

} // namespace

SitesPage::SitesPage(const PageNeeds& needs, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_notice(new Notice(needs.theme, "sitesNotice", this))
    , m_card(new CardPanel(needs, *m_notice, this))
    , m_doctor(new DoctorPanel(needs, this))
    , m_add(makeButton(tr("Add peer…"), "siteAdd", this))
    , m_kme(makeButton(tr("KME settings…"), "siteKme", this))
    , m_remove(makeButton(tr("Remove peer…"), "siteRemove", this))
    , m_address(new QLineEdit(this))
    , m_saveAddress(makeButton(tr("Save address"), "siteAddressSave", this))
    , m_table(new QTableView(this))
    , m_empty(makeLabel({}, "second", this))
{
    setObjectName("sitesPage");
    auto* columns = new QHBoxLayout;
    columns->setSpacing(k_gap);
    columns->addWidget(m_card);
    auto* right = new QVBoxLayout;
    right->setSpacing(k_gap);
    right->addWidget(buildPeers());
    right->addWidget(m_doctor, 1);
    columns->addLayout(right, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_topMargin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addWidget(buildHead());
    all->addWidget(m_notice);
    all->addLayout(columns, 1);

    connect(m_add, &QPushButton::clicked, this, &SitesPage::addPeer);
    connect(m_kme, &QPushButton::clicked, this, &SitesPage::askKme);
    connect(m_doctor, &DoctorPanel::settingsAsked, this, &SitesPage::askKme);
    auto* check = new QShortcut(QKeySequence(Qt::Key_F5), this);
    check->setContext(Qt::WidgetWithChildrenShortcut);
    connect(check, &QShortcut::activated, m_doctor, &DoctorPanel::check);
    connect(m_remove, &QPushButton::clicked, this, &SitesPage::removePeer);
    connect(m_card, &CardPanel::cardRead, this, [this] { m_add->setEnabled(true); });
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &SitesPage::takeRow);
    connect(&needs.desk, &Desk::stateChanged, this, &SitesPage::takeState);
    connect(&needs.desk, &Desk::peerChanged, this, &SitesPage::takePeer);
    connect(&LinkWatch::of(needs.desk), &LinkWatch::changed, this, &SitesPage::takePeers);
    connect(&needs.theme, &Theme::changed, this, &SitesPage::refreshIcons);
    m_add->setEnabled(false); // the words need this site's own key
    setTabOrder(m_add, m_notice);
    setTabOrder(m_notice, &m_card->text());
    setTabOrder(&m_card->lastControl(), m_table);
    setTabOrder(m_table, m_address);
    setTabOrder(m_address, m_saveAddress);
    setTabOrder(m_saveAddress, &m_doctor->firstControl());
    setTabOrder(&m_doctor->lastControl(), m_kme);
    setTabOrder(m_kme, m_remove);
    refreshIcons();
    takeState();
    m_card->refresh();
}

QWidget* SitesPage::buildHead()
{
    auto* head = new QWidget(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(makeLabel(tr("Sites"), "title", head));
    row->addStretch();
    row->addWidget(m_add);
    head->setFixedHeight(px(30));
    return head;
}

QWidget* SitesPage::buildPeers()
{
    QFrame* panel = makePanel("sitePeersPanel", this);
    dressTable(*m_table, "sitePeers", tr("Peers"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new SitePeersDelegate(m_needs.theme, m_table));
    QHeaderView& header = *m_table->horizontalHeader();
    header.setMinimumSectionSize(60);
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    header.setSectionResizeMode(SitePeersModel::Source, QHeaderView::Stretch);
    m_empty->setObjectName("sitesEmpty");
    m_empty->setText(
        tr("No peer yet. Add one with its card: a file, a QR picture, or pasted text."));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_remove->setProperty("role", "burns");

    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(k_gap, 0, k_gap, 0);
    foot->setSpacing(k_gap);
    buildAddress(*foot);
    m_doctor->foot().addStretch();
    m_doctor->foot().addWidget(m_kme);
    m_doctor->foot().addWidget(m_remove);
    auto* inside = new QVBoxLayout(panel);
    inside->setContentsMargins(1, 1, 1, k_gap);
    inside->setSpacing(k_gap);
    inside->addWidget(m_table);
    inside->addWidget(m_empty, 1);
    inside->addLayout(foot);
    return panel;
}

void SitesPage::takeState()
{
    takePeers();
    const bool none = m_needs.desk.isRead() && m_model.rowCount() == 0;
    m_empty->setVisible(none);
    m_table->setVisible(!none);
    m_doctor->setVisible(!none);
    fit();
    takePeer();
    takeRow();
}

/// A look that was answered counts as seen, though no ledger tells of it.
void SitesPage::takePeers()
{
    const LinkWatch& watch = LinkWatch::of(m_needs.desk);
    std::vector<PeerState> peers = m_needs.desk.state().peers;
    for (PeerState& peer : peers) {
        peer.heard = std::max(peer.heard, watch.answered(peer.peer.id));
    }
    m_model.setPeers(peers);
}

void SitesPage::takePeer()
{
    const int row = m_model.rowOf(m_needs.desk.peerName());
    if (row >= 0 && m_table->currentIndex().row() != row) {
        m_table->selectRow(row);
    }
}

void SitesPage::takeRow()
{
    const QModelIndex current = m_table->currentIndex();
    m_remove->setEnabled(current.isValid());
    m_kme->setEnabled(current.isValid());
    if (!current.isValid()) {
        takeAddress(nullptr);
        m_doctor->takePeer(nullptr);
        m_card->showWordsWith(nullptr);
        return;
    }
    const PeerState& chosen = m_model.peerAt(current.row());
    takeAddress(&chosen.peer);
    m_doctor->takePeer(&chosen.peer);
    m_card->showWordsWith(&chosen.peer);
    m_needs.desk.choosePeer(chosen.name);
}

/// The peers get the room that they need, up to a few; what stands between gets the rest.
void SitesPage::fit()
{
    const int rows =
        std::clamp(m_model.rowCount(), 2, height() < px(k_lowPage) ? k_rowsLow : k_rows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize());
    // Where key comes from needs the room of a narrow page; a tooltip says when a peer was seen.
    m_table->setColumnHidden(SitePeersModel::Seen, width() < px(k_narrowPage));
}

void SitesPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void SitesPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_card->refresh();
}

void SitesPage::addPeer()
{
    if (!m_card->card()) {
        return;
    }
    auto* dialog = new AddPeerDialog(m_needs, m_card->card()->key, this);
    connect(dialog, &AddPeerDialog::added, this, [this](const QString& name) {
        m_notice->say(Notice::Tone::good,
            tr("Peer %1 added. Call its operator and compare the words, if you have not yet.")
                .arg(name));
    });
    dialog->open();
}

void SitesPage::removePeer()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) {
        return;
    }
    const QString name = m_model.peerAt(current.row()).name;
    if (!m_needs.asker.confirm(this,
            tr("Remove %1? It can be added again with its card.").arg(name),
            tr("Remove peer"))) {
        return;
    }
    m_needs.desk.changeSite(
        [peer = name.toStdString()](service::Site& site) { return site.remove_peer(peer); },
        [page = QPointer<SitesPage>(this), name](const core::Expected<void>& ended) {
            if (!page) {
                return;
            }
            if (ended) {
                page->m_notice->say(Notice::Tone::good, tr("Peer %1 removed.").arg(name));
            } else {
                page->m_notice->say(Notice::Tone::alarm, sentenceOf(ended.error()));
            }
        });
}

void SitesPage::askKme()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid()) {
        return;
    }
    auto* dialog = new KmeDialog(m_needs, m_model.peerAt(current.row()).peer, this);
    connect(dialog, &KmeDialog::saved, this, [this](const QString& name) {
        sayKme(tr("The KME for key with %1 is set. Check the connection, then pull key on the page "
                  "Keys.")
                   .arg(name));
    });
    connect(dialog, &KmeDialog::removed, this, [this](const QString& name) {
        sayKme(tr("Key with %1 comes from no KME any more.").arg(name));
    });
    dialog->open();
}

void SitesPage::sayKme(const QString& sentence)
{
    m_notice->say(Notice::Tone::plain, sentence);
}

void SitesPage::refreshIcons()
{
    m_add->setIcon(m_needs.theme.icon("add"));
    m_saveAddress->setIcon(m_needs.theme.icon("save"));
    m_kme->setIcon(m_needs.theme.icon("settings"));
    m_remove->setIcon(Theme::icon("cancel", m_needs.theme.colours().alarm));
    m_table->viewport()->update();
}

} // namespace satpad::gui
