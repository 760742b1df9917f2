// SPDX-License-Identifier: GPL-3.0-or-later
#include "masks.h"

#include <bit>

namespace satpad::model {
namespace {

bool something_was_restored(const World& world)
{
    return world.cloned || world.sender_restores != 0 || world.receiver_restores != 0;
}

} // namespace

World Model::start() const
{
    World world;
    const Mask all = span_of(0, m_bounds.pages);
    world.homes[0].disk.open_pages = all;
    world.receiver.open_pages = all;
    return world;
}

Mask Model::pages_of(const World& world, std::uint8_t message) const
{
    const std::size_t first = world.first[message];
    return span_of(first, first + m_bounds.message_pages[message]);
}

Outcome Model::apply(World& world, Step step) const
{
    if (step.message >= m_bounds.messages || (step.home == 1 && !world.cloned)) {
        return Outcome::not_possible;
    }
    if (step.action <= Action::commit_sealed) {
        return sending(world, step);
    }
    if (step.action <= Action::advance) {
        return exchanging(world, step);
    }
    return step.action <= Action::recover_clean ? failing(world, step) : restoring(world, step);
}

// Sending, T1 to T4: what one process does by itself.

Outcome Model::sending(World& world, Step step) const
{
    Sender& home = world.homes[step.home];
    Worker& worker = home.workers[step.message];
    const Mask pages = pages_of(world, step.message);
    switch (step.action) {
    case Action::reserve:
        return reserve(world, step);
    case Action::raise_mark: {
        const auto end = static_cast<std::uint8_t>(
            world.first[step.message] + m_bounds.message_pages[step.message]);
        if (m_rules.mark_in_commit || worker != Worker::reserved || home.disk.mark >= end) {
            return Outcome::not_possible;
        }
        home.disk.mark = end;
        return Outcome::done;
    }
    case Action::seal:
        if (worker != Worker::reserved) {
            return Outcome::not_possible;
        }
        if ((home.disk.open_pages & pages) != pages) {
            worker = Worker::none; // its lock goes, recovery burns the row
            clear(home.locks, bit(step.message));
            return Outcome::page_erased;
        }
        if (has(world.seals, step.message)) {
            commit_fault(world, Fault::sealed_again);
        }
        set(world.seals, bit(step.message));
        set(home.disk.outbox, bit(step.message));
        worker = Worker::written;
        return Outcome::done;
    case Action::erase:
        if (!m_rules.erase_first || worker != Worker::written) {
            return Outcome::not_possible;
        }
        clear(home.disk.open_pages, pages);
        worker = Worker::erased;
        return Outcome::done;
    default:
        return commit_sealed(world, step);
    }
}

Outcome Model::reserve(World& world, Step step) const
{
    if (step.message != world.next_message) {
        return Outcome::not_possible;
    }
    Sender& home = world.homes[step.home];
    if (home.disk.suspended_to != 0) {
        return Outcome::suspended;
    }
    const std::size_t end = home.disk.mark + std::size_t{m_bounds.message_pages[step.message]};
    if (end > m_bounds.pages) {
        return Outcome::not_enough_key;
    }
    std::uint8_t floor = home.disk.mark;
    for (std::size_t other = 0; other < m_bounds.messages; ++other) {
        if (is_open(home.disk.rows[other]) && world.first[other] < floor) {
            floor = world.first[other];
        }
    }
    world.first[step.message] = home.disk.mark;
    world.floor[step.message] = floor;
    ++world.next_message;
    home.disk.rows[step.message] = Row::reserved;
    home.workers[step.message] = Worker::reserved;
    set(home.locks, bit(step.message));
    if (m_rules.mark_in_commit) {
        home.disk.mark = static_cast<std::uint8_t>(end);
    }
    return Outcome::done;
}

Outcome Model::commit_sealed(World& world, Step step) const
{
    Sender& home = world.homes[step.home];
    const Worker wanted = m_rules.erase_first ? Worker::erased : Worker::written;
    if (home.workers[step.message] != wanted) {
        return Outcome::not_possible;
    }
    home.workers[step.message] = Worker::none;
    clear(home.locks, bit(step.message));
    if (m_rules.compare_and_set && home.disk.rows[step.message] != Row::reserved) {
        return Outcome::lost_race;
    }
    home.disk.rows[step.message] = Row::sealed;
    return Outcome::done;
}

// Exchanging, T5 to T7 with R1 to R6: what needs the peer or leaves as a file.

Outcome Model::exchanging(World& world, Step step) const
{
    Sender& home = world.homes[step.home];
    Row& row = home.disk.rows[step.message];
    switch (step.action) {
    case Action::record:
        return record(world, step);
    case Action::release:
        return release(world, step);
    case Action::carry:
        return carry(world, step);
    case Action::settle_cancel:
        return settle_cancel(world, step);
    case Action::answer:
        if (world.receiver.rows[step.message] != Received::accepted ||
            (row != Row::sealed && row != Row::carried)) {
            return Outcome::not_possible;
        }
        set(world.said_accepted, bit(step.message));
        row = Row::verified;
        clear(home.disk.outbox, bit(step.message));
        return Outcome::accepted;
    case Action::cancel:
        if (row != Row::sealed && row != Row::carried) {
            return Outcome::not_possible;
        }
        row = Row::cancelling;
        clear(home.disk.outbox, bit(step.message));
        clear(home.recorded, bit(step.message));
        return Outcome::done;
    case Action::advance:
        if (home.disk.suspended_to == 0) {
            return Outcome::not_possible;
        }
        if (home.disk.suspended_to > home.disk.mark) {
            const Mask burnt = span_of(home.disk.mark, home.disk.suspended_to);
            set(home.disk.advanced, burnt);
            set(home.disk.burnt_events, burnt);
            home.disk.mark = home.disk.suspended_to;
        }
        home.disk.suspended_to = 0;
        return Outcome::done;
    default:
        return receiving(world, step);
    }
}

Mask Model::taken_at_receiver(const World& world, std::uint8_t except) const
{
    Mask taken = world.receiver.burnt;
    for (std::uint8_t other = 0; other < m_bounds.messages; ++other) {
        if (other != except && world.receiver.rows[other] != Received::none) {
            set(taken, pages_of(world, other));
        }
    }
    return taken;
}

/// USED: nothing has left; the sender suspends the pad up to the end of all that the receiver
/// recorded.
Outcome Model::overlap_at_receiver(World& world, Sender& home, std::uint8_t message) const
{
    const Mask taken = taken_at_receiver(world, message);
    home.disk.suspended_to = static_cast<std::uint8_t>(std::bit_width(unsigned{taken}));
    if (!something_was_restored(world)) {
        commit_fault(world, Fault::false_alarm);
    }
    return Outcome::used;
}

Outcome Model::record(World& world, Step step) const
{
    Sender& home = world.homes[step.home];
    const Mask me = bit(step.message);
    if (home.disk.rows[step.message] != Row::sealed || !has(home.disk.outbox, step.message) ||
        (home.recorded & me) != 0) {
        return Outcome::not_possible;
    }
    Received& theirs = world.receiver.rows[step.message];
    const Mask pages = pages_of(world, step.message);
    if (theirs == Received::none) {
        if ((taken_at_receiver(world, step.message) & pages) != 0 ||
            (world.receiver.open_pages & pages) != pages) {
            return overlap_at_receiver(world, home, step.message);
        }
        theirs = Received::recorded;
    }
    if (theirs == Received::abandoned) {
        return Outcome::abandoned;
    }
    // RECORDED carries a tag made with the message's first page.
    set(world.wire[world.first[step.message]], bit(2U * step.message));
    set(home.recorded, me);
    home.disk.suspect = false;
    return theirs == Received::accepted ? Outcome::accepted : Outcome::recorded;
}

/// All bytes made from the message's pages are outside from here on: the first page keys its tag
/// (purpose 0), the others cover content (purpose 1).
void Model::leave(World& world, const Sender& home, std::uint8_t message) const
{
    const std::size_t first = world.first[message];
    const Mask pages = pages_of(world, message);
    for (std::size_t page = first; page < first + m_bounds.message_pages[message]; ++page) {
        set(world.wire[page], bit(2U * message + (page == first ? 0U : 1U)));
    }
    if ((home.disk.burnt_events & pages) != 0) {
        commit_fault(world, Fault::burnt_left);
    }
}

Outcome Model::release(World& world, Step step) const
{
    const Sender& home = world.homes[step.home];
    const bool word = has(home.recorded, step.message) || !m_rules.word_first;
    if (home.disk.rows[step.message] != Row::sealed || !has(home.disk.outbox, step.message) ||
        !word) {
        return Outcome::not_possible;
    }
    leave(world, home, step.message);
    if (world.receiver.rows[step.message] == Received::recorded) {
        set(world.receiver.spool, bit(step.message));
    }
    return Outcome::done;
}

Outcome Model::carry(World& world, Step step) const
{
    Sender& home = world.homes[step.home];
    if (!m_bounds.files || home.disk.rows[step.message] != Row::sealed ||
        !has(home.disk.outbox, step.message)) {
        return Outcome::not_possible;
    }
    if (home.disk.suspect) {
        return Outcome::suspect;
    }
    if (home.disk.suspended_to != 0) {
        return Outcome::suspended;
    }
    leave(world, home, step.message);
    set(world.files_out, bit(step.message));
    home.disk.rows[step.message] = Row::carried;
    return Outcome::done;
}

Outcome Model::settle_cancel(World& world, Step step) const
{
    Sender& home = world.homes[step.home];
    if (home.disk.rows[step.message] != Row::cancelling) {
        return Outcome::not_possible;
    }
    const Mask me = bit(step.message);
    Received& theirs = world.receiver.rows[step.message];
    if (theirs == Received::accepted) { // too late, delivered
        set(world.said_accepted, me);
        home.disk.rows[step.message] = Row::verified;
        return Outcome::accepted;
    }
    if (theirs == Received::none &&
        (taken_at_receiver(world, step.message) & pages_of(world, step.message)) != 0) {
        return overlap_at_receiver(world, home, step.message);
    }
    theirs = Received::abandoned;
    clear(world.receiver.spool, me);
    set(world.said_abandoned, me);
    home.disk.rows[step.message] = Row::cancelled;
    return Outcome::abandoned;
}

// Receiving.

/// R4: accepted, pages spent, unrecorded pages below the stated floor burnt, one commit.
Outcome Model::accept_rows(World& world, std::uint8_t message) const
{
    const Mask pages = pages_of(world, message);
    if ((world.receiver.open_pages & pages) != pages) {
        return Outcome::not_possible;
    }
    world.receiver.rows[message] = Received::accepted;
    clear(world.receiver.spool, bit(message));
    const Mask below = span_of(0, world.floor[message]);
    const Mask recorded = static_cast<Mask>(taken_at_receiver(world, message) | pages);
    set(world.receiver.burnt, static_cast<Mask>(below & static_cast<Mask>(~recorded)));
    return Outcome::accepted;
}

Outcome Model::receiving(World& world, Step step) const
{
    const std::uint8_t message = step.message;
    Received& row = world.receiver.rows[message];
    if (step.action == Action::accept) {
        const bool ready = row == Received::recorded && has(world.receiver.spool, message);
        return ready ? accept_rows(world, message) : Outcome::not_possible;
    }
    if (step.action == Action::open_file) {
        if (!has(world.files_out, message) || row == Received::accepted) {
            return Outcome::not_possible;
        }
        if (row == Received::abandoned) {
            return Outcome::abandoned;
        }
        const bool taken = (taken_at_receiver(world, message) & pages_of(world, message)) != 0;
        if (taken && !something_was_restored(world)) {
            commit_fault(world, Fault::false_alarm);
        }
        return taken ? Outcome::used : accept_rows(world, message);
    }
    if (step.action != Action::receiver_erase || step.message != 0) {
        return Outcome::not_possible;
    }
    Mask owed = world.receiver.burnt; // R5, of all messages at once
    for (std::uint8_t other = 0; other < m_bounds.messages; ++other) {
        if (world.receiver.rows[other] == Received::accepted ||
            world.receiver.rows[other] == Received::abandoned) {
            set(owed, pages_of(world, other));
        }
    }
    if ((world.receiver.open_pages & owed) == 0) {
        return Outcome::not_possible;
    }
    clear(world.receiver.open_pages, owed);
    return Outcome::done;
}

} // namespace satpad::model
