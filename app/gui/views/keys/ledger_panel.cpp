// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_panel.h"

#include "ledger_table.h"
#include "look/figures.h"
#include "look/type.h"
#include "models/desk.h"
#include "table_delegate.h"
#include "views/notice.h"
#include "views/tables.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>

#include <algorithm>
#include <initializer_list>

namespace satpad::gui {
namespace {

/// Whom each pad is shared with, in the names of `state`; first digits for a peer that is gone.
PadPeers named(const std::vector<core::PadSummary>& pads, const DeskState& state)
{
    PadPeers made;
    for (const core::PadSummary& pad : pads) {
        const auto known = std::ranges::find(
            state.peers, pad.peer, [](const PeerState& each) { return each.peer.id; });
        made[pad.id] = {known == state.peers.end() ? shortId(pad.peer) : known->name,
            QString::fromStdString(pad.origin),
            pad.simulated};
    }
    return made;
}

} // namespace

LedgerPanel::LedgerPanel(const PageNeeds& needs, QWidget* parent)
    : QFrame(parent)
    , m_needs(needs)
    , m_filter(m_model)
    , m_search(new QLineEdit(this))
    , m_searchIcon(m_search->addAction(QIcon(), QLineEdit::LeadingPosition))
    , m_verifiedIcon(new QLabel(this))
    , m_verified(makeLabel({}, "caption", this))
    , m_verify(makeButton(tr("Verify ledger"), "ledgerVerify", this))
    , m_compare(makeButton(tr("Compare ledgers…"), "ledgerCompare", this))
    , m_export(makeButton(tr("Export…"), "ledgerExport", this))
    , m_chip(makeButton({}, "ledgerFollow", this))
    , m_notice(new Notice(needs.theme, "ledgerNotice", this))
    , m_watch(new LedgerWatch(needs.desk.jobs(), *m_notice, this))
    , m_table(new QTableView(this))
{
    setObjectName("ledgerPanel");
    setProperty("panel", true);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(1, 1, 1, 1);
    all->setSpacing(0);
    buildHead();
    auto* said = new QVBoxLayout;
    said->setContentsMargins(8, 0, 8, 0);
    said->setSpacing(7);
    said->addWidget(m_notice);
    said->addWidget(m_chip, 0, Qt::AlignLeft);
    m_chip->hide();
    all->addLayout(said);
    buildTable();
    all->addWidget(m_table, 1);

    connect(m_search, &QLineEdit::textChanged, &m_filter, &LedgerFilter::setText);
    auto* escape = new QShortcut(QKeySequence::Cancel, m_search);
    escape->setContext(Qt::WidgetShortcut);
    connect(escape, &QShortcut::activated, m_search, &QLineEdit::clear);
    connect(m_chip, &QPushButton::clicked, this, &LedgerPanel::unfollow);
    connect(m_verify, &QPushButton::clicked, this, &LedgerPanel::verify);
    connect(m_compare, &QPushButton::clicked, this, &LedgerPanel::compare);
    connect(m_export, &QPushButton::clicked, this, &LedgerPanel::exportLedger);
    connect(&needs.desk, &Desk::stateChanged, this, &LedgerPanel::takeState);
    connect(&needs.theme, &Theme::changed, this, &LedgerPanel::refreshIcons);
    for (QWidget* before = m_search;
         QWidget * next : std::initializer_list<QWidget*>{
             m_verify, m_compare, m_export, m_notice, m_chip, m_table}) {
        setTabOrder(before, next);
        before = next;
    }
    refreshIcons();
    takeState();
}

void LedgerPanel::buildHead()
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(14, 7, 8, 7);
    head->setSpacing(8);
    auto* title = makeLabel(tr("Ledger"), "", this);
    title->setStyleSheet("font-weight: 700");
    head->addWidget(title);
    m_search->setObjectName("ledgerSearch");
    m_search->setPlaceholderText(tr("Page, pad, message or peer"));
    m_search->setAccessibleName(tr("Search the ledger: page, pad, message or peer"));
    m_search->setMinimumWidth(px(226));
    m_search->setMaximumWidth(px(236));
    // The icon is a tool button; the program's tool buttons have borders and padding.
    m_search->setStyleSheet(
        "QLineEdit, QLineEdit:focus { padding: 0 4px; }"
        "QToolButton { min-height: 0; padding: 0; border: 0; background: transparent; }");
    head->addWidget(m_search, 3);
    head->addWidget(m_verifiedIcon);
    m_verified->setObjectName("ledgerVerified");
    m_verified->setWordWrap(true);
    m_verified->setMinimumWidth(px(150));
    head->addWidget(m_verified, 2);
    for (QPushButton* button : {m_verify, m_compare, m_export}) {
        head->addWidget(button);
    }
    m_verifiedIcon->hide();
    static_cast<QVBoxLayout*>(layout())->addLayout(head);
}

