// SPDX-License-Identifier: GPL-3.0-or-later
#include "recovery_page.h"

#include "case_row.h"
#include "look/figures.h"
#include "models/desk.h"
#include "recovery_panel.h"
#include "views/keys/ledger_watch.h"
#include "views/notice.h"

#include <QButtonGroup>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QShowEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace satpad::gui {
namespace {

using Case = RecoveryPage::Case;

constexpr std::array k_cases{Case::suspended, Case::suspect, Case::damaged};

std::size_t indexOf(Case which)
{
    return static_cast<std::size_t>(which);
}

QString keyOf(const SuspendedPad& pad)
{
    return QString::fromStdString(pad.id.hex());
}

int waitingFor(const DeskState& state, const core::SiteId& peer)
{
    return static_cast<int>(std::ranges::count_if(state.outbox, [&](const OutboxState& row) {
        return row.peer == peer && row.state == core::MessageState::sealed;
    }));
}

} // namespace

RecoveryPage::RecoveryPage(const PageNeeds& needs, QWidget* parent)
    : QWidget(parent)
    , m_needs(needs)
    , m_badge(new SimBadge(needs.theme, this))
    , m_which(makeLabel({}, "second", this))
    , m_before(makeButton(tr("Previous pad"), "recoveryBefore", this))
    , m_after(makeButton(tr("Next pad"), "recoveryAfter", this))
    , m_export(makeButton(tr("Export…"), "recoveryExport", this))
    , m_notice(new Notice(needs.theme, "recoveryNotice", this))
    , m_watch(new LedgerWatch(needs.desk.jobs(), *m_notice, this))
    , m_panel(new RecoveryPanel(needs.theme, this))
{
    setObjectName("recoveryPage");
    auto* right = new QWidget(this);
    auto* inside = new QVBoxLayout(right);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->addWidget(m_panel);
    inside->addWidget(makeCalm());
    inside->addStretch();
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(right);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(k_gap);
    columns->addWidget(makeList(), 0, Qt::AlignTop);
    columns->addWidget(scroll, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(k_margin, k_topMargin, k_margin, k_margin);
    all->setSpacing(k_gap);
    all->addWidget(makeHead());
    all->addWidget(m_notice);
    all->addLayout(columns, 1);

    connect(m_before, &QPushButton::clicked, this, [this] { step(-1); });
    connect(m_after, &QPushButton::clicked, this, [this] { step(1); });
    connect(m_export, &QPushButton::clicked, this, &RecoveryPage::exportLedger);
    connect(m_panel, &RecoveryPanel::asked, this, &RecoveryPage::act);
    connect(&needs.desk, &Desk::stateChanged, this, &RecoveryPage::takeState);
    connect(&needs.desk, &Desk::trouble, this, &RecoveryPage::takeTrouble);
    connect(&needs.theme, &Theme::changed, this, &RecoveryPage::refreshIcons);
    auto* escape = new QShortcut(QKeySequence::Cancel, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &RecoveryPage::leave);
    refreshIcons();
    takeState();
    showWhatHolds();
}

bool RecoveryPage::holds(const DeskState& state)
{
    return std::ranges::any_of(k_cases, [&](Case which) { return holds(state, which); });
}

bool RecoveryPage::holds(const DeskState& state, Case which)
{
    switch (which) {
    case Case::suspended:
        return !state.suspended.empty();
    case Case::suspect:
        return state.suspect;
    case Case::damaged:
        break;
    }
    return !state.damaged.isEmpty();
}

void RecoveryPage::show(Case which)
{
    forget();
    choose(which);
}

void RecoveryPage::showWhatHolds()
{
    forget();
    const DeskState& state = m_needs.desk.state();
    // A damaged ledger tells nothing of the others any more; a suspended pad has its way out here.
    for (const Case which : {Case::damaged, Case::suspended, Case::suspect}) {
        if (holds(state, which)) {
            choose(which);
            return;
        }
    }
    choose(std::nullopt);
}

/// Shown again: what was mended before is past.
void RecoveryPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous() && (!m_case || !holds(m_needs.desk.state(), *m_case))) {
        showWhatHolds();
    }
}

void RecoveryPage::forget()
{
    if (!m_busy.isEmpty()) {
        return;
    }
    m_pads.clear();
    m_doubted.clear();
    m_done.clear();
    m_checked.clear();
    m_at = 0;
    m_notice->clear();
    takePads();
    takeDoubts();
}

void RecoveryPage::choose(std::optional<Case> which)
{
    m_case = which;
    for (const Case each : k_cases) {
        CaseRow& row = *m_rows[indexOf(each)];
        row.group()->setExclusive(which.has_value());
        row.setChecked(which == each);
    }
    update();
}

void RecoveryPage::step(int by)
{
    const auto count = static_cast<int>(m_pads.size());
    m_at = static_cast<std::size_t>(std::clamp(static_cast<int>(m_at) + by, 0, count - 1));
    m_notice->clear();
    update();
}

bool RecoveryPage::isMended(const SuspendedPad& pad) const
{
    return std::ranges::find(m_needs.desk.state().suspended, pad.id, &SuspendedPad::id) ==
           m_needs.desk.state().suspended.end();
}

