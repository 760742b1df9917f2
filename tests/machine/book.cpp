// SPDX-License-Identifier: GPL-3.0-or-later
#include "book.h"

#include <algorithm>

/// Processes, pads, backups. Sending and receiving have files of their own.
namespace satpad::machine {

using core::Errc;
using core::MessageState;

int PadRow::count(char state) const noexcept
{
    return static_cast<int>(std::count(page.begin(), page.end(), state));
}

bool is_settled(MessageState state) noexcept
{
    return state == MessageState::verified || state == MessageState::cancelled ||
           state == MessageState::failed || state == MessageState::accepted ||
           state == MessageState::abandoned;
}

bool is_waiting(MessageState state) noexcept
{
    return state == MessageState::sealed || state == MessageState::carried ||
           state == MessageState::cancelling;
}

Book::Book(const Book& other)
    : homes(other.homes)
    , letters(other.letters)
    , pad_ids(other.pad_ids)
    , last_token(other.last_token)
{}

Book& Book::operator=(const Book& other)
{
    if (this != &other) {
        homes = other.homes;
        letters = other.letters;
        pad_ids = other.pad_ids;
        last_token = other.last_token;
        trail = nullptr;
    }
    return *this;
}

void Book::step()
{
    if (trail != nullptr) {
        trail->push_back(*this);
    }
}

void Book::note(int home, int pad)
{
    homes[static_cast<std::size_t>(home)].ledger.events.push_back(pad);
}

/// docs/ledger.md, "Storage": erasures done are forgotten with the next commit.
void Book::commit(int home, int view)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    std::set<int>& erased = at.views[static_cast<std::size_t>(view)].erased;
    std::erase_if(at.ledger.owed, [&](const Owed& owed) { return erased.contains(owed.number); });
    erased.clear();
    step(); // the count outside is written behind the commit
    at.outside = static_cast<int>(at.ledger.events.size());
    step();
}

void Book::owe(int home, Range range)
{
    Ledger& ledger = homes[static_cast<std::size_t>(home)].ledger;
    ledger.owed.push_back({++ledger.last_owed, range});
}

void Book::erase_owed(int home, int view)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    std::set<int>& erased = at.views[static_cast<std::size_t>(view)].erased;
    for (const Owed& owed : at.ledger.owed) {
        if (erased.contains(owed.number)) {
            continue;
        }
        const auto file = at.files.pads.find(owed.range.pad);
        const bool closed = row(home, owed.range.pad)->closed;
        if (file == at.files.pads.end()) {
            if (closed) {
                erased.insert(owed.number);
            }
            continue; // else it stays owed
        }
        std::fill_n(file->second.opens.begin() + owed.range.first, owed.range.count, false);
        erased.insert(owed.number);
        if (closed) {
            at.files.pads.erase(file);
        }
    }
    step();
}

PadRow* Book::row(int home, int pad)
{
    std::vector<PadRow>& rows = homes[static_cast<std::size_t>(home)].ledger.pads;
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const PadRow& one) { return one.pad == pad; });
    return found == rows.end() ? nullptr : &*found;
}

bool Book::opens(int home, int message, int from, int to) const
{
    const Files& files = homes[static_cast<std::size_t>(home)].files;
    int next = 0;
    for (const Range& range : letters[static_cast<std::size_t>(message)].ranges) {
        const auto file = files.pads.find(range.pad);
        for (int page = range.first; page < range.end(); ++page, ++next) {
            const bool wanted = next >= from && next < to;
            if (wanted &&
                (file == files.pads.end() || !file->second.opens[static_cast<std::size_t>(page)])) {
                return false;
            }
        }
    }
    return true;
}

bool Book::all_open(int home, int message) const
{
    return opens(home, message, 0, 1 << 20);
}

void Book::fill(int home, const Range& range, char state, int message)
{
    PadRow& pad = *row(home, range.pad);
    for (int page = range.first; page < range.end(); ++page) {
        pad.page[static_cast<std::size_t>(page)] = state;
        pad.owner[static_cast<std::size_t>(page)] = message;
    }
}

void Book::move_pages(int home, int message, char state)
{
    for (const Range& range :
        homes[static_cast<std::size_t>(home)].ledger.messages[message].ranges) {
        fill(home, range, state, message);
    }
}

// Processes

void Book::open(int home, int view)
{
    BookView& process = homes[static_cast<std::size_t>(home)].views[static_cast<std::size_t>(view)];
    process = {};
    process.open = true;
    compare_place(home, view);
    recover(home, view);
    compare_lately(home, view);
}

void Book::close(int home, int view, bool clean)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    BookView& process = at.views[static_cast<std::size_t>(view)];
    if (process.open && clean && !process.erased.empty()) {
        commit(home, view);
    }
    process = {};
}

void Book::compare_place(int home, int view)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    const bool moved = at.ledger.place != at.files.ledger;
    if (moved || at.outside > static_cast<int>(at.ledger.events.size())) {
        ++at.ledger.epoch;
        at.ledger.place = at.files.ledger;
        note(home, k_no_pad);
        commit(home, view);
    }
}

