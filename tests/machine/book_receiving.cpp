// SPDX-License-Identifier: GPL-3.0-or-later
#include "book.h"

#include <algorithm>

/// R1 to R6 in the page book.
namespace satpad::machine {

using core::Errc;
using core::MessageState;

namespace {

Said said(Errc code)
{
    return static_cast<Said>(code);
}

} // namespace

Said Book::ask(int home, int message, bool& known, Overlap& overlap)
{
    Ledger& ledger = homes[static_cast<std::size_t>(home)].ledger;
    const auto entry = ledger.messages.find(message);
    known = entry != ledger.messages.end();
    if (known && is_settled(entry->second.state)) {
        return k_done;
    }
    const std::vector<Range>& ranges = letters[static_cast<std::size_t>(message)].ranges;
    for (const Range& range : ranges) {
        const PadRow* pad = row(home, range.pad);
        if (pad == nullptr || pad->closed) {
            return said(Errc::unknown_pad);
        }
        if (pad->suspended) {
            return said(Errc::pad_suspended);
        }
    }
    for (const Range& range : ranges) {
        const PadRow& pad = *row(home, range.pad);
        const std::string taken = pad.page.substr(
            static_cast<std::size_t>(range.first), static_cast<std::size_t>(range.count));
        if (known || taken.find_first_not_of('.') == std::string::npos) {
            continue;
        }
        const std::size_t last =
            pad.page.substr(0, static_cast<std::size_t>(pad.usable())).find_last_not_of('.');
        overlap = {range.pad, static_cast<int>(last) + 1};
        return k_used;
    }
    return k_done;
}

void Book::write_record(int home, int message)
{
    const std::vector<Range>& ranges = letters[static_cast<std::size_t>(message)].ranges;
    homes[static_cast<std::size_t>(home)].ledger.messages[message] = {
        MessageState::recorded, ranges};
    for (const Range& range : ranges) {
        fill(home, range, 'r', message);
        note(home, range.pad);
    }
}

Said Book::record(int home, int view, int message, Overlap& overlap)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    bool known = false;
    if (const Said why = ask(home, message, known, overlap); why != k_done) {
        return why;
    }
    if (known && is_settled(at.ledger.messages[message].state)) {
        return at.ledger.messages[message].state == MessageState::accepted ? k_accepted
                                                                           : k_abandoned;
    }
    if (!known) {
        write_record(home, message);
        commit(home, view);
    }
    if (!opens(home, message, 0, 2)) {
        return said(Errc::home_damaged);
    }
    if (!opens(home, message, 2, 3)) {
        at.files.spool.erase(message); // what lies there cannot be checked, so it is cut
    }
    at.views[static_cast<std::size_t>(view)].arriving[message] =
        at.files.spool.contains(message) ? 1 : 0;
    return known ? k_recorded_before : k_recorded_now;
}

Said Book::chunk(int home, int view, int message)
{
    std::map<int, int>& arriving =
        homes[static_cast<std::size_t>(home)].views[static_cast<std::size_t>(view)].arriving;
    if (!arriving.contains(message)) {
        return said(Errc::unknown_message);
    }
    if (arriving[message] != 0) {
        return said(Errc::malformed);
    }
    if (!opens(home, message, 2, 3)) {
        return said(Errc::home_damaged);
    }
    arriving[message] = 1;
    homes[static_cast<std::size_t>(home)].files.spool.insert(message);
    step();
    return k_done;
}

void Book::burn_below_floors(int home, int message)
{
    const Letter& letter = letters[static_cast<std::size_t>(message)];
    for (const Range& range : letter.ranges) {
        PadRow& pad = *row(home, range.pad);
        const int below = std::min(letter.floors.at(range.pad), range.first);
        if (below > pad.whole_below) {
            (void)burn_free(home, pad, pad.whole_below, below);
            pad.whole_below = below;
        }
    }
}

Said Book::settle_incoming(int home, int view, int message, MessageState end)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    bool known = false;
    Overlap overlap;
    const Said asked = ask(home, message, known, overlap);
    if (asked == k_used) {
        return said(Errc::key_already_used);
    }
    if (asked != k_done) {
        return asked;
    }
    if (known && is_settled(at.ledger.messages[message].state)) {
        return at.ledger.messages[message].state == end ? k_done : said(Errc::wrong_state);
    }
    if (!known) {
        write_record(home, message);
    }
    at.ledger.messages[message].state = end;
    move_pages(home, message, end == MessageState::accepted ? 's' : 'b');
    for (const Range& range : letters[static_cast<std::size_t>(message)].ranges) {
        owe(home, range);
    }
    note(home, k_no_pad);
    burn_below_floors(home, message);
    commit(home, view);
    erase_owed(home, view);
    return k_done;
}

Said Book::finish(int home, int view, int message)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    std::map<int, int>& arriving = at.views[static_cast<std::size_t>(view)].arriving;
    if (!arriving.contains(message)) {
        return said(Errc::unknown_message);
    }
    if (arriving[message] != 1) {
        return said(Errc::wrong_state);
    }
    if (at.ledger.messages[message].state == MessageState::accepted) {
        return k_done;
    }
    if (!all_open(home, message)) {
        return said(Errc::home_damaged);
    }
    const Said settled = accept(home, view, message);
    if (settled == k_done) {
        at.files.spool.erase(message);
        arriving.erase(message);
    }
    return settled;
}

/// R3 and R4: the picture goes again when it is not accepted.
Said Book::accept(int home, int view, int message)
{
    homes[static_cast<std::size_t>(home)].files.pictures.insert(message);
    step();
    const Said settled = settle_incoming(home, view, message, MessageState::accepted);
    if (settled != k_done) {
        drop_picture(home, view, message);
    }
    return settled;
}

void Book::drop_picture(int home, int view, int message)
{
    note(home, k_no_pad);
    commit(home, view);
    homes[static_cast<std::size_t>(home)].files.pictures.erase(message);
    step();
}

Said Book::abandon(int home, int view, int message)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    bool known = false;
    Overlap overlap;
    const Said asked = ask(home, message, known, overlap);
    if (known && is_settled(at.ledger.messages[message].state)) {
        return at.ledger.messages[message].state == MessageState::accepted ? k_accepted
                                                                           : k_abandoned;
    }
    if (asked != k_done) {
        return asked == k_used ? said(Errc::key_already_used) : asked;
    }
    if (!opens(home, message, 0, 2)) {
        return said(Errc::home_damaged);
    }
    const Said settled = settle_incoming(home, view, message, MessageState::abandoned);
    if (settled == k_done) {
        at.files.spool.erase(message);
        at.views[static_cast<std::size_t>(view)].arriving.erase(message);
    }
    return settled == k_done ? k_abandoned : settled;
}

Said Book::open_file(int home, int view, int message)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    bool known = false;
    Overlap overlap;
    const Said asked = ask(home, message, known, overlap);
    if (known && is_settled(at.ledger.messages[message].state)) {
        return at.ledger.messages[message].state == MessageState::accepted
                   ? k_opened_before
                   : said(Errc::wrong_state);
    }
    if (asked != k_done) {
        return asked == k_used ? said(Errc::key_already_used) : asked;
    }
    if (!all_open(home, message)) {
        return said(Errc::home_damaged);
    }
    return accept(home, view, message);
}

} // namespace satpad::machine
