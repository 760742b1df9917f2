// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "key_id.h"

#include <satpad/keyclient/kme/stock.h>

/// Key pages in locked memory, each of which is given out once.
namespace satpad::keyclient::kme {

class Block
{
public:
    /// Nothing is given out from `until` on; who asks for its keys is told whose they were before
    /// `forgotten`.
    Block(Shelf shelf,
        NewBlock made,
        Room room,
        Steady::time_point until,
        Steady::time_point forgotten);

    [[nodiscard]] Shelf shelf() const noexcept { return m_shelf; }
    [[nodiscard]] const Pair& pair() const noexcept { return m_pair; }
    [[nodiscard]] const core::BatchId& instance() const noexcept { return m_instance; }
    [[nodiscard]] Steady::time_point until() const noexcept { return m_until; }
    [[nodiscard]] Steady::time_point forgotten() const noexcept { return m_forgotten; }
    [[nodiscard]] const core::MessageId& use() const noexcept { return m_use; }
    /// Whether `id` names a key of this block, whatever became of it.
    [[nodiscard]] bool knows(const KeyId& id) const;

    [[nodiscard]] std::uint64_t left() const noexcept { return m_left; }
    /// First of the pages that nobody drew yet; they are drawn in order.
    [[nodiscard]] std::uint64_t next() const noexcept { return m_next; }
    [[nodiscard]] std::uint64_t pages() const noexcept { return m_here.size(); }
    /// All pages of it are here.
    [[nodiscard]] bool has(const KeyPlace& place) const;
    [[nodiscard]] core::ByteView key(const KeyPlace& place) const;
    /// Wipes its pages. They are here.
    void take(const KeyPlace& place);
    /// Wipes all; how many pages there were left.
    [[nodiscard]] std::uint64_t burn();

private:
    void empty_when_done();

    Shelf m_shelf;
    Pair m_pair;
    core::MessageId m_use;
    core::BatchId m_instance;
    core::SecretBytes m_bytes;
    std::optional<Room> m_room;
    std::vector<bool> m_here;
    std::uint64_t m_left = 0;
    std::uint64_t m_next = 0;
    Steady::time_point m_until;
    Steady::time_point m_forgotten;
};

} // namespace satpad::keyclient::kme
