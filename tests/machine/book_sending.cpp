// SPDX-License-Identifier: GPL-3.0-or-later
#include "book.h"

#include <algorithm>

/// T1 to T7 in the page book.
namespace satpad::machine {

using core::Errc;
using core::MessageState;
using Carrier = core::ReserveRequest::Carrier;

namespace {

Said said(Errc code)
{
    return static_cast<Said>(code);
}

int sum_free(const std::vector<const PadRow*>& pads)
{
    int sum = 0;
    for (const PadRow* pad : pads) {
        sum += pad->count('.');
    }
    return sum;
}

} // namespace

// Reserving

Said Book::choose(int home, int pages, Carrier carrier, std::vector<Range>& ranges) const
{
    const Ledger& ledger = homes[static_cast<std::size_t>(home)].ledger;
    std::vector<const PadRow*> kept;
    int suspended = 0;
    int suspect = 0;
    int unconfirmed = 0;
    for (const PadRow& pad : ledger.pads) {
        const int free = pad.count('.');
        if (pad.receive || pad.closed || free == 0) {
            continue;
        }
        const bool doubtful = pad.cleared_epoch < ledger.epoch;
        if (pad.suspended) {
            suspended += free;
        } else if (carrier == Carrier::file && doubtful) {
            suspect += free;
        } else if (carrier == Carrier::file && !pad.confirmed) {
            unconfirmed += free;
        } else {
            kept.push_back(&pad);
        }
    }
    const int usable = sum_free(kept);
    if (usable < pages) {
        if (suspect != 0 && usable + suspect >= pages) {
            return said(Errc::home_suspect);
        }
        if (unconfirmed != 0 && usable + suspect + unconfirmed >= pages) {
            return said(Errc::pad_not_confirmed);
        }
        const bool helps = suspended != 0 && usable + suspect + unconfirmed + suspended >= pages;
        return said(helps ? Errc::pad_suspended : Errc::not_enough_key);
    }
    std::stable_sort(kept.begin(), kept.end(), [](const PadRow* a, const PadRow* b) {
        return a->confirmed > b->confirmed;
    });
    for (const PadRow* pad : kept) {
        const int count = std::min(pages, pad->count('.'));
        if (count > 0) {
            ranges.push_back({pad->pad, pad->mark, count});
        }
        pages -= count;
    }
    std::sort(ranges.begin(), ranges.end(), [&](const Range& a, const Range& b) {
        return pad_ids[static_cast<std::size_t>(a.pad)] < pad_ids[static_cast<std::size_t>(b.pad)];
    });
    return k_done;
}

void Book::write_reservation(int home, int view, const std::vector<Range>& ranges)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    const int message = static_cast<int>(letters.size());
    Letter letter;
    letter.ranges = ranges;
    at.ledger.messages[message] = {MessageState::reserved, ranges};
    for (const Range& range : ranges) {
        fill(home, range, 'r', message);
        row(home, range.pad)->mark = range.end();
        note(home, range.pad);
    }
    for (const Range& range : ranges) {
        PadRow& pad = *row(home, range.pad);
        int floor = range.first;
        for (const auto& [other, entry] : at.ledger.messages) {
            for (const Range& theirs : entry.ranges) {
                if (!is_settled(entry.state) && theirs.pad == range.pad &&
                    theirs.first >= pad.whole_below) {
                    floor = std::min(floor, theirs.first);
                }
            }
        }
        pad.whole_below = std::max(pad.whole_below, floor);
        letter.floors[range.pad] = floor;
    }
    letters.push_back(std::move(letter));
    at.locks.insert(message);
    commit(home, view);
}

