// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_store.h"

#include <string>

namespace satpad::core::ledger {
namespace {

/// Columns every pad query gives, in the order `read_pad` takes them.
#define SATPAD_PAD_COLUMNS                                                                         \
    "p.number, p.id, p.peer, p.direction, p.simulated, p.origin, p.generator, p.confirm_tag, "     \
    "p.confirmed, p.checked, "                                                                     \
    "p.suspended, p.closed, p.advance_to, p.cleared_epoch, p.device, p.inode, p.birth_ns, "        \
    "p.pages, p.mark, "                                                                            \
    "p.whole_below, p.free, p.reserved, p.spent, p.burnt, p.handed_over, b.id, "                   \
    "(SELECT suspect_epoch FROM meta), p.relayed, p.epsilon FROM pads p JOIN batches b ON b.number = p.batch "

std::uint64_t from_le(ByteView bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size() && i < 8; ++i) {
        value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    }
    return value;
}

std::array<std::byte, 8> to_le(std::uint64_t value)
{
    std::array<std::byte, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::byte>((value >> (8 * i)) & 0xffU);
    }
    return bytes;
}

PadState state_of(const PadRow& row)
{
    if (row.closed) {
        return PadState::closed;
    }
    if (row.suspended) {
        return PadState::suspended;
    }
    return row.confirmed ? PadState::confirmed : PadState::unconfirmed;
}

PadRow read_pad(const Statement& from)
{
    PadRow row;
    PadSummary& pad = row.summary;
    row.number = from.integer(0);
    pad.id = from.id<PadId>(1);
    pad.peer = from.id<SiteId>(2);
    pad.direction = from.flag(3) ? PadDirection::receive : PadDirection::send;
    pad.simulated = from.flag(4);
    pad.origin = from.text(5);
    pad.generator = from.text(6);
    row.confirm_tag = from.id<Tag>(7);
    row.confirmed = from.flag(8);
    row.checked = from.flag(9);
    row.suspended = from.flag(10);
    row.closed = from.flag(11);
    row.advance_to = from.count(12);
    row.cleared_epoch = from.count(13);
    row.file = {from_le(from.blob(14)), from_le(from.blob(15)), from.integer(16)};
    pad.pages = from.count(17);
    pad.mark = from.count(18);
    row.whole_below = from.count(19);
    pad.free = from.count(20);
    pad.reserved = from.count(21);
    pad.spent = from.count(22);
    pad.burnt = from.count(23);
    pad.handed_over = from.count(24);
    pad.batch = from.id<BatchId>(25);
    pad.relayed = from.count(27);
    pad.epsilon = from.real(28);
    pad.state = state_of(row);
    // Only a sender's page can be used twice on the wire, so only sender pads wait for their peer.
    pad.suspect =
        pad.direction == PadDirection::send && !row.closed && row.cleared_epoch < from.count(26);
    return row;
}

Expected<std::vector<PadRow>> read_pads(Statement& query)
{
    std::vector<PadRow> rows;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return rows;
        }
        rows.push_back(read_pad(query));
    }
}

} // namespace

Expected<void> LedgerStore::insert_meta(const MetaRow& meta, ByteView print_salt)
{
    return m_database
        ->statement(
            "INSERT INTO meta (id, home, site, device, inode, birth_ns, machine, print_salt,"
            " chain_head) VALUES (1, ?, ?, ?, ?, ?, ?, ?, zeroblob(32))")
        .bind(meta.home.view())
        .bind(meta.site.view())
        .bind(ByteView(to_le(meta.file.device)))
        .bind(ByteView(to_le(meta.file.inode)))
        .bind(meta.file.birth_ns)
        .bind(ByteView(meta.machine))
        .bind(print_salt)
        .run();
}

Expected<MetaRow> LedgerStore::meta()
{
    auto query = m_database->statement(
        "SELECT home, site, device, inode, birth_ns, machine, event_count, chain_head,"
        " suspect_epoch, locked FROM meta");
    auto row = query.step();
    if (!row) {
        return fail(std::move(row));
    }
    if (!*row) {
        return Unexpected(Errc::home_damaged, "the ledger has lost its identity");
    }
    MetaRow meta;
    meta.home = query.id<BatchId>(0);
    meta.site = query.id<SiteId>(1);
    meta.file = {from_le(query.blob(2)), from_le(query.blob(3)), query.integer(4)};
    meta.machine = query.blob(5);
    meta.event_count = query.count(6);
    meta.chain_head = query.id<Digest>(7);
    meta.suspect_epoch = query.count(8);
    meta.locked = query.flag(9);
    return meta;
}

