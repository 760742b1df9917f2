// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_desk.h"

#include "contact_common.h"
#include "relay_pads.h"

#include <satpad/core/seal.h>

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::PageUse;
using core::SecretBytes;
using core::Unexpected;

namespace {

constexpr std::size_t k_most_relays = 1000; ///< at one site
/// What a leg whose key is still to come may add: that of some passes (docs/distillation.md).
constexpr double k_epsilon_to_come = 1e-9;
/// Sums in another order differ that much.
constexpr double k_rounding = 1 + 1e-9;

Expected<core::Reservation> reserve(
    core::PadLedger& ledger, const core::SiteId& peer, std::uint64_t pages)
{
    core::ReserveRequest request;
    request.peer = peer;
    request.pages = pages;
    request.use = PageUse::relay;
    return ledger.reserve(request);
}

/// What the leg to the far end will add at most; the asker's pads carry it from the beginning.
Expected<void> promise(const core::Home& home,
    const core::PadLedger& ledger,
    const core::SiteId& next,
    RelayPads& pads)
{
    auto all = ledger.pads();
    if (!all) {
        return fail(std::move(all));
    }
    const bool made_up = home.config().kind == core::HomeKind::simulated;
    const bool may_be = made_up || home.config().allow_simulated;
    std::uint64_t there = 0;
    bool any_simulated = made_up;
    for (const core::PadSummary& pad : *all) {
        const bool counts = pad.peer == next && pad.free != 0 &&
                            pad.direction == core::PadDirection::send &&
                            pad.state != core::PadState::closed && (!pad.simulated || may_be);
        if (counts) {
            there += pad.free;
            pads.epsilon_beyond += pad.epsilon;
            any_simulated = any_simulated || pad.simulated;
        }
    }
    if (there <= pages_of(pads)) {
        pads.epsilon_beyond += k_epsilon_to_come;
        any_simulated = any_simulated || may_be;
    }
    // Of the legs between others nothing is known here.
    const auto others = static_cast<double>(pads.route.size() - 1);
    pads.epsilon_beyond += others * k_epsilon_to_come;
    any_simulated = any_simulated || (others > 0 && may_be);
    pads.simulated = any_simulated;
    return {};
}

/// Key whose note was not written any more: its pages were burnt, and nobody knows whose it is.
Expected<void> sweep(const RelayFolder& folder)
{
    auto held = folder.list(RelayFile::held);
    if (!held) {
        return fail(std::move(held));
    }
    for (const core::BatchId& relay : *held) {
        if (!folder.has(relay, RelayFile::note)) {
            if (auto removed = folder.remove(relay, RelayFile::held); !removed) {
                return removed;
            }
        }
    }
    return {};
}

Unexpected out_of_turn()
{
    return Unexpected(Errc::malformed, "contact: a word about a relay out of turn");
}

} // namespace

Expected<void> forget_relay(const RelayFolder& folder, const core::BatchId& relay)
{
    // The note last: without it the others could not be understood.
    for (const RelayFile file : {RelayFile::held, RelayFile::cipher, RelayFile::note}) {
        if (auto removed = folder.remove(relay, file); !removed) {
            return removed;
        }
    }
    return {};
}

Expected<bool> settle_relay(
    const RelayFolder& folder, const core::PadLedger& ledger, const RelayNote& note)
{
    const core::BatchId& relay = note.pads.relay;
    auto first = was_taken(ledger, note.first_leg.use);
    if (!first) {
        return fail(std::move(first));
    }
    if (!*first) {
        return Unexpected(Errc::home_busy, "relay " + relay.hex() + " is being made");
    }
    if (!**first) { // burnt: the key that was kept was never told to anyone
        auto gone = forget_relay(folder, relay);
        return gone ? Expected<bool>(false) : Expected<bool>(fail(std::move(gone)));
    }
    if (!note.far_proofs.empty() || !note.given_up.empty()) {
        for (const RelayFile file : {RelayFile::held, RelayFile::cipher}) {
            if (auto removed = folder.remove(relay, file); !removed) {
                return fail(std::move(removed));
            }
        }
        return true;
    }
    if (folder.has(relay, RelayFile::held) && folder.has(relay, RelayFile::cipher)) {
        auto cipher = read_cipher(folder, relay);
        if (!cipher) {
            return fail(std::move(cipher));
        }
        auto second = was_taken(ledger, cipher->told.pages.use);
        if (!second) {
            return fail(std::move(second));
        }
        if (!*second) {
            return Unexpected(Errc::home_busy, "relay " + relay.hex() + " is being worked on");
        }
        // Taken: the cipher stands, for good. Burnt: it never left, and its pages are gone.
        if (auto removed = folder.remove(relay, **second ? RelayFile::held : RelayFile::cipher);
            !removed) {
            return fail(std::move(removed));
        }
    }
    return true;
}

