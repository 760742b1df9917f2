// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/seal.h>

namespace satpad::core::ledger {

/// Counts what long work has done and asks now and then whether it is to go on.
class Looks
{
public:
    static constexpr std::uint64_t k_every = 4096;

    Looks() = default;
    explicit Looks(const Progress& progress)
        : m_progress(progress ? &progress : nullptr)
    {}
    /// One more is done. Errors: what the progress says.
    [[nodiscard]] Expected<void> count()
    {
        const bool asks = m_progress != nullptr && m_done % k_every == 0;
        ++m_done;
        return asks ? (*m_progress)(m_done - 1) : Expected<void>();
    }

private:
    const Progress* m_progress = nullptr; ///< outlives it
    std::uint64_t m_done = 0;
};

} // namespace satpad::core::ledger
