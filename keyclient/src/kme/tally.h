// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/keyclient/kme/stock.h>

#include <map>

/// Counts what is given out and burnt until the ledger's meter has it.
namespace satpad::keyclient::kme {

class Tally
{
public:
    explicit Tally(std::span<const core::KmeUsage> so_far);

    void issued(const Pair& pair, std::uint64_t keys, std::uint64_t bits, Steady::time_point now);
    void fetched(const Pair& pair, std::uint64_t keys, std::uint64_t bits, Steady::time_point now);
    void burnt(Shelf shelf, const Pair& pair, std::uint64_t bits, Steady::time_point now);

    /// Bits that this SAE was given, ever.
    [[nodiscard]] std::uint64_t used_bits(const std::string& sae) const;
    [[nodiscard]] bool due(Steady::time_point now) const;
    [[nodiscard]] std::vector<core::KmeUsage> take(core::UnixTime now);
    void put_back(std::span<const core::KmeUsage> rows, Steady::time_point now);

private:
    using Names = std::pair<std::string, std::string>; ///< SAE here, SAE there
    core::KmeUsage& row(const Names& names, Steady::time_point now);

    std::map<Names, core::KmeUsage> m_rows; ///< not in the meter yet
    std::map<std::string, std::uint64_t> m_used;
    std::uint64_t m_keys = 0; ///< in m_rows
    Steady::time_point m_oldest;
};

} // namespace satpad::keyclient::kme
