// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_store.h"

/// What the ledger compares itself with from outside the home. docs/ledger.md, "Moved or
/// restored?".
namespace satpad::core::ledger {

/// Keyed by the home's id, so that the machine id itself is not in the ledger. Empty when there is
/// none.
[[nodiscard]] Bytes machine_mark(const BatchId& home);

/// The number of events, kept outside the home: <state folder>/<home id>. Written after each commit
/// and never synced; missing or garbled means unknown. Failures are no news: this is a second
/// witness.
class OutsideCount
{
public:
    OutsideCount(FileStore& store, fs::path folder, const BatchId& home);
    [[nodiscard]] std::optional<std::uint64_t> read();
    void write(std::uint64_t events);

private:
    FileStore* m_store;
    fs::path m_folder;
    fs::path m_path;
    std::unique_ptr<File> m_file;
};

} // namespace satpad::core::ledger
