// SPDX-License-Identifier: GPL-3.0-or-later
#include "contact_common.h"
#include "kme_wire.h"

#include <satpad/keyclient/kme/assign.h>

#include <algorithm>

namespace satpad::keyclient::kme {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// Pages that are free to send with, of pads that may be used.
std::uint64_t free_pages(const core::PadLedger& ledger, const core::SiteId& peer)
{
    auto pads = ledger.pads();
    std::uint64_t pages = 0;
    if (pads) {
        for (const core::PadSummary& pad : *pads) {
            const bool usable =
                pad.state == core::PadState::confirmed || pad.state == core::PadState::unconfirmed;
            if (pad.peer == peer && pad.direction == core::PadDirection::send && usable) {
                pages += pad.free;
            }
        }
    }
    return pages;
}

} // namespace

Assigner::Assigner(
    core::PadLedger& ledger, Stock& stock, const core::Peer& peer, satellite::MessageStream& stream)
    : m_ledger(ledger)
    , m_stock(stock)
    , m_peer(peer)
    , m_stream(stream)
{}

Expected<void> Assigner::begin(const core::BatchId& own)
{
    auto answer = satellite::ask_peer(m_stream, m_peer, encode(KmeBegin{own, m_stock.expiry()}));
    if (!answer) {
        return fail(std::move(answer));
    }
    auto theirs = decode_ready(*answer);
    if (!theirs) {
        return fail(std::move(theirs));
    }
    m_own = own;
    m_instance = *theirs;
    m_peer_has_room = true;
    m_stock.met(m_peer.id, m_instance);
    return {};
}

/// Pads of different kinds do not mix: what is free may be more than what can be had at once.
Expected<std::optional<core::Reservation>> Assigner::reserve(const Wish& wish, std::uint64_t wanted)
{
    if (!m_peer_has_room) {
        if (auto begun = begin(m_own); !begun) {
            return fail(std::move(begun));
        }
    }
    for (const std::uint64_t pages : {wanted, wish.least_pages}) {
        core::ReserveRequest request;
        request.peer = m_peer.id;
        request.pages = pages;
        request.use = core::PageUse::kme;
        auto reservation = m_ledger.reserve(request);
        if (reservation) {
            return std::optional(std::move(*reservation));
        }
        if (!reservation.error().is(Errc::not_enough_key)) {
            return fail(std::move(reservation));
        }
    }
    return std::optional<core::Reservation>();
}

Expected<void> Assigner::fill(const Wish& wish)
{
    const std::uint64_t free = free_pages(m_ledger, m_peer.id);
    const std::uint64_t wanted = std::min(wish.pages, std::max(wish.least_pages, free));
    auto room = m_stock.room(Shelf::drawing, m_peer.id, wanted);
    if (!room) {
        m_stock.none_left(wish, 0);
        return fail(std::move(room));
    }
    // Pages that are reserved and cannot be read are burnt: what they need is there before.
    auto memory = core::SecretBytes::allocate(wanted * core::k_page_bytes);
    if (!memory) {
        m_stock.none_left(wish, 0);
        return fail(std::move(memory));
    }
    auto reservation = reserve(wish, wanted);
    if (!reservation) {
        return fail(std::move(reservation));
    }
    if (!*reservation) {
        m_stock.none_left(wish, free < wish.least_pages ? free : 0);
        return {};
    }
    const std::uint64_t pages = core::total_pages((*reservation)->ranges());
    *memory = core::SecretBytes(); // take_pages locks as much
    auto taken = m_ledger.take_pages(std::move(**reservation), core::PageUse::kme);
    if (!taken) {
        return fail(std::move(taken));
    }
    if (auto assigned = assign(wish.pair, *taken); !assigned) {
        m_stock.burn(Shelf::drawing, wish.pair, pages);
        return assigned;
    }
    m_stock.put(Shelf::drawing, {wish.pair, std::move(*taken), m_instance}, std::move(*room));
    return {};
}

Expected<void> Assigner::assign(const Pair& pair, const core::TakenPages& taken)
{
    const Assign told{{taken.use, taken.ranges}, pair.master, pair.slave};
    m_peer_has_room = false;
    auto answer = satellite::ask_peer(m_stream, m_peer, encode(told));
    if (!answer) {
        return fail(std::move(answer));
    }
    auto use = decode_assigned(*answer);
    if (!use) {
        return fail(std::move(use));
    }
    if (*use != taken.use) {
        return Unexpected(Errc::malformed, "contact: other pages were assigned than were told");
    }
    return m_ledger.peer_recorded(taken.use);
}

} // namespace satpad::keyclient::kme
