// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

#include <satpad/core/lock_file.h>

/// What an open finishes for processes that died. docs/ledger.md, "Recovery".
namespace satpad::core::ledger {
namespace {

struct Dead
{
    StoredMessage message;
    std::unique_ptr<File> lock; ///< held until its files are gone; null when there is no lock file
};

/// Reserved messages whose lock is free. A held lock means a living process, stopped or not: never
/// touched. The file is not made when it is missing: it has its name as long as its holder lives.
Expected<std::vector<Dead>> find_dead(State& state)
{
    auto reserved = state.store.reserved_messages();
    if (!reserved) {
        return fail(std::move(reserved));
    }
    std::vector<Dead> dead;
    for (StoredMessage& message : *reserved) {
        const fs::path path = outbox_lock(*state.home, message.row.id);
        std::unique_ptr<File> lock;
        if (state.home->store().exists(path)) {
            auto taken = take_lock_file(state.home->store(), state.home->random(), path);
            if (!taken || *taken == nullptr) {
                continue; // held, or not to be opened: the next open looks again
            }
            lock = std::move(*taken);
        }
        dead.push_back({std::move(message), std::move(lock)});
    }
    return dead;
}

Expected<void> burn_dead(State& state, const std::vector<Dead>& dead)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    bool any = false;
    for (const Dead& one : dead) {
        // Compare-and-set: it may have been sealed between the list and its lock.
        auto burnt = burn_message(state, *change, one.message, MessageState::failed, "recovered");
        if (!burnt) {
            return fail(std::move(burnt));
        }
        any = any || *burnt;
    }
    return any ? change->commit() : Expected<void>{};
}

} // namespace

Expected<void> recover(State& state)
{
    auto dead = find_dead(state);
    if (!dead) {
        return fail(std::move(dead));
    }
    if (!dead->empty()) {
        if (auto burnt = burn_dead(state, *dead); !burnt) {
            return burnt;
        }
    }
    if (auto erased = erase_all_owed(state); !erased) {
        return erased;
    }
    for (const Dead& one : *dead) {
        auto now = state.store.find_message(one.message.row.id);
        if (!now) {
            return fail(std::move(now));
        }
        if (*now && (*now)->row.settled.seconds != 0) {
            remove_outbox_files(*state.home, one.message.row.id);
        }
    }
    return {};
}

} // namespace satpad::core::ledger
