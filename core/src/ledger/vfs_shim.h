// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

struct sqlite3_vfs;

namespace satpad::core::ledger {

/// A SQLite VFS that tells a FileTap about every durable operation on SQLite's own files (the
/// database, its -wal and its journal) before the default VFS does it: tests record, fail and crash
/// here. Registered under its own name for its life.
class VfsShim
{
public:
    [[nodiscard]] static Expected<std::unique_ptr<VfsShim>> install(FileTap* tap);
    VfsShim(const VfsShim&) = delete;
    VfsShim& operator=(const VfsShim&) = delete;
    ~VfsShim();

    [[nodiscard]] const char* name() const noexcept { return m_name.c_str(); }
    [[nodiscard]] FileTap* tap() const noexcept { return m_tap; }
    [[nodiscard]] sqlite3_vfs& real() const noexcept { return *m_real; }

private:
    VfsShim(FileTap* tap, sqlite3_vfs& real);

    FileTap* m_tap;
    sqlite3_vfs* m_real;
    std::string m_name;
    std::unique_ptr<sqlite3_vfs> m_vfs;
};

} // namespace satpad::core::ledger
