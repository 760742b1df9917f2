// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_fixture.h"

#include <sqlite3.h>

namespace satpad::test {

/// A second connection to a ledger, as the sqlite3 shell would make one: none of the product's
/// settings.
class RawSql
{
public:
    explicit RawSql(const Site& site)
        : RawSql(site.home->paths().ledger())
    {}
    explicit RawSql(const fs::path& path)
    {
        if (sqlite3_open_v2(path.c_str(), &m_handle, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
            qFatal("cannot open the ledger");
        }
    }
    RawSql(const RawSql&) = delete;
    RawSql& operator=(const RawSql&) = delete;
    ~RawSql() { sqlite3_close(m_handle); }

    /// Empty when it worked, else SQLite's message.
    [[nodiscard]] std::string run(const std::string& sql)
    {
        char* message = nullptr;
        const int code = sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, &message);
        std::string told = code == SQLITE_OK ? "" : (message != nullptr ? message : "failed");
        sqlite3_free(message);
        return told;
    }

private:
    sqlite3* m_handle = nullptr;
};

} // namespace satpad::test
