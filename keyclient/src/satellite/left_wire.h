// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_wire.h"

#include <satpad/keyclient/satellite/left.h>

/// The messages about what is left for a third site, as bytes. docs/contact.md, "Messages left".
/// Pure functions; decoders as those of contact_wire.h.
namespace satpad::keyclient::satellite {

/// Of one `data part`.
inline constexpr std::size_t k_most_part = std::size_t{1} << 20U;

/// data_leave, data_there
struct LeftTold
{
    LeftId id;
    std::uint64_t bytes = 0; ///< of the message file; of an answer exactly one answer file
    core::Digest digest;     ///< BLAKE2b-256 of them
    auto operator<=>(const LeftTold&) const = default;
};

/// data_has, data_fetch
struct LeftPlace
{
    LeftId id;
    std::uint64_t at = 0;
};

/// data_part
struct LeftPart
{
    LeftId id;
    std::uint64_t at = 0;
    core::Bytes bytes; ///< at least one
};

/// data_have (without a text: it has been dealt with), data_back (never without)
struct LeftWord
{
    LeftId id;
    std::string why;
};

[[nodiscard]] core::Bytes encode_left(ContactKind kind, const LeftTold& told);
[[nodiscard]] core::Bytes encode_left(ContactKind kind, const LeftPlace& place);
[[nodiscard]] core::Bytes encode_left(ContactKind kind, const LeftWord& word);
/// data_kept, data_next, data_gone
[[nodiscard]] core::Bytes encode_left(ContactKind kind, const LeftId& id);
[[nodiscard]] core::Bytes encode(const LeftPart& part);

[[nodiscard]] core::Expected<LeftTold> decode_left_told(ContactKind kind, core::ByteView message);
[[nodiscard]] core::Expected<LeftPlace> decode_left_place(ContactKind kind, core::ByteView message);
[[nodiscard]] core::Expected<LeftWord> decode_left_word(ContactKind kind, core::ByteView message);
[[nodiscard]] core::Expected<LeftId> decode_left_id(ContactKind kind, core::ByteView message);
[[nodiscard]] core::Expected<LeftPart> decode_left_part(core::ByteView message);

} // namespace satpad::keyclient::satellite
