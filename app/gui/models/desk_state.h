// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/heard.h"
#include "models/standstill.h"

#include <satpad/service/requests.h>

#include <QString>
#include <QStringList>

#include <vector>

/// What the home holds, read in one go beside the GUI thread and shown by every page until the next
/// reading. Plain values; no key, no plaintext.
namespace satpad::gui {

/// The pages of one direction of one peer, by what became of them.
struct KeySide
{
    quint64 pages = 0;
    quint64 free = 0;
    quint64 reserved = 0;
    quint64 spent = 0;
    quint64 burnt = 0;
    quint64 handedOver = 0;
    bool operator==(const KeySide&) const = default;
};

struct PeerState
{
    core::Peer peer;
    QString name;
    KeySide send;
    KeySide receive;
    quint64 sendable = 0;       ///< pages that a message may take now: of one kind, none suspended
    quint64 carriable = 0;      ///< those of them that a sealed file may take: confirmed, no doubt
    quint64 suspendedPages = 0; ///< to send with, were their pads not suspended
    bool suspect = false; ///< its pads wait for the peer to confirm; none to send with is past it
    bool simulated = false;
    QStringList origins;  ///< "courier", "pass …", each once
    std::size_t pads = 0; ///< open ones
    core::UnixTime heard; ///< when its word last came; 0: never
};

struct OutboxState
{
    core::MessageId id;
    core::SiteId peer;
    QString peerName;
    QString file; ///< the name that travels; empty before it is sealed, or when it never was
    core::SendMode mode = core::SendMode::exact;
    core::MessageState state = core::MessageState::reserved;
    quint64 pages = 0;
    quint64 payloadBytes = 0;
    core::UnixTime created;
    bool isRequest = false; ///< asks for a picture, carries none
    bool simulated = false; ///< the home is, or the key was
};

struct InboxState
{
    core::InboxItem item;
    QString peerName;
    bool simulated = false; ///< the home is, or the key was
};

struct DeskState
{
    QString siteName;
    bool simulatedHome = false;
    bool suspect = false; ///< the pads of some peer are
    std::vector<PeerState> peers;
    std::vector<OutboxState> outbox; ///< open ones and those settled lately, newest first
    std::vector<InboxState> inbox;   ///< newest first
    std::vector<service::OwnRequest> requests;
    std::vector<core::LedgerEvent> events; ///< the last thousands, oldest first
    quint64 lastEvent = 0;                 ///< of the ledger, when this was read
    std::vector<SuspendedPad> suspended;   ///< of every peer, oldest suspension first
    std::optional<Suspicion> suspicion;    ///< the last one; it holds while `suspect`
    QString damaged; ///< why the home can be read no more: what stands here was read before

    [[nodiscard]] const PeerState* peerNamed(const QString& name) const;
};

/// The end of the ledger, read on from where it was read last. One thread at a time.
class EventTail
{
public:
    [[nodiscard]] core::Expected<void> read(core::PadLedger& ledger);
    [[nodiscard]] const std::vector<core::LedgerEvent>& events() const noexcept { return m_events; }
    [[nodiscard]] quint64 last() const noexcept { return m_last; }
    [[nodiscard]] const StandstillNotes& notes() const noexcept { return m_notes; }
    [[nodiscard]] const Heard& heard() const noexcept { return m_heard; }

private:
    static constexpr std::ptrdiff_t k_kept = 5000;
    static constexpr std::size_t k_block = 10'000;
    std::vector<core::LedgerEvent> m_events;
    StandstillNotes m_notes;
    Heard m_heard;
    quint64 m_last = 0;
};

/// Reads it all. One thread at a time for one `tail`. Errors: the ledger's.
[[nodiscard]] core::Expected<DeskState> readDesk(service::Site& site, EventTail& tail);

} // namespace satpad::gui
