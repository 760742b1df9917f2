// SPDX-License-Identifier: GPL-3.0-or-later
// The station's side of messages left: the way in. docs/contact.md, "Messages left".
#include "left_station.h"

#include <satpad/core/answer_file.h>

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// No later contact can make it of use: the relay may drop it.
bool is_final(const core::Error& why)
{
    constexpr Errc k_final[] = {Errc::authentication_failed,
        Errc::malformed,
        Errc::not_for_this_site,
        Errc::unknown_pad,
        Errc::key_already_used,
        Errc::wrong_state,
        Errc::limit_exceeded};
    return std::any_of(
        std::begin(k_final), std::end(k_final), [&](Errc code) { return why.is(code); });
}

/// The operator can mend it, or time does: it stays where it is.
bool is_for_later(const core::Error& why)
{
    return why.is(Errc::home_busy) || why.is(Errc::unknown_peer) || why.is(Errc::pad_suspended) ||
           why.is(Errc::storage_full);
}

/// What the file says of itself is what the relay said of it.
Expected<void> check_header(const GrowingFile& file, const LeftId& id)
{
    const auto header = [&]() -> Expected<core::MessageHeader> {
        auto prefix = file.read(0, 16);
        auto length = prefix ? core::header_length(*prefix) : fail(std::move(prefix));
        auto coded = length ? file.read(0, *length) : fail(std::move(length));
        return coded ? core::decode_header(*coded) : fail(std::move(coded));
    }();
    if (!header) {
        return Unexpected(Errc::malformed, "it is no message");
    }
    if (header->id != id.message || header->sender != id.from || header->receiver != id.to) {
        return Unexpected(
            Errc::not_for_this_site, "it is another message than its sender left at the relay");
    }
    return {};
}

} // namespace

Expected<void> LeftStation::collect_all()
{
    LeftId after;
    for (std::size_t rows = 0; rows < k_most_rows; ++rows) {
        auto message = say(encode_left(ContactKind::data_next, after));
        if (!message) {
            return fail(std::move(message));
        }
        auto kind = kind_of(*message);
        if (kind && *kind == ContactKind::data_none) {
            return LeftFolder(m_home).sweep_fetched(m_relay.id, m_unfinished);
        }
        Offer offer;
        std::string why;
        if (kind && *kind == ContactKind::data_back) {
            auto word = decode_left_word(ContactKind::data_back, *message);
            if (!word) {
                return fail(std::move(word));
            }
            offer.told.id = word->id;
            why = std::move(word->why);
        } else {
            auto told = decode_left_told(ContactKind::data_there, *message);
            if (!told) {
                return fail(std::move(told));
            }
            offer.told = *told;
        }
        const LeftId id = offer.told.id;
        const core::SiteId& self = m_home.config().id;
        if (id <= after || (why.empty() ? id.to : id.from) != self) {
            return Unexpected(
                Errc::malformed, "contact: messages left come in order, and to whom they are for");
        }
        if (auto taken = why.empty() ? take(offer) : take_back(id, why); !taken) {
            return taken;
        }
        after = id;
    }
    return {}; // the next contact goes on
}

Expected<void> LeftStation::take(const Offer& offer)
{
    const LeftId& id = offer.told.id;
    Expected<void> taken = m_home.config().peer_by_id(id.from) == nullptr
                               ? Unexpected(Errc::unknown_peer,
                                     "site " + id.from.hex() + " left something for this one at " +
                                         m_relay.name + "; add its card first")
                           : id.kind == LeftKind::answer ? take_answer(offer)
                                                         : take_message(offer);
    if (!taken && is_for_later(taken.error())) {
        m_unfinished.push_back(id);
        add(id, LeftStep::waiting, std::move(taken).error());
        return {};
    }
    return taken;
}

/// Of no use here: nothing was spent, and the relay need not keep it.
Expected<void> LeftStation::refuse(const Offer& offer, core::Error why)
{
    const LeftId& id = offer.told.id;
    if (auto told = have(id, why.text()); !told) {
        return told;
    }
    add(id, LeftStep::refused, std::move(why));
    return {};
}

Expected<void> LeftStation::have(const LeftId& id, const std::string& why)
{
    auto answer = say(encode_left(ContactKind::data_have, LeftWord{id, why}));
    if (!answer) {
        return fail(std::move(answer));
    }
    auto gone = decode_left_id(ContactKind::data_gone, *answer);
    if (!gone || *gone != id) {
        return Unexpected(Errc::malformed, "contact: something else is gone");
    }
    return {};
}