void Book::burn_message(int home, int message, MessageState end)
{
    Ledger& ledger = homes[static_cast<std::size_t>(home)].ledger;
    MessageEntry& entry = ledger.messages[message];
    entry.state = end;
    move_pages(home, message, 'b');
    for (const Range& range : entry.ranges) {
        owe(home, range);
    }
    note(home, k_no_pad);
}

void Book::recover(int home, int view)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    std::vector<int> dead;
    for (const auto& [message, entry] : at.ledger.messages) {
        if (entry.state == MessageState::reserved && !at.locks.contains(message)) {
            dead.push_back(message);
        }
    }
    for (const int message : dead) {
        burn_message(home, message, MessageState::failed);
    }
    if (!dead.empty()) {
        commit(home, view);
    }
    erase_owed(home, view);
    for (const int message : dead) {
        at.files.sealed.erase(message);
    }
}

// Moved or restored?

bool Book::is_living(int home, const PadRow& pad, int page) const
{
    const int owner = pad.owner[static_cast<std::size_t>(page)];
    return pad.page[static_cast<std::size_t>(page)] == 'r' && owner >= 0 &&
           homes[static_cast<std::size_t>(home)].ledger.messages.at(owner).state ==
               MessageState::reserved;
}

std::optional<Book::Findings> Book::look(int home, const PadRow& pad) const
{
    const BookHome& at = homes[static_cast<std::size_t>(home)];
    const auto file = at.files.pads.find(pad.pad);
    if (file == at.files.pads.end()) {
        return std::nullopt;
    }
    const std::vector<bool>& opens = file->second.opens;
    Findings found;
    if (file->second.token != pad.file) {
        found.moved = file->second.token;
    }
    if (pad.mark < pad.usable() && !opens[static_cast<std::size_t>(pad.mark)]) {
        int closed = pad.mark; // gallop, then halve: erased pages lie together
        int open = pad.usable();
        for (int stride = 1; closed + stride < pad.usable(); stride *= 2) {
            if (opens[static_cast<std::size_t>(closed + stride)]) {
                open = closed + stride;
                break;
            }
            closed += stride;
        }
        while (closed + 1 < open) {
            const int middle = closed + (open - closed) / 2;
            (opens[static_cast<std::size_t>(middle)] ? open : closed) = middle;
        }
        found.first_opening = open;
    }
    int used = pad.mark - 1;
    while (used >= 0 && is_living(home, pad, used)) {
        --used;
    }
    if (used >= 0) {
        const bool owed =
            std::any_of(at.ledger.owed.begin(), at.ledger.owed.end(), [&](const Owed& one) {
                return one.range.pad == pad.pad && one.range.first <= used &&
                       one.range.end() > used;
            });
        found.used_page_opens = opens[static_cast<std::size_t>(used)] && !owed;
    }
    return found;
}

void Book::write_findings(int home, PadRow& pad, const Findings& found)
{
    if (found.first_opening) {
        pad.suspended = true;
        pad.advance_to = std::max(pad.advance_to, *found.first_opening);
        note(home, pad.pad);
    }
    if (found.used_page_opens) {
        for (int page = 0; page < pad.mark; ++page) {
            if (!is_living(home, pad, page)) {
                owe(home, {pad.pad, page, 1});
            }
        }
    }
    if (found.moved) {
        pad.file = *found.moved;
    }
    if (found.moved || found.used_page_opens) {
        ++homes[static_cast<std::size_t>(home)].ledger.epoch;
        note(home, pad.pad);
    }
}

void Book::compare_lately(int home, int view)
{
    constexpr std::size_t k_lately = 64;
    BookHome& at = homes[static_cast<std::size_t>(home)];
    const std::vector<int>& events = at.ledger.events;
    const std::size_t from = events.size() > k_lately ? events.size() - k_lately : 0;
    const std::set<int> lately(events.begin() + static_cast<std::ptrdiff_t>(from), events.end());
    for (PadRow& pad : at.ledger.pads) {
        if (!lately.contains(pad.pad) || pad.receive || pad.closed || pad.suspended) {
            continue;
        }
        const auto found = look(home, pad);
        if (!found || found->none()) {
            continue;
        }
        write_findings(home, pad, *found);
        commit(home, view);
        erase_owed(home, view);
    }
}

// Pads

void Book::add_pad(int home, int view, int pad, int pages, bool receive, bool confirmed)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    PadRow added;
    added.pad = pad;
    added.pages = pages;
    added.receive = receive;
    added.confirmed = confirmed;
    added.cleared_epoch = at.ledger.epoch;
    added.file = ++last_token;
    added.page = std::string(static_cast<std::size_t>(pages - 1), '.') + 'b';
    added.owner.assign(static_cast<std::size_t>(pages), -1);
    at.files.pads[pad] = {added.file, std::vector<bool>(static_cast<std::size_t>(pages), true)};
    at.ledger.pads.push_back(std::move(added));
    owe(home, {pad, pages - 1, 1});
    note(home, pad);
    note(home, pad);
    commit(home, view);
    erase_owed(home, view);
}

