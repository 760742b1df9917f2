// SPDX-License-Identifier: GPL-3.0-or-later
#include "send_offer.h"

#include "look/figures.h"
#include "send_draft.h"

namespace satpad::gui {
namespace {

/// Of the first picture that cannot be sent as wished.
QString troubleIn(const SendDraft& draft)
{
    for (int row = 0; row < draft.count(); ++row) {
        const DraftPicture& picture = draft.at(row);
        const bool isUnread = picture.reading == DraftPicture::Reading::failed &&
                              picture.mode != core::SendMode::exact;
        const QString why = isUnread ? picture.readTrouble : picture.planTrouble;
        if (!why.isEmpty()) {
            return draft.count() == 1 ? why : picture.name + " · " + why;
        }
    }
    return {};
}

} // namespace

SendOffer SendOffer::off(const QString& why)
{
    SendOffer made;
    made.button = tr("Send");
    made.note = why;
    made.tip = why;
    made.sealTip = why;
    return made;
}

/// Nothing can be asked of the peer before a file leaves, so its key must be beyond doubt.
void SendOffer::offerFile(const SendDraft& draft, const PeerState& peer)
{
    if (draft.count() > 1) {
        sealTip = tr("A sealed file holds one picture. Remove the others first.");
    } else if (draft.pages() > peer.carriable) {
        sealTip = tr("Only key that %1 has confirmed can seal a file: %2 pages of it are free. "
                     "Send something over the network first.")
                      .arg(peer.name, grouped(peer.carriable));
    } else {
        canSeal = true;
        sealTip = tr("A message for any carrier, at the same cost. %1 opens it in the inbox.")
                      .arg(peer.name);
    }
}

SendOffer SendOffer::of(const SendDraft& draft, const Desk& desk)
{
    const PeerState* peer = desk.peer();
    if (!desk.isRead()) {
        return off({});
    }
    if (peer == nullptr) {
        return off(tr("No peer yet. Add one with its card: a file, a QR picture, or pasted text."));
    }
    if (peer->suspect) {
        return off(tr("This home may be a copy or an old backup. Nothing leaves for %1 until that "
                      "peer has confirmed its ledger.")
                       .arg(peer->name));
    }
    const quint64 free = peer->sendable;
    if (free == 0 && peer->suspendedPages > 0) {
        return off(tr("%1 has already seen some of these pages. Nothing has left this site. The "
                      "pad is suspended until its mark is advanced.")
                       .arg(peer->name));
    }
    if (peer->send.pages == 0) {
        return off(tr("No key shared with %1 yet. Run a pass, pull key, or import a courier file.")
                       .arg(peer->name));
    }
    if (draft.count() == 0) {
        return off({});
    }
    if (const QString why = troubleIn(draft); !why.isEmpty()) {
        return off(why);
    }
    SendOffer made;
    if (!draft.isPlanned()) {
        made.button = tr("Planning…");
        made.sealTip = made.button;
        return made;
    }
    const quint64 pages = draft.pages();
    if (pages > free) {
        made.isShort = true;
        made.button =
            tr("Not enough key:\n%1 pages needed, %2 free.").arg(grouped(pages), grouped(free));
        made.note = tr("Lower the budget or wait for a pass.");
        made.tip = made.note;
        made.sealTip = made.note;
        return made;
    }
    made.isReady = true;
    made.button = tr("Send · spends %1 pages").arg(grouped(pages));
    made.note = tr("%1 free afterwards. Nothing leaves before %2 has recorded it.")
                    .arg(keyText(free - pages), peer->name);
    made.offerFile(draft, *peer);
    return made;
}

} // namespace satpad::gui