Expected<void> LeftStation::take_message(const Offer& offer)
{
    const LeftId& id = offer.told.id;
    const auto row = m_ledger.message(id.message);
    if (row && row->direction == core::MessageDirection::incoming && row->peer == id.from &&
        row->state == core::MessageState::accepted) { // by a session, or a contact that was cut
        auto item = m_inbox.item(id.message);
        return give_answer(offer, item ? std::optional(std::move(*item)) : std::nullopt, true);
    }
    if (auto fetched = fetch(offer); !fetched) {
        return fetched;
    }
    return open_fetched(offer);
}

/// Goes on where an earlier contact was cut.
Expected<void> LeftStation::fetch(const Offer& offer)
{
    const LeftTold& told = offer.told;
    const GrowingFile file = LeftFolder(m_home).fetched(m_relay.id, told.id);
    auto size = file.size();
    if (!size) {
        return fail(std::move(size));
    }
    if (*size > told.bytes) {
        if (auto removed = file.remove(); !removed) {
            return removed;
        }
        *size = 0;
    }
    for (std::uint64_t at = *size; at < told.bytes;) {
        auto message = say(encode_left(ContactKind::data_fetch, LeftPlace{told.id, at}));
        if (!message) {
            return fail(std::move(message));
        }
        auto part = decode_left_part(*message);
        if (!part) {
            return fail(std::move(part));
        }
        if (part->id != told.id || part->at != at || part->bytes.size() > told.bytes - at) {
            return Unexpected(Errc::malformed, "contact: other bytes than were asked for");
        }
        if (auto written = file.append(at, part->bytes); !written) {
            return written;
        }
        at += part->bytes.size();
        if (m_progress) {
            if (auto goes_on = m_progress(at); !goes_on) {
                return goes_on;
            }
        }
    }
    return {};
}

Expected<void> LeftStation::open_fetched(const Offer& offer)
{
    const LeftTold& told = offer.told;
    const GrowingFile file = LeftFolder(m_home).fetched(m_relay.id, told.id);
    const auto open = [&]() -> Expected<core::Inbox::Opened> {
        auto digest = file.digest();
        if (!digest) {
            return fail(std::move(digest));
        }
        if (*digest != told.digest) {
            return Unexpected(Errc::authentication_failed, "it is not what was left at the relay");
        }
        if (auto fits = check_header(file, told.id); !fits) {
            return fail(std::move(fits));
        }
        // As `satpad open` does: what an earlier try left when it was cut.
        if (auto swept = m_inbox.sweep_pictures(); !swept) {
            return fail(std::move(swept));
        }
        return m_inbox.open_file(file.path());
    };
    auto opened = open();
    if (opened) {
        auto given = give_answer(offer, std::move(opened->item), opened->before);
        return given ? file.remove() : std::move(given);
    }
    if (!is_final(opened.error())) {
        return fail(std::move(opened));
    }
    if (auto removed = file.remove(); !removed) {
        return removed;
    }
    return refuse(offer, std::move(opened).error());
}

/// The answer first: while the message is still at the relay, a cut loses nothing.
Expected<void> LeftStation::give_answer(
    const Offer& offer, std::optional<core::InboxItem> item, bool before)
{
    const LeftId& id = offer.told.id;
    auto row = m_ledger.message(id.message);
    if (!row) {
        return fail(std::move(row));
    }
    const Bytes file = core::encode_answer_file({id.message, row->answer});
    const auto read = [&](std::uint64_t at, std::size_t count) -> Expected<Bytes> {
        const auto from = file.begin() + static_cast<std::ptrdiff_t>(at);
        return Bytes(from, from + static_cast<std::ptrdiff_t>(count));
    };
    Offer answer;
    answer.told.id = {id.to, id.from, id.message, LeftKind::answer};
    answer.told.bytes = file.size();
    auto digest = digest_of(file.size(), read);
    if (!digest) {
        return fail(std::move(digest));
    }
    answer.told.digest = *digest;
    auto why = leave(answer, read);
    if (!why) {
        return fail(std::move(why));
    }
    if (why->empty()) {
        if (auto done = have(id, {}); !done) {
            return done;
        }
    }
    add(id, LeftStep::collected);
    LeftMessage& made = m_report.rows.back();
    made.item = std::move(item);
    made.before = before;
    if (!why->empty()) {
        m_unfinished.push_back(id);
        made.why = {core::make_error_code(Errc::wrong_state),
            "the answer waits: " + m_relay.name + ": " + *why};
    }
    return {};
}

} // namespace satpad::keyclient::satellite
