// SPDX-License-Identifier: GPL-3.0-or-later
// The stations' sides of a relay. docs/contact.md, "Relay".
#include "contact_common.h"
#include "relay_ends.h"
#include "relay_files.h"
#include "relay_pads.h"

#include <algorithm>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

static_assert(k_greatest_relay_pages == k_most_relay_pages);

/// The pages are not there to be taken, and never will be.
bool is_final(const core::Error& why)
{
    return why.is(Errc::key_already_used) || why.is(Errc::unknown_pad);
}

/// The others can go on: it is this relay that cannot, now.
bool is_of_this_one(const core::Error& why)
{
    return why.is(Errc::authentication_failed) || why.is(Errc::home_damaged) ||
           why.is(Errc::limit_exceeded);
}

/// Whoever relays may not fill this home with halves, or with what this site is to hand on.
Expected<void> check_room(const core::Home& home, const core::BatchId& relay, bool far_end)
{
    const RelayFolder folder(home);
    if (folder.has(relay, RelayFile::share)) {
        return {};
    }
    auto shares = folder.list(RelayFile::share);
    if (!shares) {
        return fail(std::move(shares));
    }
    auto notes = folder.list(RelayFile::note);
    if (!notes) {
        return fail(std::move(notes));
    }
    if (shares->size() >= k_most_shares || (!far_end && notes->size() >= k_most_relays)) {
        return Unexpected(Errc::limit_exceeded,
            "too many relays are not over at this site; satpad keys relay --list shows them, "
            "--close gives one up");
    }
    return {};
}

Expected<void> check_order(
    core::Home& home, core::PadLedger& ledger, const core::SiteId& relay, const RelayOrder& order)
{
    if (home.config().peer_by_id(order.peer) == nullptr) {
        return Unexpected(Errc::unknown_peer, order.peer.hex());
    }
    std::vector<core::SiteId> way = order.further;
    way.insert(way.end(), {home.config().id, relay, order.peer});
    std::sort(way.begin(), way.end());
    if (std::adjacent_find(way.begin(), way.end()) != way.end() ||
        order.further.size() >= k_most_on_route) {
        return Unexpected(
            Errc::invalid_argument, "a relay's way passes each site once, 8 relays at most");
    }
    const std::uint64_t pages = order.out_pages + order.back_pages;
    if (order.out_pages < k_least_relay_pages || order.back_pages < k_least_relay_pages ||
        pages > k_greatest_relay_pages) {
        return Unexpected(Errc::invalid_argument,
            "a relay makes two pads of at least " +
                std::to_string(k_least_relay_pages * core::k_page_bytes) + " bytes each, " +
                std::to_string(k_greatest_relay_pages * core::k_page_bytes) +
                " bytes together at most; ask several times for more");
    }
    auto pads = ledger.pads();
    if (!pads) {
        return fail(std::move(pads));
    }
    std::uint64_t there = 0;
    for (const core::PadSummary& pad : *pads) {
        const bool counts = pad.peer == relay && pad.direction == core::PadDirection::receive;
        there += counts ? pad.free : 0;
    }
    if (there < pages) {
        return Unexpected(Errc::not_enough_key,
            "needed " + std::to_string(pages) + " pages of what the relay sends with, free " +
                std::to_string(there));
    }
    return {};
}

Expected<std::vector<core::PadSummary>> summaries_of(
    const core::PadLedger& ledger, const core::BatchId& relay)
{
    auto all = ledger.pads();
    if (all) {
        std::erase_if(*all, [&](const core::PadSummary& pad) { return pad.batch != relay; });
    }
    return all;
}

} // namespace

Expected<Bytes> RelayStation::say(ByteView message)
{
    return ask_peer(m_stream, m_relay, message);
}

Expected<std::vector<RelayedKey>> RelayStation::collect()
{
    if (auto swept = sweep_shares(m_home, m_ledger); !swept) {
        return fail(std::move(swept));
    }
    auto rows = collect_all();
    if (!rows) {
        return rows;
    }
    // The relay has told all it has; what failed is told again, and what is left over next time.
    const bool failed = rows->size() == k_most_rows ||
                        std::any_of(rows->begin(), rows->end(), [](const RelayedKey& row) {
                            return row.step == RelayStep::failed;
                        });
    if (failed) {
        return rows;
    }
    auto swept = sweep_orders(m_home, m_ledger, m_relay.id);
    return swept ? std::move(rows) : fail(std::move(swept));
}

Expected<std::vector<RelayedKey>> RelayStation::collect_in_turn()
{
    m_in_turn = true;
    return collect_all();
}

Expected<std::vector<RelayedKey>> RelayStation::collect_all()
{
    std::vector<RelayedKey> rows;
    core::BatchId after;
    while (rows.size() < k_most_rows) {
        auto message = say(encode_relay(ContactKind::relay_next, after));
        if (!message) {
            return fail(std::move(message));
        }
        auto kind = kind_of(*message);
        if (kind && *kind == ContactKind::relay_none) {
            return rows;
        }
        auto row = take(*message);
        if (!row) {
            return fail(std::move(row));
        }
        if (row->relay <= after) {
            return Unexpected(Errc::malformed, "contact: relays come in the order of their ids");
        }
        after = row->relay;
        rows.push_back(std::move(*row));
    }
    return rows;
}

