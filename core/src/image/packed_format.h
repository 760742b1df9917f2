// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

/// What the payloads of packed exact files leave out (docs/format.md, "Packed files"). Shared with
/// the decoder child.
namespace satpad::core::image {

/// A zstd frame travels without its first four bytes, which are always these (RFC 8878, 3.1.1).
inline constexpr std::array<std::uint8_t, 4> k_zstd_magic{0x28, 0xB5, 0x2F, 0xFD};

/// LZMA2 travels raw. Its dictionary is as long as the file, and at least this (liblzma's least).
inline constexpr std::uint64_t k_least_dictionary = 4096;

} // namespace satpad::core::image
