// SPDX-License-Identifier: GPL-3.0-or-later
#include "block.h"

#include <algorithm>

namespace satpad::keyclient::kme {

Block::Block(
    Shelf shelf, NewBlock made, Room room, Steady::time_point until, Steady::time_point forgotten)
    : m_shelf(shelf)
    , m_pair(std::move(made.pair))
    , m_use(made.pages.use)
    , m_instance(made.instance)
    , m_bytes(std::move(made.pages.bytes))
    , m_room(std::move(room))
    , m_here(m_bytes.size() / core::k_page_bytes, true)
    , m_left(m_here.size())
    , m_until(until)
    , m_forgotten(forgotten)
{}

bool Block::knows(const KeyId& id) const
{
    const auto place = place_of(id);
    return place && place->page + place->pages() <= pages() && key_id(m_use, *place) == id;
}

bool Block::has(const KeyPlace& place) const
{
    const auto first = m_here.begin() + place.page;
    return std::all_of(
        first, first + static_cast<std::ptrdiff_t>(place.pages()), [](bool here) { return here; });
}

core::ByteView Block::key(const KeyPlace& place) const
{
    return m_bytes.view().subspan(place.page * core::k_page_bytes, place.bytes);
}

void Block::take(const KeyPlace& place)
{
    core::wipe(m_bytes.span().subspan(
        place.page * core::k_page_bytes, place.pages() * core::k_page_bytes));
    const auto first = m_here.begin() + place.page;
    std::fill(first, first + static_cast<std::ptrdiff_t>(place.pages()), false);
    m_left -= place.pages();
    m_next = std::max(m_next, place.page + place.pages());
    empty_when_done();
}

std::uint64_t Block::burn()
{
    const std::uint64_t burnt = std::exchange(m_left, 0);
    std::fill(m_here.begin(), m_here.end(), false);
    m_next = pages();
    empty_when_done();
    return burnt;
}

void Block::empty_when_done()
{
    if (m_left == 0) {
        m_bytes = core::SecretBytes();
        m_room.reset();
    }
}

} // namespace satpad::keyclient::kme
