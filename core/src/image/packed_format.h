// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

/// What the payloads of packed exact files leave out (docs/format.md, "Packed files"). Shared with
/// the decoder child.
namespace satpad::core::image {

/// A JPEG as JPEG XL travels without its first boxes, signature and ftyp, which are always these
/// (ISO/IEC 18181-2).
inline constexpr std::string_view k_jxl_start{"\0\0\0\x0CJXL \r\n\x87\n\0\0\0\x14"
                                              "ftypjxl \0\0\0\0jxl ",
    32};

/// A zstd frame travels without its first four bytes, which are always these (RFC 8878, 3.1.1).
inline constexpr std::array<std::uint8_t, 4> k_zstd_magic{0x28, 0xB5, 0x2F, 0xFD};

/// LZMA2 travels raw. Its dictionary is as long as the file, and at least this (liblzma's least).
inline constexpr std::uint64_t k_least_dictionary = 4096;

} // namespace satpad::core::image
