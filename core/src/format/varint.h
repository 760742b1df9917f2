// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/byte_codec.h>

/// What the two kinds of content share (docs/format.md, "Content header" and "Remarks").
namespace satpad::core::format {

// First bytes with mode 0: the kind stands where the codec stands elsewhere.
inline constexpr std::uint8_t k_request_first = 0 << 2;
inline constexpr std::uint8_t k_refusal_first = 1 << 2;
inline constexpr std::uint8_t k_answer_first = 2 << 2; ///< a picture's header follows its mark

[[nodiscard]] Unexpected malformed(const char* what);

/// Seven bits a byte, lowest first. Not for zero, which is coded by absence.
void put_varint(ByteComposer& out, std::uint64_t value);
/// Shortest form only, not zero, at most `limit`. Errors: Errc::malformed (rules 21, 22, 24).
[[nodiscard]] Expected<std::uint64_t> take_varint(ByteParser& parser, std::uint64_t limit);

} // namespace satpad::core::format
