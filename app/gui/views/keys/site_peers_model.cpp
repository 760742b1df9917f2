// SPDX-License-Identifier: GPL-3.0-or-later
#include "site_peers_model.h"

#include "key_peers_model.h"
#include "kme_words.h"
#include "look/figures.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace satpad::gui {
namespace {

bool isNumber(int column)
{
    return column == SitePeersModel::Pads || column == SitePeersModel::Free;
}

/// Where its key came from, and where more is to come from that has not yet.
QString sourceOf(const PeerState& peer)
{
    const bool drew = std::ranges::any_of(peer.origins,
        [](const QString& origin) { return origin.startsWith(QLatin1String("kme ")); });
    if (!peer.peer.kme || drew) {
        return peer.origins.isEmpty() ? SitePeersModel::tr("no key yet") : originWords(peer);
    }
    const QString kme = kmeHost(*peer.peer.kme);
    return peer.origins.isEmpty()
               ? SitePeersModel::tr("KME at %1, no key yet").arg(kme)
               : SitePeersModel::tr("%1; KME at %2, none of it yet").arg(originWords(peer), kme);
}

QString seenText(core::UnixTime at)
{
    if (at.seconds == 0) {
        return SitePeersModel::tr("not yet");
    }
    const QDate day = QDateTime::fromSecsSinceEpoch(at.seconds, Qt::UTC).date();
    return day == QDateTime::currentDateTimeUtc().date() ? utcTime(at) : day.toString("yyyy-MM-dd");
}

QString seenWhole(core::UnixTime at)
{
    return at.seconds == 0 ? SitePeersModel::tr("not yet") : utcText(at);
}

} // namespace

void SitePeersModel::setPeers(const std::vector<PeerState>& peers)
{
    const bool sameRows = std::ranges::equal(m_peers,
        peers,
        [](const PeerState& a, const PeerState& b) { return a.peer.id == b.peer.id; });
    if (!sameRows) {
        beginResetModel();
        m_peers = peers;
        endResetModel();
        return;
    }
    m_peers = peers;
    if (!m_peers.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, k_columns - 1));
    }
}

int SitePeersModel::rowOf(const QString& name) const
{
    const auto at = std::ranges::find(m_peers, name, &PeerState::name);
    return at == m_peers.end() ? -1 : static_cast<int>(at - m_peers.begin());
}

int SitePeersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_peers.size());
}

int SitePeersModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : k_columns;
}

QString SitePeersModel::shown(const PeerState& peer, int column) const
{
    switch (column) {
    case Name:
        return peer.name;
    case Address:
        return peer.peer.address.empty() ? tr("dials in")
                                         : QString::fromStdString(peer.peer.address);
    case Source:
        return sourceOf(peer);
    case Pads:
        return grouped(peer.pads);
    case Free:
        return grouped(freeToSend(peer));
    case Seen:
        return seenText(peer.heard);
    default:
        return {};
    }
}

QVariant SitePeersModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const PeerState& peer = *(m_peers.begin() + index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return shown(peer, column);
    case Qt::TextAlignmentRole:
        return isNumber(column) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return column == Name
                   ? tr("Site %1, address %2, key source %3, pads %4, pages free to send %5, last "
                        "seen %6.")
                         .arg(peer.name, shown(peer, Address), shown(peer, Source))
                         .arg(peer.pads)
                         .arg(freeToSend(peer))
                         .arg(seenWhole(peer.heard))
                   : shown(peer, column);
    case Qt::ToolTipRole:
        return column == Source ? shown(peer, column)
                                : tr("%1, last seen: %2").arg(peer.name, seenWhole(peer.heard));
    case FaintRole:
        return (column == Address && peer.peer.address.empty()) ||
               (column == Seen && peer.heard.seconds == 0) ||
               (column == Source && peer.origins.isEmpty() && !peer.peer.kme);
    case BadgeRole:
        return column == Source && (peer.simulated || (peer.peer.kme && peer.peer.kme->simulated));
    default:
        return {};
    }
}

QVariant SitePeersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= k_columns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return isNumber(section) ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                 : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    }
    const std::array<QString, k_columns> names{
        tr("Peer"), tr("Address"), tr("Key source"), tr("Pads"), tr("Free pages"), tr("Last seen")};
    return role == Qt::DisplayRole ? QVariant(names[static_cast<std::size_t>(section)])
                                   : QVariant();
}

} // namespace satpad::gui
