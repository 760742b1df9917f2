// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk.h"
#include "views/recovery/recovery_page.h"
#include "views/shell/desk_view.h"

#include <QStackedWidget>

/// What stands over all pages.
namespace satpad::gui {

/// Doubt is of pads, so it names the peers whose pads it holds up.
QString DeskView::doubt() const
{
    QStringList held;
    for (const PeerState& peer : m_desk.state().peers) {
        if (peer.suspect) {
            held.append(peer.name);
        }
    }
    switch (held.size()) {
    case 0:
        return {};
    case 1:
        return tr("This home may be a copy or an old backup. Nothing leaves for %1 until that peer "
                  "has confirmed its ledger.")
            .arg(held.front());
    case 2:
        return tr("This home may be a copy or an old backup. Nothing leaves for %1 and %2 until "
                  "each has confirmed its ledger.")
            .arg(held.front(), held.back());
    default:
        return tr(
            "This home may be a copy or an old backup. Nothing leaves for %n peers until each "
            "has confirmed its ledger.",
            "",
            static_cast<int>(held.size()));
    }
}

/// Why something does not leave, the worst first; empty: everything may.
QString DeskView::standstill() const
{
    const DeskState& state = m_desk.state();
    if (RecoveryPage::holds(state, RecoveryPage::Case::damaged)) {
        return tr(
            "The ledger is damaged, so no key can be used and nothing leaves. See what to do.");
    }
    if (state.suspect) {
        return doubt();
    }
    if (state.suspended.empty()) {
        return {};
    }
    const SuspendedPad& pad = state.suspended.front();
    switch (pad.cause) {
    case SuspendedPad::Cause::olderLedger:
        return tr("A pad shared with %1 is suspended: this ledger is older than its use.")
            .arg(pad.peerName);
    case SuspendedPad::Cause::differs:
        return tr("A pad shared with %1 is suspended: the two sites hold different bytes.")
            .arg(pad.peerName);
    case SuspendedPad::Cause::used:
        return tr("%1 has already seen some of these pages. Nothing has left this site. The pad is "
                  "suspended until its mark is advanced.")
            .arg(pad.peerName);
    }
    return {};
}

/// One at most, the worst: what does not leave, else the last trouble.
void DeskView::updateBanner()
{
    const QString still = standstill();
    m_banner->setClosable(still.isEmpty());
    if (still.isEmpty()) {
        m_banner->say(Notice::Tone::warning, m_trouble);
    } else if (m_pages->currentWidget() == m_recovery) {
        m_banner->clear(); // the page says more
    } else {
        m_banner->say(Notice::Tone::alarm, still);
        m_banner->offer(tr("What to do"));
    }
}

void DeskView::showTrouble(const QString& sentence)
{
    m_trouble = sentence;
    updateBanner();
}

} // namespace satpad::gui