void LedgerPanel::buildTable()
{
    dressTable(*m_table, "ledgerTable", tr("Ledger, newest event first"));
    m_table->setModel(&m_filter);
    m_table->setItemDelegate(new LedgerDelegate(m_needs.theme, m_table));
    m_table->setToolTip(tr("Double click: follow the life of the first page of this row"));
    QHeaderView& header = *m_table->horizontalHeader();
    header.setMinimumSectionSize(40);
    header.setSectionResizeMode(QHeaderView::Fixed);
    header.setSectionResizeMode(LedgerModel::What, QHeaderView::Stretch);
    const std::pair<int, int> widths[] = {{LedgerModel::Event, 80},
        {LedgerModel::Utc, 154},
        {LedgerModel::Pad, 86},
        {LedgerModel::Pages, 142},
        {LedgerModel::Count, 80},
        {LedgerModel::Message, 114}};
    for (const auto& [column, width] : widths) {
        header.resizeSection(column, px(width));
    }
    m_table->setMinimumHeight(96);
    connect(m_table, &QTableView::doubleClicked, this, &LedgerPanel::followRow);
    connect(m_table, &QTableView::activated, this, &LedgerPanel::followRow);
}

void LedgerPanel::takeState()
{
    const DeskState& state = m_needs.desk.state();
    m_model.setEvents(state.events);
    m_model.setPadPeers(named(m_pads, state));
    if (state.lastEvent != m_padsReadAt) {
        m_padsReadAt = state.lastEvent;
        readPads();
    }
}

void LedgerPanel::readPads()
{
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site()] { return site->ledger().pads(); },
        [this](core::Expected<std::vector<core::PadSummary>> pads) {
            if (pads) { // else the desk says the same, and the rows do without names
                m_pads = std::move(*pads);
                m_model.setPadPeers(named(m_pads, m_needs.desk.state()));
            }
        });
}

void LedgerPanel::follow(const core::PadId& pad, quint64 page)
{
    m_filter.follow(LedgerFilter::Page{pad, page});
    m_chip->setText(tr("follow page %1 ×").arg(grouped(page)));
    m_chip->setAccessibleName(
        tr("Follows page %1 of pad %2. Press to show all events.").arg(page).arg(shortId(pad, 4)));
    m_chip->setToolTip(tr("Show all events again"));
    m_chip->show();
}

void LedgerPanel::followRow(const QModelIndex& index)
{
    const auto ranges = m_model.rangesAt(m_filter.mapToSource(index).row());
    if (ranges.empty()) {
        return;
    }
    quint64 page = ranges.front().first;
    // Who searched for a page means that one.
    bool isNumber = false;
    const quint64 asked = m_search->text().trimmed().toULongLong(&isNumber);
    core::PadId pad = ranges.front().pad;
    for (const core::PageRange& range : ranges) {
        if (isNumber && asked >= range.first && asked < range.end()) {
            page = asked;
            pad = range.pad;
        }
    }
    follow(pad, page);
}

void LedgerPanel::unfollow()
{
    m_filter.follow(std::nullopt);
    m_chip->hide();
    m_table->setFocus();
}

void LedgerPanel::sayVerified(bool good, const QString& text)
{
    m_verifiedGood = good;
    m_verified->setText(text);
    m_verified->setAccessibleName(text);
    m_verifiedIcon->setVisible(good);
    refreshIcons();
}

void LedgerPanel::refreshIcons()
{
    const Theme& theme = m_needs.theme;
    m_searchIcon->setIcon(theme.icon("search"));
    m_verify->setIcon(theme.icon("ledger"));
    m_compare->setIcon(theme.icon("compare"));
    m_export->setIcon(theme.icon("export"));
    if (m_verifiedGood) {
        m_verifiedIcon->setPixmap(Theme::icon("check", theme.colours().key).pixmap(px(16), px(16)));
    }
    m_table->viewport()->update();
}

} // namespace satpad::gui
