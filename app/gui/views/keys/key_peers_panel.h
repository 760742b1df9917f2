// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "key_peers_model.h"
#include "views/parts.h"

#include <QFrame>

class QListView;

namespace satpad::gui {

/// The list of peers with two bars each; the row that is chosen is the desk's peer.
class KeyPeersPanel final : public QFrame
{
    Q_OBJECT
public:
    KeyPeersPanel(const PageNeeds& needs, QWidget* parent);

    /// Shows the desk's state; the page calls it, so that all of it changes at once.
    void takeState();
    [[nodiscard]] const KeyPeersModel& model() const noexcept { return m_model; }
    [[nodiscard]] QListView& list() noexcept { return *m_list; }

private:
    void takePeer();

    PageNeeds m_needs;
    KeyPeersModel m_model;
    QListView* m_list;
    QLabel* m_empty;
};

} // namespace satpad::gui
