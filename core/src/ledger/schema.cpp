// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema.h"

namespace satpad::core::ledger {
namespace {

constexpr const char* k_tables = R"sql(
CREATE TABLE meta (
    id            INTEGER PRIMARY KEY CHECK (id = 1),
    home          BLOB    NOT NULL CHECK (length(home) = 16),
    site          BLOB    NOT NULL CHECK (length(site) = 16),
    device        BLOB    NOT NULL,
    inode         BLOB    NOT NULL,
    birth_ns      INTEGER NOT NULL,
    machine       BLOB    NOT NULL,
    event_count   INTEGER NOT NULL DEFAULT 0,
    chain_head    BLOB    NOT NULL CHECK (length(chain_head) = 32),
    suspect_epoch INTEGER NOT NULL DEFAULT 0,
    locked        INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
    clean_close   INTEGER NOT NULL DEFAULT 0,
    print_salt    BLOB    NOT NULL CHECK (length(print_salt) = 32)
) STRICT;

CREATE TABLE batches (
    number  INTEGER PRIMARY KEY,
    id      BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    peer    BLOB    NOT NULL CHECK (length(peer) = 16),
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE pads (
    number        INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    peer          BLOB    NOT NULL CHECK (length(peer) = 16),
    batch         INTEGER NOT NULL REFERENCES batches (number),
    direction     INTEGER NOT NULL CHECK (direction IN (0, 1)),
    simulated     INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    origin        TEXT    NOT NULL,
    generator     TEXT    NOT NULL,
    confirm_tag   BLOB    NOT NULL CHECK (length(confirm_tag) = 16),
    confirmed     INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    checked       INTEGER NOT NULL DEFAULT 0 CHECK (checked IN (0, 1)),
    suspended     INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
    closed        INTEGER NOT NULL DEFAULT 0 CHECK (closed IN (0, 1)),
    advance_to    INTEGER NOT NULL DEFAULT 0 CHECK (advance_to BETWEEN 0 AND pages),
    cleared_epoch INTEGER NOT NULL,
    device        BLOB    NOT NULL,
    inode         BLOB    NOT NULL,
    birth_ns      INTEGER NOT NULL,
    pages         INTEGER NOT NULL CHECK (pages BETWEEN 2 AND 4294967295),
    mark          INTEGER NOT NULL DEFAULT 0 CHECK (mark BETWEEN 0 AND pages - 1),
    whole_below   INTEGER NOT NULL DEFAULT 0 CHECK (whole_below BETWEEN 0 AND pages - 1),
    free          INTEGER NOT NULL CHECK (free >= 0),
    reserved      INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    spent         INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
    burnt         INTEGER NOT NULL DEFAULT 0 CHECK (burnt >= 0),
    handed_over   INTEGER NOT NULL DEFAULT 0 CHECK (handed_over >= 0),
    relayed       INTEGER NOT NULL DEFAULT 0 CHECK (relayed BETWEEN 0 AND handed_over),
    epsilon       REAL    NOT NULL DEFAULT 0 CHECK (epsilon >= 0 AND epsilon < 1),
    CHECK (free + reserved + spent + burnt + handed_over = pages)
) STRICT;
CREATE INDEX pads_to_send ON pads (peer, simulated, suspended, confirmed DESC, number)
    WHERE direction = 0 AND closed = 0 AND free > 0;
CREATE INDEX pads_unchecked ON pads (peer, number) WHERE checked = 0 AND closed = 0;

CREATE TABLE messages (
    number        INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    peer          BLOB    NOT NULL CHECK (length(peer) = 16),
    direction     INTEGER NOT NULL CHECK (direction IN (0, 1)),
    state         INTEGER NOT NULL CHECK (state BETWEEN 0 AND 10),
    mode          INTEGER NOT NULL,
    payload_bytes INTEGER NOT NULL CHECK (payload_bytes >= 0),
    pages         INTEGER NOT NULL CHECK (pages > 0),
    created       INTEGER NOT NULL,
    settled       INTEGER NOT NULL DEFAULT 0,
    header        BLOB    NOT NULL DEFAULT x'',
    note          BLOB    NOT NULL DEFAULT x'',
    answer        BLOB    CHECK (length(answer) = 16),
    purpose       INTEGER NOT NULL DEFAULT 0 CHECK (purpose BETWEEN 0 AND 3),
    CHECK (CASE WHEN purpose = 0 THEN state <> 10 ELSE state IN (0, 5, 6, 10) END)
) STRICT;
CREATE INDEX messages_open ON messages (number) WHERE settled = 0;

CREATE TABLE ranges (
    pad     INTEGER NOT NULL REFERENCES pads (number),
    first   INTEGER NOT NULL CHECK (first >= 0),
    count   INTEGER NOT NULL CHECK (count BETWEEN 1 AND 4294967295),
    state   INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    message INTEGER REFERENCES messages (number),
    CHECK (message IS NOT NULL OR state IN (2, 3)),
    PRIMARY KEY (pad, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX ranges_of_message ON ranges (message) WHERE message IS NOT NULL;
CREATE INDEX ranges_reserved ON ranges (pad, first) WHERE state = 0;

CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    time     INTEGER NOT NULL,
    kind     TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
    pad      BLOB    NOT NULL CHECK (length(pad) = 16),
    first    INTEGER NOT NULL CHECK (first >= 0),
    count    INTEGER NOT NULL CHECK (count >= 0),
    message  BLOB    NOT NULL CHECK (length(message) = 16),
    note     TEXT    NOT NULL CHECK (length(note) <= 200),
    hash     BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE owed_erasures (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    pad    INTEGER NOT NULL REFERENCES pads (number),
    first  INTEGER NOT NULL CHECK (first >= 0),
    count  INTEGER NOT NULL CHECK (count > 0)
) STRICT;
)sql";

constexpr const char* k_pull_tables = R"sql(
CREATE TABLE pulls (
    number       INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    peer         BLOB    NOT NULL CHECK (length(peer) = 16),
    side         INTEGER NOT NULL CHECK (side IN (0, 1)),
    bytes        INTEGER NOT NULL CHECK (bytes > 0),
    origin       TEXT    NOT NULL,
    simulated    INTEGER NOT NULL CHECK (simulated IN (0, 1)),
    created      INTEGER NOT NULL,
    open         INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1)),
    next_batch   INTEGER NOT NULL DEFAULT 0,
    drawn_keys   INTEGER NOT NULL DEFAULT 0,
    lost_keys    INTEGER NOT NULL DEFAULT 0 CHECK (lost_keys BETWEEN 0 AND drawn_keys),
    wasted_keys  INTEGER NOT NULL DEFAULT 0,
    refused_keys INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX pulls_open ON pulls (number) WHERE open = 1;

CREATE TABLE pull_batches (
    pull    INTEGER NOT NULL REFERENCES pulls (number),
    number  INTEGER NOT NULL CHECK (number >= 0),
    keys    INTEGER NOT NULL CHECK (keys BETWEEN 1 AND 4096),
    key_ids BLOB    NOT NULL CHECK (length(key_ids) > keys),
    lost    BLOB    NOT NULL CHECK (length(lost) = 4 * lost_keys),
    lost_keys INTEGER NOT NULL DEFAULT 0 CHECK (lost_keys BETWEEN 0 AND keys),
    agreed  INTEGER NOT NULL CHECK (agreed IN (0, 1)),
    pad     INTEGER REFERENCES pads (number) CHECK (pad IS NULL OR agreed = 1),
    CHECK (agreed = 1 OR lost_keys = 0),
    UNIQUE (pull, number)
) STRICT;
CREATE INDEX pull_batches_loose ON pull_batches (pull, number) WHERE pad IS NULL;
CREATE INDEX pull_batches_of_pad ON pull_batches (pad) WHERE pad IS NOT NULL;

CREATE TABLE key_prints (
    id  INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE kme_usage (
    sae          TEXT    NOT NULL CHECK (length(sae) > 0),
    other_sae    TEXT    NOT NULL CHECK (length(other_sae) > 0),
    issued_keys  INTEGER NOT NULL CHECK (issued_keys >= 0),
    issued_bits  INTEGER NOT NULL CHECK (issued_bits >= 0),
    fetched_keys INTEGER NOT NULL CHECK (fetched_keys >= 0),
    fetched_bits INTEGER NOT NULL CHECK (fetched_bits >= 0),
    burnt_bits   INTEGER NOT NULL CHECK (burnt_bits >= 0),
    last         INTEGER NOT NULL,
    PRIMARY KEY (sae, other_sae)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* k_pull_triggers = R"sql(
CREATE TRIGGER pulls_stay BEFORE UPDATE ON pulls
WHEN NEW.number <> OLD.number OR NEW.id <> OLD.id OR NEW.peer <> OLD.peer OR NEW.side <> OLD.side
     OR NEW.bytes <> OLD.bytes OR NEW.origin <> OLD.origin OR NEW.simulated <> OLD.simulated OR NEW.created <> OLD.created
BEGIN SELECT RAISE(ABORT, 'what a pull is does not change'); END;

CREATE TRIGGER pulls_only_rise BEFORE UPDATE ON pulls
WHEN NEW.next_batch < OLD.next_batch OR NEW.drawn_keys < OLD.drawn_keys OR NEW.lost_keys < OLD.lost_keys
     OR NEW.wasted_keys < OLD.wasted_keys OR NEW.refused_keys < OLD.refused_keys
BEGIN SELECT RAISE(ABORT, 'the counts of a pull only rise'); END;

CREATE TRIGGER pulls_close_once BEFORE UPDATE ON pulls
WHEN OLD.open = 0
BEGIN SELECT RAISE(ABORT, 'a closed pull stays closed'); END;

CREATE TRIGGER pulls_kept BEFORE DELETE ON pulls
BEGIN SELECT RAISE(ABORT, 'a pull is never forgotten'); END;

CREATE TRIGGER pull_batches_in_sequence BEFORE INSERT ON pull_batches
WHEN NOT EXISTS (SELECT 1 FROM pulls WHERE number = NEW.pull AND open = 1 AND next_batch = NEW.number)
     OR NEW.pad IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'batches are numbered without gaps, in an open pull'); END;

CREATE TRIGGER pull_batches_count AFTER INSERT ON pull_batches
BEGIN
    UPDATE pulls SET next_batch = next_batch + 1, drawn_keys = drawn_keys + NEW.keys, lost_keys = lost_keys + NEW.lost_keys
    WHERE number = NEW.pull;
END;

CREATE TRIGGER pull_batches_stay BEFORE UPDATE ON pull_batches
WHEN NEW.pull <> OLD.pull OR NEW.number <> OLD.number OR NEW.keys <> OLD.keys OR NEW.key_ids <> OLD.key_ids
     OR (OLD.agreed = 1 AND (NEW.agreed = 0 OR NEW.lost <> OLD.lost))
     OR (OLD.pad IS NOT NULL AND NEW.pad IS NOT OLD.pad)
     OR (SELECT open FROM pulls WHERE number = OLD.pull) = 0
BEGIN SELECT RAISE(ABORT, 'a batch is agreed once, and goes into one pad'); END;

CREATE TRIGGER pull_batches_count_lost AFTER UPDATE OF lost_keys ON pull_batches
BEGIN
    UPDATE pulls SET lost_keys = lost_keys + NEW.lost_keys - OLD.lost_keys WHERE number = NEW.pull;
END;

CREATE TRIGGER pull_batches_in_order BEFORE UPDATE OF pad ON pull_batches
WHEN NEW.pad IS NOT NULL AND OLD.pad IS NULL
     AND EXISTS (SELECT 1 FROM pull_batches WHERE pull = NEW.pull AND number < NEW.number AND pad IS NULL)
BEGIN SELECT RAISE(ABORT, 'batches go into pads in their order'); END;

CREATE TRIGGER pull_batches_kept BEFORE DELETE ON pull_batches
BEGIN SELECT RAISE(ABORT, 'a batch of keys is never forgotten'); END;

CREATE TRIGGER key_prints_stay BEFORE UPDATE ON key_prints
BEGIN SELECT RAISE(ABORT, 'what was delivered is never changed'); END;

CREATE TRIGGER key_prints_kept BEFORE DELETE ON key_prints
BEGIN SELECT RAISE(ABORT, 'what was delivered is never forgotten'); END;

CREATE TRIGGER kme_usage_only_rises BEFORE UPDATE ON kme_usage
WHEN NEW.sae <> OLD.sae OR NEW.other_sae <> OLD.other_sae OR NEW.issued_keys < OLD.issued_keys
     OR NEW.issued_bits < OLD.issued_bits OR NEW.fetched_keys < OLD.fetched_keys
     OR NEW.fetched_bits < OLD.fetched_bits OR NEW.burnt_bits < OLD.burnt_bits OR NEW.last < OLD.last
BEGIN SELECT RAISE(ABORT, 'what was given out only rises'); END;

CREATE TRIGGER kme_usage_kept BEFORE DELETE ON kme_usage
BEGIN SELECT RAISE(ABORT, 'what was given out is never forgotten'); END;
)sql";

constexpr const char* k_range_triggers = R"sql(
CREATE TRIGGER ranges_within_pad BEFORE INSERT ON ranges
WHEN NEW.first + NEW.count > (SELECT pages FROM pads WHERE number = NEW.pad)
BEGIN SELECT RAISE(ABORT, 'a range ends past its pad'); END;

CREATE TRIGGER ranges_not_in_closed_pad BEFORE INSERT ON ranges
WHEN (SELECT closed FROM pads WHERE number = NEW.pad) = 1
BEGIN SELECT RAISE(ABORT, 'the pad is closed'); END;

CREATE TRIGGER ranges_overlap_nothing BEFORE INSERT ON ranges
WHEN (SELECT first + count FROM ranges WHERE pad = NEW.pad AND first < NEW.first + NEW.count
      ORDER BY first DESC LIMIT 1) > NEW.first
BEGIN SELECT RAISE(ABORT, 'a range overlaps another'); END;

-- The last page keyed CONFIRM: it is burnt alone, before the mark gets there.
CREATE TRIGGER ranges_spare_confirm_page BEFORE INSERT ON ranges
WHEN NEW.first + NEW.count = (SELECT pages FROM pads WHERE number = NEW.pad)
     AND (NEW.count <> 1 OR NEW.state <> 2 OR NEW.message IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'the last page serves CONFIRM only'); END;

CREATE TRIGGER ranges_start_at_mark BEFORE INSERT ON ranges
WHEN (SELECT direction = 0 AND NEW.first < pages - 1 AND mark <> NEW.first FROM pads WHERE number = NEW.pad)
BEGIN SELECT RAISE(ABORT, 'a new range of a sender starts at the mark'); END;

CREATE TRIGGER ranges_of_messages_begin BEFORE INSERT ON ranges
WHEN NEW.message IS NOT NULL AND NEW.state <> 0
BEGIN SELECT RAISE(ABORT, 'a range of a message begins reserved'); END;

CREATE TRIGGER ranges_raise_mark AFTER INSERT ON ranges
BEGIN
    UPDATE pads SET
        mark        = CASE WHEN direction = 0 AND NEW.first < pages - 1 THEN NEW.first + NEW.count ELSE mark END,
        free        = free - NEW.count,
        reserved    = reserved + (NEW.state = 0) * NEW.count,
        spent       = spent + (NEW.state = 1) * NEW.count,
        burnt       = burnt + (NEW.state = 2) * NEW.count,
        handed_over = handed_over + (NEW.state = 3) * NEW.count
    WHERE number = NEW.pad;
END;

CREATE TRIGGER ranges_stay BEFORE UPDATE ON ranges
WHEN NEW.pad <> OLD.pad OR NEW.first <> OLD.first OR NEW.count <> OLD.count OR NEW.message IS NOT OLD.message
     OR OLD.state <> 0 OR NEW.state NOT IN (1, 2, 3)
BEGIN SELECT RAISE(ABORT, 'a range only goes from reserved to spent, burnt or handed over'); END;

CREATE TRIGGER ranges_go_as_used BEFORE UPDATE OF state ON ranges
WHEN (NEW.state = 3) <> (SELECT purpose IN (2, 3) AND state = 10 FROM messages WHERE number = NEW.message)
BEGIN SELECT RAISE(ABORT, 'only what a relay or the KME takes is handed over to it'); END;

CREATE TRIGGER ranges_move_counts AFTER UPDATE OF state ON ranges
BEGIN
    UPDATE pads SET
        reserved    = reserved - NEW.count,
        spent       = spent + (NEW.state = 1) * NEW.count,
        burnt       = burnt + (NEW.state = 2) * NEW.count,
        handed_over = handed_over + (NEW.state = 3) * NEW.count,
        relayed     = relayed + (NEW.state = 3) * NEW.count
    WHERE number = NEW.pad;
END;

-- The one way back: the ledger of a home that was handed over, in the new home, behind the event that says so.
CREATE TRIGGER ranges_kept BEFORE DELETE ON ranges
WHEN (SELECT closed FROM pads WHERE number = OLD.pad) = 0
     AND NOT (OLD.state = 3 AND OLD.message IS NULL AND EXISTS (SELECT 1 FROM meta JOIN events e ON e.sequence = meta.event_count
              WHERE meta.locked = 1 AND e.kind = 'taken_over' AND e.first = OLD.first AND e.count = OLD.count
                    AND e.pad = (SELECT id FROM pads WHERE number = OLD.pad)))
BEGIN SELECT RAISE(ABORT, 'ranges go only with a closed pad, or are taken over'); END;

CREATE TRIGGER ranges_taken_over AFTER DELETE ON ranges
WHEN (SELECT closed FROM pads WHERE number = OLD.pad) = 0
BEGIN
    UPDATE pads SET
        mark        = CASE WHEN direction = 0 THEN OLD.first ELSE mark END,
        free        = free + OLD.count,
        handed_over = handed_over - OLD.count
    WHERE number = OLD.pad;
END;
)sql";

constexpr const char* k_other_triggers = R"sql(
CREATE TRIGGER pads_only_rise BEFORE UPDATE ON pads
WHEN NEW.whole_below < OLD.whole_below OR NEW.cleared_epoch < OLD.cleared_epoch
     OR (NEW.mark < OLD.mark AND NOT EXISTS (SELECT 1 FROM meta JOIN events e ON e.sequence = meta.event_count
         WHERE meta.locked = 1 AND e.kind = 'taken_over' AND e.pad = OLD.id
               AND e.first = NEW.mark AND e.first + e.count = OLD.mark))
BEGIN SELECT RAISE(ABORT, 'a mark never falls'); END;

CREATE TRIGGER pads_identity_stays BEFORE UPDATE ON pads
WHEN NEW.number <> OLD.number OR NEW.id <> OLD.id OR NEW.peer <> OLD.peer OR NEW.direction <> OLD.direction
     OR NEW.pages <> OLD.pages OR NEW.simulated <> OLD.simulated OR NEW.confirm_tag <> OLD.confirm_tag
     OR NEW.epsilon <> OLD.epsilon OR NEW.closed < OLD.closed
BEGIN SELECT RAISE(ABORT, 'what a pad is does not change'); END;

CREATE TRIGGER pads_kept BEFORE DELETE ON pads
BEGIN SELECT RAISE(ABORT, 'a pad is never forgotten'); END;

CREATE TRIGGER batches_kept BEFORE DELETE ON batches
BEGIN SELECT RAISE(ABORT, 'a batch is never forgotten'); END;

CREATE TRIGGER messages_identity_stays BEFORE UPDATE ON messages
WHEN NEW.number <> OLD.number OR NEW.id <> OLD.id OR NEW.peer <> OLD.peer OR NEW.direction <> OLD.direction
     OR NEW.pages <> OLD.pages OR NEW.purpose <> OLD.purpose OR (OLD.header <> x'' AND NEW.header <> OLD.header)
     OR (OLD.answer IS NOT NULL AND NEW.answer IS NOT OLD.answer)
BEGIN SELECT RAISE(ABORT, 'what a message is does not change'); END;

CREATE TRIGGER messages_settle_once BEFORE UPDATE ON messages
WHEN OLD.settled <> 0 AND (NEW.state <> OLD.state OR NEW.settled <> OLD.settled)
BEGIN SELECT RAISE(ABORT, 'a settled message stays settled'); END;

CREATE TRIGGER messages_never_reserved_again BEFORE UPDATE ON messages
WHEN NEW.state = 0 AND OLD.state <> 0
BEGIN SELECT RAISE(ABORT, 'a message is reserved once'); END;

CREATE TRIGGER messages_kept BEFORE DELETE ON messages
BEGIN SELECT RAISE(ABORT, 'a message is never forgotten'); END;

CREATE TRIGGER events_in_sequence BEFORE INSERT ON events
WHEN NEW.sequence <> (SELECT event_count + 1 FROM meta)
BEGIN SELECT RAISE(ABORT, 'events are numbered without gaps'); END;

CREATE TRIGGER events_move_head AFTER INSERT ON events
BEGIN UPDATE meta SET event_count = NEW.sequence, chain_head = NEW.hash; END;

CREATE TRIGGER events_never_change BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

CREATE TRIGGER events_kept BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE TRIGGER meta_only_rises BEFORE UPDATE ON meta
WHEN NEW.id <> OLD.id OR NEW.home <> OLD.home OR NEW.site <> OLD.site OR NEW.print_salt <> OLD.print_salt
     OR NEW.event_count < OLD.event_count
     OR NEW.suspect_epoch < OLD.suspect_epoch
     OR (NEW.locked < OLD.locked
         AND NOT EXISTS (SELECT 1 FROM events WHERE sequence = OLD.event_count AND kind = 'unlocked'))
     OR (NEW.event_count = OLD.event_count AND NEW.chain_head <> OLD.chain_head)
BEGIN SELECT RAISE(ABORT, 'the ledger only goes forward'); END;

CREATE TRIGGER meta_kept BEFORE DELETE ON meta
BEGIN SELECT RAISE(ABORT, 'the ledger keeps its identity'); END;
)sql";

Expected<void> want(Database& database, const char* pragma, std::int64_t value)
{
    // PRAGMA names cannot be bound, so each one is a literal of its own.
    auto got = database.integer(pragma);
    if (!got) {
        return fail(std::move(got));
    }
    if (*got != value) {
        return Unexpected(Errc::storage_unsafe, std::string("SQLite does not keep ") + pragma);
    }
    return {};
}

Expected<void> make_all(Database& database)
{
    if (auto begun = database.begin(); !begun) {
        return begun;
    }
    for (const char* part :
        {k_tables, k_pull_tables, k_range_triggers, k_pull_triggers, k_other_triggers}) {
        if (auto made = database.execute(part); !made) {
            return made;
        }
    }
    return database.commit();
}

} // namespace

