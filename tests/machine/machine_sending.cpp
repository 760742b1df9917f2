// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/note.h"
#include "flow/outbox_file.h"
#include "machine.h"

#include <algorithm>

/// Pads, reservations and sealing, T1 to T4.
namespace satpad::machine {

using namespace core;
using Carrier = ReserveRequest::Carrier;

namespace {

std::uint64_t pages_for(const ContentHeader& content, const Bytes& payload)
{
    return MessageGeometry(encode_content_header(content).size() + payload.size()).pages();
}

ContentReader reader_of(const Bytes& bytes)
{
    return [bytes, at = std::size_t{0}](MutableByteView out) mutable -> Expected<void> {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
        at += out.size();
        return {};
    };
}

} // namespace

Said Machine::sending(const Operation& operation)
{
    switch (operation.kind) {
    case Kind::add_pad:
        return add_pad(operation);
    case Kind::confirm:
    case Kind::advance:
    case Kind::close_pad:
        return change_pad(operation);
    case Kind::reserve:
        return reserve(operation);
    case Kind::seal:
        return seal(operation);
    default:
        return work_hand(operation);
    }
}

Said Machine::add_pad(const Operation& operation)
{
    int free = 0;
    for (const PadRow& row : m_book.homes[0].ledger.pads) {
        free += row.suspended ? 0 : row.count('.');
    }
    if (free > 60) {
        return k_not_possible;
    }
    const Where sender{0, operation.view % k_views};
    const Where receiver{1, operation.peer % k_views};
    for (const Where& at : {sender, receiver}) {
        if (!is_up(at)) {
            return open(at, 0);
        }
    }
    const int pad = static_cast<int>(m_book.pad_ids.size());
    const int pages = 12 + operation.amount % 60;
    const bool confirmed = operation.what % 4 != 0;
    NewPad made;
    made.id = m_random.id<PadId>();
    made.pages = static_cast<std::uint64_t>(pages);
    made.batch = m_random.id<BatchId>();
    made.origin = "courier";
    made.confirm_tag = m_random.id<Tag>();
    m_book.pad_ids.push_back(made.id);
    m_confirm_tags.push_back(made.confirm_tag);
    Bytes key(made.pages * k_page_bytes);
    m_random.fill(key);
    for (const Where& at : {receiver, sender}) { // the receiver first: promise 11
        const bool receives = at.home == 1;
        made.peer = receives ? m_sender : m_receiver;
        made.direction = receives ? PadDirection::receive : PadDirection::send;
        made.state = confirmed || receives ? PadState::confirmed : PadState::unconfirmed;
        auto writer = PadFileWriter::create(process(at).home(), made.id, made.pages);
        if (!writer || !writer->append(key) || !writer->finish()) {
            fault("a pad file cannot be written");
            return k_done;
        }
        if (const auto added = process(at).ledger().add_pads(std::span(&made, 1)); !added) {
            fault("a pad is not taken: " + added.error().text());
            return k_done;
        }
        m_book.add_pad(at.home, at.view, pad, pages, receives, confirmed || receives);
        compare(at, false);
    }
    return k_done;
}

Said Machine::change_pad(const Operation& operation)
{
    if (m_book.pad_ids.empty()) {
        return k_not_possible;
    }
    const Where at = pick_any(operation.home, operation.view);
    if (!is_up(at)) {
        return open(at, operation.death);
    }
    const int pad =
        static_cast<int>(m_book.pad_ids.size()) - 1 -
        static_cast<int>(operation.what % std::min<std::size_t>(m_book.pad_ids.size(), 3));
    const PadId id = m_book.pad_ids[static_cast<std::size_t>(pad)];
    PadLedger& ledger = process(at).ledger();
    Said said = k_done;
    if (operation.kind == Kind::confirm) {
        const bool equal = operation.amount % 24 != 0;
        Tag tag = m_confirm_tags[static_cast<std::size_t>(pad)];
        tag.bytes[0] ^= equal ? std::byte{0} : std::byte{1};
        const SiteId peer = m_sites[static_cast<std::size_t>(at.home)] == 0 ? m_receiver : m_sender;
        said = attempt(
            at,
            operation.death,
            [&] { return said_of(ledger.confirm(id, peer, tag)); },
            [=](Book& book) { return book.confirm(at.home, at.view, pad, equal); });
    } else if (operation.kind == Kind::advance) {
        const PadRow* row = m_book.row(at.home, pad);
        int to = row == nullptr ? 0 : row->mark + operation.amount % 4;
        if (row != nullptr && row->suspended && operation.amount % 3 != 0) {
            to = std::max(row->advance_to, row->mark);
        }
        said = attempt(
            at,
            operation.death,
            [&] { return said_of(ledger.advance(id, static_cast<std::uint64_t>(to))); },
            [=](Book& book) { return book.advance(at.home, at.view, pad, to); });
    } else {
        said = attempt(
            at,
            operation.death,
            [&] { return said_of(ledger.close(id)); },
            [=](Book& book) { return book.close_pad(at.home, at.view, pad); });
    }
    compare(at, true);
    return said;
}

Said Machine::reserve(const Operation& operation)
{
    const Where at = pick(0, operation.home, operation.view);
    if (!is_up(at)) {
        return open(at, operation.death);
    }
    const int message = static_cast<int>(m_ids.size());
    const Bytes payload = payload_of(message, operation.amount);
    const std::uint64_t pages = pages_for(content_of(message, payload.size()), payload);
    const Carrier carrier = operation.what % 5 == 0 ? Carrier::file : Carrier::session;
    m_payloads.resize(m_ids.size());
    m_payloads.push_back(payload);
    const auto real = [&] {
        auto reservation = process(at).ledger().reserve(
            {m_receiver, pages, SendMode::exact, payload.size(), carrier});
        if (!reservation) {
            return code_of(reservation.error());
        }
        auto hand = std::make_unique<Hand>();
        hand->at = at;
        hand->message = message;
        m_ids.push_back(reservation->id());
        hand->reservation = std::move(*reservation);
        m_hands.push_back(std::move(hand));
        return Said{k_done};
    };
    const Said said = attempt(at, operation.death, real, [&](Book& book) {
        return book.reserve(at.home, at.view, static_cast<int>(pages), carrier);
    });
    compare(at, false);
    return said;
}

/// T2 as the outbox does it: sealed into a part, synced, renamed, the folder synced.
Said Machine::write_sealed(Hand& hand)
{
    Process& here = process(hand.at);
    MessageHeader header;
    header.id = hand.reservation->id();
    header.sender = m_sender;
    header.receiver = m_receiver;
    const Bytes& payload = m_payloads[static_cast<std::size_t>(hand.message)];
    Bytes content = encode_content_header(content_of(hand.message, payload.size()));
    content.insert(content.end(), payload.begin(), payload.end());
    header.content_bytes = content.size();
    header.ranges = hand.reservation->ranges();
    header.floors = hand.reservation->floors();
    header.chain_head = hand.reservation->chain_head();
    hand.encoded = encode_header(header);
    auto pages = here.ledger().open_pages(std::move(*hand.reservation));
    hand.reservation.reset();
    if (!pages) {
        return code_of(pages.error());
    }
    hand.pages = std::move(*pages);
    auto secrets = message_secrets(hand.encoded, *hand.pages);
    if (!secrets) {
        return code_of(secrets.error());
    }
    auto note = seal_outbox_note(
        here.home(), header.id, {*secrets, content_of(hand.message, payload.size()).name});
    if (!note) {
        return code_of(note.error());
    }
    hand.note = std::move(*note);
    FileStore& store = here.home().store();
    const fs::path outbox = here.home().paths().outbox();
    const fs::path part = outbox / (header.id.hex() + ".part");
    auto file = store.create(part);
    if (!file) {
        return code_of(file.error());
    }
    if (auto written = write_outbox_file(
            here.home(), **file, header, hand.encoded, *hand.pages, reader_of(content), {});
        !written) {
        return code_of(written.error());
    }
    if (auto renamed = store.rename(part, outbox / (header.id.hex() + ".sealed")); !renamed) {
        return code_of(renamed.error());
    }
    return said_of(store.sync_folder(outbox));
}

Said Machine::work_hand(const Operation& operation)
{
    if (m_hands.empty()) {
        return k_not_possible;
    }
    const std::size_t index = operation.what % m_hands.size();
    Hand& hand = *m_hands[index];
    const Where at = hand.at;
    const int message = hand.message;
    const auto remove = [&] {
        m_hands.erase(m_hands.begin() + static_cast<std::ptrdiff_t>(index));
    };
    PadLedger& ledger = process(at).ledger();
    const int wanted = operation.kind == Kind::write ? 0 : operation.kind == Kind::erase ? 1 : 2;
    const bool step = operation.kind == Kind::write || operation.kind == Kind::erase ||
                      operation.kind == Kind::commit_sealed;
    if (step && hand.stage != wanted) {
        return k_not_possible;
    }
    const auto burn = [&] {
        return hand.pages ? ledger.burn(std::move(hand.pages))
                          : ledger.burn(std::move(*hand.reservation));
    };
    Said said = k_done;
    switch (operation.kind) {
    case Kind::write:
    case Kind::erase:
        said = attempt(
            at,
            operation.death,
            [&] {
                const Said real = operation.kind == Kind::write ? write_sealed(hand)
                                                                : said_of(hand.pages->erase());
                ++hand.stage;
                if (real != k_done) {
                    (void)burn();
                    remove();
                }
                return real;
            },
            [=, kind = operation.kind](Book& book) {
                return kind == Kind::write ? book.write(at.home, at.view, message)
                                           : book.erase(at.home, at.view, message);
            });
        break;
    case Kind::commit_sealed:
        said = attempt(
            at,
            operation.death,
            [&] {
                const Bytes& payload = m_payloads[static_cast<std::size_t>(message)];
                const Said real = said_of(ledger.commit_sealed(
                    std::move(hand.pages), hand.encoded, payload.size(), hand.note));
                remove();
                return real;
            },
            [=](Book& book) { return book.commit_sealed(at.home, at.view, message); });
        break;
    case Kind::burn:
        said = attempt(
            at,
            operation.death,
            [&] {
                const Said real = said_of(burn());
                remove();
                return real;
            },
            [=](Book& book) { return book.give_up(at.home, at.view, message); });
        break;
    default: // dropped: its lock is free, its row stays
        remove();
        m_book.homes[static_cast<std::size_t>(at.home)].locks.erase(message);
        break;
    }
    compare(at, true);
    return said;
}

Said Machine::seal(const Operation& operation)
{
    const Where at = pick(0, operation.home, operation.view);
    if (!is_up(at)) {
        return open(at, operation.death);
    }
    const int message = static_cast<int>(m_ids.size());
    const Bytes payload = payload_of(message, operation.amount);
    const bool fails = operation.what % 16 == 0;
    const int pages = static_cast<int>(pages_for(content_of(message, payload.size()), payload));
    m_payloads.resize(m_ids.size());
    m_payloads.push_back(payload);
    SealRequest request{
        m_receiver, content_of(message, payload.size()), payload.size(), reader_of(payload)};
    if (fails) {
        request.payload = [](MutableByteView) -> Expected<void> {
            return Unexpected(Errc::unreadable_file, "it ends early");
        };
    }
    const auto real = [&] {
        const auto sealed = process(at).outbox().seal(request);
        if (sealed) {
            m_ids.push_back(sealed->id);
        } else if (!process(at).dead()) {
            adopt_unknown(at); // burnt, but reserved first
        }
        return said_of(sealed);
    };
    const Said said = attempt(at, operation.death, real, [&](Book& book) {
        return book.seal(at.home, at.view, pages, fails);
    });
    compare(at, false);
    return said;
}

} // namespace satpad::machine
