// SPDX-License-Identifier: GPL-3.0-or-later
#include "key_ids.h"
#include "ledger_store.h"

#include <satpad/core/byte_codec.h>

namespace satpad::core::ledger {
namespace {

/// Columns every query for pulls gives, in the order `read_pull` takes them.
#define SATPAD_SELECT_PULL                                                                         \
    "SELECT l.number, l.id, l.peer, l.side, l.bytes, l.origin, l.simulated, l.created, l.open,"    \
    " l.next_batch, l.drawn_keys, l.lost_keys, l.wasted_keys, l.refused_keys,"                     \
    " (SELECT ifnull(sum(p.pages), 0) FROM pads p WHERE p.confirmed = 1 AND p.number IN"           \
    " (SELECT b.pad FROM pull_batches b WHERE b.pull = l.number AND b.pad IS NOT NULL))"           \
    " FROM pulls l "

StoredPull read_pull(const Statement& from)
{
    StoredPull stored;
    stored.number = from.integer(0);
    PullRow& row = stored.row;
    row.what.id = from.id<BatchId>(1);
    row.what.peer = from.id<SiteId>(2);
    row.what.side = from.flag(3) ? PullSide::fetcher : PullSide::drawer;
    row.what.bytes = from.count(4);
    row.what.origin = from.text(5);
    row.what.simulated = from.flag(6);
    row.created = {from.integer(7)};
    row.open = from.flag(8);
    row.next_batch = from.count(9);
    row.drawn_keys = from.count(10);
    row.lost_keys = from.count(11);
    row.wasted_keys = from.count(12);
    row.refused_keys = from.count(13);
    row.confirmed_pages = from.count(14);
    return stored;
}

#define SATPAD_SELECT_PULL_BATCH                                                                   \
    "SELECT b.number, b.keys, b.key_ids, b.lost, b.agreed, p.id"                                   \
    " FROM pull_batches b LEFT JOIN pads p ON p.number = b.pad "

Expected<StoredPullBatch> read_batch(const Statement& from)
{
    StoredPullBatch stored;
    stored.batch.number = from.count(0);
    auto ids = decode_key_ids(from.blob(2), from.count(1));
    if (!ids) {
        return fail(std::move(ids));
    }
    stored.batch.key_ids = std::move(*ids);
    const Bytes lost = from.blob(3);
    for (ByteParser parser(lost); parser.left() >= 4;) {
        stored.batch.lost.push_back(parser.u32());
    }
    stored.batch.agreed = from.flag(4);
    stored.pad = from.is_null(5) ? PadId{} : from.id<PadId>(5);
    return stored;
}

Bytes coded(std::span<const std::uint32_t> lost)
{
    ByteComposer out;
    for (const std::uint32_t index : lost) {
        out.u32(index);
    }
    return std::move(out).bytes();
}

/// SQLite's integers have a sign; a print has none.
std::int64_t as_stored(std::uint64_t print)
{
    return static_cast<std::int64_t>(print);
}

} // namespace

Expected<Bytes> LedgerStore::print_salt()
{
    auto query = m_database->statement("SELECT print_salt FROM meta");
    auto row = query.step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? query.blob(0) : Bytes();
}

Expected<void> LedgerStore::insert_pull(const NewPull& pull, UnixTime time)
{
    return m_database
        ->statement("INSERT INTO pulls (id, peer, side, bytes, origin, simulated, created)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(pull.id.view())
        .bind(pull.peer.view())
        .bind(pull.side == PullSide::fetcher ? 1 : 0)
        .bind(pull.bytes)
        .bind(std::string_view(pull.origin))
        .bind(pull.simulated ? 1 : 0)
        .bind(time.seconds)
        .run();
}

Expected<std::optional<StoredPull>> LedgerStore::find_pull(const BatchId& id)
{
    auto query = m_database->statement(SATPAD_SELECT_PULL "WHERE l.id = ?");
    auto row = query.bind(id.view()).step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? std::optional(read_pull(query)) : std::nullopt;
}

Expected<std::vector<StoredPull>> LedgerStore::find_pulls(bool open_only)
{
    constexpr std::string_view k_open =
        SATPAD_SELECT_PULL "INDEXED BY pulls_open WHERE l.open = 1 ORDER BY l.number";
    constexpr std::string_view k_all = SATPAD_SELECT_PULL "ORDER BY l.number";
    auto query = m_database->statement(open_only ? k_open : k_all);
    std::vector<StoredPull> found;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return found;
        }
        found.push_back(read_pull(query));
    }
}

