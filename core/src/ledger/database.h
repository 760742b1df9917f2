// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

#include <concepts>
#include <limits>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite's C API behind two small classes that show transaction modes and extended result codes.
/// Rules: docs/ledger.md, "Storage". Error texts never hold bound values.
namespace satpad::core::ledger {

class VfsShim;
class Database;

/// One prepared statement, reset as soon as it goes out of scope. A failed statement rolls the
/// whole transaction back. Binding and stepping report through `step` and `run`, so calls chain.
class Statement
{
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    /// Binds the next parameter. Values of 2^63 and more are refused: SQLite would store them
    /// negative.
    template <std::integral T> Statement& bind(T value)
    {
        if constexpr (std::unsigned_integral<T> && sizeof(T) == sizeof(std::int64_t)) {
            if (value > static_cast<T>(std::numeric_limits<std::int64_t>::max())) {
                return refuse_large();
            }
        }
        return bind_integer(static_cast<std::int64_t>(value));
    }
    Statement& bind(ByteView value);
    Statement& bind(std::string_view value);
    Statement& bind(double value);
    Statement& bind_null();

    /// True when there is a row to read.
    [[nodiscard]] Expected<bool> step();
    /// Runs a statement that gives no row.
    [[nodiscard]] Expected<void> run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::uint64_t count(int column) const
    {
        return static_cast<std::uint64_t>(integer(column));
    }
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] Bytes blob(int column) const;
    template <typename AnyId> [[nodiscard]] AnyId id(int column) const
    {
        // The schema fixes every id's length; anything else stays zero and matches nothing.
        auto made = AnyId::from_bytes(blob(column));
        return made ? *made : AnyId{};
    }

private:
    friend class Database;
    Statement(Database& database, std::string_view sql, sqlite3_stmt* handle, int failure);
    Statement& bind_integer(std::int64_t value);
    Statement& refuse_large();
    void note(int code);

    Database* m_database;
    std::string_view m_sql;
    sqlite3_stmt* m_handle;
    int m_failure; ///< first failure of prepare or bind; reported by step
    int m_bound = 0;
};

/// One connection. Threads: the caller serialises.
class Database
{
public:
    /// Never creates the file; an empty one is an empty database. `tap` sees every durable
    /// operation of SQLite's own files; may be null.
    [[nodiscard]] static Expected<std::unique_ptr<Database>> open(
        const fs::path& path, FileTap* tap);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// `sql` must be a string literal: prepared statements are kept by it.
    [[nodiscard]] Statement statement(std::string_view sql);
    /// Several statements without parameters (schema, pragmas).
    [[nodiscard]] Expected<void> execute(const char* sql);
    /// One value of a pragma or query.
    [[nodiscard]] Expected<std::int64_t> integer(std::string_view sql);
    [[nodiscard]] Expected<std::string> text(std::string_view sql);

    /// The whole database as the bytes of one file, as of now; nothing is left to a -wal file.
    [[nodiscard]] Expected<Bytes> image();

    /// BEGIN IMMEDIATE: the write lock is held before anything is read.
    [[nodiscard]] Expected<void> begin();
    /// A failure means the outcome is unknown: the database is closed for good.
    [[nodiscard]] Expected<void> commit();
    void rollback() noexcept;

    /// Every later call gives Errc::outcome_unknown.
    void close_for_good() noexcept { m_broken = true; }
    [[nodiscard]] bool broken() const noexcept { return m_broken; }
    [[nodiscard]] std::int64_t last_row() const noexcept;
    [[nodiscard]] std::int64_t changed_rows() const noexcept;
    /// In a forked child: SQLite must not be touched, not even to close it.
    void abandon() noexcept;

private:
    friend class Statement;
    explicit Database(const fs::path& path);
    /// The Error of a failed call; rolls an open transaction back.
    [[nodiscard]] Unexpected failed(int code, std::string_view what);

    fs::path m_path;
    std::unique_ptr<VfsShim> m_shim; ///< outlives the connection
    sqlite3* m_handle = nullptr;
    std::unordered_map<std::string_view, sqlite3_stmt*> m_idle;
    bool m_broken = false;
};

/// One snapshot of the tables for everything read while it lives.
class Snapshot
{
public:
    [[nodiscard]] static Expected<Snapshot> take(Database& database);
    Snapshot(Snapshot&& other) noexcept
        : m_database(std::exchange(other.m_database, nullptr))
    {}
    Snapshot& operator=(Snapshot&&) = delete;
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot();

private:
    explicit Snapshot(Database& database)
        : m_database(&database)
    {}
    Database* m_database;
};

/// Error of a closed ledger; also given by everything that must not go on after one.
[[nodiscard]] Unexpected closed_for_good();
/// What to do with a ledger that holds what cannot be.
[[nodiscard]] std::string damaged_advice(const fs::path& path);

} // namespace satpad::core::ledger
