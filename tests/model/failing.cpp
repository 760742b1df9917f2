// SPDX-License-Identifier: GPL-3.0-or-later
#include "masks.h"

namespace satpad::model {
namespace {

void stop_workers(Sender& home)
{
    home.workers = {};
    home.locks = 0;
    home.recorded = 0;
}

} // namespace

// Failing and recovering.

Outcome Model::failing(World& world, Step step) const
{
    Sender& home = world.homes[step.home];
    switch (step.action) {
    case Action::kill:
        if (home.workers[step.message] == Worker::none) {
            return Outcome::not_possible;
        }
        home.workers[step.message] = Worker::none;
        clear(home.locks, bit(step.message));
        return Outcome::done;
    case Action::recover_burn:
        return recover_burn(world, step);
    default:
        break;
    }
    if (step.message != 0) {
        return Outcome::not_possible; // the rest is about a whole site
    }
    const World before = world;
    if (step.action == Action::crash_sender) {
        stop_workers(home);
    } else if (step.action == Action::crash_receiver && step.home == 0) {
        world.homes[0].recorded = 0;
        world.homes[1].recorded = 0;
    } else if (step.action == Action::recover_clean) {
        recover_clean(world, home);
    }
    return world == before ? Outcome::not_possible : Outcome::done;
}

Outcome Model::recover_burn(World& world, Step step) const
{
    Sender& home = world.homes[step.home];
    const bool held = has(home.locks, step.message);
    if (home.disk.rows[step.message] != Row::reserved || (m_rules.lock_check && held)) {
        return Outcome::not_possible;
    }
    if (held) {
        commit_fault(world, Fault::living_burnt);
    }
    home.disk.rows[step.message] = Row::burnt;
    set(home.disk.burnt_events, pages_of(world, step.message));
    return Outcome::done;
}

/// Erases what is burnt and drops sealed files that nothing will send.
void Model::recover_clean(World& world, Sender& home) const
{
    for (std::uint8_t message = 0; message < m_bounds.messages; ++message) {
        const Row row = home.disk.rows[message];
        if (row == Row::burnt) {
            clear(home.disk.open_pages, pages_of(world, message));
        }
        if (!is_open(row) || row == Row::cancelling) {
            clear(home.disk.outbox, bit(message));
        }
    }
    clear(home.disk.open_pages, home.disk.advanced);
}

// Backups and copies. The processes of a home are stopped before it is restored; only the outbox
// may be written over while they run.

Outcome Model::restoring(World& world, Step step) const
{
    if (step.message != 0 || step.home != 0) {
        return Outcome::not_possible;
    }
    Sender& home = world.homes[0];
    if (step.action == Action::snapshot) {
        if (world.has_backup || m_bounds.sender_restores + m_bounds.receiver_restores == 0) {
            return Outcome::not_possible;
        }
        world.backup = home.disk;
        world.receiver_backup = world.receiver;
        world.has_backup = true;
        forget_backups(world);
        return Outcome::done;
    }
    if (step.action == Action::clone_sender) {
        if (!m_bounds.clone || world.cloned) {
            return Outcome::not_possible;
        }
        world.cloned = true;
        world.homes[1].disk = home.disk;
        world.homes[1].disk.suspect = m_bounds.restore_detected;
        return Outcome::done;
    }
    const bool receiver = step.action == Action::restore_receiver;
    std::uint8_t& used = receiver ? world.receiver_restores : world.sender_restores;
    if (!world.has_backup ||
        used >= (receiver ? m_bounds.receiver_restores : m_bounds.sender_restores)) {
        return Outcome::not_possible;
    }
    ++used;
    if (receiver) {
        world.receiver = world.receiver_backup;
        forget_backups(world);
        world.homes[0].recorded = 0;
        world.homes[1].recorded = 0;
        return Outcome::done;
    }
    const SenderDisk old = home.disk;
    if (step.action == Action::restore_outbox) {
        home.disk.outbox = world.backup.outbox;
        home.locks = 0; // held on files that are gone
        forget_backups(world);
        return Outcome::done;
    }
    stop_workers(home);
    const bool ledger = step.action != Action::restore_pads;
    const bool pads = step.action != Action::restore_ledger;
    home.disk = ledger ? world.backup : old;
    home.disk.open_pages = pads ? world.backup.open_pages : old.open_pages;
    home.disk.outbox = ledger && pads ? world.backup.outbox : old.outbox;
    home.disk.suspect = old.suspect || m_bounds.restore_detected;
    world.ledger_restored = world.ledger_restored || ledger;
    world.pads_restored = world.pads_restored || pads;
    forget_backups(world);
    return Outcome::done;
}

/// A backup that no step can read any more only multiplies states.
void Model::forget_backups(World& world) const
{
    if (world.sender_restores >= m_bounds.sender_restores) {
        world.backup = {};
    }
    if (world.receiver_restores >= m_bounds.receiver_restores) {
        world.receiver_backup = {};
    }
}

} // namespace satpad::model