int Book::burn_free(int home, PadRow& pad, int first, int end)
{
    int burnt = 0;
    for (int page = first; page < end;) {
        int next = page;
        while (next < end && pad.page[static_cast<std::size_t>(next)] == '.') {
            ++next;
        }
        if (next > page) {
            burnt += next - page;
            owe(home, {pad.pad, page, next - page});
            fill(home, {pad.pad, page, next - page}, 'b', -1);
            note(home, pad.pad);
        }
        page = next + 1;
    }
    return burnt;
}

Said Book::advance(int home, int view, int id, int to)
{
    PadRow* pad = row(home, id);
    if (pad == nullptr) {
        return static_cast<Said>(Errc::unknown_pad);
    }
    if (pad->closed || pad->receive) {
        return static_cast<Said>(Errc::wrong_state);
    }
    if (to > pad->usable() || to < pad->mark) {
        return static_cast<Said>(Errc::invalid_argument);
    }
    const int burnt = to > pad->mark ? burn_free(home, *pad, pad->mark, to) : 0;
    pad->mark = std::max(pad->mark, to);
    const bool lifts = pad->suspended && pad->mark >= pad->advance_to;
    if (burnt == 0 && !lifts) {
        return k_done;
    }
    if (lifts) {
        pad->suspended = false;
        pad->advance_to = 0;
    }
    note(home, id);
    commit(home, view);
    erase_owed(home, view);
    return k_done;
}

Said Book::close_pad(int home, int view, int id)
{
    PadRow* pad = row(home, id);
    if (pad == nullptr) {
        return static_cast<Said>(Errc::unknown_pad);
    }
    if (pad->closed) {
        return k_done;
    }
    for (const auto& [message, entry] : homes[static_cast<std::size_t>(home)].ledger.messages) {
        const bool here = std::any_of(entry.ranges.begin(),
            entry.ranges.end(),
            [&](const Range& range) { return range.pad == id; });
        if (here && !is_settled(entry.state)) {
            return static_cast<Said>(Errc::wrong_state);
        }
    }
    (void)burn_free(home, *pad, 0, pad->usable());
    if (!pad->receive) {
        pad->mark = pad->usable();
    }
    owe(home, {id, pad->usable(), 1});
    note(home, id);
    pad->closed = true;
    commit(home, view);
    erase_owed(home, view);
    return k_done;
}

Said Book::confirm(int home, int view, int id, bool equal)
{
    PadRow* pad = row(home, id);
    if (pad == nullptr) {
        return static_cast<Said>(Errc::unknown_pad);
    }
    if (pad->closed) {
        return static_cast<Said>(Errc::wrong_state);
    }
    if (equal) {
        if (!pad->confirmed || !pad->checked) {
            pad->confirmed = pad->checked = true;
            note(home, id);
            commit(home, view);
        }
        return k_done;
    }
    if (!pad->suspended || pad->advance_to != pad->pages) {
        pad->checked = true;
        pad->suspended = true;
        pad->advance_to = pad->pages;
        note(home, id);
        commit(home, view);
    }
    return static_cast<Said>(Errc::authentication_failed);
}

// Backups

void Book::restore(int home, const Copy& copy, Part part, bool quiet)
{
    BookHome& at = homes[static_cast<std::size_t>(home)];
    const auto pads_back = [&] {
        for (const auto& [pad, bytes] : copy.files.pads) {
            const auto now = at.files.pads.find(pad);
            const bool same = quiet && now != at.files.pads.end();
            const long token = same ? now->second.token : ++last_token;
            at.files.pads[pad] = {token, bytes.opens};
        }
    };
    switch (part) {
    case Part::ledger:
        at.ledger = copy.ledger;
        break;
    case Part::pads:
        pads_back();
        return;
    case Part::outbox:
        at.files.sealed = copy.files.sealed;
        at.locks.clear(); // held on files that are gone
        return;
    case Part::home:
        at.ledger = copy.ledger;
        std::erase_if(at.files.pads,
            [&](const auto& entry) { return !copy.files.pads.contains(entry.first); });
        pads_back();
        at.files.sealed = copy.files.sealed;
        at.files.spool = copy.files.spool;
        at.files.pictures = copy.files.pictures;
        at.locks.clear();
        at.outside = quiet ? copy.outside : at.outside;
        break;
    }
    at.files.ledger = quiet ? at.files.ledger : ++last_token;
}

void Book::clone(int home)
{
    BookHome copy;
    static_cast<Copy&>(copy) = homes[static_cast<std::size_t>(home)];
    copy.files.ledger = ++last_token;
    for (auto& [pad, bytes] : copy.files.pads) {
        bytes.token = ++last_token;
    }
    homes.push_back(std::move(copy));
}

} // namespace satpad::machine
