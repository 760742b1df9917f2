// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_wire.h"
#include "distill_wire.h"

#include <algorithm>

/// Fields that several messages of a contact share. docs/contact.md, "Fields". A `take` refuses the
/// whole message through its Reader.
namespace satpad::keyclient::satellite {

inline constexpr std::uint64_t k_most_time = std::uint64_t{1} << 40U; ///< seconds since 1970
inline constexpr std::uint64_t k_most_page = 0xffffffffULL;

/// A message begins with its byte of kind; another kind is refused.
[[nodiscard]] Writer begin_message(ContactKind kind);
[[nodiscard]] Reader open_message(core::ByteView message, ContactKind kind);
/// Errc::malformed, with what it was to be.
[[nodiscard]] core::Unexpected malformed(const char* what);

/// IEEE 754, 8 bytes, the lowest first.
void put_real(Writer& out, double value);
/// Finite and within [least, most].
[[nodiscard]] double take_real(Reader& in, double least, double most);

/// Printable ASCII, at most k_most_text bytes; what is none becomes '?'.
void put(Writer& out, const std::string& text);
[[nodiscard]] std::string take_text(Reader& in);

void put(Writer& out, const std::vector<PadProof>& proofs);
[[nodiscard]] std::vector<PadProof> take_proofs(Reader& in);

void put(Writer& out, const TaggedPages& tag);
[[nodiscard]] TaggedPages take_tagged(Reader& in);

/// Refuses what no source or terminal is: docs/contact.md, "Link".
void put(Writer& out, const LinkParameters& link);
[[nodiscard]] LinkParameters take_link(Reader& in);

/// Everything of it but the laser link.
void put(Writer& out, const SimulatedPass& flight);
[[nodiscard]] SimulatedPass take_flight(Reader& in);

template <typename AnyId> [[nodiscard]] AnyId take_id(Reader& in)
{
    AnyId id;
    const core::ByteView bytes = in.bytes(AnyId::k_size);
    std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
    return id;
}

} // namespace satpad::keyclient::satellite
