// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <map>
#include <mutex>

namespace satpad::keyclient::kme {

/// How much of a shelf is promised, and to blocks of which peer. Outlives the stock while there are
/// rooms. Threads: thread-safe.
class ShelfUse
{
public:
    enum class Answer
    {
        taken,
        full,
        full_of_peer ///< others have room
    };
    [[nodiscard]] Answer take(
        const core::SiteId& peer, std::size_t bytes, std::size_t most, std::size_t most_of_peer);
    void give_back(const core::SiteId& peer, std::size_t bytes);

private:
    std::mutex m_mutex;
    std::size_t m_bytes = 0;
    std::map<core::SiteId, std::size_t> m_of_peers; ///< none is 0
};

} // namespace satpad::keyclient::kme
