// SPDX-License-Identifier: GPL-3.0-or-later
#include "left_desk.h"

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr std::uintmax_t k_spare_room = std::uintmax_t{16} << 20U;

Unexpected out_of_turn()
{
    return Unexpected(Errc::malformed, "contact: a word about a message left out of turn");
}

Bytes back(const LeftId& id, const std::string& why)
{
    return encode_left(ContactKind::data_back, LeftWord{id, why});
}

} // namespace

Expected<Bytes> LeftDesk::answer(ContactKind kind, ByteView message)
{
    auto turn = m_folder.desk_turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    switch (kind) {
    case ContactKind::data_leave:
        return leave(message);
    case ContactKind::data_part:
        return part(message);
    case ContactKind::data_next:
        return next(message);
    case ContactKind::data_fetch:
        return fetch(message);
    case ContactKind::data_have:
        return have(message);
    default:
        return Unexpected(Errc::malformed, "contact: a relay's message from a station");
    }
}

/// Empty: it may be left here.
Expected<std::string> LeftDesk::why_not(const LeftTold& told)
{
    if (told.id.to == m_home.config().id) {
        return std::string("that is for the relay itself: send it without --via");
    }
    if (m_home.config().peer_by_id(told.id.to) == nullptr) {
        return "site " + told.id.to.hex() + " is no peer of the relay: its operator adds the card";
    }
    auto kept = m_folder.kept();
    if (!kept) {
        return fail(std::move(kept));
    }
    std::size_t things_of_site = 0;
    std::uint64_t bytes_of_site = told.bytes;
    std::uint64_t bytes = told.bytes;
    for (const LeftId& id : *kept) {
        auto note = m_folder.read(id);
        if (!note && !note.error().is(Errc::home_damaged)) {
            return fail(std::move(note));
        }
        const std::uint64_t size = note && note->back.empty() ? note->told.bytes : 0;
        const bool same = id.from == told.id.from;
        things_of_site += same && id.kind == told.id.kind ? 1 : 0;
        bytes_of_site += same ? size : 0;
        bytes += size;
    }
    const bool answer = told.id.kind == LeftKind::answer;
    const std::size_t most = answer ? m_limits.answers_of_site : m_limits.messages_of_site;
    if (things_of_site >= most || bytes_of_site > m_limits.bytes_of_site) {
        return std::string(
            "the relay keeps as much of this site as it may: collect it at the other "
            "end, or its operator drops some (satpad relay drop)");
    }
    std::error_code error;
    const auto space = core::fs::space(m_home.paths().root, error);
    if (bytes > m_limits.bytes || (!error && space.available < told.bytes + k_spare_room)) {
        return std::string("the relay is full: others collect theirs first, or its operator drops "
                           "some (satpad relay drop)");
    }
    return std::string();
}

Expected<Bytes> LeftDesk::leave(ByteView message)
{
    auto told = decode_left_told(ContactKind::data_leave, message);
    if (!told) {
        return fail(std::move(told));
    }
    if (told->id.from != m_station) {
        return Unexpected(Errc::malformed, "contact: a message left in another site's name");
    }
    if (auto swept = m_folder.sweep(); !swept) {
        return fail(std::move(swept));
    }
    if (m_folder.has(told->id)) {
        auto note = m_folder.read(told->id);
        if (!note) {
            return fail(std::move(note));
        }
        if (note->told != *told) {
            return back(told->id, "another message of this id is kept at the relay");
        }
        if (note->back.empty()) {
            return how_far(*note);
        }
        // Given back, and left once more before its sender heard so.
        if (auto gone = m_folder.forget(told->id); !gone) {
            return fail(std::move(gone));
        }
    }
    auto why = why_not(*told);
    if (!why) {
        return fail(std::move(why));
    }
    if (!why->empty()) {
        return back(told->id, *why);
    }
    KeptNote note;
    note.told = *told;
    note.left = m_clock.now();
    if (auto written = m_folder.write(note); !written) {
        return fail(std::move(written));
    }
    return how_far(note);
}

