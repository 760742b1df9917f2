// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_store.h"

#include <algorithm>
#include <limits>

namespace satpad::core::ledger {
namespace {

#define SATPAD_SELECT_MESSAGE                                                                      \
    "SELECT number, id, peer, direction, state, mode, payload_bytes, pages, created, settled,"     \
    " header, note, answer, purpose FROM messages "

StoredMessage read_message(const Statement& from)
{
    StoredMessage stored;
    stored.number = from.integer(0);
    MessageRow& row = stored.row;
    row.id = from.id<MessageId>(1);
    row.peer = from.id<SiteId>(2);
    row.direction = from.flag(3) ? MessageDirection::incoming : MessageDirection::outgoing;
    row.state = static_cast<MessageState>(from.integer(4));
    row.mode = static_cast<SendMode>(from.integer(5));
    row.payload_bytes = from.count(6);
    row.pages = from.count(7);
    row.created = {from.integer(8)};
    row.settled = {from.integer(9)};
    row.header = from.blob(10);
    row.sealed_note = from.blob(11);
    row.answer = from.id<Tag>(12);
    if (const std::int64_t purpose = from.integer(13); purpose != 0) {
        row.use = static_cast<PageUse>(purpose - 1);
    }
    return stored;
}

Expected<std::vector<StoredMessage>> read_messages(Statement& query)
{
    std::vector<StoredMessage> rows;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return rows;
        }
        rows.push_back(read_message(query));
    }
}

RangeRow read_range(const Statement& from)
{
    return {from.integer(0),
        from.count(1),
        from.count(2),
        static_cast<RangeState>(from.integer(3)),
        from.is_null(4) ? MessageId{} : from.id<MessageId>(4)};
}

Expected<std::vector<RangeRow>> read_ranges(Statement& query)
{
    std::vector<RangeRow> rows;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return rows;
        }
        rows.push_back(read_range(query));
    }
}

#define SATPAD_SELECT_RANGE                                                                        \
    "SELECT r.pad, r.first, r.count, r.state, m.id"                                                \
    " FROM ranges r LEFT JOIN messages m ON m.number = r.message "

} // namespace

Expected<void> LedgerStore::insert_range(std::int64_t pad,
    std::uint64_t first,
    std::uint64_t count,
    RangeState state,
    std::optional<std::int64_t> message)
{
    auto insert = m_database->statement(
        "INSERT INTO ranges (pad, first, count, state, message) VALUES (?, ?, ?, ?, ?)");
    insert.bind(pad).bind(first).bind(count).bind(static_cast<std::int64_t>(state));
    if (message) {
        insert.bind(*message);
    } else {
        insert.bind_null();
    }
    return insert.run();
}

Expected<void> LedgerStore::move_ranges(std::int64_t message, RangeState to)
{
    return m_database->statement("UPDATE ranges SET state = ? WHERE message = ?")
        .bind(static_cast<std::int64_t>(to))
        .bind(message)
        .run();
}

Expected<std::vector<PageRange>> LedgerStore::ranges_of(std::int64_t message)
{
    auto query = m_database->statement(
        "SELECT p.id, r.first, r.count FROM ranges r JOIN pads p ON p.number = r.pad"
        " WHERE r.message = ? ORDER BY p.id, r.first");
    query.bind(message);
    std::vector<PageRange> ranges;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return ranges;
        }
        ranges.push_back({query.id<PadId>(0), query.count(1), query.count(2)});
    }
}

Expected<std::vector<RangeRow>> LedgerStore::ranges_from(
    std::int64_t pad, std::uint64_t from, std::size_t limit)
{
    // The range that holds `from` starts at or before it; everything later starts after.
    auto query = m_database->statement(SATPAD_SELECT_RANGE
        "WHERE r.pad = ?1 AND r.first + r.count > ?2 AND r.first >= ifnull((SELECT first"
        " FROM ranges WHERE pad = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1), 0)"
        " ORDER BY r.first LIMIT ?3");
    query.bind(pad).bind(from).bind(limit);
    return read_ranges(query);
}

Expected<std::optional<RangeRow>> LedgerStore::meeting(
    std::int64_t pad, std::uint64_t first, std::uint64_t count)
{
    auto found = ranges_from(pad, first, 1);
    if (!found) {
        return fail(std::move(found));
    }
    if (found->empty() || found->front().first >= first + count) {
        return std::optional<RangeRow>{};
    }
    return std::optional(found->front());
}

Expected<std::uint64_t> LedgerStore::last_end(std::int64_t pad)
{
    auto query = m_database->statement("SELECT first + count FROM ranges WHERE pad = ?1"
                                       " AND first < (SELECT pages - 1 FROM pads WHERE number = ?1)"
                                       " ORDER BY first DESC LIMIT 1");
    auto row = query.bind(pad).step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? query.count(0) : std::uint64_t{0};
}