Expected<RelayedKey> RelayStation::ask(const RelayOrder& order)
{
    if (auto fits = check_order(m_home, m_ledger, m_relay.id, order); !fits) {
        return fail(std::move(fits));
    }
    RelayOrdered ordered{m_home.random().id<core::BatchId>(),
        order.peer,
        order.out_pages,
        order.back_pages,
        order.further,
        m_clock.now()};
    ordered.route.insert(ordered.route.begin(), m_relay.id);
    if (auto noted = note_order(m_home, ordered); !noted) {
        return fail(std::move(noted));
    }
    auto message = say(encode(
        RelayAsk{ordered.relay, order.peer, order.out_pages, order.back_pages, order.further}));
    if (!message) {
        return fail(std::move(message));
    }
    auto told = decode_relay_told(*message);
    if (!told) {
        return fail(std::move(told));
    }
    if (told->pads.relay != ordered.relay) {
        return Unexpected(Errc::malformed, "contact: that is not the relay that was asked for");
    }
    return take(*message);
}

Expected<RelayedKey> RelayStation::take(ByteView message)
{
    auto kind = kind_of(message);
    if (!kind) {
        return fail(std::move(kind));
    }
    switch (*kind) {
    case ContactKind::relay_told:
        return told(message);
    case ContactKind::relay_news:
        return news(message);
    case ContactKind::relay_wait: {
        auto word = decode_word(ContactKind::relay_wait, message);
        if (!word) {
            return fail(std::move(word));
        }
        RelayedKey row;
        row.relay = word->relay;
        row.step = RelayStep::waiting;
        row.why = {core::make_error_code(Errc::not_enough_key), word->why};
        return row;
    }
    default:
        return Unexpected(Errc::malformed, "contact: that is no answer about a relay");
    }
}

/// Says it and hears that the relay has it written down.
Expected<void> RelayStation::settle(const Bytes& word, const core::BatchId& relay)
{
    auto answer = say(word);
    if (!answer) {
        return fail(std::move(answer));
    }
    auto noted = decode_relay(ContactKind::relay_noted, *answer);
    if (!noted) {
        return fail(std::move(noted));
    }
    return *noted == relay ? Expected<void>()
                           : Unexpected(Errc::malformed, "contact: another relay was noted");
}

Expected<RelayedKey> RelayStation::told(ByteView message)
{
    auto told = decode_relay_told(message);
    if (!told) {
        return fail(std::move(told));
    }
    const RelayPads& pads = told->pads;
    const core::SiteId& self = m_home.config().id;
    const bool asker = pads.asker == self;
    const bool far_end = pads.far_end == self;
    if (asker ? pads.route.front() != m_relay.id : next_after(pads, m_relay.id) != self) {
        return Unexpected(Errc::malformed, "contact: a relay for somebody else");
    }
    RelayedKey row;
    if (m_in_turn && (asker || far_end)) {
        return Unexpected(Errc::malformed, "contact: in a turn, key that is to end here");
    }
    row.relay = pads.relay;
    row.peer = asker ? pads.far_end : pads.asker;
    row.step = RelayStep::failed;
    row.known_by = pads.route;
    if ((asker || far_end) && m_home.config().peer_by_id(row.peer) == nullptr) {
        row.why = {core::make_error_code(Errc::unknown_peer),
            "site " + row.peer.hex() + " has key for this one at " + m_relay.name +
                "; add its card first"};
        return row;
    }
    auto proofs = asker ? take_ordered(*told) : take_behind(*told);
    if (proofs && proofs->empty()) {
        proofs = Unexpected(Errc::unknown_pad, "its key is not here any more");
    }
    if (!proofs && is_final(proofs.error())) {
        row.step = RelayStep::given_up;
        row.why = proofs.error();
        auto noted = settle(
            encode_word(ContactKind::relay_given_up, {pads.relay, {}, proofs.error().text()}),
            pads.relay);
        if (noted && asker) {
            noted = drop_order(m_home, pads.relay);
        }
        return noted ? Expected<RelayedKey>(std::move(row)) : fail(std::move(noted));
    }
    if (!proofs && is_of_this_one(proofs.error())) {
        row.why = proofs.error();
        return row;
    }
    if (!proofs) {
        return fail(std::move(proofs));
    }
    if (auto noted =
            settle(encode_word(ContactKind::relay_stored, {pads.relay, *proofs, {}}), pads.relay);
        !noted) {
        return fail(std::move(noted));
    }
    row.step = asker ? RelayStep::made : far_end ? RelayStep::collected : RelayStep::held;
    auto made = summaries_of(m_ledger, pads.relay);
    if (!made) {
        return fail(std::move(made));
    }
    row.pads = std::move(*made);
    return row;
}

