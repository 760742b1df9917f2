// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/figures.h"
#include "models/desk.h"
#include "recovery_page.h"
#include "views/keys/ledger_watch.h"
#include "views/notice.h"

#include <algorithm>

/// A peer's ledger beside this one, on *Why nothing leaves*: it tells of that peer's pads only.
namespace satpad::gui {

void RecoveryPage::compare(const QString& what)
{
    const bool isSuspended = m_case == Case::suspended;
    if (isSuspended && pad() == nullptr) {
        return;
    }
    const Wanted wanted{isSuspended ? pad()->peerName : what.mid(deed::k_compareWith.size()),
        isSuspended ? std::optional(pad()->id) : std::nullopt};
    const QStringList files = m_needs.asker.filesToOpen(this,
        tr("Open the ledger that %1 exported").arg(wanted.peer),
        tr("Ledgers (*.ledger *.txt);;All files (*)"));
    if (files.isEmpty()) {
        return;
    }
    m_busy = what;
    m_notice->say(Notice::Tone::plain, tr("Comparing ledgers…"));
    const core::Progress progress = m_watch->begin(tr("Comparing ledgers"));
    update();
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), path = files.front(), progress] {
            return compareWith(*site, path, progress);
        },
        [this, wanted](
            const core::Expected<LedgerComparison>& compared) { takeCompared(wanted, compared); });
}

void RecoveryPage::takeCompared(
    const Wanted& wanted, const core::Expected<LedgerComparison>& compared)
{
    m_busy.clear();
    m_watch->end();
    if (!compared && compared.error().is(core::Errc::unknown_peer)) {
        m_notice->say(Notice::Tone::alarm,
            tr("This ledger is of no peer of this site. Open the one that %1 exported.")
                .arg(wanted.peer));
    } else if (!compared) {
        sayFailed(compared.error());
    } else if (!compared->differences.empty()) {
        const DifferenceWords words = wordsFor(compared->differences);
        m_notice->say(words.alarm ? Notice::Tone::alarm : Notice::Tone::warning,
            words.sentence,
            words.details);
    } else {
        sayCompared(wanted, *compared, tick(*compared));
    }
    update();
}

/// What that peer's ledger answers for; the number of it.
int RecoveryPage::tick(const LedgerComparison& compared)
{
    int ticked = 0;
    for (const SuspendedPad& pad : m_pads) {
        if (pad.peer == compared.peer && std::ranges::count(compared.pads, pad.id) != 0) {
            m_done[QString::fromStdString(pad.id.hex())].insert(deed::k_compare);
            ++ticked;
        }
    }
    for (const Doubted& each : m_doubted) {
        const PeerState* peer = m_needs.desk.state().peerNamed(each.name);
        if (peer != nullptr && peer->peer.id == compared.peer) {
            m_done["suspect"].insert(deed::k_compareWith + each.name);
            ++ticked;
        }
    }
    return ticked;
}

void RecoveryPage::sayCompared(const Wanted& wanted, const LedgerComparison& compared, int ticked)
{
    const auto& peers = m_needs.desk.state().peers;
    const auto from =
        std::ranges::find(peers, compared.peer, [](const PeerState& peer) { return peer.peer.id; });
    const QString name = from == peers.end() ? tr("another peer") : from->name;
    if (name != wanted.peer) {
        m_notice->say(Notice::Tone::warning,
            (ticked > 0 ? tr("This ledger is of %1, and it agrees. Open the one that %2 exported, "
                             "too.")
                        : tr("This ledger is of %1, who shares no pad that is held up. Open the "
                             "one that %2 exported."))
                .arg(name, wanted.peer));
    } else if (wanted.pad && std::ranges::count(compared.pads, *wanted.pad) == 0) {
        m_notice->say(Notice::Tone::warning,
            tr("This ledger of %1 does not list pad %2: it is older than the pad. Ask %1 for a "
               "new one.")
                .arg(name, shortId(*wanted.pad, 4)));
    } else {
        m_notice->say(Notice::Tone::good, tr("Both ledgers agree: no page served twice."));
    }
}

} // namespace satpad::gui