Said Book::reserve(int home, int view, int pages, Carrier carrier)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    std::set<int>& looked = at.views[static_cast<std::size_t>(view)].looked;
    while (true) {
        std::vector<Range> ranges;
        if (const Said why = choose(home, pages, carrier, ranges); why != k_done) {
            return why;
        }
        bool wrote = false;
        const Book before = *this;
        for (const Range& range : ranges) {
            if (looked.contains(range.pad)) {
                continue;
            }
            PadRow& pad = *row(home, range.pad);
            const auto found = look(home, pad);
            if (!found) {
                const std::set<int> seen = looked;
                std::vector<Book>* const kept = trail;
                *this = before; // rolled back; what was looked at stays looked at
                trail = kept;
                homes[static_cast<std::size_t>(home)].views[static_cast<std::size_t>(view)].looked =
                    seen;
                return said(Errc::home_damaged);
            }
            if (found->none()) {
                looked.insert(range.pad);
                continue;
            }
            write_findings(home, pad, *found);
            wrote = true;
        }
        if (!wrote) {
            write_reservation(home, view, ranges);
            return k_done;
        }
        commit(home, view);
        erase_owed(home, view);
    }
}

Said Book::write(int home, int view, int message)
{
    if (!all_open(home, message)) {
        (void)give_up(home, view, message);
        return said(Errc::home_damaged);
    }
    homes[static_cast<std::size_t>(home)].files.sealed.insert(message);
    step();
    return k_done;
}

Said Book::erase(int home, int view, int message)
{
    Files& files = homes[static_cast<std::size_t>(home)].files;
    for (const Range& range : letters[static_cast<std::size_t>(message)].ranges) {
        const auto file = files.pads.find(range.pad);
        if (file == files.pads.end()) {
            (void)give_up(home, view, message);
            return said(Errc::home_damaged);
        }
        std::fill_n(file->second.opens.begin() + range.first, range.count, false);
        step();
    }
    return k_done;
}

Said Book::commit_sealed(int home, int view, int message)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    at.locks.erase(message);
    const auto entry = at.ledger.messages.find(message);
    if (entry == at.ledger.messages.end()) {
        return said(Errc::unknown_message);
    }
    if (entry->second.state != MessageState::reserved) {
        return said(Errc::wrong_state);
    }
    entry->second.state = MessageState::sealed;
    move_pages(home, message, 's');
    note(home, k_no_pad);
    commit(home, view);
    return k_done;
}

Said Book::give_up(int home, int view, int message)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    at.locks.erase(message);
    const auto entry = at.ledger.messages.find(message);
    if (entry == at.ledger.messages.end()) {
        return said(Errc::unknown_message);
    }
    if (entry->second.state == MessageState::reserved) {
        burn_message(home, message, MessageState::cancelled);
        commit(home, view);
    } else if (!is_settled(entry->second.state)) {
        return said(Errc::wrong_state);
    }
    erase_owed(home, view);
    at.files.sealed.erase(message);
    return k_done;
}

Said Book::seal(int home, int view, int pages, bool reader_fails)
{
    if (const Said why = reserve(home, view, pages, Carrier::session); why != k_done) {
        return why;
    }
    const int message = static_cast<int>(letters.size()) - 1;
    // The secrets' two pages are read first, then the content, then what seals it.
    if (reader_fails && opens(home, message, 0, 2)) {
        (void)give_up(home, view, message);
        return said(Errc::unreadable_file);
    }
    if (const Said why = write(home, view, message); why != k_done) {
        return why;
    }
    if (const Said why = erase(home, view, message); why != k_done) {
        return why;
    }
    return commit_sealed(home, view, message);
}

// What waits in the outbox

Said Book::open_entry(int home, int /*view*/, int message, bool& cancelling)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    if (at.locks.contains(message)) {
        return said(Errc::home_busy);
    }
    const auto entry = at.ledger.messages.find(message);
    if (entry == at.ledger.messages.end()) {
        return said(Errc::unknown_message);
    }
    if (!is_waiting(entry->second.state)) {
        if (is_settled(entry->second.state)) {
            at.files.sealed.erase(message);
        }
        return said(Errc::wrong_state);
    }
    cancelling = entry->second.state == MessageState::cancelling;
    if (!cancelling && !at.files.sealed.contains(message)) {
        return said(Errc::home_damaged);
    }
    return k_done;
}

