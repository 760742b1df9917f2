// SPDX-License-Identifier: GPL-3.0-or-later
#include "machine.h"

#include <algorithm>
#include <fstream>

/// Sessions and files between the two sites, T5 to T7 and R1 to R6.
namespace satpad::machine {

using namespace core;

Said Machine::delivering(const Operation& operation)
{
    switch (operation.kind) {
    case Kind::record:
        return record(operation);
    case Kind::deliver:
        return deliver(operation);
    case Kind::carry:
        return carry(operation);
    case Kind::open_file:
        return open_file(operation);
    case Kind::cancel:
        return cancel(operation);
    case Kind::settle_cancel:
        return settle_cancel(operation);
    default:
        return work_session(operation);
    }
}

void Machine::drop_session(std::size_t index)
{
    const Session& session = *m_sessions[index];
    if (!session.lock_lost) {
        m_book.homes[static_cast<std::size_t>(session.at.home)].locks.erase(session.message);
    }
    m_sessions.erase(m_sessions.begin() + static_cast<std::ptrdiff_t>(index));
}

Said Machine::ask_to_record(const Where& at, const Where& peer, int message)
{
    Outbox& outbox = process(at).outbox();
    auto entry = outbox.open(m_ids[static_cast<std::size_t>(message)]);
    if (!entry) {
        return code_of(entry.error());
    }
    if (entry->row().state == MessageState::cancelling) {
        return k_not_possible;
    }
    const Letter& letter = m_book.letters[static_cast<std::size_t>(message)];
    auto reply = process(peer).inbox().record(m_sender, entry->header());
    if (!reply) {
        return code_of(reply.error());
    }
    if (const auto* notice = std::get_if<UsedNotice>(&*reply)) {
        ++m_counts.used;
        const bool disaster =
            !m_restored[0].empty() || !m_restored[1].empty() || m_cloned[0] || m_cloned[1];
        if (!disaster) {
            fault("USED although nothing was restored or copied");
        }
        const auto told = outbox.used(*entry, *notice);
        return told ? Said{k_used} : code_of(told.error());
    }
    const RecordAnswer& answer = std::get<RecordAnswer>(*reply);
    const auto note = outbox.note(entry->row());
    if (!note) {
        return code_of(note.error());
    }
    const MessageSecrets& secrets = note->secrets;
    Said said = k_recorded_now;
    if (answer.answer) {
        m_wire.leave(letter, message, 1, Wire::Purpose::answers);
        said = same_tag(secrets.accepted, *answer.answer) ? k_accepted : k_abandoned;
    } else {
        m_wire.leave(letter, message, 0, Wire::Purpose::record_tag);
        if (const auto held = outbox.recorded(*entry, answer.record_tag); !held) {
            return code_of(held.error());
        }
    }
    m_sessions.push_back(std::make_unique<Session>(Session{at,
        peer,
        message,
        !answer.answer.has_value(),
        false,
        answer.next_chunk,
        answer.answer,
        std::move(*entry)}));
    return said;
}

Said Machine::record(const Operation& operation)
{
    const Where at = pick(0, operation.home, operation.view);
    const auto message = pick_message(operation.what, at.home);
    const Where peer = pick(1, operation.peer, static_cast<std::uint8_t>(operation.peer / 8));
    if (!message) {
        return k_not_possible;
    }
    for (const Where& one : {at, peer}) {
        if (!is_up(one)) {
            return open(one, operation.death);
        }
    }
    const std::size_t sessions = m_sessions.size();
    const Where victim = operation.amount % 2 == 0 ? at : peer;
    const Said said = attempt(
        victim,
        operation.death,
        [&] { return ask_to_record(at, peer, *message); },
        [=, this](Book& book) -> Said {
            bool cancelling = false;
            const Said opened = book.open_entry(at.home, at.view, *message, cancelling);
            if (opened != k_done || cancelling) {
                return opened != k_done ? opened : Said{k_not_possible};
            }
            Book::Overlap overlap;
            const Said answer = book.record(peer.home, peer.view, *message, overlap);
            if (answer == k_used) {
                const Said told =
                    book.used(at.home, at.view, *message, overlap.pad, overlap.advance_to);
                return told == k_done ? Said{k_used} : told;
            }
            if (answer == k_recorded_now || answer == k_recorded_before) {
                book.peer_recorded(at.home, at.view, *message);
            }
            return answer;
        });
    if (m_sessions.size() > sessions && !m_fault) {
        m_book.homes[static_cast<std::size_t>(at.home)].locks.insert(*message);
        const Session& made = *m_sessions.back();
        const auto& arriving = m_book.homes[static_cast<std::size_t>(peer.home)]
                                   .views[static_cast<std::size_t>(peer.view)]
                                   .arriving;
        if (made.recorded && arriving.contains(*message) &&
            made.next_chunk != static_cast<std::uint64_t>(arriving.at(*message))) {
            fault("the spool holds " + std::to_string(made.next_chunk) + " chunks");
        }
    }
    compare(at, false);
    compare(peer, false);
    return said;
}

/// T6 and R2. Before the bytes go: none of their pages opens at the sender any more (promise 2),
/// and none is burnt there.
Said Machine::release(Session& session)
{
    const Letter& letter = m_book.letters[static_cast<std::size_t>(session.message)];
    const auto chunk = session.entry.read_chunk(0);
    if (!chunk) {
        return code_of(chunk.error());
    }
    for (const Range& range : letter.ranges) {
        const PadRow* row = m_book.row(session.at.home, range.pad);
        auto file = PadFile::open(process(session.at).home(),
            m_book.pad_ids[static_cast<std::size_t>(range.pad)],
            static_cast<std::uint64_t>(row->pages));
        for (int page = range.first; page < range.end(); ++page) {
            const bool back = m_restored[0].contains(Book::Part::pads) ||
                              m_restored[0].contains(Book::Part::home);
            const auto opens =
                file ? file->opens(static_cast<std::uint64_t>(page)) : Expected<bool>(false);
            if (opens && *opens && !back) {
                fault("bytes leave whose page still opens");
            }
            if (row->page[static_cast<std::size_t>(page)] == 'b') {
                fault("bytes of a burnt page leave");
            }
        }
    }
    m_wire.leave_chunk(letter, session.message, *chunk);
    const auto taken =
        process(session.peer)
            .inbox()
            .chunk(m_sender, m_ids[static_cast<std::size_t>(session.message)], 0, *chunk);
    if (taken) {
        session.next_chunk = 1;
    }
    return said_of(taken);
}

/// The picture in the inbox is what was sealed, byte for byte.
void Machine::check_picture(const Where& at, int message)
{
    const auto item = process(at).inbox().item(m_ids[static_cast<std::size_t>(message)]);
    if (!item) {
        fault("an accepted message is not in the inbox: " + item.error().text());
        return;
    }
    std::ifstream in(item->path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const Bytes& payload = m_payloads[static_cast<std::size_t>(message)];
    if (!std::ranges::equal(std::as_bytes(std::span(text)), payload)) {
        fault("another picture arrived than was sealed");
    }
    ++m_counts.arrived;
}

Said Machine::finish(Session& session)
{
    const auto tag = process(session.peer)
                         .inbox()
                         .finish(m_sender, m_ids[static_cast<std::size_t>(session.message)]);
    if (!tag) {
        return code_of(tag.error());
    }
    const Letter& letter = m_book.letters[static_cast<std::size_t>(session.message)];
    m_wire.leave(letter, session.message, 1, Wire::Purpose::answers);
    session.answer = *tag;
    return k_done;
}

Said Machine::work_session(const Operation& operation)
{
    if (m_sessions.empty()) {
        return k_not_possible;
    }
    const std::size_t index = operation.what % m_sessions.size();
    Session& session = *m_sessions[index];
    const Where at = session.at;
    const Where peer = session.peer;
    const int message = session.message;
    if (operation.kind == Kind::cut) {
        drop_session(index);
        return k_done;
    }
    Said said = k_done;
    if (operation.kind == Kind::release && session.recorded && session.next_chunk == 0) {
        said = attempt(
            peer,
            operation.death,
            [&] { return release(session); },
            [=](Book& book) { return book.chunk(peer.home, peer.view, message); });
        compare(peer, false);
    } else if (operation.kind == Kind::finish && session.recorded && !session.answer) {
        said = attempt(
            peer,
            operation.death,
            [&] { return finish(session); },
            [=](Book& book) { return book.finish(peer.home, peer.view, message); });
        compare(peer, true);
        if (said == k_done && !m_fault && operation.death == 0) {
            const MessageEntry& entry =
                m_book.homes[static_cast<std::size_t>(peer.home)].ledger.messages[message];
            if (entry.state == MessageState::accepted) {
                check_picture(peer, message);
            }
        }
    } else if (operation.kind == Kind::answer && session.answer) {
        const auto note = process(at).outbox().note(session.entry.row());
        const bool accepted = note && same_tag(note->secrets.accepted, *session.answer);
        const MessageState end = accepted ? MessageState::verified : MessageState::cancelled;
        said = attempt(
            at,
            operation.death,
            [&] { return said_of(process(at).outbox().answered(session.entry, *session.answer)); },
            [=](Book& book) { return book.settle(at.home, at.view, message, end); });
        if (index < m_sessions.size() && m_sessions[index].get() == &session) {
            drop_session(index);
        }
        compare(at, true);
    } else {
        return k_not_possible;
    }
    return said;
}

/// A whole session at once, so that many messages come to an end.
Said Machine::deliver(const Operation& operation)
{
    const std::size_t sessions = m_sessions.size();
    Operation step = operation;
    step.kind = Kind::record;
    const Said said = record(step);
    for (const Kind kind : {Kind::release, Kind::finish, Kind::answer}) {
        if (m_fault || m_sessions.size() <= sessions) {
            break;
        }
        step.kind = kind;
        step.what = static_cast<std::uint8_t>(m_sessions.size() - 1);
        if (work_session(step) != k_not_possible) {
            ++m_counts.tried;
        }
        check_wire();
    }
    return said;
}

Said Machine::carry(const Operation& operation)
{
    const Where at = pick(0, operation.home, operation.view);
    const auto message = pick_message(operation.what, at.home);
    if (!message) {
        return k_not_possible;
    }
    if (!is_up(at)) {
        return open(at, operation.death);
    }
    const fs::path out = m_folder / ("file-" + std::to_string(m_counts.tried));
    const Letter letter = m_book.letters[static_cast<std::size_t>(*message)];
    const Said said = attempt(
        at,
        operation.death,
        [&] {
            auto entry = process(at).outbox().open(m_ids[static_cast<std::size_t>(*message)]);
            if (!entry) {
                return code_of(entry.error());
            }
            const Said written = said_of(process(at).outbox().write_message_file(*entry, out));
            if (fs::exists(out)) { // it left, whatever was answered
                m_wire.leave(letter, *message, 0, Wire::Purpose::record_tag);
                if (const auto chunk = entry->read_chunk(0)) {
                    m_wire.leave_chunk(letter, *message, *chunk);
                }
                m_carried.push_back({*message, out});
            }
            return written;
        },
        [=](Book& book) { return book.carry(at.home, at.view, *message); });
    compare(at, true);
    return said;
}

Said Machine::open_file(const Operation& operation)
{
    const Where peer = pick(1, operation.peer, operation.view);
    if (m_carried.empty()) {
        return k_not_possible;
    }
    if (!is_up(peer)) {
        return open(peer, operation.death);
    }
    const Carried& carried = m_carried[operation.what % m_carried.size()];
    const Said said = attempt(
        peer,
        operation.death,
        [&] {
            const auto opened = process(peer).inbox().open_file(carried.path);
            if (!opened) {
                return code_of(opened.error());
            }
            return opened->before ? Said{k_opened_before} : Said{k_done};
        },
        [=](Book& book) { return book.open_file(peer.home, peer.view, carried.message); });
    compare(peer, true);
    if ((said == k_done || said == k_opened_before) && !m_fault && operation.death == 0) {
        check_picture(peer, carried.message);
    }
    return said;
}

Said Machine::cancel(const Operation& operation)
{
    const Where at = pick(0, operation.home, operation.view);
    const auto message = pick_message(operation.what, at.home);
    if (!message) {
        return k_not_possible;
    }
    if (!is_up(at)) {
        return open(at, operation.death);
    }
    const Said said = attempt(
        at,
        operation.death,
        [&] {
            return said_of(process(at).outbox().cancel(m_ids[static_cast<std::size_t>(*message)]));
        },
        [=](Book& book) { return book.cancel(at.home, at.view, *message); });
    compare(at, false);
    return said;
}

Said Machine::settle_cancel(const Operation& operation)
{
    const Where at = pick(0, operation.home, operation.view);
    const auto message = pick_message(operation.what, at.home);
    const Where peer = pick(1, operation.peer, static_cast<std::uint8_t>(operation.peer / 8));
    if (!message) {
        return k_not_possible;
    }
    for (const Where& one : {at, peer}) {
        if (!is_up(one)) {
            return open(one, operation.death);
        }
    }
    const auto refuses = [](Said said) {
        return said == static_cast<Said>(Errc::key_already_used) ||
               said == static_cast<Said>(Errc::unknown_pad);
    };
    const auto real = [&]() -> Said {
        Outbox& outbox = process(at).outbox();
        auto entry = outbox.open(m_ids[static_cast<std::size_t>(*message)]);
        if (!entry || entry->row().state != MessageState::cancelling) {
            return entry ? Said{k_not_possible} : code_of(entry.error());
        }
        const auto tag = process(peer).inbox().cancel(m_sender, entry->header());
        if (!tag) {
            const Said why = code_of(tag.error());
            if (refuses(why)) {
                (void)outbox.cancel_refused(*entry);
            }
            return why;
        }
        m_wire.leave(m_book.letters[static_cast<std::size_t>(*message)],
            *message,
            1,
            Wire::Purpose::answers);
        const auto end = outbox.answered(*entry, *tag);
        if (!end) {
            return code_of(end.error());
        }
        return *end == MessageState::verified ? k_accepted : k_abandoned;
    };
    const auto predict = [=](Book& book) -> Said {
        bool cancelling = false;
        const Said opened = book.open_entry(at.home, at.view, *message, cancelling);
        if (opened != k_done || !cancelling) {
            return opened != k_done ? opened : Said{k_not_possible};
        }
        const Said answer = book.abandon(peer.home, peer.view, *message);
        if (refuses(answer)) {
            (void)book.settle(at.home, at.view, *message, MessageState::cancelled);
        } else if (answer == k_accepted || answer == k_abandoned) {
            (void)book.settle(at.home,
                at.view,
                *message,
                answer == k_accepted ? MessageState::verified : MessageState::cancelled);
        }
        return answer;
    };
    const Said said =
        attempt(operation.amount % 2 == 0 ? at : peer, operation.death, real, predict);
    compare(at, false);
    compare(peer, true);
    return said;
}

} // namespace satpad::machine
