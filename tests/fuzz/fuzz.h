// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <cstdio>
#include <cstdlib>

/// A fuzz target is one function: bytes in, and it stops the program when a promise does not hold.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace satpad::test {

inline core::ByteView view_of(const std::uint8_t* data, std::size_t size)
{
    return std::as_bytes(std::span(data, size));
}

/// Stays on in every build: a fuzz target that cannot fail finds nothing.
inline void must(bool holds, const char* what)
{
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n", what);
        std::abort();
    }
}

} // namespace satpad::test
