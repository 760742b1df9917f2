// SPDX-License-Identifier: GPL-3.0-or-later
// The drawer's end of a pull. docs/contact.md, "Pull".
#include "pull_common.h"
#include "pull_state.h"

#include <satpad/keyclient/satellite/refusal.h>

#include <algorithm>

namespace satpad::keyclient::etsi014 {

using core::Expected;
using core::Unexpected;
using Steady = std::chrono::steady_clock;

namespace {

constexpr const char* k_given_up = "; what was left of an earlier pull is given up.";

} // namespace

Expected<void> Puller::State::prepare(const PullOrder& its_order)
{
    order = its_order;
    const core::Peer* known = home.config().peer_by_id(order.peer);
    if (known == nullptr) {
        return Unexpected(core::Errc::unknown_peer, order.peer.hex());
    }
    peer = *known;
    if (!peer.kme) {
        return Unexpected(core::Errc::invalid_argument,
            "no KME is set for key with " + peer.name + ": satpad peer kme " + peer.name);
    }
    if (order.bytes == 0 || order.bytes > k_most_pull_bytes) {
        return Unexpected(core::Errc::invalid_argument, "so much key cannot be pulled at once");
    }
    wanted_pages = (order.bytes + core::k_page_bytes - 1) / core::k_page_bytes;
    auto kme = order.kme ? Expected<KnownKme>(*order.kme)
                         : look_at_kme(home, *peer.kme, source, order.patience, stop);
    if (!kme) {
        return fail(std::move(kme));
    }
    simulated = kme->simulated;
    drawer.emplace(source, *peer.kme, order.patience, watcher, stop);
    drawer->learn(kme->status);
    return simulated ? check_takes_simulated_key(home) : Expected<void>();
}

Expected<void> Puller::State::run(const PullOrder& its_order)
{
    if (auto ready = prepare(its_order); !ready) {
        return ready;
    }
    if (auto finished = finish_open_ones(); !finished) {
        return finished;
    }
    if (made_pages() >= wanted_pages || soft) {
        return {};
    }
    if (auto begun = begin_new(); !begun) {
        return begun;
    }
    auto drawn = draw_all();
    if (drawn) {
        drawn = end();
    }
    return drawn ? drawn : leave_at_a_bound(drawn.error());
}

Expected<void> Puller::State::finish_open_ones()
{
    auto open = book.pulls(true);
    if (!open) {
        return fail(std::move(open));
    }
    for (core::PullRow& each : *open) {
        if (each.what.peer != peer.id || each.what.side != core::PullSide::drawer) {
            continue;
        }
        if (auto taken = take_up(std::move(each)); !taken) {
            return taken;
        }
    }
    return sweep_closed(home, book, peer.id, core::PullSide::drawer);
}

/// What an earlier contact left is made pads of, and over.
Expected<void> Puller::State::take_up(core::PullRow left)
{
    pull.emplace(home, ledger, peer, stream, std::move(left));
    auto greeted = pull->greet();
    if (!greeted && greeted.error().is(core::Errc::home_suspect)) {
        return leave(greeted.error().context);
    }
    if (!greeted) {
        return leave_if_refused(greeted.error());
    }
    if (auto taken = pull->take_up(); !taken) {
        return taken.error().is(core::Errc::home_damaged) ? leave(taken.error().context)
                                                          : leave_if_refused(taken.error());
    }
    wasted = pull->left_by_a_death();
    auto ended = end();
    if (!ended && pull) {
        return leave_if_refused(ended.error());
    }
    if (!ended) { // given up: the next contact begins anew
        gave_up = true;
        watcher.remark(ended.error().text() + k_given_up);
    }
    return ended;
}

/// The contact is over with this. What the peer would refuse in each contact to come must not stand
/// in the way of another pull for ever.
Expected<void> Puller::State::leave_if_refused(const core::Error& why)
{
    if (is_refused_for_good(why)) {
        if (auto left = leave(why.text()); !left) {
            return left;
        }
        gave_up = true;
    }
    return Unexpected(why);
}

/// The fetcher takes no more of the new pull, in whatever contact: it lost too much.
Expected<void> Puller::State::leave_at_a_bound(const core::Error& why)
{
    if (pull && why.code == make_error_code(satellite::Refusal::limit_exceeded)) {
        const std::uint64_t in_vain = std::exchange(wasted, 0) + gathered.size();
        gathered.clear();
        if (auto given = pull->give_up(in_vain); !given) {
            return given;
        }
        if (auto noted = note_end(); !noted) {
            return noted;
        }
    }
    return Unexpected(why);
}

/// An old pull that cannot be gone on with: nothing more is made of it.
Expected<void> Puller::State::leave(const std::string& why)
{
    watcher.remark(why + k_given_up);
    if (auto given = pull->give_up(0); !given) {
        return given;
    }
    return note_end();
}

Expected<void> Puller::State::begin_new()
{
    core::NewPull made;
    made.id = home.random().id<core::BatchId>();
    made.peer = peer.id;
    made.side = core::PullSide::drawer;
    made.bytes = (wanted_pages - made_pages()) * core::k_page_bytes;
    made.origin = origin_of(*peer.kme);
    made.simulated = simulated;
    if (auto begun = book.begin(made); !begun) {
        return begun;
    }
    auto now = book.pull(made.id);
    if (!now) {
        return fail(std::move(now));
    }
    pull.emplace(home, ledger, peer, stream, std::move(*now));
    if (auto greeted = pull->greet(); !greeted) {
        return greeted;
    }
    last_word = last_key = Steady::now();
    pause = order.patience.first_pause;
    return pull->take_up();
}

std::uint64_t Puller::State::made_pages() const
{
    std::uint64_t usable = 0;
    const auto add = [&](const std::vector<core::PadSummary>& some) {
        for (const core::PadSummary& pad : some) {
            usable += pad.pages - 1;
        }
    };
    add(pads);
    if (pull) {
        add(pull->pads());
    }
    return usable;
}

/// What both have is confirmed; then the pull is over.
Expected<void> Puller::State::end()
{
    if (auto flushed = flush(); !flushed) {
        return flushed;
    }
    while (pull->in_flight() != 0) {
        if (auto settled = settle_one(); !settled) {
            return settled;
        }
    }
    show();
    if (auto made = pull->cut(DrawnPull::Rest::too); !made) {
        const core::Error& why = made.error();
        if (why.is(core::Errc::authentication_failed) || why.is(core::Errc::malformed) ||
            why.code == make_error_code(satellite::Refusal::authentication_failed)) {
            if (auto given = pull->give_up(std::exchange(wasted, 0)); !given) {
                return given;
            }
            static_cast<void>(note_end().has_value());
        }
        return made;
    }
    if (auto closed = pull->close(std::exchange(wasted, 0)); !closed) {
        return closed;
    }
    return note_end();
}

Expected<void> Puller::State::note_end()
{
    pads.insert(pads.end(), pull->pads().begin(), pull->pads().end());
    auto now = pull->row();
    pull.reset();
    if (!now) {
        return fail(std::move(now));
    }
    row = std::move(*now);
    show();
    return {};
}

void Puller::State::show() const
{
    const std::uint64_t made = made_pages() * core::k_page_bytes;
    const std::uint64_t loose = pull ? pull->loose_bytes() : 0;
    const std::uint64_t agreed = pull ? pull->agreed_bytes() : 0;
    const std::uint64_t wanted = wanted_pages * core::k_page_bytes;
    watcher.progress(std::min(wanted, made + loose + gathered.bytes()),
        std::min(wanted, made + agreed),
        std::min(wanted, made),
        wanted);
}

Puller::Puller(core::Home& home,
    core::PadLedger& ledger,
    const core::Clock& /*clock*/,
    KeySource& source,
    satellite::MessageStream& stream,
    PullWatcher& watcher,
    std::stop_token stop)
    : m_state(std::make_unique<State>(home, ledger, source, stream, watcher, std::move(stop)))
{}

Puller::~Puller() = default;

PullResult Puller::run(const PullOrder& order)
{
    PullResult result;
    result.result = m_state->run(order);
    if (m_state->pull) { // cut short: the next contact goes on
        if (auto noted = m_state->note_end(); !noted && result.result) {
            result.result = noted;
        }
    }
    if (m_state->row) {
        result.row = std::move(*m_state->row);
    }
    result.pads = std::move(m_state->pads);
    result.gave_up = m_state->gave_up;
    result.stopped =
        m_state->stop.stop_requested() && m_state->made_pages() < m_state->wanted_pages;
    if (result.result && m_state->soft) {
        result.result = Unexpected(*m_state->soft);
    }
    if (result.result && result.stopped) {
        result.result = Unexpected(core::Errc::cancelled, "stopped by the operator");
    }
    return result;
}

} // namespace satpad::keyclient::etsi014
