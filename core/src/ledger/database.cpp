// SPDX-License-Identifier: GPL-3.0-or-later
#include "database.h"

#include "vfs_shim.h"

#include <sqlite3.h>

namespace satpad::core::ledger {
namespace {

/// How long a statement waits for another process's transaction.
constexpr int k_busy_ms = 10'000;

Errc meaning(int code) noexcept
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return Errc::storage_full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Errc::home_busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_CONSTRAINT: // what is written here keeps the rules; rows that are damaged do not
        return Errc::home_damaged;
    default:
        return Errc::io_failed;
    }
}

std::string advice(const fs::path& path, int code)
{
    if ((code & 0xff) == SQLITE_CONSTRAINT) {
        return "; a rule of " + path.string() +
               " does not hold: `satpad ledger verify` says where it is damaged; when it finds "
               "nothing, the fault is Satpad's: please report it";
    }
    return meaning(code) == Errc::home_damaged ? "; " + damaged_advice(path) : std::string();
}

} // namespace

std::string damaged_advice(const fs::path& path)
{
    return path.string() +
           " is damaged: keep this home as it is for inspection, make a new one with `satpad init` "
           "and bring new pads"
           " (a backup of the ledger would reuse key)";
}

Unexpected closed_for_good()
{
    return Unexpected(Errc::outcome_unknown,
        "the ledger was closed after a storage failure; start again to read what is there");
}

Statement::Statement(Database& database, std::string_view sql, sqlite3_stmt* handle, int failure)
    : m_database(&database)
    , m_sql(sql)
    , m_handle(handle)
    , m_failure(failure)
{}

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database)
    , m_sql(other.m_sql)
    , m_handle(std::exchange(other.m_handle, nullptr))
    , m_failure(other.m_failure)
    , m_bound(other.m_bound)
{}

Statement::~Statement()
{
    if (m_handle == nullptr) {
        return;
    }
    // Reset at once: an open SELECT would make the next BEGIN IMMEDIATE fail with BUSY_SNAPSHOT.
    sqlite3_reset(m_handle);
    sqlite3_clear_bindings(m_handle);
    if (!m_database->m_idle.emplace(m_sql, m_handle).second) {
        sqlite3_finalize(m_handle); // the same statement was running twice
    }
}

void Statement::note(int code)
{
    if (m_failure == SQLITE_OK) {
        m_failure = code;
    }
}

Statement& Statement::refuse_large()
{
    ++m_bound;
    note(SQLITE_TOOBIG);
    return *this;
}

Statement& Statement::bind_integer(std::int64_t value)
{
    note(sqlite3_bind_int64(m_handle, ++m_bound, value));
    return *this;
}

Statement& Statement::bind(ByteView value)
{
    // An empty vector's data may be null, which SQLite would bind as NULL.
    const void* data = value.empty() ? "" : static_cast<const void*>(value.data());
    note(sqlite3_bind_blob64(m_handle, ++m_bound, data, value.size(), SQLITE_TRANSIENT)); // NOLINT
    return *this;
}

Statement& Statement::bind(std::string_view value)
{
    const char* data = value.empty() ? "" : value.data();
    note(sqlite3_bind_text64(
        m_handle, ++m_bound, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8)); // NOLINT
    return *this;
}

Statement& Statement::bind(double value)
{
    note(sqlite3_bind_double(m_handle, ++m_bound, value));
    return *this;
}

Statement& Statement::bind_null()
{
    note(sqlite3_bind_null(m_handle, ++m_bound));
    return *this;
}

Expected<bool> Statement::step()
{
    if (m_database->m_broken) {
        return closed_for_good();
    }
    if (m_failure != SQLITE_OK) {
        return m_database->failed(m_failure, m_sql.substr(0, 24));
    }
    const int code = sqlite3_step(m_handle);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    const std::string what(m_sql.substr(0, 24));
    auto failure = m_database->failed(code, what);
    return failure;
}

Expected<void> Statement::run()
{
    auto row = step();
    if (!row) {
        return fail(std::move(row));
    }
    return {};
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_handle, column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_handle, column);
}

