// SPDX-License-Identifier: GPL-3.0-or-later
#include "batch_gathering.h"

#include "pull_wire.h"

#include <algorithm>

namespace satpad::keyclient::etsi014 {

using core::Expected;

Expected<void> BatchGathering::make_room(std::size_t key_bytes)
{
    if (m_arena) {
        return {};
    }
    auto arena =
        KeyArena::make(std::min(k_most_batch_keys, k_most_batch_bytes / key_bytes), key_bytes);
    if (!arena) {
        return fail(std::move(arena));
    }
    m_arena.emplace(std::move(*arena));
    return {};
}

bool BatchGathering::is_full() const
{
    return m_arena && (m_arena->is_full() || m_id_bytes + k_most_id_bytes > k_most_manifest_bytes);
}

Expected<std::vector<core::KeyPrint>> BatchGathering::prints_of(const Drawn& drawn) const
{
    std::vector<core::KeyPrint> prints;
    for (const std::size_t place : drawn.fit) {
        auto print = m_book.print(drawn.keys.id(place), drawn.keys.key(place));
        if (!print) {
            return fail(std::move(print));
        }
        prints.push_back(*print);
    }
    return prints;
}

Expected<std::size_t> BatchGathering::take(const Drawn& drawn, std::size_t from)
{
    if (auto room = make_room(drawn.key_bytes); !room) {
        return fail(std::move(room));
    }
    auto prints = prints_of(drawn);
    if (!prints) {
        return fail(std::move(prints));
    }
    auto seen = m_book.seen(*prints);
    if (!seen) {
        return fail(std::move(seen));
    }
    std::size_t at = from;
    for (; at < drawn.fit.size() && !is_full(); ++at) {
        const core::KeyPrint& print = (*prints)[at];
        const bool again =
            (*seen)[at] || m_id_prints.contains(print.id) || m_key_prints.contains(print.key);
        if (again) {
            ++m_refused;
            continue;
        }
        const std::size_t place = drawn.fit[at];
        m_arena->append(drawn.keys.key(place));
        m_ids.push_back(drawn.keys.id(place));
        m_id_bytes += coded_size(m_ids.back());
        m_prints.push_back(print);
        m_id_prints.insert(print.id);
        m_key_prints.insert(print.key);
    }
    return at;
}

void BatchGathering::clear()
{
    m_arena.reset();
    m_ids.clear();
    m_prints.clear();
    m_id_prints.clear();
    m_key_prints.clear();
    m_id_bytes = 0;
    m_requests = 0;
    m_of_last_request = 0;
}

} // namespace satpad::keyclient::etsi014
