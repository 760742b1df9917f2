// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "database.h"

/// All DDL of the ledger: tables, constraints and triggers. docs/ledger.md, "What the database
/// enforces".
namespace satpad::core::ledger {

inline constexpr std::int64_t k_application_id = 0x53504c47; ///< "SPLG"
inline constexpr std::int64_t k_schema_version = 3;

/// Numbers as the tables store them.
enum class RangeState : std::int64_t
{
    reserved = 0,
    spent = 1,
    burnt = 2,
    handed_over = 3
};

/// Empty tables in a new database, journal mode WAL.
[[nodiscard]] Expected<void> make_schema(Database& database);
/// Settings that belong to the connection, each read back.
[[nodiscard]] Expected<void> configure(Database& database);
/// That this is a Satpad ledger of this version. Errors: Errc::home_damaged, home_newer.
[[nodiscard]] Expected<void> check_schema(Database& database, const fs::path& path);

} // namespace satpad::core::ledger
