// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_peers_model.h"

#include "look/figures.h"
#include "models/origins.h"

#include <algorithm>
#include <set>

namespace satpad::gui {
namespace {

constexpr QLatin1String k_relay("relay ");
constexpr QLatin1String k_pass("pass ");

bool looksSame(const PeerState& a, const PeerState& b)
{
    return a.peer == b.peer && a.send == b.send && a.receive == b.receive &&
           a.suspendedPages == b.suspendedPages && a.suspect == b.suspect &&
           a.simulated == b.simulated && a.origins == b.origins && a.pads == b.pads;
}

/// "relay jinan-class-1 (parents …)" → "jinan-class-1"
QString relayOf(const QString& origin)
{
    const auto end = origin.indexOf(QLatin1String(" ("));
    return origin.mid(k_relay.size(), end < 0 ? -1 : end - k_relay.size());
}

QString sideSentence(const KeySide& side)
{
    QString text = KeyPeersModel::tr("%1 pages free of %2, %3 reserved, %4 spent, %5 burnt")
                       .arg(side.free)
                       .arg(side.pages)
                       .arg(side.reserved)
                       .arg(side.spent)
                       .arg(side.burnt);
    if (side.handedOver != 0) {
        text += KeyPeersModel::tr(", %1 handed over").arg(side.handedOver);
    }
    return text;
}

QString sentence(const PeerState& peer)
{
    if (peer.send.pages + peer.receive.pages == 0) {
        return KeyPeersModel::tr("No key shared with %1 yet.").arg(peer.name);
    }
    QString text = KeyPeersModel::tr("Key for %1: %2. To receive: %3.")
                       .arg(peer.name, sideSentence(peer.send), sideSentence(peer.receive));
    if (peer.simulated) {
        text += " " + KeyPeersModel::tr("SIMULATED.");
    }
    return text;
}

/// All of what a row has no room for.
QString wholeStory(const PeerState& peer)
{
    QStringList lines{sentence(peer)};
    if (!peer.origins.isEmpty()) {
        lines.append(
            KeyPeersModel::tr("Came by: %1").arg(peer.origins.join(KeyPeersModel::tr("; "))));
        const QStringList knowing = knowersOf(peer);
        lines.append(knowing.isEmpty()
                         ? KeyPeersModel::tr("As far as the ledger tells, nobody else knows it.")
                         : KeyPeersModel::tr("Also known by: %1")
                               .arg(knowing.join(KeyPeersModel::tr(", "))));
    }
    return lines.join('\n');
}

QString originLine(const PeerState& peer)
{
    QStringList parts;
    for (const QString& part : {originWords(peer), knownWords(peer)}) {
        if (!part.isEmpty()) {
            parts.append(part);
        }
    }
    if (parts.isEmpty()) {
        return KeyPeersModel::tr("no key yet");
    }
    if (peer.suspendedPages != 0) {
        parts.append(KeyPeersModel::tr("%1 pages suspended").arg(grouped(peer.suspendedPages)));
    } else if (peer.suspect) {
        parts.append(KeyPeersModel::tr("in doubt until the peer records"));
    }
    return parts.join(KeyPeersModel::tr("; "));
}

} // namespace

quint64 freeToSend(const PeerState& peer)
{
    return peer.sendable;
}

bool isLow(const PeerState& peer)
{
    return peer.send.pages + peer.receive.pages != 0 && freeToSend(peer) < k_lowPages;
}

QString originWords(const PeerState& peer)
{
    QStringList words;
    int passes = 0;
    for (const QString& origin : peer.origins) {
        if (!origin.startsWith(k_pass) || ++passes == 1) {
            words.append(originWord(origin));
        }
    }
    if (passes > 1) {
        words.append(KeyPeersModel::tr("and %1 more").arg(passes - 1));
    }
    words.removeDuplicates();
    return words.join(KeyPeersModel::tr(", "));
}

bool comesFromPasses(const PeerState& peer)
{
    return std::ranges::any_of(peer.origins, [](const QString& origin) {
        return origin.startsWith(k_relay) || origin.startsWith(k_pass);
    });
}

QStringList knowersOf(const PeerState& peer)
{
    QStringList knowing;
    for (const QString& origin : peer.origins) {
        if (origin.startsWith(k_relay)) {
            knowing.append(relayOf(origin));
        }
    }
    knowing.removeDuplicates();
    return knowing;
}

QString knownWords(const PeerState& peer)
{
    const QStringList knowing = knowersOf(peer);
    return knowing.isEmpty()
               ? QString()
               : KeyPeersModel::tr("%1 knows it").arg(knowing.join(KeyPeersModel::tr(", ")));
}

void KeyPeersModel::setPeers(const std::vector<PeerState>& peers)
{
    std::set<core::SiteId> wanted;
    for (const PeerState& each : peers) {
        wanted.insert(each.peer.id);
    }
    for (int row = static_cast<int>(m_peers.size()) - 1; row >= 0; --row) {
        if (!wanted.contains((m_peers.begin() + row)->peer.id)) {
            beginRemoveRows({}, row, row);
            m_peers.erase(m_peers.begin() + row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < static_cast<int>(peers.size()); ++row) {
        const PeerState& each = *(peers.begin() + row);
        const auto known = std::ranges::find(m_peers.begin() + std::min<int>(row, rowCount()),
            m_peers.end(),
            each.peer.id,
            [](const PeerState& state) { return state.peer.id; });
        if (known == m_peers.end()) {
            beginInsertRows({}, row, row);
            m_peers.insert(m_peers.begin() + row, each);
            endInsertRows();
            continue;
        }
        if (const int from = static_cast<int>(known - m_peers.begin()); from != row) {
            beginMoveRows({}, from, from, {}, row);
            std::rotate(m_peers.begin() + row, known, known + 1);
            endMoveRows();
        }
        if (!looksSame(*(m_peers.begin() + row), each)) {
            *(m_peers.begin() + row) = each;
            Q_EMIT dataChanged(index(row), index(row));
        }
    }
}

int KeyPeersModel::rowOf(const QString& name) const
{
    const auto at = std::ranges::find(m_peers, name, &PeerState::name);
    return at == m_peers.end() ? -1 : static_cast<int>(at - m_peers.begin());
}

const PeerState* KeyPeersModel::lowest() const
{
    const PeerState* found = nullptr;
    for (const PeerState& each : m_peers) {
        if (isLow(each) && (found == nullptr || freeToSend(each) < freeToSend(*found))) {
            found = &each;
        }
    }
    return found;
}

int KeyPeersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_peers.size());
}

QVariant KeyPeersModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const PeerState& peer = *(m_peers.begin() + index.row());
    switch (role) {
    case Qt::DisplayRole:
        return peer.name;
    case Qt::AccessibleTextRole:
        return peer.origins.isEmpty() ? sentence(peer) : sentence(peer) + " " + originLine(peer);
    case Qt::ToolTipRole:
        return wholeStory(peer);
    case OriginRole:
        return originLine(peer);
    case SendRole:
        return QVariant::fromValue(peer.send);
    case ReceiveRole:
        return QVariant::fromValue(peer.receive);
    case FreeToSendRole:
        return freeToSend(peer);
    case SimulatedRole:
        return peer.simulated;
    case LowRole:
        return isLow(peer);
    default:
        return {};
    }
}

} // namespace satpad::gui
