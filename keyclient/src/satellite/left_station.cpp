// SPDX-License-Identifier: GPL-3.0-or-later
// The station's side of messages left: the way out. docs/contact.md, "Messages left".
#include "left_station.h"

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

/// The bytes of the message file that `satpad seal` would write, without writing one.
class MessageFileBytes
{
public:
    MessageFileBytes(const core::OutboxEntry& entry, const core::Tag& record_tag)
        : m_entry(entry)
        , m_geometry(entry.header().content_bytes)
    {
        m_start = entry.row().header;
        m_start.insert(m_start.end(), record_tag.bytes.begin(), record_tag.bytes.end());
    }
    [[nodiscard]] std::uint64_t size() const { return m_start.size() + m_geometry.sealed_bytes(); }
    [[nodiscard]] Expected<Bytes> read(std::uint64_t at, std::size_t count) const
    {
        Bytes bytes;
        bytes.reserve(count);
        const auto take = [&](ByteView from, std::uint64_t begins) {
            const std::uint64_t next = at + bytes.size();
            if (next >= begins && next < begins + from.size()) {
                const auto skip = static_cast<std::size_t>(next - begins);
                const std::size_t much = std::min(count - bytes.size(), from.size() - skip);
                const ByteView piece = from.subspan(skip, much);
                bytes.insert(bytes.end(), piece.begin(), piece.end());
            }
        };
        take(m_start, 0);
        while (bytes.size() < count) {
            const std::uint64_t index =
                (at + bytes.size() - m_start.size()) / (core::k_chunk_bytes + core::k_tag_bytes);
            auto chunk = m_entry.read_chunk(index);
            if (!chunk) {
                return chunk;
            }
            take(*chunk, m_start.size() + m_geometry.sealed_offset(index));
        }
        return bytes;
    }

private:
    const core::OutboxEntry& m_entry;
    core::MessageGeometry m_geometry;
    Bytes m_start; ///< header and record tag
};

/// No other contact of this kind will mend it.
bool is_settled(core::MessageState state)
{
    return state != core::MessageState::sealed && state != core::MessageState::carried;
}

} // namespace

LeftStation::LeftStation(core::Home& home,
    core::PadLedger& ledger,
    core::Outbox& outbox,
    core::Inbox& inbox,
    const core::Peer& relay,
    MessageStream& stream,
    core::Progress progress)
    : m_home(home)
    , m_ledger(ledger)
    , m_outbox(outbox)
    , m_inbox(inbox)
    , m_relay(relay)
    , m_stream(stream)
    , m_progress(std::move(progress))
{}

LeftReport LeftStation::exchange()
{
    auto turn = LeftFolder(m_home).station_turn();
    if (!turn) {
        return {{}, fail(std::move(turn))};
    }
    m_report.result = LeftFolder(m_home).sweep_ways();
    if (m_report.result) {
        m_report.result = leave_all();
    }
    if (m_report.result) {
        m_report.result = collect_all();
    }
    return std::move(m_report);
}

Expected<Bytes> LeftStation::say(ByteView message)
{
    return ask_peer(m_stream, m_relay, message);
}

void LeftStation::add(const LeftId& id, LeftStep step, core::Error why)
{
    LeftMessage row;
    row.message = id.message;
    row.peer = id.from == m_home.config().id ? id.to : id.from;
    row.step = step;
    row.why = std::move(why);
    m_report.rows.push_back(std::move(row));
}

Expected<void> LeftStation::leave_all()
{
    const LeftFolder folder(m_home);
    auto messages = folder.messages_going_out();
    if (!messages) {
        return fail(std::move(messages));
    }
    for (const core::MessageId& message : *messages) {
        auto way = folder.way_out(message);
        if (!way && way.error().is(Errc::home_damaged)) {
            add({m_home.config().id, {}, message, {}}, LeftStep::waiting, way.error());
            continue;
        }
        if (!way) {
            return fail(std::move(way));
        }
        if (way->relay == m_relay.id) {
            if (auto left = leave_message(*way); !left) {
                return left;
            }
        }
    }
    return {};
}

