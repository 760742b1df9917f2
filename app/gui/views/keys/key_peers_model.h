// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk_state.h"

#include <QAbstractListModel>

namespace satpad::gui {

/// Fewer free pages than this to send with is little: about ten kB.
inline constexpr quint64 k_lowPages = 300;

/// Pages this site may send with now: what is free, but for the pads that are suspended.
[[nodiscard]] quint64 freeToSend(const PeerState& peer);
/// There is key with this peer, and little of it to send with.
[[nodiscard]] bool isLow(const PeerState& peer);
/// Where the key came from, in words: "courier file", "relay jinan-class-1"; empty without key.
[[nodiscard]] QString originWords(const PeerState& peer);
/// Passes bring more of it: from the satellite itself, or through a relay.
[[nodiscard]] bool comesFromPasses(const PeerState& peer);
/// The relays it passed through: they know it, all of them.
[[nodiscard]] QStringList knowersOf(const PeerState& peer);
/// The same in words, "jinan-class-1 knows it"; empty when nobody does.
[[nodiscard]] QString knownWords(const PeerState& peer);

/// The peers and the key shared with each, one row each. Holds copies; changes in place, so that a
/// selection stays. GUI thread.
class KeyPeersModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role
    {
        OriginRole = Qt::UserRole + 1, ///< QString, one line: origin and who knows it
        SendRole,                      ///< KeySide
        ReceiveRole,                   ///< KeySide
        FreeToSendRole,                ///< quint64, pages
        SimulatedRole,                 ///< bool
        LowRole                        ///< bool
    };

    using QAbstractListModel::QAbstractListModel;

    void setPeers(const std::vector<PeerState>& peers);
    [[nodiscard]] int rowOf(const QString& name) const; ///< -1: not there
    /// The peer with the least key of those that have little; null when there is none.
    [[nodiscard]] const PeerState* lowest() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<PeerState> m_peers;
};

} // namespace satpad::gui