Expected<std::optional<std::uint64_t>> LedgerStore::lowest_unsettled(std::int64_t pad)
{
    // Floors only rise, so the search starts at the last one found; CROSS JOIN keeps it in page
    // order.
    auto query = m_database->statement(
        "SELECT r.first FROM ranges r CROSS JOIN messages m ON m.number = r.message"
        " WHERE r.pad = ?1 AND r.first >= (SELECT whole_below FROM pads WHERE number = ?1)"
        " AND m.settled = 0 AND m.direction = 0 ORDER BY r.first LIMIT 1");
    auto row = query.bind(pad).step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? std::optional(query.count(0)) : std::nullopt;
}

Expected<std::vector<RangeRow>> LedgerStore::living_ranges(std::int64_t pad)
{
    auto query = m_database->statement(
        "SELECT r.pad, r.first, r.count, r.state, m.id"
        " FROM ranges r INDEXED BY ranges_reserved CROSS JOIN messages m ON m.number = r.message"
        " WHERE r.pad = ? AND r.state = 0 ORDER BY r.first");
    query.bind(pad);
    return read_ranges(query);
}

Expected<std::int64_t> LedgerStore::insert_message(const MessageRow& row)
{
    auto done = m_database
                    ->statement("INSERT INTO messages (id, peer, direction, state, mode, "
                                "payload_bytes, pages, created,"
                                " header, purpose) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .bind(row.id.view())
                    .bind(row.peer.view())
                    .bind(row.direction == MessageDirection::incoming ? 1 : 0)
                    .bind(static_cast<std::int64_t>(row.state))
                    .bind(static_cast<std::int64_t>(row.mode))
                    .bind(row.payload_bytes)
                    .bind(row.pages)
                    .bind(row.created.seconds)
                    .bind(ByteView(row.header))
                    .bind(row.use ? static_cast<std::int64_t>(*row.use) + 1 : 0)
                    .run();
    if (!done) {
        return fail(std::move(done));
    }
    return m_database->last_row();
}

Expected<std::optional<StoredMessage>> LedgerStore::find_message(const MessageId& id)
{
    auto query = m_database->statement(SATPAD_SELECT_MESSAGE "WHERE id = ?");
    auto row = query.bind(id.view()).step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? std::optional(read_message(query)) : std::nullopt;
}

Expected<std::vector<StoredMessage>> LedgerStore::find_messages(
    const PadLedger::MessageQuery& query)
{
    // Two texts, so that open messages are found by their index, never by a scan of all.
    constexpr std::string_view k_open = SATPAD_SELECT_MESSAGE
        "INDEXED BY messages_open WHERE settled = 0"
        " AND (?1 < 0 OR direction = ?1) AND (?2 IS NULL OR peer = ?2)"
        " AND purpose <= ?4 AND (?5 < 0 OR mode = ?5) ORDER BY number LIMIT ?3";
    constexpr std::string_view k_all = SATPAD_SELECT_MESSAGE
        "WHERE (?1 < 0 OR direction = ?1) AND (?2 IS NULL OR peer = ?2)"
        " AND purpose <= ?4 AND (?5 < 0 OR mode = ?5) ORDER BY number LIMIT ?3";
    auto found = m_database->statement(query.open_only ? k_open : k_all);
    found.bind(query.direction ? static_cast<int>(*query.direction) : -1);
    if (query.peer) {
        found.bind(query.peer->view());
    } else {
        found.bind_null();
    }
    found.bind(std::min<std::size_t>(query.limit, std::numeric_limits<std::int32_t>::max()));
    found.bind(query.uses ? 3 : 0);
    found.bind(query.mode ? static_cast<int>(*query.mode) : -1);
    return read_messages(found);
}

Expected<std::vector<StoredMessage>> LedgerStore::reserved_messages()
{
    auto query = m_database->statement(
        SATPAD_SELECT_MESSAGE "INDEXED BY messages_open WHERE settled = 0 AND direction = 0"
                              " AND state = 0 ORDER BY number");
    return read_messages(query);
}

Expected<bool> LedgerStore::any_unsettled_outgoing()
{
    auto found = m_database->integer(
        "SELECT EXISTS (SELECT 1 FROM messages WHERE settled = 0 AND direction = 0)");
    if (!found) {
        return fail(std::move(found));
    }
    return *found != 0;
}

Expected<bool> LedgerStore::set_state(
    std::int64_t message, MessageState from, MessageState to, UnixTime settled)
{
    auto done =
        m_database
            ->statement("UPDATE messages SET state = ?, settled = ? WHERE number = ? AND state = ?")
            .bind(static_cast<std::int64_t>(to))
            .bind(settled.seconds)
            .bind(message)
            .bind(static_cast<std::int64_t>(from))
            .run();
    if (!done) {
        return fail(std::move(done));
    }
    return m_database->changed_rows() == 1;
}

Expected<bool> LedgerStore::set_sealed(
    std::int64_t message, ByteView header, std::uint64_t payload_bytes, ByteView note)
{
    auto done =
        m_database
            ->statement("UPDATE messages SET state = 1, header = ?, payload_bytes = ?, note = ?"
                        " WHERE number = ? AND state = 0 AND direction = 0")
            .bind(header)
            .bind(payload_bytes)
            .bind(note)
            .bind(message)
            .run();
    if (!done) {
        return fail(std::move(done));
    }
    return m_database->changed_rows() == 1;
}

Expected<void> LedgerStore::set_answer(
    std::int64_t message, const Tag& answer, ByteView note, SendMode mode)
{
    return m_database
        ->statement("UPDATE messages SET answer = ?, note = ?, mode = ? WHERE number = ?")
        .bind(answer.view())
        .bind(note)
        .bind(static_cast<std::int64_t>(mode))
        .bind(message)
        .run();
}

Expected<bool> LedgerStore::change_note(const NoteChange& change)
{
    auto done = m_database
                    ->statement("UPDATE messages SET note = ? WHERE id = ? AND note = ?"
                                " AND direction = 1 AND state = 8")
                    .bind(ByteView(change.to))
                    .bind(change.message.view())
                    .bind(ByteView(change.from))
                    .run();
    if (!done) {
        return fail(std::move(done));
    }
    return m_database->changed_rows() == 1;
}

Expected<void> LedgerStore::insert_event(const LedgerEvent& event)
{
    return m_database
        ->statement(
            "INSERT INTO events (sequence, time, kind, pad, first, count, message, note, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(event.sequence)
        .bind(event.time.seconds)
        .bind(std::string_view(event.kind))
        .bind(event.pad.view())
        .bind(event.first)
        .bind(event.count)
        .bind(event.message.view())
        .bind(std::string_view(event.note))
        .bind(event.hash.view())
        .run();
}

Expected<std::vector<LedgerEvent>> LedgerStore::events(std::uint64_t after, std::size_t limit)
{
    auto query = m_database->statement(
        "SELECT sequence, time, kind, pad, first, count, message, note, hash FROM events"
        " WHERE sequence > ? ORDER BY sequence LIMIT ?");
    query.bind(after).bind(std::min<std::size_t>(limit, std::numeric_limits<std::int32_t>::max()));
    std::vector<LedgerEvent> found;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return found;
        }
        found.push_back({query.count(0),
            {query.integer(1)},
            query.text(2),
            query.id<PadId>(3),
            query.count(4),
            query.count(5),
            query.id<MessageId>(6),
            query.text(7),
            query.id<Digest>(8)});
    }
}