Expected<bool> LedgerStore::any_open_pull()
{
    auto found = m_database->integer("SELECT EXISTS (SELECT 1 FROM pulls WHERE open = 1)");
    if (!found) {
        return fail(std::move(found));
    }
    return *found != 0;
}

Expected<void> LedgerStore::count_pull(
    std::int64_t pull, std::uint64_t refused, std::uint64_t wasted)
{
    return m_database
        ->statement("UPDATE pulls SET refused_keys = refused_keys + ?,"
                    " wasted_keys = wasted_keys + ? WHERE number = ?")
        .bind(refused)
        .bind(wasted)
        .bind(pull)
        .run();
}

Expected<void> LedgerStore::close_pull(std::int64_t pull)
{
    return m_database->statement("UPDATE pulls SET open = 0 WHERE number = ?").bind(pull).run();
}

Expected<void> LedgerStore::insert_pull_batch(std::int64_t pull, const PullBatch& batch)
{
    const Bytes ids = encode_key_ids(batch.key_ids);
    const Bytes lost = coded(batch.lost);
    return m_database
        ->statement("INSERT INTO pull_batches (pull, number, keys, key_ids, lost, lost_keys,"
                    " agreed) VALUES (?, ?, ?, ?, ?, ?, ?)")
        .bind(pull)
        .bind(batch.number)
        .bind(batch.key_ids.size())
        .bind(ByteView(ids))
        .bind(ByteView(lost))
        .bind(batch.lost.size())
        .bind(batch.agreed ? 1 : 0)
        .run();
}

Expected<std::optional<StoredPullBatch>> LedgerStore::find_pull_batch(
    std::int64_t pull, std::uint64_t number)
{
    auto found = pull_batches(pull, number, 1);
    if (!found) {
        return fail(std::move(found));
    }
    const bool there = !found->empty() && found->front().batch.number == number;
    return there ? std::optional(std::move(found->front())) : std::nullopt;
}

Expected<std::vector<StoredPullBatch>> LedgerStore::pull_batches(
    std::int64_t pull, std::uint64_t from, std::size_t limit)
{
    auto query = m_database->statement(
        SATPAD_SELECT_PULL_BATCH "WHERE b.pull = ? AND b.number >= ? ORDER BY b.number LIMIT ?");
    query.bind(pull).bind(from).bind(limit);
    std::vector<StoredPullBatch> found;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return found;
        }
        auto batch = read_batch(query);
        if (!batch) {
            return fail(std::move(batch));
        }
        found.push_back(std::move(*batch));
    }
}

Expected<std::uint64_t> LedgerStore::first_loose_batch(std::int64_t pull)
{
    auto query = m_database->statement(
        "SELECT ifnull((SELECT number FROM pull_batches INDEXED BY pull_batches_loose"
        " WHERE pull = ?1 AND pad IS NULL ORDER BY number LIMIT 1),"
        " (SELECT next_batch FROM pulls WHERE number = ?1))");
    auto row = query.bind(pull).step();
    if (!row) {
        return fail(std::move(row));
    }
    return query.count(0);
}

Expected<void> LedgerStore::agree_pull_batch(
    std::int64_t pull, std::uint64_t number, std::span<const std::uint32_t> lost)
{
    const Bytes coded_lost = coded(lost);
    return m_database
        ->statement("UPDATE pull_batches SET agreed = 1, lost = ?, lost_keys = ?"
                    " WHERE pull = ? AND number = ?")
        .bind(ByteView(coded_lost))
        .bind(lost.size())
        .bind(pull)
        .bind(number)
        .run();
}