const SuspendedPad* RecoveryPage::pad() const
{
    return m_at < m_pads.size() ? &m_pads[m_at] : nullptr;
}

void RecoveryPage::takeState()
{
    const std::size_t before = m_pads.size();
    takePads();
    takeDoubts();
    if (m_pads.size() > before && m_case == Case::suspect) {
        // The peer that was asked said no.
        m_at = m_pads.size() - 1;
        m_checked.clear();
        m_notice->clear();
        choose(Case::suspended);
        return;
    }
    const auto said = std::ranges::find(m_doubted, m_checked, &Doubted::name);
    if (said != m_doubted.end() && said->confirmed) {
        m_notice->say(Notice::Tone::good,
            tr("%1 has recorded the pages: they served nothing before. The way to %1 is free again.")
                .arg(m_checked));
        m_checked.clear();
    } else if (!m_checked.isEmpty() && m_needs.desk.underWay() == 0) {
        m_checked.clear(); // nothing was there to deliver any more
        m_notice->clear();
    }
    if (!m_case && holds(m_needs.desk.state())) {
        showWhatHolds();
        return;
    }
    update();
}

void RecoveryPage::takePads()
{
    for (const SuspendedPad& now : m_needs.desk.state().suspended) {
        const auto known = std::ranges::find(m_pads, now.id, &SuspendedPad::id);
        if (known == m_pads.end()) {
            m_pads.push_back(now);
        } else if (*known != now) {
            *known = now;
            m_done[keyOf(now)].remove(deed::k_advance); // it holds again
        }
    }
}

void RecoveryPage::takeDoubts()
{
    const DeskState& state = m_needs.desk.state();
    for (const PeerState& peer : state.peers) {
        const auto known = std::ranges::find(m_doubted, peer.name, &Doubted::name);
        const Doubted now{peer.name, !peer.suspect, waitingFor(state, peer.peer.id)};
        if (known != m_doubted.end()) {
            *known = now;
        } else if (peer.suspect) {
            m_doubted.push_back(now);
        }
    }
}

RecoveryText RecoveryPage::textOf(Case which) const
{
    const DeskState& state = m_needs.desk.state();
    if (which == Case::damaged) {
        return state.damaged.isEmpty() ? wordsForNoDamage() : wordsForDamage(state.damaged);
    }
    if (which == Case::suspect) {
        return m_doubted.empty() ? wordsForNoSuspicion()
                                 : wordsFor(state.suspicion, m_doubted, m_done.value("suspect"));
    }
    return pad() == nullptr ? wordsForNoSuspension()
                            : wordsFor(*pad(), m_done.value(keyOf(*pad())));
}

void RecoveryPage::update()
{
    updateRows();
    m_calm->setVisible(!m_case);
    m_panel->setVisible(m_case.has_value());
    const bool many = m_case == Case::suspended && m_pads.size() > 1;
    for (QWidget* each : std::initializer_list<QWidget*>{m_which, m_before, m_after}) {
        each->setVisible(many);
    }
    if (many) {
        m_which->setText(tr("Pad %1 of %2").arg(m_at + 1).arg(m_pads.size()));
        m_before->setEnabled(m_busy.isEmpty() && m_at > 0);
        m_after->setEnabled(m_busy.isEmpty() && m_at + 1 < m_pads.size());
    }
    const SuspendedPad* shown = m_case == Case::suspended ? pad() : nullptr;
    m_badge->setVisible(
        m_needs.desk.state().simulatedHome || (shown != nullptr && shown->simulated));
    m_export->setEnabled(m_busy.isEmpty());
    if (!m_case) {
        return;
    }
    RecoveryText text = textOf(*m_case);
    for (RecoveryStep& step : text.steps) {
        step.isEnabled = m_busy.isEmpty() && m_checked.isEmpty();
    }
    m_panel->show(text);
}

void RecoveryPage::updateRows()
{
    const DeskState& state = m_needs.desk.state();
    QString suspended = tr("A peer has already seen pages of a pad.");
    if (!state.suspended.empty()) {
        const SuspendedPad& first = state.suspended.front();
        switch (first.cause) {
        case SuspendedPad::Cause::used:
            suspended = tr("%1 has already seen pages of this pad.").arg(first.peerName);
            break;
        case SuspendedPad::Cause::olderLedger:
            suspended = tr("The ledger is older than a pad for %1.").arg(first.peerName);
            break;
        case SuspendedPad::Cause::differs:
            suspended = tr("%1 holds other bytes under the name of this pad.").arg(first.peerName);
            break;
        }
    }
    m_rows[0]->say(suspended, holds(state, Case::suspended));
    m_rows[1]->say(tr("This home may be a copy or an old backup."), holds(state, Case::suspect));
    m_rows[2]->say(
        tr("The passphrase is needed, or the ledger is damaged."), holds(state, Case::damaged));
}

void RecoveryPage::refreshIcons()
{
    m_export->setIcon(m_needs.theme.icon("export"));
}

} // namespace satpad::gui