Expected<void> LedgerStore::set_place(const FileIdentity& file, ByteView machine)
{
    return m_database->statement("UPDATE meta SET device = ?, inode = ?, birth_ns = ?, machine = ?")
        .bind(ByteView(to_le(file.device)))
        .bind(ByteView(to_le(file.inode)))
        .bind(file.birth_ns)
        .bind(machine)
        .run();
}

Expected<void> LedgerStore::raise_epoch()
{
    return m_database->statement("UPDATE meta SET suspect_epoch = suspect_epoch + 1").run();
}

Expected<void> LedgerStore::lock_home()
{
    return m_database->statement("UPDATE meta SET locked = 1").run();
}

Expected<void> LedgerStore::unlock_home()
{
    return m_database->statement("UPDATE meta SET locked = 0").run();
}

Expected<void> LedgerStore::take_back(std::int64_t pad, std::uint64_t first)
{
    return m_database->statement("DELETE FROM ranges WHERE pad = ? AND first = ?")
        .bind(pad)
        .bind(first)
        .run();
}

void LedgerStore::tidy() noexcept
{
    // Another process may be reading or writing: then it tidies when it closes.
    auto emptied = m_database->integer("PRAGMA wal_checkpoint(TRUNCATE)");
    if (emptied && *emptied == 0) {
        (void)m_database->statement("UPDATE meta SET clean_close = clean_close + 1").run();
    }
}

Expected<std::int64_t> LedgerStore::batch(const BatchId& id)
{
    auto query = m_database->statement("SELECT number FROM batches WHERE id = ?");
    auto row = query.bind(id.view()).step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? query.integer(0) : std::int64_t{0};
}

Expected<std::int64_t> LedgerStore::insert_batch(
    const BatchId& id, const SiteId& peer, UnixTime time)
{
    auto done = m_database->statement("INSERT INTO batches (id, peer, created) VALUES (?, ?, ?)")
                    .bind(id.view())
                    .bind(peer.view())
                    .bind(time.seconds)
                    .run();
    if (!done) {
        return fail(std::move(done));
    }
    return m_database->last_row();
}

Expected<std::int64_t> LedgerStore::insert_pad(
    const NewPad& pad, std::int64_t batch, const FileIdentity& file, std::uint64_t cleared_epoch)
{
    auto done =
        m_database
            ->statement(
                "INSERT INTO pads (id, peer, batch, direction, simulated, origin, generator,"
                " confirm_tag, confirmed, cleared_epoch, device, inode, birth_ns, pages, free,"
                " epsilon)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15)")
            .bind(pad.id.view())
            .bind(pad.peer.view())
            .bind(batch)
            .bind(pad.direction == PadDirection::receive ? 1 : 0)
            .bind(pad.simulated ? 1 : 0)
            .bind(std::string_view(pad.origin))
            .bind(std::string_view(pad.generator))
            .bind(pad.confirm_tag.view())
            .bind(pad.state == PadState::confirmed ? 1 : 0)
            .bind(cleared_epoch)
            .bind(ByteView(to_le(file.device)))
            .bind(ByteView(to_le(file.inode)))
            .bind(file.birth_ns)
            .bind(pad.pages)
            .bind(pad.epsilon)
            .run();
    if (!done) {
        return fail(std::move(done));
    }
    return m_database->last_row();
}

Expected<std::optional<PadRow>> LedgerStore::find_pad(const PadId& id)
{
    auto query = m_database->statement("SELECT " SATPAD_PAD_COLUMNS "WHERE p.id = ?");
    auto row = query.bind(id.view()).step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? std::optional(read_pad(query)) : std::nullopt;
}

Expected<std::vector<PadRow>> LedgerStore::all_pads()
{
    auto query = m_database->statement("SELECT " SATPAD_PAD_COLUMNS "ORDER BY p.number");
    return read_pads(query);
}

Expected<std::vector<PadRow>> LedgerStore::pads_to_send(const SiteId& peer)
{
    auto query =
        m_database->statement("SELECT " SATPAD_PAD_COLUMNS
                              "WHERE p.peer = ? AND p.direction = 0 AND p.closed = 0 AND p.free > 0"
                              " ORDER BY p.number");
    query.bind(peer.view());
    return read_pads(query);
}

