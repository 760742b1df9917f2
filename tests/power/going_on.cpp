// SPDX-License-Identifier: GPL-3.0-or-later
#include "judge.h"

#include <algorithm>

/// After power came back the work goes on: what was cut ends well, and no page serves twice.
namespace satpad::test {

namespace courier = keyclient::courier;

namespace {

bool may_be_finished(const MessageRow& row)
{
    return row.state == MessageState::sealed || row.state == MessageState::carried ||
           row.state == MessageState::cancelling;
}

struct ChunkCounter final : Witness
{
    std::map<MessageId, std::size_t> chunks;
    void chunk_left(
        const PowerSite&, const MessageHeader& header, std::uint64_t, const Bytes&) override
    {
        ++chunks[header.id];
    }
};

bool meet(const PageRange& a, const PageRange& b)
{
    return a.pad == b.pad && a.first < b.end() && b.first < a.end();
}

} // namespace

/// A move that was cut goes on until one home has the pages; never both.
std::string Judge::move_ends()
{
    if (m_a.is_open() && !fs::exists(m_c.home_path())) {
        return m_facts.handed_over ? "the old home opens after the hand-over" : "";
    }
    const auto c = m_c.open();
    if (m_a.is_open()) {
        m_c.close();
        return c ? "two homes have the same pages" : "a move began before the hand-over";
    }
    m_moved = true;
    if (c) {
        return {};
    }
    if (m_facts.taken_over) {
        return "the new home does not open: " + c.error().text();
    }
    if (!c.error().is(Errc::not_set_up)) {
        return "a half-moved home is called something else: " + c.error().text();
    }
    if (const auto home = m_a.open_home(); !home) {
        return "the old home does not open: " + home.error().text();
    }
    const auto again =
        hand_home_over(*m_a.home, m_a.clock, m_a.state_path(), m_a.out_path(k_transfer_file));
    if (!again && !again.error().is(Errc::home_locked)) {
        return "home transfer does not go on: " + again.error().text();
    }
    m_a.close();
    const auto file = TransferFile::open(*m_c.store, m_a.out_path(k_transfer_file));
    if (!file) {
        return "the transfer file is lost: " + file.error().text();
    }
    const auto taken =
        file->take_over(m_c.random, m_c.clock, m_c.state_path(), m_c.home_path(), {});
    if (!taken) {
        return "init --from does not go on: " + taken.error().text();
    }
    const auto opened = m_c.open();
    return opened ? "" : "the new home does not open: " + opened.error().text();
}

/// The delivery reaches b whatever was cut: the file again, or a new one.
std::string Judge::finish_keys()
{
    const fs::path file = m_a.out_path(k_courier_file);
    fs::path use = file;
    if (m_a.ledger->pads()->empty()) {
        courier::MakeRequest request;
        request.peer = m_b.id();
        request.bytes = 40 * k_page_bytes;
        request.out = use = m_a.out_path("second.satpadkeys");
        if (const auto made = courier::make(*m_a.home, *m_a.ledger, request); !made) {
            return "no new delivery can be made: " + made.error().text();
        }
    } else if (!fs::exists(file)) {
        const auto again = courier::make_again(*m_a.home, *m_a.ledger, m_b.id(), file);
        if (!again) {
            return "the delivery is lost though the ledger has its pads: " + again.error().text();
        }
    }
    const auto taken = courier::import(*m_b.home, *m_b.ledger, use);
    if (!taken) {
        return "the delivery cannot be imported: " + taken.error().text();
    }
    const fs::path reply = m_b.out_path("second.satpadreply");
    if (const auto done = courier::write_reply(*m_b.home, *m_b.ledger, taken->batch, reply);
        !done) {
        return "no reply can be written: " + done.error().text();
    }
    const auto confirmed = courier::import_reply(*m_a.home, *m_a.ledger, reply);
    return confirmed ? "" : "the reply does not confirm: " + confirmed.error().text();
}

std::string Judge::keys_arrive()
{
    if (m_facts.peers.size() != 2 || m_moved) {
        return {};
    }
    const bool at_both = !m_b.ledger->pads()->empty();
    if (std::string fault = at_both ? std::string() : finish_keys(); !fault.empty()) {
        return fault;
    }
    return pads_are_whole();
}

std::string Judge::deliver_open(PowerSite& from, PowerSite& to)
{
    const auto rows = from.ledger->messages(
        {.direction = MessageDirection::outgoing, .peer = to.id(), .open_only = true});
    ChunkCounter counter;
    for (const MessageRow& row : rows.value()) {
        if (!may_be_finished(row)) {
            return std::string("a message is left ") + std::string(name_of(row.state));
        }
        if (const auto done = deliver(from, to, row.id, counter); !done) {
            return "a message cannot be delivered: " + done.error().text();
        }
        const auto fact = m_facts.messages.find(row.id);
        const bool spool_stayed = !m_moved || to.disk != m_c.disk; // a move leaves spools behind
        if (fact != m_facts.messages.end() && fact->second.spooled && spool_stayed &&
            counter.chunks[row.id] != 0) {
            return "a message that was spooled whole needs its chunks again" + at(to);
        }
    }
    return {};
}

std::string Judge::messages_arrive()
{
    if (m_facts.peers.size() != 2) {
        return {};
    }
    PowerSite& a = *site_of('a');
    for (const auto& [from, to] : {std::pair(&a, &m_b), std::pair(&m_b, &a)}) {
        if (std::string fault = deliver_open(*from, *to); !fault.empty()) {
            return fault;
        }
    }
    for (const auto& [id, name] : m_facts.sealed) {
        const auto at_a = a.ledger->message(id);
        const bool by_a = at_a && at_a->direction == MessageDirection::outgoing;
        PowerSite& from = by_a ? a : m_b;
        PowerSite& to = by_a ? m_b : a;
        const auto row = from.ledger->message(id);
        if (!row ||
            (row->state != MessageState::verified && row->state != MessageState::cancelled)) {
            return "a sealed message is lost: " + name;
        }
        const auto item = to.inbox->item(id);
        if (row->state == MessageState::verified && (!item || item->name != name)) {
            return "a verified picture is not in the inbox: " + name;
        }
        const auto fact = m_facts.messages.find(id);
        if (fact != m_facts.messages.end() && fact->second.settled &&
            *fact->second.settled != row->state) {
            return "a message was settled otherwise before: " + name;
        }
    }
    return {};
}

std::string Judge::ledgers_agree()
{
    if (m_facts.peers.size() != 2) {
        return {};
    }
    PowerSite& a = *site_of('a');
    for (const auto& [mine, theirs] : {std::pair(&a, &m_b), std::pair(&m_b, &a)}) {
        const auto differences = mine->ledger->compare(theirs->ledger->export_text().value());
        if (!differences || !differences->empty()) {
            return "the ledgers differ: " +
                   (differences ? describe(differences->front().where) + " " +
                                      differences->front().mine + "/" + differences->front().theirs
                                : differences.error().text());
        }
    }
    return {};
}

/// Everything that is left is given out, and none of it has served before.
std::string Judge::reserve_all(PowerSite& site, const SiteId& peer)
{
    std::uint64_t free = 0;
    const auto pads = site.ledger->pads();
    for (const PadSummary& pad : pads.value()) {
        const bool sends = pad.direction == PadDirection::send && pad.state != PadState::closed;
        free += sends ? pad.free : 0;
    }
    if (free < 4) {
        return {};
    }
    ReserveRequest request;
    request.peer = peer;
    request.pages = free;
    request.payload_bytes = 1;
    const auto reserved = site.ledger->reserve(request);
    if (!reserved) {
        return "what is free is not given out: " + reserved.error().text();
    }
    for (const auto& [id, message] : m_facts.messages) {
        for (const PageRange& used : message.header.ranges) {
            for (const PageRange& now : reserved->ranges()) {
                if (meet(used, now)) {
                    return "pages of message " + id.hex() +
                           " are given out again: " + describe(now);
                }
            }
        }
    }
    return {};
}

std::string Judge::no_page_comes_again()
{
    if (m_facts.peers.size() != 2) {
        return {};
    }
    PowerSite& a = *site_of('a');
    std::string fault = reserve_all(a, m_b.id());
    return fault.empty() ? reserve_all(m_b, a.id()) : fault;
}

} // namespace satpad::test