Expected<void> make_schema(Database& database)
{
    static_assert(k_application_id == 1397771335 && k_schema_version == 3,
        "the pragmas below spell them out");
    if (auto set = database.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            "PRAGMA application_id = 1397771335; PRAGMA user_version = 3;");
        !set) {
        return set;
    }
    return make_all(database);
}

Expected<void> configure(Database& database)
{
    // mmap_size 0: a memory-mapped read of a file that shrinks is a signal, not an error.
    auto set = database.execute(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
        "PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;"
        "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000;");
    if (!set) {
        return set;
    }
    struct Wanted
    {
        const char* pragma;
        std::int64_t value;
    };
    constexpr Wanted k_wanted[] = {{"PRAGMA synchronous", 2},
        {"PRAGMA foreign_keys", 1},
        {"PRAGMA secure_delete", 1},
        {"PRAGMA recursive_triggers", 1},
        {"PRAGMA trusted_schema", 0},
        {"PRAGMA temp_store", 2},
        {"PRAGMA wal_autocheckpoint", 4000},
        {"PRAGMA busy_timeout", 10000}};
    for (const Wanted& wanted : k_wanted) {
        if (auto kept = want(database, wanted.pragma, wanted.value); !kept) {
            return kept;
        }
    }
    return {};
}

Expected<void> check_schema(Database& database, const fs::path& path)
{
    const auto foreign = [&](const std::string& why) {
        return Unexpected(Errc::home_damaged,
            path.string() + " " + why +
                "; keep it for inspection, make a new home with `satpad init` and bring new pads");
    };
    auto application = database.integer("PRAGMA application_id");
    if (!application) {
        return fail(std::move(application));
    }
    if (*application != k_application_id) {
        return foreign("is not a Satpad ledger");
    }
    auto version = database.integer("PRAGMA user_version");
    if (!version) {
        return fail(std::move(version));
    }
    if (*version > k_schema_version) {
        return Unexpected(Errc::home_newer,
            path.string() + " has version " + std::to_string(*version) +
                "; install the newer Satpad that wrote it");
    }
    if (*version == 1 || *version == 2) {
        return Unexpected(Errc::home_damaged,
            path.string() + " was made by an earlier development version; make a new home with "
                            "`satpad init` and bring new pads");
    }
    if (*version != k_schema_version) {
        return foreign("has no known version");
    }
    auto journal = database.text("PRAGMA journal_mode");
    if (!journal) {
        return fail(std::move(journal));
    }
    if (*journal != "wal") {
        return foreign("is not in write-ahead mode");
    }
    auto rows = database.integer("SELECT count(*) FROM meta");
    if (!rows) {
        return fail(std::move(rows));
    }
    return *rows == 1 ? Expected<void>{} : Expected<void>(foreign("has lost its identity"));
}

} // namespace satpad::core::ledger
