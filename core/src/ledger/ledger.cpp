// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"
#include "store/home_layout.h"

namespace satpad::core {

using namespace ledger;

namespace {

void remove_leftovers(FileStore& store, const fs::path& path)
{
    // A make that died: the ledger has its name only when it is whole.
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        (void)store.remove(path.string() + suffix);
    }
}

Expected<void> fill_new(Home& home, const fs::path& path)
{
    auto database = Database::open(path, home.store().tap());
    if (!database) {
        return fail(std::move(database));
    }
    if (auto made = make_schema(**database); !made) {
        return made;
    }
    if (auto set = configure(**database); !set) {
        return set;
    }
    auto identity = home.store().identity(path);
    if (!identity) {
        return fail(std::move(identity));
    }
    MetaRow meta;
    meta.home = home.random().id<BatchId>();
    meta.site = home.config().id;
    meta.file = *identity;
    meta.machine = machine_mark(meta.home);
    LedgerStore store(std::move(*database));
    const auto salt = home.random().id<Digest>();
    if (auto inserted = store.insert_meta(meta, salt.view()); !inserted) {
        return inserted;
    }
    // Into the database file whole: it gets its name without a -wal beside it.
    auto emptied = store.database().integer("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!emptied) {
        return fail(std::move(emptied));
    }
    return {};
}

Expected<void> log_creation(State& state)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    const bool simulated = state.home->config().kind == HomeKind::simulated;
    if (auto logged = change->log({"created", {}, 0, 0, {}, simulated ? "simulated" : "real"});
        !logged) {
        return logged;
    }
    return change->commit();
}

/// What `init` leaves when it is cut just before its ledger has a name.
bool was_never_made(const Home& home)
{
    const auto unfinished = store::is_unfinished(home.store(), home.paths());
    return unfinished && *unfinished && home.config().peers.empty();
}

Expected<void> check_file(const Home& home, const fs::path& path)
{
    // By path only: opening and closing the file here would drop SQLite's own locks on it.
    std::error_code error;
    if (!fs::exists(path, error) && store::is_half_moved(home.store(), home.paths())) {
        return store::half_moved(home.paths());
    }
    if (!fs::exists(path, error) && was_never_made(home)) {
        return Unexpected(Errc::not_set_up,
            "an unfinished site in " + path.parent_path().string() + "; run init again");
    }
    const auto size = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
    if (error || size == 0) {
        return Unexpected(Errc::home_damaged,
            path.string() + (fs::exists(path, error) ? " is empty or not a file" : " is missing") +
                "; without its ledger no pad of this home may be used again: make a new home with "
                "`satpad init` and"
                " bring new pads");
    }
    return {};
}

} // namespace

namespace ledger {

Unexpected handed_over()
{
    return Unexpected(Errc::home_locked,
        "this site was handed over (satpad home transfer); use the home it went to");
}

Expected<Found> find_ledger(
    Home& home, const Clock& clock, const fs::path& state_folder, const fs::path& path)
{
    if (auto there = check_file(home, path); !there) {
        return fail(std::move(there));
    }
    auto database = Database::open(path, home.store().tap());
    if (!database) {
        return fail(std::move(database));
    }
    if (auto known = check_schema(**database, path); !known) {
        return fail(std::move(known));
    }
    if (auto set = configure(**database); !set) {
        return fail(std::move(set));
    }
    LedgerStore store(std::move(*database));
    auto meta = store.meta();
    if (!meta) {
        return fail(std::move(meta));
    }
    if (meta->site != home.config().id) {
        return Unexpected(Errc::home_damaged,
            path.string() +
                " belongs to another site; put this site's own ledger back or make a new home");
    }
    auto state = std::make_unique<State>(home, clock, store.release(), state_folder, meta->home);
    return Found{std::move(state), std::move(*meta)};
}

} // namespace ledger

