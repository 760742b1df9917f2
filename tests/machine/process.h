// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "book.h"
#include "file_taps.h"
#include "seeded_random.h"

#include <satpad/core/inbox.h>
#include <satpad/core/outbox.h>

/// The real thing: homes on disk, and processes that have them open.
namespace satpad::machine {

/// A clock that stands still.
class StillClock final : public core::Clock
{
public:
    [[nodiscard]] core::UnixTime now() const override { return {1'800'000'000}; }
};

/// One process's view of a home. Locks belong to open file descriptions, so two views exclude each
/// other as two processes do. It dies by its tap: from then on nothing of it reaches the disk.
class Process
{
public:
    [[nodiscard]] static core::Expected<std::unique_ptr<Process>> start(const core::fs::path& root,
        const core::fs::path& states,
        core::RandomSource& random,
        const core::Clock& clock,
        int dies_at = 0);
    Process() = default;
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    /// Dies at its n-th durable operation from now, counted from 1.
    void die_at(int n);
    void live() { m_tap.disarm(); }
    [[nodiscard]] bool dead() const { return m_tap.fired(); }

    [[nodiscard]] core::Home& home() { return *m_home; }
    [[nodiscard]] core::PadLedger& ledger() { return *m_ledger; }
    [[nodiscard]] core::Outbox& outbox() { return *m_outbox; }
    [[nodiscard]] core::Inbox& inbox() { return *m_inbox; }

private:
    test::FailingTap m_tap;
    std::unique_ptr<core::FileStore> m_store;
    std::unique_ptr<core::Home> m_home;
    std::unique_ptr<core::PadLedger> m_ledger;
    std::unique_ptr<core::Outbox> m_outbox;
    std::unique_ptr<core::Inbox> m_inbox;
};

/// A home's folder, what is kept outside it, and one backup of both.
struct Place
{
    core::fs::path root;
    core::fs::path states;
    core::fs::path backup;
    core::fs::path backup_states;
};

/// Copies as a backup program does: other inodes, same bytes.
void copy_folder(const core::fs::path& from, const core::fs::path& to);
void restore_files(const Place& place, Book::Part part, bool quiet);
/// The event count kept outside the home; -1 when there is none.
[[nodiscard]] int outside_count(const Place& place);

} // namespace satpad::machine
