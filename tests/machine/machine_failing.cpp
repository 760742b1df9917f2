// SPDX-License-Identifier: GPL-3.0-or-later
#include "machine.h"

#include <algorithm>

/// Processes that come, go and die; backups and copies.
namespace satpad::machine {

using namespace core;

Said Machine::dispatch(const Operation& operation)
{
    if (operation.kind <= Kind::kill) {
        return failing(operation);
    }
    if (operation.kind <= Kind::seal) {
        return sending(operation);
    }
    return operation.kind <= Kind::settle_cancel ? delivering(operation) : failing(operation);
}

Said Machine::failing(const Operation& operation)
{
    const Where at = pick_any(operation.home, operation.view);
    switch (operation.kind) {
    case Kind::open:
        return is_up(at) ? Said{k_not_possible} : open(at, operation.death);
    case Kind::close:
    case Kind::kill:
        if (!is_up(at)) {
            return k_not_possible;
        }
        close(at, operation.kind == Kind::close);
        return k_done;
    case Kind::sweep: {
        if (!is_up(at)) {
            return open(at, operation.death);
        }
        const bool sender = m_sites[static_cast<std::size_t>(at.home)] == 0;
        const auto swept = sender ? process(at).outbox().sweep() : process(at).inbox().sweep();
        m_book.sweep(at.home, at.view);
        if (!swept) {
            fault("sweep: " + swept.error().text());
        }
        compare(at, true);
        return k_done;
    }
    case Kind::snapshot: {
        const int home = operation.home % 2;
        const Place& place = m_places[static_cast<std::size_t>(home)];
        copy_folder(place.root, place.backup);
        copy_folder(place.states, place.backup_states);
        m_backups[home] = m_book.homes[static_cast<std::size_t>(home)];
        return k_done;
    }
    case Kind::restore:
        return restore(operation);
    default:
        return clone(operation);
    }
}

Said Machine::open(const Where& at, int death)
{
    const Place& place = m_places[static_cast<std::size_t>(at.home)];
    auto& slot = m_processes[static_cast<std::size_t>(at.home)][static_cast<std::size_t>(at.view)];
    auto started = Process::start(place.root, place.states, m_random, m_clock, death);
    const bool died = death != 0 && (!started || (*started)->dead());
    if (!died) {
        if (!started) {
            fault("home " + std::to_string(at.home) + " does not open: " + started.error().text());
            return k_done;
        }
        slot = std::move(*started);
        slot->live();
        m_book.open(at.home, at.view);
        compare(at, true);
        return k_done;
    }
    if (started) {
        slot = std::move(*started);
    }
    return settle_death(at, {}, [=](Book& book) {
        book.open(at.home, at.view);
        return Said{k_done};
    });
}

/// Not `clean`: from here on nothing of the process reaches the disk, then its descriptors go.
void Machine::close(const Where& at, bool clean)
{
    auto& slot = m_processes[static_cast<std::size_t>(at.home)][static_cast<std::size_t>(at.view)];
    if (slot && !clean && !slot->dead()) {
        slot->die_at(1);
    }
    const auto here = [&](const Where& one) { return one.home == at.home && one.view == at.view; };
    BookHome& home = m_book.homes[static_cast<std::size_t>(at.home)];
    for (std::size_t i = m_sessions.size(); i-- > 0;) {
        if (here(m_sessions[i]->at) || here(m_sessions[i]->peer)) {
            drop_session(i);
        }
    }
    for (const auto& hand : m_hands) {
        if (here(hand->at)) {
            home.locks.erase(hand->message);
        }
    }
    std::erase_if(m_hands, [&](const auto& hand) { return here(hand->at); });
    slot.reset();
    m_book.close(at.home, at.view, clean);
}

Said Machine::restore(const Operation& operation)
{
    const int home = operation.home % 2;
    const auto site = static_cast<std::size_t>(home);
    if (!m_backups.contains(home)) {
        return k_not_possible;
    }
    auto part = static_cast<Book::Part>(operation.amount % 4);
    const bool whole = home == 0 ? m_weather.restores_sender : m_weather.restores_receiver;
    const bool parts = home == 0 ? m_weather.restores_sender_parts : m_weather.restores_receiver;
    const bool other_half =
        (part == Book::Part::ledger && m_restored[site].contains(Book::Part::pads)) ||
        (part == Book::Part::pads && m_restored[site].contains(Book::Part::ledger));
    if ((part == Book::Part::home && !whole) || (part != Book::Part::home && !parts) ||
        (other_half && !whole)) {
        return k_not_possible;
    }
    const bool quiet = operation.what % 3 == 0;
    if (part != Book::Part::outbox) { // processes do not live through it
        for (int view = 0; view < k_views; ++view) {
            close({home, view}, operation.view % 2 == 0);
        }
    } else {
        for (const auto& session : m_sessions) {
            session->lock_lost = session->lock_lost || session->at.home == home;
        }
    }
    restore_files(m_places[site], part, quiet);
    m_book.restore(home, m_backups.at(home), part, quiet);
    m_restored[site].insert(part);
    ++m_counts.restores;
    return k_done;
}

Said Machine::clone(const Operation& operation)
{
    const int home = operation.home % 2;
    const auto site = static_cast<std::size_t>(home);
    const bool allowed = home == 0 ? m_weather.restores_sender : m_weather.restores_receiver;
    if (!allowed || m_cloned[site]) {
        return k_not_possible;
    }
    const Place from = m_places[site];
    const std::string name = home == 0 ? "SenderClone" : "ReceiverClone";
    const Place to{m_folder / name, m_folder / (name + ".state"), {}, {}};
    copy_folder(from.root, to.root);
    copy_folder(from.states, to.states);
    m_places.push_back(to);
    m_sites.push_back(home);
    m_processes.emplace_back();
    m_book.clone(home);
    m_cloned[site] = true;
    ++m_counts.restores;
    return k_done;
}

} // namespace satpad::machine