Expected<Bytes> RelayDesk::answer(ContactKind kind, ByteView message)
{
    auto turn = m_folder.turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    switch (kind) {
    case ContactKind::relay_ask:
        return ask(message);
    case ContactKind::relay_next:
        return next(message);
    case ContactKind::relay_taken:
        return taken(message);
    case ContactKind::relay_stored:
        return stored(message);
    case ContactKind::relay_given_up:
        return given_up(message);
    case ContactKind::relay_heard:
        return heard(message);
    default:
        return Unexpected(Errc::malformed, "contact: a relay's message from a station");
    }
}

Expected<Bytes> RelayDesk::ask(ByteView message)
{
    auto asked = decode_relay_ask(message);
    if (!asked) {
        return fail(std::move(asked));
    }
    const core::SiteId& self = m_home.config().id;
    const core::SiteId next = asked->further.empty() ? asked->peer : asked->further.front();
    std::vector<core::SiteId> way = asked->further;
    way.insert(way.end(), {self, m_station, asked->peer});
    std::sort(way.begin(), way.end());
    if (std::adjacent_find(way.begin(), way.end()) != way.end()) {
        return Unexpected(Errc::malformed, "contact: a relay needs sites that differ");
    }
    if (m_home.config().peer_by_id(next) == nullptr) {
        return Unexpected(Errc::unknown_peer, "site " + next.hex() + " at the relay");
    }
    auto others = m_folder.list(RelayFile::note);
    if (!others) {
        return fail(std::move(others));
    }
    if (others->size() >= k_most_relays) {
        return Unexpected(Errc::limit_exceeded, "too many relays wait at this site");
    }
    RelayNote note;
    note.made = m_clock.now();
    note.pads.relay = m_home.random().id<core::BatchId>();
    note.pads.asker = m_station;
    note.pads.far_end = asked->peer;
    note.pads.out = m_home.random().id<core::PadId>();
    note.pads.out_pages = asked->out_pages;
    note.pads.back = m_home.random().id<core::PadId>();
    note.pads.back_pages = asked->back_pages;
    note.pads.route = asked->further;
    note.pads.route.insert(note.pads.route.begin(), self);
    if (auto promised = promise(m_home, m_ledger, next, note.pads); !promised) {
        return fail(std::move(promised));
    }
    if (auto took = take_first_leg(note); !took) {
        return fail(std::move(took));
    }
    return encode(RelayTold{note.pads, note.first_leg});
}

/// The asker's leg: key and note are durable before its pages are erased and taken.
Expected<void> RelayDesk::take_first_leg(RelayNote& note)
{
    auto reserved = reserve(m_ledger, note.pads.asker, pages_of(note.pads));
    if (!reserved) {
        return fail(std::move(reserved));
    }
    note.first_leg = {reserved->id(), reserved->ranges()};
    auto parents = parents_of(m_ledger, note.first_leg.ranges);
    if (!parents) {
        return fail(std::move(parents));
    }
    note.pads.epsilon_here = parents->epsilon;
    note.pads.simulated = note.pads.simulated || parents->simulated;
    auto took = m_ledger.take_pages(
        std::move(*reserved), PageUse::relay, [&](ByteView key) -> Expected<void> {
            if (auto held = m_folder.write(note.pads.relay, RelayFile::held, key); !held) {
                return held;
            }
            return write_note(m_folder, note);
        });
    if (!took) {
        // What was kept goes when the ledger says that it is worth nothing; now, or at a later look.
        static_cast<void>(settle_relay(m_folder, m_ledger, note).has_value());
        return fail(std::move(took));
    }
    return {};
}

Expected<Bytes> RelayDesk::next(ByteView message)
{
    auto after = decode_relay(ContactKind::relay_next, message);
    if (!after) {
        return fail(std::move(after));
    }
    if (auto swept = sweep(m_folder); !swept) {
        return fail(std::move(swept));
    }
    auto relays = m_folder.list(RelayFile::note);
    if (!relays) {
        return fail(std::move(relays));
    }
    for (const core::BatchId& relay : *relays) {
        if (relay <= *after) {
            continue;
        }
        auto note = read_note(m_folder, relay);
        if (!note && note.error().is(Errc::home_damaged)) {
            continue; // listed as such; the others go on
        }
        if (!note) {
            return fail(std::move(note));
        }
        if (note->pads.asker != m_station && !is_next(*note)) {
            continue;
        }
        auto left = settle_relay(m_folder, m_ledger, *note);
        if (!left) {
            return fail(std::move(left));
        }
        if (!*left) {
            continue;
        }
        auto said = say_of(*note);
        if (!said || !said->empty()) {
            return said;
        }
    }
    return encode_plain(ContactKind::relay_none);
}

