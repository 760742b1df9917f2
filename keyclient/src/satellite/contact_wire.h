// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>
#include <satpad/keyclient/satellite/refusal.h>
#include <satpad/keyclient/satellite/simulated_pass.h>

/// The messages of a contact as bytes. docs/contact.md, "Messages". Pure functions. Decoders take a
/// peer's bytes: bounded, exact, Errc::malformed for anything else.
namespace satpad::keyclient::satellite {

enum class ContactKind : std::uint8_t
{
    hello = 1,      ///< station: version and proofs of pads
    welcome = 2,    ///< satellite: what it is, its proofs
    pass_begin = 3, ///< station: everything about the pass, its tag page
    pass_ready = 4, ///< satellite: its tag page, the pads to be
    light_ask = 5,  ///< station: the next second
    light = 6,      ///< satellite, SIMULATED: what the detectors saw
    said = 7,       ///< station: one distillation message
    answers = 8,    ///< satellite: what it says to it
    lost = 9,       ///< station: the laser link is gone
    stored = 10,    ///< either: the pads are durable here, with their proofs
    refused = 11,   ///< either: why this end goes no further
    bye = 12,       ///< station: the contact is over

    // A trusted relay: relay_wire.h
    relay_ask = 13,      ///< station: key with a third site, please
    relay_next = 14,     ///< station: what is there for me behind this one
    relay_told = 15,     ///< relay: these pages serve this relay, the pads to be
    relay_wait = 16,     ///< relay: this one cannot go on yet, and why
    relay_none = 17,     ///< relay: nothing more
    relay_taken = 18,    ///< station at the far end: the told pages are taken
    relay_key = 19,      ///< relay: the first leg's key under the second's
    relay_stored = 20,   ///< station: the pads are durable here, with their proofs
    relay_given_up = 21, ///< station: this one cannot be finished, and why
    relay_news = 22,     ///< relay, to the asker: the far end's proofs, or why it was given up
    relay_heard = 23,    ///< station: the news were understood
    relay_noted = 24,    ///< relay: what the station said is durable here
    relay_turn = 25,     ///< either: now the other one asks

    // Messages left for a third site: left_wire.h
    data_leave = 26, ///< station: keep this for another site, please
    data_has = 27,   ///< relay: so many bytes of it are durable here
    data_part = 28,  ///< either: bytes of it
    data_kept = 29,  ///< relay: all of it is durable here
    data_next = 30,  ///< station: what is there for me behind this one
    data_there = 31, ///< relay: this
    data_none = 32,  ///< relay: nothing more
    data_fetch = 33, ///< station: its bytes from here on
    data_have = 34,  ///< station: dealt with, or why it was of no use
    data_gone = 35,  ///< relay: it is here no more
    data_back = 36,  ///< relay: not taken, or given back, and why

    // Key drawn from two KMEs: etsi014/pull_wire.h
    pull_begin = 40,  ///< drawer: the pull, how much it wants
    pull_ready = 41,  ///< fetcher: the batch it wants next
    manifest = 42,    ///< drawer: the key IDs of a batch
    fetched = 43,     ///< fetcher: what of it is lost
    pull_cut = 44,    ///< drawer: these batches are a pad, with its proof
    pull_held = 45,   ///< fetcher: the pad is durable here, with its proof
    pull_close = 46,  ///< drawer: nothing more of this pull
    pull_closed = 47, ///< fetcher: the same

    // Two KMEs that share pads
    kme_begin = 48, ///< sender's KME
    kme_ready = 49, ///< receiver's KME
    assign = 50,    ///< sender's KME: these pages are for this pair of SAEs
    assigned = 51   ///< receiver's KME: taken
};

/// From here on messages are a desk's (contact.h).
inline constexpr ContactKind k_first_of_desks = ContactKind::pull_begin;

inline constexpr std::uint8_t k_contact_version = 1;
inline constexpr std::size_t k_most_proofs = 64;
inline constexpr std::size_t k_most_seconds_of_pass = 4096;
inline constexpr std::size_t k_most_text = 200;
inline constexpr std::size_t k_most_answers = 4096;

struct PadProof
{
    core::PadId pad;
    core::Tag tag; ///< CONFIRM
};

struct Hello
{
    std::vector<PadProof> proofs;
};

struct Welcome
{
    std::string name;
    LinkParameters source;
    core::UnixTime clock;
    std::vector<PadProof> proofs;
};

/// Pages that serve a tag, as their sender tells them.
struct TaggedPages
{
    core::MessageId use;
    std::vector<core::PageRange> ranges;
};

struct PassBegin
{
    core::BatchId pass;
    std::string label;
    SimulatedPass flight; ///< without the laser link: that is the station's affair
    TaggedPages tag;
};

struct PassReady
{
    TaggedPages tag;
    core::PadId down; ///< the satellite sends with it
    core::PadId up;
    double to_station = 0;
};

inline constexpr std::uint8_t k_refused_otherwise = 11;

struct Refused
{
    std::uint8_t kind = k_refused_otherwise; ///< a Refusal, or one that this end does not know
    std::string why;                         ///< printable, at most k_most_text bytes
};

[[nodiscard]] core::Bytes encode(const Hello& hello);
[[nodiscard]] core::Bytes encode(const Welcome& welcome);
[[nodiscard]] core::Bytes encode(const PassBegin& begin);
[[nodiscard]] core::Bytes encode(const PassReady& ready);
[[nodiscard]] core::Bytes encode_light_ask(std::uint64_t second);
[[nodiscard]] core::Bytes encode_light(const std::vector<Measured>& clicks);
[[nodiscard]] core::Bytes encode_said(core::ByteView message);
[[nodiscard]] core::Bytes encode_answers(const std::vector<core::Bytes>& answers);
[[nodiscard]] core::Bytes encode_stored(const std::vector<PadProof>& proofs);
[[nodiscard]] core::Bytes encode(const Refused& refused);
[[nodiscard]] core::Bytes encode_plain(ContactKind kind); ///< lost, bye

/// Errors: Errc::malformed for a kind that does not exist.
[[nodiscard]] core::Expected<ContactKind> kind_of(core::ByteView message);
[[nodiscard]] core::Expected<Hello> decode_hello(core::ByteView message);
[[nodiscard]] core::Expected<Welcome> decode_welcome(core::ByteView message);
[[nodiscard]] core::Expected<PassBegin> decode_pass_begin(core::ByteView message);
[[nodiscard]] core::Expected<PassReady> decode_pass_ready(core::ByteView message);
[[nodiscard]] core::Expected<std::uint64_t> decode_light_ask(core::ByteView message);
[[nodiscard]] core::Expected<std::vector<Measured>> decode_light(core::ByteView message);
[[nodiscard]] core::Expected<core::Bytes> decode_said(core::ByteView message);
[[nodiscard]] core::Expected<std::vector<core::Bytes>> decode_answers(core::ByteView message);
[[nodiscard]] core::Expected<std::vector<PadProof>> decode_stored(core::ByteView message);
[[nodiscard]] core::Expected<Refused> decode_refused(core::ByteView message);

/// What the peer is told of an error of this end's.
[[nodiscard]] Refused refused_for(const core::Error& why);
/// What the peer's refusal is here, `who` being the peer. Errors: Refusal of a kind that is known;
/// Errc::wrong_state of any other.
[[nodiscard]] core::Error error_of(const std::string& who, const Refused& refused);

} // namespace satpad::keyclient::satellite