Expected<void> LedgerStore::fill_from_batches(
    std::int64_t pull, const PadId& pad, std::uint64_t first, std::uint64_t last)
{
    // One by one: SQLite promises no order of its own, and the schema asks for theirs.
    for (std::uint64_t number = first; number <= last; ++number) {
        auto filled = m_database
                          ->statement("UPDATE pull_batches SET pad = (SELECT number FROM pads"
                                      " WHERE id = ?) WHERE pull = ? AND number = ?")
                          .bind(pad.view())
                          .bind(pull)
                          .bind(number)
                          .run();
        if (!filled) {
            return filled;
        }
    }
    return {};
}

Expected<bool> LedgerStore::is_pad_of(std::int64_t pull, const PadId& pad)
{
    auto query =
        m_database->statement("SELECT EXISTS (SELECT 1 FROM pull_batches WHERE pull = ? AND pad ="
                              " (SELECT number FROM pads WHERE id = ?))");
    auto row = query.bind(pull).bind(pad.view()).step();
    if (!row) {
        return fail(std::move(row));
    }
    return query.flag(0);
}

Expected<bool> LedgerStore::print_seen(const KeyPrint& print)
{
    auto query = m_database->statement("SELECT EXISTS (SELECT 1 FROM key_prints WHERE id = ?)"
                                       " OR EXISTS (SELECT 1 FROM key_prints WHERE key = ?)");
    auto row = query.bind(as_stored(print.id)).bind(as_stored(print.key)).step();
    if (!row) {
        return fail(std::move(row));
    }
    return query.flag(0);
}

Expected<void> LedgerStore::insert_print(const KeyPrint& print)
{
    return m_database->statement("INSERT INTO key_prints (id, key) VALUES (?, ?)")
        .bind(as_stored(print.id))
        .bind(as_stored(print.key))
        .run();
}

Expected<std::uint64_t> LedgerStore::print_count()
{
    auto found = m_database->integer("SELECT count(*) FROM key_prints");
    if (!found) {
        return fail(std::move(found));
    }
    return static_cast<std::uint64_t>(*found);
}

Expected<void> LedgerStore::add_usage(const KmeUsage& more)
{
    return m_database
        ->statement("INSERT INTO kme_usage VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                    " ON CONFLICT (sae, other_sae) DO UPDATE SET"
                    " issued_keys = issued_keys + excluded.issued_keys,"
                    " issued_bits = issued_bits + excluded.issued_bits,"
                    " fetched_keys = fetched_keys + excluded.fetched_keys,"
                    " fetched_bits = fetched_bits + excluded.fetched_bits,"
                    " burnt_bits = burnt_bits + excluded.burnt_bits,"
                    " last = max(last, excluded.last)")
        .bind(std::string_view(more.sae))
        .bind(std::string_view(more.other_sae))
        .bind(more.issued_keys)
        .bind(more.issued_bits)
        .bind(more.fetched_keys)
        .bind(more.fetched_bits)
        .bind(more.burnt_bits)
        .bind(more.last.seconds)
        .run();
}

Expected<std::vector<KmeUsage>> LedgerStore::usage()
{
    auto query = m_database->statement(
        "SELECT sae, other_sae, issued_keys, issued_bits, fetched_keys, fetched_bits, burnt_bits,"
        " last FROM kme_usage ORDER BY sae, other_sae");
    std::vector<KmeUsage> found;
    while (true) {
        auto row = query.step();
        if (!row) {
            return fail(std::move(row));
        }
        if (!*row) {
            return found;
        }
        found.push_back({query.text(0),
            query.text(1),
            query.count(2),
            query.count(3),
            query.count(4),
            query.count(5),
            query.count(6),
            {query.integer(7)}});
    }
}

} // namespace satpad::core::ledger
