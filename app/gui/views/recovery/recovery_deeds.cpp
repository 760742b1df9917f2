// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/figures.h"
#include "models/desk.h"
#include "models/sentences.h"
#include "recovery_page.h"
#include "recovery_work.h"
#include "views/keys/ledger_watch.h"
#include "views/notice.h"

#include <satpad/service/send.h>

#include <QFileInfo>
#include <QPushButton>

#include <algorithm>

/// What the buttons of *Why nothing leaves* do.
namespace satpad::gui {

void RecoveryPage::act(const QString& what)
{
    const QString about = m_case == Case::suspended && pad() != nullptr
                              ? QString::fromStdString(pad()->id.hex())
                              : QStringLiteral("suspect");
    if (what == deed::k_reason) {
        m_done[about].insert(what);
        update();
    } else if (what.startsWith(deed::k_compare)) {
        compare(what);
    } else if (what.startsWith(deed::k_check)) {
        check(what.mid(deed::k_check.size()));
    } else if (pad() != nullptr) {
        burn(*pad(), what);
    }
}

/// By value: while the question stands, the list that it came from may be read anew.
void RecoveryPage::burn(SuspendedPad pad, const QString& what)
{
    const bool closes = what == deed::k_close;
    if (isMended(pad) || !m_needs.asker.confirm(this,
                             closes ? closeQuestion(pad) : advanceQuestion(pad),
                             closes ? tr("Close pad") : tr("Advance mark"))) {
        return;
    }
    m_busy = what;
    m_notice->clear();
    update();
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), pad, closes] {
            return closes ? closeAsSaid(*site, pad) : advanceAsSaid(*site, pad);
        },
        [this, pad, what](const core::Expected<std::uint64_t>& pages) { burnt(pad, what, pages); });
}

void RecoveryPage::burnt(
    const SuspendedPad& pad, const QString& what, const core::Expected<std::uint64_t>& pages)
{
    m_busy.clear();
    if (!pages) {
        m_notice->say(Notice::Tone::alarm, sentenceOf(pages.error()));
    } else {
        m_done[QString::fromStdString(pad.id.hex())].insert(what);
        m_notice->say(Notice::Tone::plain,
            what == deed::k_close
                ? tr("%1 pages burnt. Pad %2 is closed.").arg(grouped(*pages), shortId(pad.id, 4))
                : tr("%1 pages burnt. The mark of pad %2 stands past them.")
                      .arg(grouped(*pages), shortId(pad.id, 4)));
    }
    update();
    m_needs.desk.refresh();
}

void RecoveryPage::exportLedger()
{
    const QString path = m_needs.asker.fileToSave(
        this, tr("Export the ledger"), m_needs.desk.state().siteName + ".ledger");
    if (path.isEmpty()) {
        return;
    }
    m_busy = deed::k_export;
    m_notice->clear();
    const core::Progress progress = m_watch->begin(tr("Exporting the ledger"));
    update();
    m_needs.desk.jobs().run(
        this,
        [site = &m_needs.desk.site(), path, progress] { return exportTo(*site, path, progress); },
        [this, path](const core::Expected<void>& written) {
            m_busy.clear();
            m_watch->end();
            update();
            if (written) {
                m_notice->say(Notice::Tone::good,
                    tr("Ledger written to %1. It holds no key and no names.")
                        .arg(QFileInfo(path).fileName()),
                    path);
            } else {
                sayFailed(written.error());
            }
        });
}

void RecoveryPage::sayFailed(const core::Error& why)
{
    if (why.is(core::Errc::cancelled)) {
        m_notice->say(Notice::Tone::plain, tr("Cancelled. Nothing was changed."));
    } else {
        m_notice->say(Notice::Tone::alarm, sentenceOf(why));
    }
}

/// Only a record of pages clears the doubt, so a check delivers what waits, or something small.
void RecoveryPage::check(const QString& peer)
{
    const PeerState* known = m_needs.desk.state().peerNamed(peer);
    const auto doubted = std::ranges::find(m_doubted, peer, &Doubted::name);
    if (known == nullptr || doubted == m_doubted.end()) {
        return;
    }
    if (doubted->waiting > 0) {
        checking(peer);
        m_needs.desk.deliverNow(known->peer.id);
        m_needs.desk.refresh(); // who waited may be gone by now
        return;
    }
    const QStringList files = m_needs.asker.filesToOpen(this,
        tr("Open a picture to send to %1 as a thumbnail").arg(peer),
        tr("Pictures (*.jpg *.jpeg *.png *.webp *.avif *.jxl *.tif *.tiff);;All files (*)"));
    if (!files.isEmpty()) {
        plan(peer, files.front());
    }
}

void RecoveryPage::plan(const QString& peer, const QString& file)
{
    m_busy = deed::k_check + peer;
    m_notice->say(Notice::Tone::plain, tr("Planning…"));
    update();
    m_needs.desk.jobs().run(
        this,
        [path = std::filesystem::path(file.toStdString())] {
            return service::plan_file(path, core::SendMode::thumbnail, 0);
        },
        [this, peer, file, from = std::chrono::system_clock::now()](
            const core::Expected<core::image::Plan>& made) {
            m_busy.clear();
            m_notice->clear();
            update();
            if (const PeerState* known = m_needs.desk.state().peerNamed(peer)) {
                offer(known->peer, file, made, from);
            }
        });
}

void RecoveryPage::offer(core::Peer peer,
    const QString& file,
    const core::Expected<core::image::Plan>& plan,
    std::chrono::system_clock::time_point from)
{
    const QString name = QString::fromStdString(peer.name);
    if (!plan) {
        m_notice->say(Notice::Tone::alarm, sentenceOf(plan.error()));
        return;
    }
    const QString pages = grouped(plan->pages);
    const PeerState* known = m_needs.desk.state().peerNamed(name);
    if (known == nullptr || plan->pages > known->sendable) {
        m_notice->say(Notice::Tone::alarm,
            tr("Not enough key: %1 pages needed, %2 free. Close the pad, or bring a new one.")
                .arg(pages, grouped(known == nullptr ? 0 : known->sendable)));
        return;
    }
    if (!m_needs.asker.confirm(this,
            tr("This sends %1 to %2 as a thumbnail and spends %3 pages. Nothing leaves before %2 "
               "has recorded it.")
                .arg(QFileInfo(file).fileName(), name, pages),
            tr("Send · spends %1 pages").arg(pages))) {
        return;
    }
    known = m_needs.desk.state().peerNamed(name); // the state may be another one by now
    if (known == nullptr || known->peer.id != peer.id || plan->pages > known->sendable) {
        m_notice->say(Notice::Tone::alarm,
            tr("The key for %1 has changed meanwhile. Nothing was sent; check again.").arg(name));
        return;
    }
    checking(name);
    m_needs.desk.dispatch(
        {{std::move(peer), std::filesystem::path(file.toStdString()), *plan, from}});
}

void RecoveryPage::checking(const QString& peer)
{
    m_checked = peer;
    m_notice->say(Notice::Tone::plain, tr("Asking %1 to record the pages…").arg(peer));
    update();
}

void RecoveryPage::takeTrouble(const QString& sentence)
{
    if (m_checked.isEmpty()) {
        return; // the banner has it
    }
    m_checked.clear();
    m_notice->say(Notice::Tone::alarm, sentence);
    update();
    m_needs.desk.refresh();
}

} // namespace satpad::gui
