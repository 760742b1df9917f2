// SPDX-License-Identifier: GPL-3.0-or-later
#include "process.h"

#include <fstream>

namespace satpad::machine {

using namespace core;

namespace {

Expected<SecretBytes> no_passphrase()
{
    return Unexpected(Errc::home_locked, "no passphrase here");
}

/// The same inode gets the older bytes.
void write_over(const fs::path& from, const fs::path& to)
{
    std::ifstream in(from, std::ios::binary);
    std::ofstream out(to, std::ios::binary | std::ios::trunc);
    if (in.peek() != std::ifstream::traits_type::eof()) {
        out << in.rdbuf();
    }
}

void restore_file(const fs::path& from, const fs::path& to, bool quiet)
{
    if (quiet && fs::exists(to)) {
        write_over(from, to);
        return;
    }
    fs::remove(to);
    fs::copy_file(from, to);
}

/// `exactly`: what the backup lacks goes.
void restore_folder(const fs::path& from, const fs::path& to, bool quiet, bool exactly)
{
    if (exactly) {
        std::vector<fs::path> gone;
        for (const auto& entry : fs::directory_iterator(to)) {
            if (!fs::exists(from / entry.path().filename())) {
                gone.push_back(entry.path());
            }
        }
        for (const fs::path& path : gone) {
            fs::remove(path);
        }
    }
    for (const auto& entry : fs::directory_iterator(from)) {
        restore_file(entry.path(), to / entry.path().filename(), quiet);
    }
}

void restore_ledger(const Place& place, bool quiet)
{
    for (const char* name : {"ledger.db-wal", "ledger.db-shm"}) {
        fs::remove(place.root / name);
    }
    restore_file(place.backup / "ledger.db", place.root / "ledger.db", quiet);
    if (fs::exists(place.backup / "ledger.db-wal")) {
        fs::copy_file(place.backup / "ledger.db-wal", place.root / "ledger.db-wal");
    }
}

} // namespace

Expected<std::unique_ptr<Process>> Process::start(const fs::path& root,
    const fs::path& states,
    RandomSource& random,
    const Clock& clock,
    int dies_at)
{
    auto made = std::make_unique<Process>();
    made->m_store = make_posix_file_store(&made->m_tap);
    auto home = Home::open(*made->m_store, random, root, no_passphrase);
    if (!home) {
        return fail(std::move(home));
    }
    made->m_home = std::make_unique<Home>(std::move(*home));
    if (dies_at != 0) {
        made->die_at(dies_at);
    }
    auto ledger = PadLedger::open(*made->m_home, clock, states);
    if (!ledger) {
        return fail(std::move(ledger));
    }
    made->m_ledger = std::make_unique<PadLedger>(std::move(*ledger));
    made->m_outbox = std::make_unique<Outbox>(*made->m_home, *made->m_ledger);
    made->m_inbox = std::make_unique<Inbox>(*made->m_home, *made->m_ledger);
    return made;
}

Process::~Process()
{
    m_inbox.reset();
    m_outbox.reset();
    m_ledger.reset();
}

void Process::die_at(int n)
{
    m_tap.fail_at(static_cast<std::size_t>(n - 1),
        std::make_error_code(std::errc::io_error),
        test::FailingTap::Then::keep_failing);
}

void copy_folder(const fs::path& from, const fs::path& to)
{
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
    fs::remove(to / "ledger.db-shm");
}

void restore_files(const Place& place, Book::Part part, bool quiet)
{
    switch (part) {
    case Book::Part::ledger:
        restore_ledger(place, quiet);
        return;
    case Book::Part::pads:
        restore_folder(place.backup / "pads", place.root / "pads", quiet, false);
        return;
    case Book::Part::outbox:
        restore_folder(place.backup / "outbox", place.root / "outbox", false, true);
        return;
    case Book::Part::home:
        restore_ledger(place, quiet);
        restore_folder(place.backup / "pads", place.root / "pads", quiet, true);
        for (const char* name : {"outbox", "inbox", "spool"}) {
            restore_folder(place.backup / name, place.root / name, quiet, true);
        }
        if (quiet) {
            restore_folder(place.backup_states, place.states, true, true);
        }
        return;
    }
}

int outside_count(const Place& place)
{
    if (!fs::exists(place.states)) {
        return -1;
    }
    for (const auto& entry : fs::directory_iterator(place.states)) {
        std::ifstream in(entry.path());
        std::string word;
        int version = 0;
        int events = -1;
        if (in >> word >> version >> events) {
            return events;
        }
    }
    return -1;
}

} // namespace satpad::machine
