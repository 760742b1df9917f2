// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk_state.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace satpad::gui {
namespace {

using core::Expected;
using core::fail;

constexpr std::size_t k_settledShown = 50;

using PadIds = std::set<core::PadId>;

QString text(const std::string& of)
{
    return QString::fromStdString(of);
}

void addOnce(QStringList& list, const QString& word)
{
    if (!word.isEmpty() && !list.contains(word)) {
        list.append(word);
    }
}

void add(KeySide& side, const core::PadSummary& pad)
{
    side.pages += pad.pages;
    side.free += pad.free;
    side.reserved += pad.reserved;
    side.spent += pad.spent;
    side.burnt += pad.burnt;
    side.handedOver += pad.handed_over;
}

/// One message to the peer clears the pad that it uses. The others follow when their turn comes: no
/// byte leaves before the record either way, so one pad beyond doubt is enough to go on.
bool isInDoubt(const std::vector<core::PadSummary>& pads)
{
    const auto toSend = [](const core::PadSummary& pad) {
        return pad.direction == core::PadDirection::send && pad.state != core::PadState::closed;
    };
    const bool waits = std::ranges::any_of(
        pads, [&](const core::PadSummary& pad) { return toSend(pad) && pad.suspect; });
    const bool trusted = std::ranges::any_of(pads, [&](const core::PadSummary& pad) {
        return toSend(pad) && !pad.suspect && pad.free > 0 &&
               pad.state != core::PadState::suspended;
    });
    return waits && !trusted;
}

/// Of one kind, as all pages of a message are.
quint64 carriable(const std::vector<core::PadSummary>& pads, quint64 sendable)
{
    std::array<quint64, 2> kinds{};
    for (const core::PadSummary& pad : pads) {
        if (pad.direction == core::PadDirection::send && pad.state == core::PadState::confirmed &&
            !pad.suspect) {
            kinds[pad.simulated ? 1 : 0] += pad.free;
        }
    }
    return std::min(sendable, std::max(kinds[0], kinds[1]));
}

/// `simulated`: its pads of simulated key are added.
Expected<PeerState> readPeer(service::Site& site, const core::Peer& peer, PadIds& simulated)
{
    const auto left = service::key_left(site, peer.id);
    if (!left) {
        return core::Unexpected(left.error());
    }
    PeerState state;
    state.suspect = isInDoubt(left->pads);
    state.peer = peer;
    state.name = text(peer.name);
    state.sendable = left->send_pages;
    state.carriable = carriable(left->pads, left->send_pages);
    state.suspendedPages = left->suspended_pages;
    for (const core::PadSummary& pad : left->pads) {
        add(pad.direction == core::PadDirection::send ? state.send : state.receive, pad);
        state.simulated = state.simulated || pad.simulated;
        if (pad.simulated) {
            simulated.insert(pad.id);
        }
        state.pads += pad.state == core::PadState::closed ? 0 : 1;
        addOnce(state.origins, text(pad.origin));
    }
    return state;
}

/// One message never mixes simulated and real key. The ranges of a closed pad are in the header only.
bool isSimulated(const core::MessageRow& row, const PadIds& simulated)
{
    if (simulated.empty()) {
        return false;
    }
    if (!row.ranges.empty()) {
        return simulated.contains(row.ranges.front().pad);
    }
    if (row.header.empty()) {
        return false; // never sealed: it carried nothing
    }
    const auto header = core::decode_header(row.header);
    return header && simulated.contains(header->ranges.front().pad);
}

Expected<std::vector<OutboxState>> readOutbox(
    service::Site& site, const PadIds& simulated, bool simulatedHome, Heard& heard)
{
    const auto rows =
        site.ledger().messages({.direction = core::MessageDirection::outgoing, .peer = {}});
    if (!rows) {
        return core::Unexpected(rows.error());
    }
    std::vector<OutboxState> shown;
    std::size_t settled = 0;
    for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
        const bool open = row->settled.seconds == 0;
        if (row->state == core::MessageState::verified && !row->use) {
            heard.note(row->peer, row->settled);
        }
        if (row->use || (!open && ++settled > k_settledShown)) {
            continue;
        }
        OutboxState state{row->id,
            row->peer,
            text(site.name_of(row->peer)),
            {},
            row->mode,
            row->state,
            row->pages,
            row->payload_bytes,
            row->created,
            row->mode == core::SendMode::request,
            simulatedHome || isSimulated(*row, simulated)};
        if (!row->sealed_note.empty()) {
            if (const auto note = site.outbox().note(*row)) {
                state.file = text(note->file);
            }
        }
        shown.push_back(std::move(state));
    }
    return shown;
}

