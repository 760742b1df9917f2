// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_wire.h"

#include <satpad/keyclient/satellite/contact.h>

/// What both ends of a contact do alike.
namespace satpad::keyclient::satellite {

/// Relays, or messages left, that one contact deals with each way; the next one goes on.
inline constexpr std::size_t k_most_rows = 1000;

/// Proofs of the pads with `peer` that this home is not sure the other end holds.
[[nodiscard]] core::Expected<std::vector<PadProof>> unsure_proofs(
    core::PadLedger& ledger, const core::SiteId& peer);
/// Own proofs of the pads the peer named, as far as they are shared with it.
[[nodiscard]] core::Expected<std::vector<PadProof>> answers_to(
    core::PadLedger& ledger, const core::SiteId& peer, const std::vector<PadProof>& theirs);
/// Compares the peer's proofs with ours. How many pads it confirmed. Pads this home does not know
/// or has closed are passed over. Errors: Errc::authentication_failed: a pad differs, and is suspended.
[[nodiscard]] core::Expected<std::size_t> confirm_all(
    core::PadLedger& ledger, const core::SiteId& peer, const std::vector<PadProof>& theirs);

/// One page for a tag of ours: taken, erased, spent.
[[nodiscard]] core::Expected<core::TakenPages> take_tag_page(
    core::PadLedger& ledger, const core::SiteId& peer);
/// The peer's, as it told us.
[[nodiscard]] core::Expected<core::TakenPages> take_tag_page(
    core::PadLedger& ledger, const core::SiteId& peer, const TaggedPages& told);

/// The next message, which must be of this kind. Errors: the stream's; error_of with the peer's
/// words when it refused; Errc::malformed.
[[nodiscard]] core::Expected<core::Bytes> expect(MessageStream& stream, ContactKind kind);
/// One question, one answer of any kind but *refused*. Errors: the stream's; error_of with the
/// peer's words when it refused; Errc::malformed.
[[nodiscard]] core::Expected<core::Bytes> ask_peer(
    MessageStream& stream, const core::Peer& peer, core::ByteView message);
/// Tells the peer why; then the error itself, to be returned.
[[nodiscard]] core::Unexpected refuse(MessageStream& stream, core::Error why);

} // namespace satpad::keyclient::satellite