/// Only what this site ordered, as it ordered it: nobody plants key with a third site here.
Expected<std::vector<PadProof>> RelayStation::take_ordered(const RelayTold& told)
{
    const RelayFolder folder(m_home);
    if (!folder.has(told.pads.relay, RelayFile::order)) {
        return Unexpected(Errc::unknown_pad, "this site did not order it, or gave it up");
    }
    auto order = read_order(folder, told.pads.relay);
    if (!order) {
        return fail(std::move(order));
    }
    if (!is_ordered(*order, told.pads)) {
        return Unexpected(Errc::malformed, "contact: that is not the relay that was asked for");
    }
    return take_as_asker(m_home, m_ledger, m_relay, told);
}

/// The pages first; then, once the relay knows that they are written down here, what was made of
/// them.
Expected<std::vector<PadProof>> RelayStation::take_behind(const RelayTold& told)
{
    const bool far_end = told.pads.far_end == m_home.config().id;
    auto before = far_end ? proofs_of(m_ledger, told.pads, RelayEnd::far_end)
                          : proofs_held(m_home, told.pads.relay);
    if (!before) {
        return before;
    }
    if (!before->empty()) { // made in a contact that was cut
        auto dropped = drop_share(m_home, told.pads.relay);
        return dropped ? std::move(before) : fail(std::move(dropped));
    }
    if (auto room = check_room(m_home, told.pads.relay, far_end); !room) {
        return fail(std::move(room));
    }
    auto taken = take_share(m_home, m_ledger, m_relay, told);
    if (!taken) {
        return fail(std::move(taken));
    }
    auto message = say(encode_relay(ContactKind::relay_taken, told.pads.relay));
    if (!message) {
        return fail(std::move(message));
    }
    auto key = decode_relay_key(*message);
    if (!key) {
        return fail(std::move(key));
    }
    return far_end ? finish_share(m_home, m_ledger, m_relay, told.pads.relay, *key)
                   : hold_share(m_home, m_ledger, m_clock, m_relay, told.pads.relay, *key);
}

Expected<RelayedKey> RelayStation::news(ByteView message)
{
    auto word = decode_word(ContactKind::relay_news, message);
    if (!word) {
        return fail(std::move(word));
    }
    if (m_in_turn) {
        return Unexpected(Errc::malformed, "contact: in a turn, news for an asker");
    }
    const RelayFolder folder(m_home);
    const bool ordered = folder.has(word->relay, RelayFile::order);
    if (ordered) {
        auto order = read_order(folder, word->relay);
        if (!order) {
            return fail(std::move(order));
        }
        // The last relay speaks for the far end; that it is given up, any of them may say.
        const auto& route = order->route;
        const bool may = word->proofs.empty()
                             ? std::find(route.begin(), route.end(), m_relay.id) != route.end()
                             : route.back() == m_relay.id;
        if (!may) {
            return Unexpected(Errc::malformed, "contact: news of a relay through others");
        }
    }
    auto pads = summaries_of(m_ledger, word->relay);
    if (!pads) {
        return fail(std::move(pads));
    }
    RelayedKey row;
    row.relay = word->relay;
    row.step = RelayStep::confirmed;
    const bool sure =
        !pads->empty() && std::all_of(pads->begin(), pads->end(), [](const auto& pad) {
            return pad.state == core::PadState::confirmed;
        });
    if (!word->why.empty() && !sure) {
        row.step = RelayStep::given_up;
        row.why = {core::make_error_code(Errc::wrong_state), word->why};
    }
    for (const core::PadSummary& pad : *pads) {
        row.peer = pad.peer;
    }
    row.pads = std::move(*pads);
    // Without an order it was heard before, or given up here: nothing is changed by it.
    if (ordered) {
        if (auto compared = confirm(*word, row); !compared) {
            return fail(std::move(compared));
        }
    }
    if (auto noted = settle(encode_relay(ContactKind::relay_heard, word->relay), word->relay);
        !noted) {
        return fail(std::move(noted));
    }
    if (auto dropped = drop_order(m_home, word->relay); !dropped) {
        return fail(std::move(dropped));
    }
    auto now = summaries_of(m_ledger, word->relay);
    if (!now) {
        return fail(std::move(now));
    }
    row.pads = std::move(*now);
    return row;
}

/// Compares what the far end proved with the pads that are here.
Expected<void> RelayStation::confirm(const RelayWord& word, RelayedKey& row)
{
    for (const core::PadSummary& pad : row.pads) {
        for (const PadProof& proof : word.proofs) {
            if (proof.pad != pad.id || pad.state == core::PadState::closed) {
                continue;
            }
            auto equal = m_ledger.confirm(pad.id, pad.peer, proof.tag);
            if (!equal && equal.error().is(Errc::authentication_failed)) {
                row.step = RelayStep::given_up; // suspended
                row.why = equal.error();
            } else if (!equal) {
                return equal;
            }
        }
    }
    return {};
}

} // namespace satpad::keyclient::satellite