Expected<std::vector<InboxState>> readInbox(
    service::Site& site, std::span<const core::InboxItem> items, const PadIds& simulated, bool all)
{
    std::set<core::MessageId> marked;
    if (!all && !simulated.empty()) {
        const auto rows =
            site.ledger().messages({.direction = core::MessageDirection::incoming, .peer = {}});
        if (!rows) {
            return core::Unexpected(rows.error());
        }
        for (const core::MessageRow& row : *rows) {
            if (isSimulated(row, simulated)) {
                marked.insert(row.id);
            }
        }
    }
    std::vector<InboxState> inbox;
    inbox.reserve(items.size());
    for (const core::InboxItem& item : items) {
        inbox.push_back({item, text(site.name_of(item.from)), all || marked.contains(item.id)});
    }
    std::ranges::stable_sort(inbox,
        [](const InboxState& a, const InboxState& b) { return a.item.received > b.item.received; });
    return inbox;
}

Expected<std::vector<SuspendedPad>> readSuspended(service::Site& site,
    const EventTail& tail,
    const std::vector<OutboxState>& outbox,
    Heard& heard)
{
    const auto pads = site.ledger().pads();
    if (!pads) {
        return core::Unexpected(pads.error());
    }
    heard.noteEvents(tail.heard(), *pads);
    std::vector<SuspendedPad> suspended;
    for (const core::PadSummary& pad : *pads) {
        if (pad.state != core::PadState::suspended) {
            continue;
        }
        SuspendedPad made = suspendedPad(pad, tail.notes(), tail.events());
        made.peerName = text(site.name_of(pad.peer));
        const auto met = std::ranges::find(outbox, tail.notes().failedBy(pad.id), &OutboxState::id);
        made.file = met == outbox.end() ? QString() : met->file;
        suspended.push_back(std::move(made));
    }
    std::ranges::stable_sort(suspended, {}, &SuspendedPad::since);
    return suspended;
}

} // namespace

const PeerState* DeskState::peerNamed(const QString& name) const
{
    const auto at = std::ranges::find(peers, name, &PeerState::name);
    return at == peers.end() ? nullptr : &*at;
}

Expected<void> EventTail::read(core::PadLedger& ledger)
{
    for (;;) {
        auto next = ledger.events(m_last, k_block);
        if (!next) {
            return fail(std::move(next));
        }
        if (next->empty()) {
            return {};
        }
        m_last = next->back().sequence;
        std::ranges::for_each(*next, [this](const core::LedgerEvent& event) {
            m_notes.see(event);
            m_heard.see(event);
        });
        m_events.insert(m_events.end(), next->begin(), next->end());
        if (m_events.size() > k_kept) {
            m_events.erase(m_events.begin(), m_events.end() - k_kept);
        }
    }
}

Expected<DeskState> readDesk(service::Site& site, EventTail& tail)
{
    DeskState state;
    if (auto read = tail.read(site.ledger()); !read) {
        return fail(std::move(read));
    }
    state.lastEvent = tail.last();
    state.events = tail.events();
    state.siteName = text(site.config().name);
    state.simulatedHome = site.config().kind == core::HomeKind::simulated;
    const auto suspect = site.ledger().suspect();
    if (!suspect) {
        return core::Unexpected(suspect.error());
    }
    state.suspect = *suspect;
    PadIds simulated;
    for (const core::Peer& peer : site.config().peers) {
        auto read = readPeer(site, peer, simulated);
        if (!read) {
            return fail(std::move(read));
        }
        state.peers.push_back(std::move(*read));
    }
    state.suspect = std::ranges::any_of(state.peers, &PeerState::suspect);
    state.suspicion = tail.notes().suspicion();
    Heard heard;
    auto outbox = readOutbox(site, simulated, state.simulatedHome, heard);
    if (!outbox) {
        return fail(std::move(outbox));
    }
    state.outbox = std::move(*outbox);
    auto suspended = readSuspended(site, tail, state.outbox, heard);
    if (!suspended) {
        return fail(std::move(suspended));
    }
    state.suspended = std::move(*suspended);
    const auto items = site.inbox().list();
    if (!items) {
        return core::Unexpected(items.error());
    }
    auto requests = service::own_requests(site, *items);
    if (!requests) {
        return fail(std::move(requests));
    }
    state.requests = std::move(*requests);
    auto inbox = readInbox(site, *items, simulated, state.simulatedHome);
    if (!inbox) {
        return fail(std::move(inbox));
    }
    state.inbox = std::move(*inbox);
    for (const InboxState& row : state.inbox) {
        heard.note(row.item.from, row.item.received);
    }
    for (PeerState& peer : state.peers) {
        peer.heard = heard.of(peer.peer.id);
    }
    return state;
}

} // namespace satpad::gui
