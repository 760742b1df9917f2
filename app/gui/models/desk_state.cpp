// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk_state.h"

#include <algorithm>
#include <limits>

namespace satpad::gui {
namespace {

using core::Expected;
using core::fail;

constexpr std::size_t k_settledShown = 50;

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

Expected<PeerState> readPeer(service::Site& site, const core::Peer& peer)
{
    const auto left = service::key_left(site, peer.id);
    if (!left) {
        return core::Unexpected(left.error());
    }
    PeerState state;
    state.peer = peer;
    state.name = text(peer.name);
    state.sendable = left->send_pages;
    state.suspendedPages = left->suspended_pages;
    for (const core::PadSummary& pad : left->pads) {
        add(pad.direction == core::PadDirection::send ? state.send : state.receive, pad);
        state.suspect = state.suspect || pad.suspect;
        state.simulated = state.simulated || pad.simulated;
        state.pads += pad.state == core::PadState::closed ? 0 : 1;
        addOnce(state.origins, text(pad.origin));
        addOnce(state.knownBy, text(pad.generator));
    }
    return state;
}

Expected<std::vector<OutboxState>> readOutbox(service::Site& site)
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
            row->mode == core::SendMode::request};
        if (open) {
            if (const auto note = site.outbox().note(*row)) {
                state.file = text(note->file);
            }
        }
        shown.push_back(std::move(state));
    }
    return shown;
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
    for (const core::Peer& peer : site.config().peers) {
        auto read = readPeer(site, peer);
        if (!read) {
            return fail(std::move(read));
        }
        state.peers.push_back(std::move(*read));
    }
    auto outbox = readOutbox(site);
    if (!outbox) {
        return fail(std::move(outbox));
    }
    state.outbox = std::move(*outbox);
    const auto items = site.inbox().list();
    if (!items) {
        return core::Unexpected(items.error());
    }
    auto requests = service::own_requests(site, *items);
    if (!requests) {
        return fail(std::move(requests));
    }
    state.requests = std::move(*requests);
    for (const core::InboxItem& item : *items) {
        state.inbox.push_back({item, text(site.name_of(item.from)), state.simulatedHome});
    }
    std::ranges::stable_sort(state.inbox,
        [](const InboxState& a, const InboxState& b) { return a.item.received > b.item.received; });
    return state;
}

} // namespace satpad::gui
