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
using core::Unexpected;

namespace {

constexpr std::size_t k_most_of_asker = 16; ///< open relays of each site that asks

/// Not over yet. Notes that cannot be read are nobody's.
Expected<std::size_t> open_relays_of(
    const RelayFolder& folder, const std::vector<core::BatchId>& relays, const core::SiteId& asker)
{
    std::size_t count = 0;
    for (const core::BatchId& relay : relays) {
        auto note = read_note(folder, relay);
        if (!note && !note.error().is(Errc::home_damaged)) {
            return fail(std::move(note));
        }
        count += note && note->pads.asker == asker ? 1U : 0U;
    }
    return count;
}

/// Key whose note was not written any more, and what a crash left of a relay that was forgotten.
Expected<void> sweep(const RelayFolder& folder)
{
    for (const RelayFile file : {RelayFile::held, RelayFile::cipher}) {
        auto left = folder.list(file);
        if (!left) {
            return fail(std::move(left));
        }
        for (const core::BatchId& relay : *left) {
            if (!folder.has(relay, RelayFile::note)) {
                if (auto removed = folder.remove(relay, file); !removed) {
                    return removed;
                }
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
    for (const RelayFile file : {RelayFile::note, RelayFile::order, RelayFile::share}) {
        if (m_folder.has(asked->relay, file)) {
            return Unexpected(Errc::malformed, "contact: a relay of this id is under way");
        }
    }
    auto others = m_folder.list(RelayFile::note);
    if (!others) {
        return fail(std::move(others));
    }
    if (others->size() >= k_most_relays) {
        return Unexpected(Errc::limit_exceeded, "too many relays wait at this site");
    }
    auto open = open_relays_of(m_folder, *others, m_station);
    if (!open) {
        return fail(std::move(open));
    }
    if (*open >= k_most_of_asker) {
        return Unexpected(Errc::limit_exceeded,
            std::to_string(*open) + " relays that this site asked for are not over; their far ends "
                                    "have to fetch them first, or close them here");
    }
    RelayNote note;
    note.made = m_clock.now();
    note.pads.relay = asked->relay;
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
        if (!concerns(*note)) {
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

/// In a turn that this site gave, only what the other one is to hand on is talked of: nothing that
/// it did not dial for itself.
bool RelayDesk::concerns(const RelayNote& note) const
{
    if (m_onward) {
        return is_next(note) && note.pads.far_end != m_station;
    }
    return note.pads.asker == m_station || is_next(note);
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
    return *left && concerns(*note) ? std::move(note) : Expected<RelayNote>(out_of_turn());
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
