// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "key_drawer.h"
#include "pull_staging.h"

#include <satpad/core/pulls.h>

#include <set>

namespace satpad::keyclient::etsi014 {

/// The keys of one batch as they come, from one draw or several.
class BatchGathering
{
public:
    explicit BatchGathering(const core::PullBook& book)
        : m_book(book)
    {}

    /// Takes the keys of `drawn` from place `from` of its `fit` on, until the batch is full or all
    /// are in; the place where it stopped. Those that were delivered before are left out.
    [[nodiscard]] core::Expected<std::size_t> take(const Drawn& drawn, std::size_t from);
    /// One more request is in it, with so many keys.
    void count_request(std::size_t keys)
    {
        ++m_requests;
        m_of_last_request = keys;
    }

    [[nodiscard]] std::size_t size() const { return m_ids.size(); }
    [[nodiscard]] std::uint64_t bytes() const
    {
        return m_arena ? size() * m_arena->key_bytes() : 0;
    }
    [[nodiscard]] std::size_t key_bytes() const { return m_arena ? m_arena->key_bytes() : 0; }
    [[nodiscard]] std::size_t requests() const { return m_requests; }
    [[nodiscard]] std::size_t of_last_request() const { return m_of_last_request; }
    [[nodiscard]] bool is_full() const;
    [[nodiscard]] std::uint64_t take_refused() { return std::exchange(m_refused, 0); }
    [[nodiscard]] std::uint64_t refused() const { return m_refused; }
    [[nodiscard]] KeyArena& arena() { return *m_arena; }
    [[nodiscard]] const std::vector<std::string>& ids() const { return m_ids; }
    [[nodiscard]] const std::vector<core::KeyPrint>& prints() const { return m_prints; }
    /// For the next batch.
    void clear();

private:
    [[nodiscard]] core::Expected<void> make_room(std::size_t key_bytes);
    [[nodiscard]] core::Expected<std::vector<core::KeyPrint>> prints_of(const Drawn& drawn) const;

    const core::PullBook& m_book;
    std::optional<KeyArena> m_arena;
    std::vector<std::string> m_ids;
    std::vector<core::KeyPrint> m_prints;
    std::set<std::uint64_t> m_id_prints;
    std::set<std::uint64_t> m_key_prints;
    std::size_t m_id_bytes = 0; ///< in a manifest
    std::size_t m_requests = 0;
    std::size_t m_of_last_request = 0;
    std::uint64_t m_refused = 0;
};

} // namespace satpad::keyclient::etsi014
