// SPDX-License-Identifier: GPL-3.0-or-later
#include "tally.h"

namespace satpad::keyclient::kme {
namespace {

/// One commit for so many keys: what counting may cost beside what taking the pages costs.
constexpr std::uint64_t k_keys_of_commit = 256;
constexpr std::chrono::seconds k_longest{2};

} // namespace

Tally::Tally(std::span<const core::KmeUsage> so_far)
{
    for (const core::KmeUsage& row : so_far) {
        m_used[row.sae] += row.issued_bits + row.fetched_bits;
    }
}

core::KmeUsage& Tally::row(const Names& names, Steady::time_point now)
{
    if (m_rows.empty()) {
        m_oldest = now;
    }
    core::KmeUsage& row = m_rows[names];
    row.sae = names.first;
    row.other_sae = names.second;
    return row;
}

void Tally::issued(const Pair& pair, std::uint64_t keys, std::uint64_t bits, Steady::time_point now)
{
    core::KmeUsage& counts = row({pair.master, pair.slave}, now);
    counts.issued_keys += keys;
    counts.issued_bits += bits;
    m_used[pair.master] += bits;
    m_keys += keys;
}

void Tally::fetched(
    const Pair& pair, std::uint64_t keys, std::uint64_t bits, Steady::time_point now)
{
    core::KmeUsage& counts = row({pair.slave, pair.master}, now);
    counts.fetched_keys += keys;
    counts.fetched_bits += bits;
    m_used[pair.slave] += bits;
    m_keys += keys;
}

void Tally::burnt(Shelf shelf, const Pair& pair, std::uint64_t bits, Steady::time_point now)
{
    if (bits != 0) {
        const Names names = shelf == Shelf::drawing ? Names(pair.master, pair.slave)
                                                    : Names(pair.slave, pair.master);
        row(names, now).burnt_bits += bits;
    }
}

std::uint64_t Tally::used_bits(const std::string& sae) const
{
    const auto found = m_used.find(sae);
    return found == m_used.end() ? 0 : found->second;
}

bool Tally::due(Steady::time_point now) const
{
    return !m_rows.empty() && (m_keys >= k_keys_of_commit || now >= m_oldest + k_longest);
}

std::vector<core::KmeUsage> Tally::take(core::UnixTime now)
{
    std::vector<core::KmeUsage> rows;
    for (auto& [names, counts] : m_rows) {
        if (counts.issued_keys + counts.fetched_keys != 0) {
            counts.last = now;
        }
        rows.push_back(std::move(counts));
    }
    m_rows.clear();
    m_keys = 0;
    return rows;
}

void Tally::put_back(std::span<const core::KmeUsage> rows, Steady::time_point now)
{
    for (const core::KmeUsage& back : rows) {
        core::KmeUsage& counts = row({back.sae, back.other_sae}, now);
        counts.issued_keys += back.issued_keys;
        counts.issued_bits += back.issued_bits;
        counts.fetched_keys += back.fetched_keys;
        counts.fetched_bits += back.fetched_bits;
        counts.burnt_bits += back.burnt_bits;
        m_keys += back.issued_keys + back.fetched_keys;
    }
}

} // namespace satpad::keyclient::kme
