// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk.h"
#include "send_draft.h"
#include "send_offer.h"
#include "send_page.h"
#include "send_panel.h"
#include "send_words.h"

#include <QDir>
#include <QFileInfo>

namespace satpad::gui {
namespace {

constexpr int k_askFrom = 50; ///< per cent of what is free

} // namespace

/// Whom the pictures may be sealed for: `deed` is on offer, and dear ones were asked about. The
/// question may stand for long, so key and peer are looked at again.
std::optional<core::Peer> SendPage::agreedPeer(bool SendOffer::*deed, const Question& question)
{
    m_panel->commit(); // a budget still being typed must not be overlooked
    if (!(SendOffer::of(*m_draft, m_needs.desk).*deed)) {
        return std::nullopt;
    }
    const PeerState* peer = m_needs.desk.peer();
    const core::SiteId asked = peer->peer.id;
    const int percent = SendWords::percent(m_draft->pages(), peer->sendable);
    if (percent > k_askFrom &&
        !m_needs.asker.confirm(
            this, question.words.arg(percent).arg(peer->name), question.button)) {
        return std::nullopt;
    }
    peer = m_needs.desk.peer();
    const bool holds =
        peer != nullptr && peer->peer.id == asked && SendOffer::of(*m_draft, m_needs.desk).*deed;
    return holds ? std::optional(peer->peer) : std::nullopt;
}

void SendPage::send()
{
    const auto to = agreedPeer(
        &SendOffer::isReady, {tr("This spends %1 % of the key for %2. Send it?"), tr("Send")});
    if (to) {
        m_needs.desk.dispatch(m_draft->take(*to));
        Q_EMIT dispatched();
    }
}

void SendPage::sealToFile()
{
    m_panel->commit();
    const PeerState* peer = m_needs.desk.peer();
    if (peer == nullptr || !SendOffer::of(*m_draft, m_needs.desk).canSeal) {
        return;
    }
    const core::SiteId meant = peer->peer.id;
    const QString out = m_needs.asker.fileToSave(this,
        tr("Save the sealed file for %1").arg(peer->name),
        QDir::home().filePath(QFileInfo(m_draft->at(0).path).fileName() + ".satpad"));
    if (out.isEmpty()) {
        return;
    }
    const auto to = agreedPeer(&SendOffer::canSeal,
        {tr("This spends %1 % of the key for %2. Seal it?"), tr("Save as sealed file")});
    if (!to || to->id != meant) {
        return;
    }
    m_needs.desk.sealToFile(std::move(m_draft->take(*to).front()), out.toStdString());
    Q_EMIT dispatched();
}

} // namespace satpad::gui
