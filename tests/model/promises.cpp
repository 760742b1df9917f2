// SPDX-License-Identifier: GPL-3.0-or-later
#include "masks.h"

#include <bit>

/// The promises, as questions to one state.
namespace satpad::model {

bool Model::conserved(const World& world, const SenderDisk& disk) const
{
    for (std::size_t page = 0; page < m_bounds.pages; ++page) {
        int uses = has(disk.advanced, page) ? 1 : 0;
        for (std::uint8_t message = 0; message < m_bounds.messages; ++message) {
            const Row row = disk.rows[message];
            if (row == Row::none || !has(pages_of(world, message), page)) {
                continue;
            }
            ++uses;
            if (row != Row::burnt && has(disk.burnt_events, page)) {
                return false; // the events say burnt, the row says something else
            }
        }
        if (uses != (page < disk.mark ? 1 : 0)) {
            return false;
        }
    }
    return true;
}

bool Model::receiver_conserved(const World& world) const
{
    Mask seen = world.receiver.burnt;
    for (std::uint8_t message = 0; message < m_bounds.messages; ++message) {
        if (world.receiver.rows[message] == Received::none) {
            continue;
        }
        const Mask pages = pages_of(world, message);
        if ((seen & pages) != 0) {
            return false;
        }
        set(seen, pages);
    }
    return true;
}

Fault Model::check_wire(const World& world) const
{
    for (std::size_t page = 0; page < m_bounds.pages; ++page) {
        if (std::popcount(unsigned{world.wire[page]}) <= 1) {
            continue;
        }
        // Both documented holes need a sender whose ledger and pads are both from another time.
        const bool copied = world.cloned || (world.ledger_restored && world.pads_restored);
        if (copied && world.receiver_restores != 0) {
            return Fault::hole_both_restored;
        }
        bool by_file = false;
        for (std::uint8_t message = 0; message < m_bounds.messages; ++message) {
            by_file =
                by_file || (has(world.files_out, message) && has(pages_of(world, message), page));
        }
        return copied && by_file ? Fault::hole_file : Fault::once;
    }
    return Fault::none;
}

Fault Model::check(const World& world) const
{
    const Fault wire = check_wire(world);
    if (wire == Fault::once) {
        return wire;
    }
    for (const Fault fault :
        {Fault::burnt_left, Fault::living_burnt, Fault::sealed_again, Fault::false_alarm}) {
        if (has(world.faults, static_cast<std::size_t>(fault))) {
            return fault;
        }
    }
    if (!conserved(world, world.homes[0].disk) ||
        (world.cloned && !conserved(world, world.homes[1].disk)) || !receiver_conserved(world)) {
        return Fault::conservation;
    }
    if ((world.said_accepted & world.said_abandoned) != 0 && world.receiver_restores == 0) {
        return Fault::two_answers;
    }
    return wire;
}

} // namespace satpad::model