Expected<std::vector<PadRow>> LedgerStore::first_pads_to_send(
    const SiteId& peer, bool simulated, std::size_t limit)
{
    auto query = m_database->statement(
        "SELECT " SATPAD_PAD_COLUMNS
        "WHERE p.number IN (SELECT number FROM pads INDEXED BY pads_to_send WHERE peer = ?"
        " AND simulated = ? AND suspended = 0 AND direction = 0 AND closed = 0 AND free > 0"
        " ORDER BY confirmed DESC, number LIMIT ?) ORDER BY p.confirmed DESC, p.number");
    query.bind(peer.view()).bind(simulated ? 1 : 0).bind(limit);
    return read_pads(query);
}

Expected<std::vector<PadRow>> LedgerStore::pads_of_batch(const BatchId& id)
{
    auto query =
        m_database->statement("SELECT " SATPAD_PAD_COLUMNS "WHERE b.id = ? ORDER BY p.number");
    query.bind(id.view());
    return read_pads(query);
}

Expected<std::vector<PadRow>> LedgerStore::pads_used_lately(std::uint64_t events)
{
    auto query = m_database->statement(
        "SELECT " SATPAD_PAD_COLUMNS
        "WHERE p.direction = 0 AND p.closed = 0 AND p.id IN (SELECT e.pad FROM events e"
        " WHERE e.sequence > (SELECT event_count FROM meta) - ?)");
    query.bind(events);
    return read_pads(query);
}

Expected<std::vector<PadId>> LedgerStore::unchecked_pads(const SiteId& peer)
{
    auto query = m_database->statement(
        "SELECT id FROM pads WHERE peer = ? AND checked = 0 AND closed = 0 ORDER BY number");
    query.bind(peer.view());
    std::vector<PadId> ids;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return ids;
        }
        ids.push_back(query.id<PadId>(0));
    }
}

Expected<bool> LedgerStore::any_suspect_pad()
{
    auto found =
        m_database->integer("SELECT EXISTS (SELECT 1 FROM pads WHERE direction = 0 AND closed = 0"
                            " AND cleared_epoch < (SELECT suspect_epoch FROM meta))");
    if (!found) {
        return fail(std::move(found));
    }
    return *found != 0;
}

Expected<void> LedgerStore::set_confirmed(std::int64_t pad)
{
    return m_database->statement("UPDATE pads SET confirmed = 1, checked = 1 WHERE number = ?")
        .bind(pad)
        .run();
}

Expected<void> LedgerStore::set_checked(std::int64_t pad)
{
    return m_database->statement("UPDATE pads SET checked = 1 WHERE number = ?").bind(pad).run();
}

Expected<void> LedgerStore::set_suspended(
    std::int64_t pad, bool suspended, std::uint64_t advance_to)
{
    return m_database->statement("UPDATE pads SET suspended = ?, advance_to = ? WHERE number = ?")
        .bind(suspended ? 1 : 0)
        .bind(advance_to)
        .bind(pad)
        .run();
}

Expected<void> LedgerStore::set_cleared_epoch(std::int64_t pad, std::uint64_t epoch)
{
    return m_database->statement("UPDATE pads SET cleared_epoch = ? WHERE number = ?")
        .bind(epoch)
        .bind(pad)
        .run();
}

Expected<void> LedgerStore::set_pad_file(std::int64_t pad, const FileIdentity& file)
{
    return m_database
        ->statement("UPDATE pads SET device = ?, inode = ?, birth_ns = ? WHERE number = ?")
        .bind(ByteView(to_le(file.device)))
        .bind(ByteView(to_le(file.inode)))
        .bind(file.birth_ns)
        .bind(pad)
        .run();
}

Expected<void> LedgerStore::set_whole_below(std::int64_t pad, std::uint64_t page)
{
    return m_database
        ->statement("UPDATE pads SET whole_below = max(whole_below, ?) WHERE number = ?")
        .bind(page)
        .bind(pad)
        .run();
}

Expected<void> LedgerStore::close_pad(std::int64_t pad)
{
    auto closed =
        m_database->statement("UPDATE pads SET closed = 1 WHERE number = ?").bind(pad).run();
    if (!closed) {
        return closed;
    }
    return m_database->statement("DELETE FROM ranges WHERE pad = ?").bind(pad).run();
}

Expected<bool> LedgerStore::has_open_message(std::int64_t pad)
{
    auto query = m_database->statement(
        "SELECT EXISTS (SELECT 1 FROM messages m INDEXED BY messages_open"
        " CROSS JOIN ranges r ON r.message = m.number WHERE m.settled = 0 AND r.pad = ?)");
    auto row = query.bind(pad).step();
    if (!row) {
        return fail(std::move(row));
    }
    return query.flag(0);
}

} // namespace satpad::core::ledger