Expected<void> LedgerStore::owe(std::int64_t pad, std::uint64_t first, std::uint64_t count)
{
    return m_database->statement("INSERT INTO owed_erasures (pad, first, count) VALUES (?, ?, ?)")
        .bind(pad)
        .bind(first)
        .bind(count)
        .run();
}

Expected<std::vector<OwedErasure>> LedgerStore::owed(std::int64_t after, std::size_t limit)
{
    auto query = m_database->statement(
        "SELECT o.number, p.id, p.pages, p.closed, o.first, o.count FROM owed_erasures o"
        " JOIN pads p ON p.number = o.pad WHERE o.number > ? ORDER BY o.number LIMIT ?");
    query.bind(after).bind(limit);
    std::vector<OwedErasure> found;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return found;
        }
        found.push_back({query.integer(0),
            query.id<PadId>(1),
            query.count(2),
            query.flag(3),
            query.count(4),
            query.count(5)});
    }
}

Expected<bool> LedgerStore::is_owed(std::int64_t pad, std::uint64_t page)
{
    auto query = m_database->statement("SELECT EXISTS (SELECT 1 FROM owed_erasures WHERE pad = ?1 "
                                       "AND first <= ?2 AND first + count > ?2)");
    auto row = query.bind(pad).bind(page).step();
    if (!row) {
        return fail(std::move(row));
    }
    return query.flag(0);
}

Expected<void> LedgerStore::forget_owed(std::int64_t number)
{
    return m_database->statement("DELETE FROM owed_erasures WHERE number = ?").bind(number).run();
}

} // namespace satpad::core::ledger