Expected<void> LeftStation::leave_message(const WayOut& way)
{
    const LeftFolder folder(m_home);
    const auto row = m_ledger.message(way.message);
    const bool gone = row ? is_settled(row->state) : row.error().is(Errc::unknown_message);
    if (gone) {
        return folder.forget(way.message);
    }
    if (!row) {
        return Unexpected(row.error());
    }
    if (way.state != WayOut::State::waits) {
        return {};
    }
    Offer offer;
    offer.told.id = {m_home.config().id, row->peer, way.message, LeftKind::message};
    const auto not_now = [&](core::Error why) {
        add(offer.told.id, LeftStep::waiting, std::move(why));
        return Expected<void>();
    };
    auto entry = m_outbox.open(way.message);
    if (!entry) {
        return not_now(std::move(entry).error());
    }
    // Before anything of it leaves, the ledger knows that it went by hand.
    if (auto carried = m_ledger.mark_carried(way.message); !carried) {
        return carried.error().is(Errc::outcome_unknown) ? std::move(carried)
                                                         : not_now(std::move(carried).error());
    }
    const auto record_tag = [&]() -> Expected<core::Tag> {
        const auto note = m_outbox.note(entry->row());
        return note ? Expected<core::Tag>(note->secrets.record_tag)
                    : Expected<core::Tag>(Unexpected(note.error()));
    }();
    if (!record_tag) {
        return not_now(record_tag.error());
    }
    const MessageFileBytes file(*entry, *record_tag);
    offer.told.bytes = file.size();
    if (offer.told.bytes > k_most_left_bytes) {
        return not_now({core::make_error_code(Errc::limit_exceeded),
            "a message left with a relay has at most " + std::to_string(k_most_left_bytes) +
                " bytes; deliver it without one: satpad outbox retry"});
    }
    const auto read = [&](std::uint64_t at, std::size_t count) { return file.read(at, count); };
    auto digest = digest_of(offer.told.bytes, read);
    if (!digest) {
        return not_now(std::move(digest).error());
    }
    offer.told.digest = *digest;
    auto why = leave(offer, read);
    if (!why) {
        return fail(std::move(why));
    }
    if (!why->empty()) {
        return not_now({core::make_error_code(Errc::wrong_state), m_relay.name + ": " + *why});
    }
    WayOut done = way;
    done.state = WayOut::State::left;
    if (auto written = folder.write(done); !written) {
        return written;
    }
    add(offer.told.id, LeftStep::left);
    return {};
}

/// Empty once all of it is durable there; else why the relay did not take it.
Expected<std::string> LeftStation::leave(const Offer& offer, const ReadPart& read)
{
    const LeftTold& told = offer.told;
    auto answer = say(encode_left(ContactKind::data_leave, told));
    std::optional<std::uint64_t> due; // the relay says where to begin, and then only where it is
    while (answer) {
        auto kind = kind_of(*answer);
        if (kind && *kind == ContactKind::data_kept) {
            auto id = decode_left_id(ContactKind::data_kept, *answer);
            return id && *id == told.id && (!due || *due == told.bytes)
                       ? Expected<std::string>(std::string())
                       : Unexpected(Errc::malformed, "contact: something else was kept");
        }
        if (kind && *kind == ContactKind::data_back) {
            auto word = decode_left_word(ContactKind::data_back, *answer);
            if (!word || word->id != told.id) {
                return Unexpected(Errc::malformed, "contact: something else was not taken");
            }
            return std::move(word->why);
        }
        auto place = decode_left_place(ContactKind::data_has, *answer);
        if (!place || place->id != told.id || place->at >= told.bytes ||
            (due && place->at != *due)) {
            return Unexpected(Errc::malformed, "contact: bytes of a message left out of order");
        }
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(k_most_part, told.bytes - place->at));
        auto bytes = read(place->at, count);
        if (!bytes) {
            return fail(std::move(bytes));
        }
        due = place->at + count;
        if (m_progress && told.id.kind == LeftKind::message) {
            if (auto goes_on = m_progress(*due); !goes_on) {
                return fail(std::move(goes_on));
            }
        }
        answer = say(encode(LeftPart{told.id, place->at, std::move(*bytes)}));
    }
    return fail(std::move(answer));
}

} // namespace satpad::keyclient::satellite