bool Statement::is_null(int column) const
{
    return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

std::string Statement::text(int column) const
{
    const void* data = sqlite3_column_text(m_handle, column);
    const int size = sqlite3_column_bytes(m_handle, column);
    return data == nullptr
               ? std::string()
               : std::string(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

Bytes Statement::blob(int column) const
{
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(m_handle, column));
    const int size = sqlite3_column_bytes(m_handle, column);
    return data == nullptr ? Bytes() : Bytes(data, data + size);
}

Database::Database(const fs::path& path)
    : m_path(path)
{}

Database::~Database()
{
    for (const auto& [sql, handle] : m_idle) {
        sqlite3_finalize(handle);
    }
    sqlite3_close_v2(m_handle);
}

void Database::abandon() noexcept
{
    m_broken = true;
    m_idle.clear();
    m_handle = nullptr;
    (void)m_shim.release(); // the parent's files still point to it in this copied memory
}

Expected<std::unique_ptr<Database>> Database::open(const fs::path& path, FileTap* tap)
{
    std::unique_ptr<Database> made(new Database(path));
    auto shim = VfsShim::install(tap);
    if (!shim) {
        return fail(std::move(shim));
    }
    made->m_shim = std::move(*shim);
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &made->m_handle, flags, made->m_shim->name());
    if (code != SQLITE_OK) {
        return made->failed(code, "open");
    }
    sqlite3_busy_timeout(made->m_handle, k_busy_ms);
    int defensive = 0;
    int keep_wal = 0;
    if (sqlite3_db_config(made->m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, &defensive) != SQLITE_OK ||
        defensive != 1 ||
        sqlite3_db_config(made->m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &keep_wal) !=
            SQLITE_OK ||
        keep_wal != 1) {
        return Unexpected(Errc::internal, "SQLite refuses its defensive settings");
    }
    return made;
}

Unexpected Database::failed(int code, std::string_view what)
{
    const Errc meant = meaning(code);
    // The message may name tables and triggers, never values: every value is bound. Of a damaged
    // schema it quotes whole statements; an error is one line (docs/cli.md).
    const std::string_view message = sqlite3_errmsg(m_handle);
    const std::string first_line(message.substr(0, message.find('\n')));
    std::string context = "ledger: " + std::string(what) + ": " + first_line + " (" +
                          std::to_string(code) + ")" + advice(m_path, code);
    rollback();
    return Unexpected(meant, std::move(context));
}

Statement Database::statement(std::string_view sql)
{
    if (m_broken || m_handle == nullptr) {
        return {*this, sql, nullptr, SQLITE_MISUSE};
    }
    if (const auto idle = m_idle.find(sql); idle != m_idle.end()) {
        sqlite3_stmt* handle = idle->second;
        m_idle.erase(idle);
        return {*this, sql, handle, SQLITE_OK};
    }
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(m_handle,
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &handle,
        nullptr);
    return {*this, sql, handle, code};
}

Expected<void> Database::execute(const char* sql)
{
    if (m_broken) {
        return closed_for_good();
    }
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return failed(code, std::string_view(sql).substr(0, 24));
    }
    return {};
}

Expected<std::int64_t> Database::integer(std::string_view sql)
{
    auto query = statement(sql);
    auto row = query.step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? query.integer(0) : std::int64_t{0};
}

Expected<std::string> Database::text(std::string_view sql)
{
    auto query = statement(sql);
    auto row = query.step();
    if (!row) {
        return fail(std::move(row));
    }
    return *row ? query.text(0) : std::string();
}

Expected<Bytes> Database::image()
{
    if (m_broken) {
        return closed_for_good();
    }
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> made(
        sqlite3_serialize(m_handle, "main", &size, 0), &sqlite3_free);
    if (!made || size <= 0) {
        return Unexpected(Errc::io_failed, "the ledger cannot be copied");
    }
    const auto* bytes = reinterpret_cast<const std::byte*>(made.get());
    return Bytes(bytes, bytes + size);
}

Expected<void> Database::begin()
{
    return statement("BEGIN IMMEDIATE").run();
}

Expected<void> Database::commit()
{
    auto done = statement("COMMIT").run();
    if (!done && !m_broken) {
        // The frames may or may not be on the disk: unsure means spent, and only a fresh open can
        // tell.
        const std::string context = done.error().context;
        m_broken = true;
        return Unexpected(Errc::outcome_unknown, context);
    }
    return done;
}

void Database::rollback() noexcept
{
    // A full disk has rolled back already; a second ROLLBACK would be an error of its own.
    if (m_handle != nullptr && !m_broken && sqlite3_get_autocommit(m_handle) == 0) {
        sqlite3_exec(m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

Expected<Snapshot> Snapshot::take(Database& database)
{
    if (auto begun = database.statement("BEGIN").run(); !begun) {
        return fail(std::move(begun));
    }
    return Snapshot(database);
}

Snapshot::~Snapshot()
{
    if (m_database != nullptr) {
        m_database->rollback();
    }
}

std::int64_t Database::last_row() const noexcept
{
    return sqlite3_last_insert_rowid(m_handle);
}

std::int64_t Database::changed_rows() const noexcept
{
    return sqlite3_changes64(m_handle);
}

} // namespace satpad::core::ledger
