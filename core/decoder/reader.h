// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace satpad::decoder {

enum class ByteOrder
{
    little,
    big
};

/// Bounds-checked reading of integers at an offset; nothing outside the input.
template <std::size_t Size>
[[nodiscard]] inline std::optional<std::uint64_t> read_uint(
    InputView in, std::uint64_t offset, ByteOrder order) noexcept
{
    if (offset > in.size() || in.size() - offset < Size) {
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < Size; ++i) {
        const std::size_t at = order == ByteOrder::big ? i : Size - 1 - i;
        value = value << 8U | in[static_cast<std::size_t>(offset) + at];
    }
    return value;
}

/// The same, refusing the picture when the input ends before.
template <std::size_t Size>
[[nodiscard]] inline std::uint64_t need_uint(InputView in, std::uint64_t offset, ByteOrder order)
{
    const auto value = read_uint<Size>(in, offset, order);
    if (!value) {
        refuse_damaged(DecodeReason::bad_header);
    }
    return *value;
}

[[nodiscard]] inline bool starts_with(
    InputView in, std::uint64_t offset, std::string_view text) noexcept
{
    if (in.size() < offset || in.size() - offset < text.size()) {
        return false;
    }
    return std::equal(text.begin(),
        text.end(),
        in.begin() + static_cast<std::ptrdiff_t>(offset),
        [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

} // namespace satpad::decoder