Said Book::carry(int home, int view, int message)
{
    bool cancelling = false;
    if (const Said why = open_entry(home, view, message, cancelling); why != k_done) {
        return why;
    }
    if (cancelling) {
        return said(Errc::wrong_state);
    }
    Ledger& ledger = homes[static_cast<std::size_t>(home)].ledger;
    MessageEntry& entry = ledger.messages[message];
    for (const Range& range : entry.ranges) {
        const PadRow& pad = *row(home, range.pad);
        if (pad.suspended) {
            return said(Errc::pad_suspended);
        }
        if (pad.cleared_epoch < ledger.epoch) {
            return said(Errc::home_suspect);
        }
        if (!pad.confirmed) {
            return said(Errc::pad_not_confirmed);
        }
    }
    if (entry.state != MessageState::carried) {
        entry.state = MessageState::carried;
        note(home, k_no_pad);
        commit(home, view);
    }
    return k_done;
}

Said Book::cancel(int home, int view, int message)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    const auto entry = at.ledger.messages.find(message);
    if (entry == at.ledger.messages.end()) {
        return said(Errc::unknown_message);
    }
    if (!is_waiting(entry->second.state)) {
        return said(Errc::wrong_state);
    }
    if (at.locks.contains(message)) {
        return said(Errc::home_busy);
    }
    if (entry->second.state != MessageState::cancelling) {
        entry->second.state = MessageState::cancelling;
        note(home, k_no_pad);
        commit(home, view);
    }
    at.files.sealed.erase(message);
    return k_done;
}

void Book::peer_recorded(int home, int view, int message)
{
    Ledger& ledger = homes[static_cast<std::size_t>(home)].ledger;
    bool any = false;
    for (const Range& range : ledger.messages[message].ranges) {
        PadRow& pad = *row(home, range.pad);
        if (!pad.closed && pad.cleared_epoch < ledger.epoch) {
            pad.cleared_epoch = ledger.epoch;
            note(home, pad.pad);
            any = true;
        }
    }
    if (any) {
        commit(home, view);
    }
}

Said Book::settle(int home, int view, int message, MessageState end)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    const auto entry = at.ledger.messages.find(message);
    if (entry == at.ledger.messages.end()) {
        return said(Errc::unknown_message);
    }
    if (entry->second.state != end) {
        if (is_settled(entry->second.state) || entry->second.state == MessageState::reserved) {
            return said(Errc::wrong_state);
        }
        entry->second.state = end;
        note(home, k_no_pad);
        commit(home, view);
    }
    at.files.sealed.erase(message);
    return k_done;
}

Said Book::used(int home, int view, int message, int id, int advance_to)
{
    PadRow* pad = row(home, id);
    if (pad == nullptr) {
        return said(Errc::unknown_pad);
    }
    const int to = std::max(pad->advance_to, std::min(advance_to, pad->usable()));
    if (!pad->closed && !(pad->suspended && pad->advance_to == to)) {
        pad->suspended = true;
        pad->advance_to = to;
        note(home, id);
        commit(home, view);
    }
    return settle(home, view, message, MessageState::failed);
}

void Book::sweep(int home, int view)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    const bool doubted = at.ledger.epoch > 0;
    for (const int message : doubted ? std::set<int>() : std::set<int>(at.files.pictures)) {
        const auto entry = at.ledger.messages.find(message);
        if (entry == at.ledger.messages.end() || entry->second.state != MessageState::accepted) {
            drop_picture(home, view, message);
        }
    }
    std::erase_if(at.files.sealed, [&](int message) {
        const auto entry = at.ledger.messages.find(message);
        const bool stays =
            entry != at.ledger.messages.end() && (entry->second.state == MessageState::reserved ||
                                                     entry->second.state == MessageState::sealed ||
                                                     entry->second.state == MessageState::carried);
        return !at.locks.contains(message) && !stays;
    });
    std::erase_if(at.files.spool, [&](int message) {
        const auto entry = at.ledger.messages.find(message);
        return entry == at.ledger.messages.end() || entry->second.state != MessageState::recorded;
    });
}

} // namespace satpad::machine
