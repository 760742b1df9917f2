// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <algorithm>

/// What the files at rest have in common: little-endian numbers and libsodium's view of bytes.
/// docs/format-at-rest.md, "Conventions".
namespace satpad::core::store {

[[nodiscard]] inline const unsigned char* raw(ByteView bytes) noexcept
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

[[nodiscard]] inline unsigned char* raw(MutableByteView bytes) noexcept
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

[[nodiscard]] inline ByteView bytes_of(std::string_view text) noexcept
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

inline void put(MutableByteView to, std::size_t offset, ByteView from) noexcept
{
    std::copy(from.begin(), from.end(), to.subspan(offset, from.size()).begin());
}

[[nodiscard]] inline bool holds(ByteView in, std::size_t offset, ByteView wanted) noexcept
{
    const ByteView there = in.subspan(offset, wanted.size());
    return std::equal(there.begin(), there.end(), wanted.begin());
}

inline void put_le64(MutableByteView to, std::size_t offset, std::uint64_t value) noexcept
{
    for (std::size_t i = 0; i < 8; ++i) {
        to[offset + i] = static_cast<std::byte>(value >> (8 * i));
    }
}

[[nodiscard]] inline std::uint64_t get_le64(ByteView from, std::size_t offset) noexcept
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        value |= std::to_integer<std::uint64_t>(from[offset + i]) << (8 * i);
    }
    return value;
}

} // namespace satpad::core::store
