// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk_state.h"
#include "relay_work.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace satpad::gui {

/// Peers that may be a relay: with an address, and key of which they can pass some on.
[[nodiscard]] std::vector<PeerState> possibleRelays(const std::vector<PeerState>& peers);

/// Asks through which relay, with whom, and how much key. Show it with open(); ordered() tells the
/// answer.
class RelayDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `peers` has at least one possible relay; `chosen` is proposed to share key with.
    RelayDialog(
        const std::vector<PeerState>& peers, const QString& chosen, QWidget* parent = nullptr);

Q_SIGNALS:
    void ordered(const satpad::gui::RelayOrder& order);

private:
    void fillPeers();
    void showPages();
    [[nodiscard]] RelayOrder order() const;
    [[nodiscard]] const PeerState& relay() const;

    std::vector<PeerState> m_all;
    std::vector<PeerState> m_relays;
    QString m_chosen;
    QComboBox* m_relay;
    QComboBox* m_peer;
    QSpinBox* m_size;
    QSpinBox* m_share;
    QLabel* m_pages;
    QLabel* m_knows;
    QPushButton* m_start;
};

} // namespace satpad::gui
