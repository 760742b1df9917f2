// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contact_wire.h"

/// The messages of a trusted relay as bytes. docs/contact.md, "Relay". As contact_wire.h.
namespace satpad::keyclient::satellite {

/// Of one relay, both pads together: what one message carries and two of which fit into the memory
/// a user may lock.
inline constexpr std::uint64_t k_most_relay_pages = 98'304; ///< 3 MiB
inline constexpr std::size_t k_most_on_route = 8;           ///< relays in a row

struct RelayAsk
{
    core::BatchId relay;               ///< the asker's choice: it knows its order by it
    core::SiteId peer;                 ///< at the far end
    std::uint64_t out_pages = 0;       ///< of the pad the asker sends with
    std::uint64_t back_pages = 0;      ///< of the pad the far end sends with
    std::vector<core::SiteId> further; ///< relays behind this one
};

/// One relayed key, the same for both ends.
struct RelayPads
{
    core::BatchId relay;
    core::SiteId asker;
    core::SiteId far_end;
    core::PadId out; ///< the asker sends
    std::uint64_t out_pages = 0;
    core::PadId back; ///< the far end sends
    std::uint64_t back_pages = 0;
    double epsilon_here = 0;         ///< of the asker's leg
    double epsilon_beyond = 0;       ///< of the way behind it, at most
    double epsilon_used = 0;         ///< of that, by the legs between the asker's and the next one
    std::vector<core::SiteId> route; ///< the relays, in order: who knows the key
    bool simulated = false;          ///< a page on the way is
    std::string generator;           ///< what made the asker's leg, whose bits these are
};

struct RelayTold
{
    RelayPads pads;
    TaggedPages pages;
};

struct RelayKey
{
    core::BatchId relay;
    std::vector<PadProof> proofs; ///< of the asker's end: out, back
    core::Bytes cipher;           ///< the asker's leg's key under the far end's
    core::Tag tag;
};

/// relay_stored has no `why`; relay_given_up no `proofs`; relay_news one of the two.
struct RelayWord
{
    core::BatchId relay;
    std::vector<PadProof> proofs;
    std::string why;
};

[[nodiscard]] core::Bytes encode(const RelayAsk& ask);
[[nodiscard]] core::Bytes encode(const RelayTold& told);
/// Without its tag: what is authenticated, behind the told message.
[[nodiscard]] core::Bytes encode_untagged(const RelayKey& key);
[[nodiscard]] core::Bytes encode(const RelayKey& key);
/// relay_next (the zero id asks for the first), relay_taken, relay_heard, relay_noted.
[[nodiscard]] core::Bytes encode_relay(ContactKind kind, const core::BatchId& relay);
/// relay_stored, relay_given_up, relay_wait, relay_news.
[[nodiscard]] core::Bytes encode_word(ContactKind kind, const RelayWord& word);

[[nodiscard]] core::Expected<RelayAsk> decode_relay_ask(core::ByteView message);
[[nodiscard]] core::Expected<RelayTold> decode_relay_told(core::ByteView message);
[[nodiscard]] core::Expected<RelayKey> decode_relay_key(core::ByteView message);
[[nodiscard]] core::Expected<core::BatchId> decode_relay(ContactKind kind, core::ByteView message);
[[nodiscard]] core::Expected<RelayWord> decode_word(ContactKind kind, core::ByteView message);

} // namespace satpad::keyclient::satellite
