// SPDX-License-Identifier: GPL-3.0-or-later
#include "stock_state.h"

#include <algorithm>

namespace satpad::keyclient::kme {

using core::Errc;
using core::Expected;
using core::SiteId;
using core::Unexpected;

namespace {

constexpr std::size_t k_locked_unit = 4096; ///< memory is locked in these
/// A peer says how long its blocks lie on the fetching shelf: it gets this part of it.
constexpr std::size_t k_share_of_one_peer = 2;

std::size_t locked_bytes(std::uint64_t pages) noexcept
{
    return (pages * core::k_page_bytes + k_locked_unit - 1) / k_locked_unit * k_locked_unit;
}

} // namespace

ShelfUse::Answer ShelfUse::take(
    const SiteId& peer, std::size_t bytes, std::size_t most, std::size_t most_of_peer)
{
    const std::scoped_lock guard(m_mutex);
    if (bytes > most - std::min(m_bytes, most)) {
        return Answer::full;
    }
    const auto found = m_of_peers.find(peer);
    const std::size_t of_peer = found == m_of_peers.end() ? 0 : found->second;
    if (bytes > most_of_peer - std::min(of_peer, most_of_peer)) {
        return Answer::full_of_peer;
    }
    m_bytes += bytes;
    m_of_peers[peer] = of_peer + bytes;
    return Answer::taken;
}

void ShelfUse::give_back(const SiteId& peer, std::size_t bytes)
{
    const std::scoped_lock guard(m_mutex);
    m_bytes -= bytes;
    const auto found = m_of_peers.find(peer);
    if (found != m_of_peers.end() && (found->second -= bytes) == 0) {
        m_of_peers.erase(found);
    }
}

Room::~Room()
{
    if (m_used) {
        m_used->give_back(m_peer, m_bytes);
    }
}

void Room::shrink_to(std::uint64_t pages)
{
    const std::size_t needed = locked_bytes(pages);
    if (m_used && needed < m_bytes) {
        m_used->give_back(m_peer, m_bytes - needed);
        m_bytes = needed;
    }
}

Expected<Room> Stock::room(Shelf shelf, const SiteId& peer, std::uint64_t pages)
{
    const std::size_t most = m_state->settings.bytes_of_shelf;
    const std::size_t share = shelf == Shelf::fetching ? most / k_share_of_one_peer : most;
    const auto& used = m_state->used_of(shelf);
    if (pages > UINT16_MAX) {
        return Unexpected(Errc::limit_exceeded, "the KME holds no blocks of so many pages");
    }
    const std::size_t bytes = locked_bytes(pages);
    switch (used->take(peer, bytes, most, share)) {
    case ShelfUse::Answer::taken:
        return Room(used, peer, bytes, m_state->settings.now());
    case ShelfUse::Answer::full_of_peer:
        return Unexpected(Errc::limit_exceeded,
            "the KME holds as much key ready as it may from one site; keys that are not fetched lie "
            "there until their time is over");
    case ShelfUse::Answer::full:
        break;
    }
    return Unexpected(Errc::limit_exceeded,
        "the KME holds as much key ready as it may; keys that are not fetched lie there until their "
        "time is over");
}

} // namespace satpad::keyclient::kme
