// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk_state.h"

#include <QAbstractTableModel>

namespace satpad::gui {

/// The pinned sites, one row each: who they are, where they listen, what key there is. GUI thread.
class SitePeersModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column
    {
        Name,
        Address,
        Source,
        Pads,
        Free, ///< pages to send with
        Seen, ///< when its word last came: the time of today, or the day
        k_columns
    };
    enum Role
    {
        FaintRole = Qt::UserRole + 1, ///< bool: says that there is nothing
        BadgeRole                     ///< bool: SIMULATED belongs behind it
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setPeers(const std::vector<PeerState>& peers);
    [[nodiscard]] const PeerState& peerAt(int row) const { return *(m_peers.begin() + row); }
    [[nodiscard]] int rowOf(const QString& name) const; ///< -1: not there

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString shown(const PeerState& peer, int column) const;
    std::vector<PeerState> m_peers;
};

} // namespace satpad::gui