PadLedger::PadLedger(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

PadLedger::PadLedger(PadLedger&&) noexcept = default;
PadLedger& PadLedger::operator=(PadLedger&&) noexcept = default;
PadLedger::~PadLedger() = default;

Expected<PadLedger> PadLedger::create(Home& home, const Clock& clock, const fs::path& state_folder)
{
    const fs::path path = home.paths().ledger();
    if (home.store().exists(path)) {
        return Unexpected(Errc::already_exists, path.string());
    }
    const fs::path part = path.string() + ".part";
    remove_leftovers(home.store(), part);
    remove_leftovers(
        home.store(), path); // a -wal file of a ledger that is gone would be replayed into this one
    // Made here rather than by SQLite, so that it and the files SQLite puts beside it are 0600.
    if (auto made = home.store().create(part); !made) {
        return fail(std::move(made));
    }
    if (auto filled = fill_new(home, part); !filled) {
        return fail(std::move(filled));
    }
    for (const char* suffix : {"-wal", "-shm"}) {
        if (auto removed = home.store().remove(part.string() + suffix); !removed) {
            return fail(std::move(removed));
        }
    }
    if (auto renamed = home.store().rename(part, path); !renamed) {
        return fail(std::move(renamed));
    }
    if (auto synced = home.store().sync_folder(home.paths().root); !synced) {
        return fail(std::move(synced));
    }
    auto opened = open(home, clock, state_folder);
    if (!opened) {
        return opened;
    }
    if (auto logged = log_creation(*opened->m_state); !logged) {
        return fail(std::move(logged));
    }
    return opened;
}

namespace {

/// Nobody has asked for a pad or a message yet: one that is not there was named by a damaged row.
Unexpected why_not_opened(Error error, const fs::path& path)
{
    if (error.is(Errc::unknown_pad) || error.is(Errc::unknown_message)) {
        return Unexpected(Errc::home_damaged,
            "the ledger names what it does not hold: " + error.context + "; " +
                damaged_advice(path));
    }
    return Unexpected(std::move(error));
}

} // namespace

Expected<PadLedger> PadLedger::open(Home& home, const Clock& clock, const fs::path& state_folder)
{
    auto found = find_ledger(home, clock, state_folder, home.paths().ledger());
    if (!found) {
        return fail(std::move(found));
    }
    if (found->meta.locked) {
        return handed_over();
    }
    State& state = *found->state;
    if (auto compared = compare_place(state); !compared) {
        return fail(std::move(compared));
    }
    if (auto recovered = recover(state); !recovered) {
        return why_not_opened(recovered.error(), home.paths().ledger());
    }
    if (auto compared = compare_pads_used_lately(state); !compared) {
        return why_not_opened(compared.error(), home.paths().ledger());
    }
    if (home.store().exists(home.paths().moving_in())) {
        (void)home.store().remove(home.paths().moving_in()); // a crash came right behind the move
    }
    return PadLedger(std::move(found->state));
}

std::string_view name_of(PadState state) noexcept
{
    switch (state) {
    case PadState::unconfirmed:
        return "unconfirmed";
    case PadState::confirmed:
        return "confirmed";
    case PadState::suspended:
        return "suspended";
    case PadState::closed:
        return "closed";
    }
    return "unknown";
}

std::string_view name_of(PadDirection direction) noexcept
{
    return direction == PadDirection::send ? "send" : "receive";
}

std::string_view name_of(MessageState state) noexcept
{
    switch (state) {
    case MessageState::reserved:
        return "reserved";
    case MessageState::sealed:
        return "sealed";
    case MessageState::carried:
        return "carried";
    case MessageState::cancelling:
        return "cancelling";
    case MessageState::verified:
        return "verified";
    case MessageState::cancelled:
        return "cancelled";
    case MessageState::failed:
        return "failed";
    case MessageState::recorded:
        return "recorded";
    case MessageState::accepted:
        return "accepted";
    case MessageState::abandoned:
        return "abandoned";
    case MessageState::taken:
        return "taken";
    }
    return "unknown";
}

std::string_view name_of(PageUse use) noexcept
{
    switch (use) {
    case PageUse::tag:
        return "tag";
    case PageUse::relay:
        return "relay";
    case PageUse::kme:
        return "kme";
    }
    return "unknown";
}

} // namespace satpad::core