/// Empty: nothing to be said to this station now.
Expected<Bytes> RelayDesk::say_of(RelayNote& note)
{
    const core::BatchId& relay = note.pads.relay;
    if (is_next(note)) {
        const bool waits =
            !note.asker_proofs.empty() && note.far_proofs.empty() && note.given_up.empty();
        return waits ? tell_far_end(note) : Expected<Bytes>(Bytes());
    }
    if (!note.given_up.empty()) {
        return encode_word(ContactKind::relay_news, {relay, {}, note.given_up});
    }
    if (!note.far_proofs.empty()) {
        return encode_word(ContactKind::relay_news, {relay, note.far_proofs, {}});
    }
    return note.asker_proofs.empty() ? encode(RelayTold{note.pads, note.first_leg}) : Bytes();
}

Expected<Bytes> RelayDesk::tell_far_end(RelayNote& note)
{
    const core::BatchId& relay = note.pads.relay;
    if (!m_folder.has(relay, RelayFile::cipher)) {
        auto took = take_far_leg(note);
        if (!took && took.error().is(Errc::not_enough_key)) {
            return encode_word(ContactKind::relay_wait,
                {relay,
                    {},
                    "the relay has too little key with this site: " + took.error().context});
        }
        if (!took) {
            return fail(std::move(took));
        }
        if (!note.given_up.empty()) {
            return Bytes();
        }
    }
    auto cipher = read_cipher(m_folder, relay);
    if (!cipher) {
        return fail(std::move(cipher));
    }
    return encode(cipher->told);
}

/// The far end's leg, one page more than the asker's: it authenticates. What both legs come to is
/// computed here, once; from then on it is replayed.
Expected<void> RelayDesk::take_far_leg(RelayNote& note)
{
    const core::BatchId& relay = note.pads.relay;
    auto reserved = reserve(m_ledger, m_station, pages_of(note.pads) + 1);
    if (!reserved) {
        return fail(std::move(reserved));
    }
    auto parents = parents_of(m_ledger, reserved->ranges());
    if (!parents) {
        return fail(std::move(parents));
    }
    if (note.pads.epsilon_used + parents->epsilon > note.pads.epsilon_beyond * k_rounding ||
        (parents->simulated && !note.pads.simulated)) {
        note.given_up = "the key to the far end is worse now than was told to the asker";
        if (auto burnt = m_ledger.burn(std::move(*reserved)); !burnt) {
            return burnt;
        }
        if (auto written = write_note(m_folder, note); !written) {
            return written;
        }
        auto settled = settle_relay(m_folder, m_ledger, note);
        return settled ? Expected<void>() : Expected<void>(fail(std::move(settled)));
    }
    RelayCipher cipher;
    cipher.told = {note.pads, {reserved->id(), reserved->ranges()}};
    cipher.key.relay = relay;
    cipher.key.proofs = note.asker_proofs;
    auto took = m_ledger.take_pages(
        std::move(*reserved), PageUse::relay, [&](ByteView far) -> Expected<void> {
            auto held = m_folder.read(relay, RelayFile::held);
            if (!held) {
                return fail(std::move(held));
            }
            if (held->size() + core::k_page_bytes != far.size()) {
                return Unexpected(Errc::home_damaged, "relay/" + relay.hex() + ".held is cut");
            }
            cipher.key.cipher.resize(held->size());
            core::xor_bytes(held->view(), far.subspan(core::k_page_bytes), cipher.key.cipher);
            const Bytes told = encode(cipher.told);
            const Bytes sent = encode_untagged(cipher.key);
            const std::array<ByteView, 2> parts{told, sent};
            cipher.key.tag = core::one_time_tag(far.first(core::k_page_bytes), parts);
            return write_cipher(m_folder, cipher);
        });
    // Done: the asker's key goes. Failed: the cipher does, as soon as the ledger is sure.
    auto settled = settle_relay(m_folder, m_ledger, note);
    if (!took) {
        return fail(std::move(took));
    }
    return settled ? Expected<void>() : Expected<void>(fail(std::move(settled)));
}

/// The station is who this site hands the relay on to.
bool RelayDesk::is_next(const RelayNote& note) const
{
    return next_after(note.pads, m_home.config().id) == m_station;
}

