// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_work.h"
#include "keys_page.h"
#include "kme_dialog.h"
#include "models/desk.h"
#include "pull_dialog.h"
#include "views/notice.h"

/// Key from a KME: what is asked before a pull begins.
namespace satpad::gui {

void KeysPage::askPull(const QString& peer)
{
    if (m_needs.desk.state().peers.empty()) {
        return;
    }
    auto* dialog = new PullDialog(m_needs, peer, this);
    connect(dialog, &PullDialog::settingsAsked, this, &KeysPage::askKme);
    connect(dialog, &PullDialog::ordered, this, [this](const PullOrder& order) {
        m_work.pull(m_needs.world.clock, order);
    });
    dialog->open();
}

void KeysPage::askKme(const QString& peer)
{
    const PeerState* known = m_needs.desk.state().peerNamed(peer);
    if (known == nullptr) {
        return;
    }
    auto* dialog = new KmeDialog(m_needs, known->peer, this);
    connect(dialog, &KmeDialog::saved, this, [this](const QString& name) {
        m_notice->say(Notice::Tone::plain,
            tr("The KME for key with %1 is set. Pull key when %1 has set its own.").arg(name));
    });
    connect(dialog, &KmeDialog::removed, this, [this](const QString& name) {
        m_notice->say(Notice::Tone::plain, tr("Key with %1 comes from no KME any more.").arg(name));
    });
    dialog->open();
}

} // namespace satpad::gui