/// Compares once all of it is here.
Expected<Bytes> LeftDesk::how_far(KeptNote& note)
{
    const LeftId& id = note.told.id;
    if (note.whole) {
        return encode_left(ContactKind::data_kept, id);
    }
    auto size = m_folder.bytes(id).size();
    if (!size) {
        return fail(std::move(size));
    }
    if (*size < note.told.bytes) {
        return encode_left(ContactKind::data_has, LeftPlace{id, *size});
    }
    auto digest = m_folder.bytes(id).digest();
    if (!digest) {
        return fail(std::move(digest));
    }
    if (*size != note.told.bytes || *digest != note.told.digest) {
        auto gone = m_folder.forget(id);
        return gone ? Expected<Bytes>(back(id, "what came is not what was told: leave it anew"))
                    : fail(std::move(gone));
    }
    note.whole = true;
    if (auto written = m_folder.write(note); !written) {
        return fail(std::move(written));
    }
    return encode_left(ContactKind::data_kept, id);
}

Expected<Bytes> LeftDesk::part(ByteView message)
{
    auto part = decode_left_part(message);
    if (!part) {
        return fail(std::move(part));
    }
    if (part->id.from != m_station || !m_folder.has(part->id)) {
        return out_of_turn();
    }
    auto note = m_folder.read(part->id);
    if (!note) {
        return fail(std::move(note));
    }
    const GrowingFile file = m_folder.bytes(part->id);
    auto size = file.size();
    if (!size) {
        return fail(std::move(size));
    }
    if (note->whole || !note->back.empty() || part->at != *size ||
        part->bytes.size() > note->told.bytes - std::min(*size, note->told.bytes)) {
        return out_of_turn();
    }
    if (auto written = file.append(part->at, part->bytes); !written) {
        return fail(std::move(written));
    }
    return how_far(*note);
}

Expected<Bytes> LeftDesk::next(ByteView message)
{
    auto after = decode_left_id(ContactKind::data_next, message);
    if (!after) {
        return fail(std::move(after));
    }
    auto kept = m_folder.kept();
    if (!kept) {
        return fail(std::move(kept));
    }
    for (const LeftId& id : *kept) {
        if (id <= *after || (id.to != m_station && id.from != m_station)) {
            continue;
        }
        auto note = m_folder.read(id);
        if (!note && note.error().is(Errc::home_damaged)) {
            continue; // listed as such; the others go on
        }
        if (!note) {
            return fail(std::move(note));
        }
        if (id.from == m_station && !note->back.empty()) {
            return back(id, note->back);
        }
        if (id.to == m_station && note->whole && note->back.empty()) {
            return encode_left(ContactKind::data_there, note->told);
        }
    }
    return encode_plain(ContactKind::data_none);
}

Expected<Bytes> LeftDesk::fetch(ByteView message)
{
    auto place = decode_left_place(ContactKind::data_fetch, message);
    if (!place) {
        return fail(std::move(place));
    }
    if (place->id.to != m_station || !m_folder.has(place->id)) {
        return out_of_turn();
    }
    auto note = m_folder.read(place->id);
    if (!note) {
        return fail(std::move(note));
    }
    if (!note->whole || !note->back.empty() || place->at >= note->told.bytes) {
        return out_of_turn();
    }
    const auto count = static_cast<std::size_t>(
        std::min<std::uint64_t>(k_most_part, note->told.bytes - place->at));
    auto bytes = m_folder.bytes(place->id).read(place->at, count);
    if (!bytes) {
        return fail(std::move(bytes));
    }
    return encode(LeftPart{place->id, place->at, std::move(*bytes)});
}

Expected<Bytes> LeftDesk::have(ByteView message)
{
    auto word = decode_left_word(ContactKind::data_have, message);
    if (!word) {
        return fail(std::move(word));
    }
    if (word->id.to != m_station && word->id.from != m_station) {
        return out_of_turn();
    }
    if (m_folder.has(word->id)) { // else it was said before, and this answer was lost
        auto note = m_folder.read(word->id);
        if (!note) {
            return fail(std::move(note));
        }
        if (auto used = use_up(*note, word->why); !used) {
            return fail(std::move(used));
        }
    }
    return encode_left(ContactKind::data_gone, word->id);
}

Expected<void> LeftDesk::use_up(const KeptNote& note, const std::string& why)
{
    const LeftId& id = note.told.id;
    if (id.from == m_station) { // it has heard that it came back
        return note.back.empty() ? Expected<void>(out_of_turn()) : m_folder.forget(id);
    }
    if (!note.whole) {
        return out_of_turn();
    }
    if (!note.back.empty()) {
        return {};
    }
    if (why.empty() || id.kind == LeftKind::answer) {
        return m_folder.forget(id);
    }
    KeptNote given_back = note;
    given_back.back = why;
    if (auto written = m_folder.write(given_back); !written) {
        return written;
    }
    return m_folder.bytes(id).remove();
}

} // namespace satpad::keyclient::satellite
