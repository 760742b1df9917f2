// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <cstdlib>

namespace satpad::test {

inline void require(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

[[nodiscard]] inline core::Bytes to_bytes(const void* data, std::size_t size)
{
    const auto* from = static_cast<const std::byte*>(data);
    return {from, from + size};
}

} // namespace satpad::test