Expected<RelayNote> RelayDesk::note_of(const core::BatchId& relay)
{
    if (!m_folder.has(relay, RelayFile::note)) {
        return out_of_turn();
    }
    auto note = read_note(m_folder, relay);
    if (!note) {
        return note;
    }
    auto left = settle_relay(m_folder, m_ledger, *note);
    if (!left) {
        return fail(std::move(left));
    }
    const bool concerned = note->pads.asker == m_station || is_next(*note);
    return *left && concerned ? std::move(note) : Expected<RelayNote>(out_of_turn());
}

/// The far end's record of its pages: only now may leave what was made of them.
Expected<Bytes> RelayDesk::taken(ByteView message)
{
    auto relay = decode_relay(ContactKind::relay_taken, message);
    if (!relay) {
        return fail(std::move(relay));
    }
    auto note = note_of(*relay);
    if (!note) {
        return fail(std::move(note));
    }
    if (!is_next(*note) || !m_folder.has(*relay, RelayFile::cipher)) {
        return out_of_turn();
    }
    auto cipher = read_cipher(m_folder, *relay);
    if (!cipher) {
        return fail(std::move(cipher));
    }
    if (auto noted = m_ledger.peer_recorded(cipher->told.pages.use); !noted) {
        return fail(std::move(noted));
    }
    return encode(cipher->key);
}

Expected<Bytes> RelayDesk::stored(ByteView message)
{
    auto word = decode_word(ContactKind::relay_stored, message);
    if (!word) {
        return fail(std::move(word));
    }
    auto note = note_of(word->relay);
    if (!note) {
        return fail(std::move(note));
    }
    const bool asker = note->pads.asker == m_station;
    std::vector<PadProof>& known = asker ? note->asker_proofs : note->far_proofs;
    const std::vector<PadProof>& equal = known.empty() ? note->asker_proofs : known;
    if (!are_of(word->proofs, note->pads) || (!asker && note->asker_proofs.empty())) {
        return out_of_turn();
    }
    if (!equal.empty() && !same_proofs(equal, word->proofs)) {
        return Unexpected(Errc::authentication_failed, "the proofs of the relayed pads differ");
    }
    if (known.empty()) {
        if (asker) {
            if (auto noted = m_ledger.peer_recorded(note->first_leg.use); !noted) {
                return fail(std::move(noted));
            }
        }
        if (!asker && m_station != note->pads.far_end) {
            // The next relay has it; what becomes of it there is told by that one.
            auto gone = forget_relay(m_folder, word->relay);
            return gone ? encode_relay(ContactKind::relay_noted, word->relay)
                        : Expected<Bytes>(fail(std::move(gone)));
        }
        known = word->proofs;
        if (auto written = write_note(m_folder, *note); !written) {
            return fail(std::move(written));
        }
        if (auto settled = settle_relay(m_folder, m_ledger, *note); !settled) {
            return fail(std::move(settled));
        }
    }
    return encode_relay(ContactKind::relay_noted, word->relay);
}

Expected<Bytes> RelayDesk::given_up(ByteView message)
{
    auto word = decode_word(ContactKind::relay_given_up, message);
    if (!word) {
        return fail(std::move(word));
    }
    auto note = note_of(word->relay);
    if (!note) {
        return fail(std::move(note));
    }
    if (note->pads.asker == m_station) {
        if (!note->asker_proofs.empty()) {
            return out_of_turn();
        }
        if (auto gone = forget_relay(m_folder, word->relay); !gone) {
            return fail(std::move(gone));
        }
    } else if (note->given_up.empty() && note->far_proofs.empty()) {
        note->given_up = "the next site gave it up: " + word->why;
        if (auto written = write_note(m_folder, *note); !written) {
            return fail(std::move(written));
        }
        if (auto settled = settle_relay(m_folder, m_ledger, *note); !settled) {
            return fail(std::move(settled));
        }
    }
    return encode_relay(ContactKind::relay_noted, word->relay);
}

Expected<Bytes> RelayDesk::heard(ByteView message)
{
    auto relay = decode_relay(ContactKind::relay_heard, message);
    if (!relay) {
        return fail(std::move(relay));
    }
    auto note = note_of(*relay);
    if (!note) {
        return fail(std::move(note));
    }
    if (note->pads.asker != m_station || (note->far_proofs.empty() && note->given_up.empty())) {
        return out_of_turn();
    }
    if (auto gone = forget_relay(m_folder, *relay); !gone) {
        return fail(std::move(gone));
    }
    return encode_relay(ContactKind::relay_noted, *relay);
}

} // namespace satpad::keyclient::satellite
