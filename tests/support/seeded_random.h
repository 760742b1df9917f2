// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/environment.h>

#include <algorithm>
#include <mutex>
#include <random>

namespace satpad::test {

/// Repeatable bytes for tests; never for key in the product. Threads: any.
class SeededRandom final : public core::RandomSource
{
public:
    explicit SeededRandom(std::uint64_t seed)
        : m_engine(seed)
    {}
    void fill(core::MutableByteView out) override
    {
        const std::lock_guard lock(m_mutex);
        std::generate(
            out.begin(), out.end(), [this] { return static_cast<std::byte>(m_engine() >> 56U); });
    }

private:
    std::mutex m_mutex;
    std::mt19937_64 m_engine;
};

} // namespace satpad::test
