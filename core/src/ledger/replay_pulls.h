// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/pulls.h>

#include <map>

namespace satpad::core::ledger {

/// The part of a Replay that knows of pulls: recomputes them from their events alone.
class PullReplay
{
public:
    struct Batch
    {
        std::uint64_t keys = 0;
        std::uint64_t lost = 0;
        bool agreed = false;
        PadId pad; ///< it went into; zero: none
        bool operator==(const Batch&) const = default;
    };
    struct Pull
    {
        PullSide side = PullSide::drawer;
        bool simulated = false;
        std::uint64_t bytes = 0;
        bool open = true;
        std::uint64_t refused = 0;
        std::uint64_t wasted = 0;
        std::vector<Batch> batches;
        std::uint64_t loose = 0; ///< number of the first batch that is in no pad
    };

    /// Empty when the event could follow those before it, else why not.
    [[nodiscard]] std::string_view take(const LedgerEvent& event);
    [[nodiscard]] const std::map<BatchId, Pull>& pulls() const noexcept { return m_pulls; }
    /// Keys that were delivered, so that each has its print.
    [[nodiscard]] std::uint64_t prints() const noexcept { return m_prints; }

private:
    std::string_view begin(const BatchId& id, const LedgerEvent& event);
    std::string_view add(Pull& pull, const LedgerEvent& event);
    static std::string_view agree(Pull& pull, const LedgerEvent& event);
    static std::string_view cut(Pull& pull, const LedgerEvent& event);
    static std::string_view close(Pull& pull, const LedgerEvent& event);

    std::map<BatchId, Pull> m_pulls;
    std::uint64_t m_prints = 0;
};

} // namespace satpad::core::ledger
