// SPDX-License-Identifier: GPL-3.0-or-later
// How a drawer fills batches, and what it learns of the KME by it. docs/etsi-014.md, "Retries".
#include "pull_common.h"
#include "pull_state.h"

#include <algorithm>

namespace satpad::keyclient::etsi014 {

using core::Expected;
using core::Unexpected;
using Steady = std::chrono::steady_clock;

namespace {

constexpr std::size_t k_most_requests = 128; ///< of one batch
constexpr std::size_t k_keys_enough = 128;   ///< … which more draws than one make
constexpr int k_lost_for_good = 3;           ///< batches in a row
constexpr int k_refused_for_good = 3;        ///< answers in a row

} // namespace

/// Of key that is still to be drawn, by what is known now.
std::uint64_t Puller::State::missing_bytes() const
{
    const std::uint64_t made = made_pages();
    if (made >= wanted_pages) {
        return 0;
    }
    const std::uint64_t there = pull->loose_bytes() + gathered.bytes();
    const std::uint64_t segments = 1 + there / core::k_page_bytes / (pull->segment_pages() + 1);
    const std::uint64_t needed = (wanted_pages - made + segments) * core::k_page_bytes;
    return needed > there ? needed - there : 0;
}

bool Puller::State::batch_is_enough() const
{
    return gathered.size() != 0 && (gathered.is_full() || gathered.size() >= k_keys_enough ||
                                       gathered.requests() >= most_requests ||
                                       Steady::now() - gathered_since >= order.patience.gathering);
}

Expected<void> Puller::State::draw_all()
{
    while (!soft && !stop.stop_requested()) {
        show();
        if (pull->has_segment()) {
            if (auto settled = pull->settle_all(); !settled) {
                return settled;
            }
            if (auto made = pull->cut(DrawnPull::Rest::stays); !made) {
                return made;
            }
            continue;
        }
        const std::uint64_t missing = missing_bytes();
        if (missing == 0 && gathered.size() == 0 && pull->in_flight() == 0) {
            return {};
        }
        if (auto done = step(missing); !done) {
            return done;
        }
    }
    return {};
}

/// One draw, or what has to be done before it.
Expected<void> Puller::State::step(std::uint64_t bytes)
{
    if (batch_is_enough() || (bytes == 0 && gathered.size() != 0)) {
        return flush();
    }
    if (pull->in_flight() >= window || (bytes == 0 && pull->in_flight() != 0)) {
        return settle_one();
    }
    if (Steady::now() - last_word >= order.patience.silence) {
        return pull->in_flight() != 0 ? settle_one() : greet_again();
    }
    if (gathered.size() == 0) {
        gathered_since = Steady::now();
    }
    core::Error hard;
    auto drawn = drawer->draw(bytes, [&](std::uint64_t keys) {
        auto noted = pull->note_asked(wasted + gathered.size() + keys);
        if (!noted) {
            hard = noted.error();
        }
        return noted;
    });
    wasted += drawer->take_wasted();
    if (hard.code) {
        return Unexpected(std::move(hard));
    }
    if (!drawn) {
        if (!drawn.error().is(core::Errc::cancelled)) {
            end_with(std::move(drawn).error());
        }
        return {};
    }
    if (!*drawn) {
        return wait_for_pool(bytes);
    }
    last_key = Steady::now();
    pause = order.patience.first_pause;
    return gather(**drawn);
}

Expected<void> Puller::State::gather(const Drawn& drawn)
{
    const std::uint64_t refused = gathered.refused();
    std::uint64_t kept = 0;
    for (std::size_t at = 0; at < drawn.fit.size();) {
        if (gathered.is_full() ||
            (gathered.key_bytes() != 0 && gathered.key_bytes() != drawn.key_bytes)) {
            if (auto flushed = flush(); !flushed) {
                return flushed;
            }
        }
        const std::size_t before = gathered.size();
        auto taken = gathered.take(drawn, at);
        if (!taken) {
            return fail(std::move(taken));
        }
        at = *taken;
        kept += gathered.size() - before;
        gathered.count_request(gathered.size() - before);
    }
    drawn_bytes += kept * drawn.key_bytes;
    refused_in_a_row = kept == 0 ? refused_in_a_row + 1 : 0;
    if (gathered.refused() > refused) {
        watcher.remark(std::to_string(gathered.refused() - refused) +
                       " keys were delivered before, and are not used again.");
    }
    if (refused_in_a_row >= k_refused_for_good) {
        end_with({make_error_code(Errc::malformed),
            "it gives the same keys again and again; nothing of them is used"});
    }
    return {};
}

Expected<void> Puller::State::flush()
{
    if (gathered.size() == 0) {
        gathered.clear();
        return {};
    }
    return pull->send(gathered, std::exchange(wasted, 0));
}

Expected<void> Puller::State::settle_one()
{
    auto batch = pull->settle_one();
    if (!batch) {
        return fail(std::move(batch));
    }
    learn_from(*batch);
    return {};
}

/// Some KMEs keep the newest keys only: then one batch at a time, of one request.
void Puller::State::learn_from(const SettledBatch& batch)
{
    last_word = Steady::now();
    const bool whole = batch.lost == batch.keys;
    const bool all_but_the_last = batch.lost + batch.of_last_request >= batch.keys;
    if (batch.lost == 0) {
        lost_in_a_row = 0;
        if (!one_by_one) {
            window = std::min(2 * window, k_most_in_flight);
            most_requests = std::min(2 * most_requests, k_most_requests);
        }
        return;
    }
    watcher.remark(std::to_string(batch.lost) + " keys did not come at " + peer.name +
                   "; others are drawn for them.");
    if (!batch.alone && !one_by_one && (whole || all_but_the_last)) {
        one_by_one = true;
        window = most_requests = 1;
        watcher.remark("The KME keeps its newest keys only: one batch at a time from here on.");
    }
    lost_in_a_row = whole ? lost_in_a_row + 1 : 0;
    if (lost_in_a_row >= k_lost_for_good && (one_by_one || batch.alone)) {
        end_with({make_error_code(Errc::not_found),
            peer.name + " got none of the last " + std::to_string(lost_in_a_row) +
                " batches at its own KME: do the two KMEs share key?"});
    }
}

Expected<void> Puller::State::wait_for_pool(std::uint64_t bytes)
{
    if (auto flushed = flush(); !flushed) {
        return flushed;
    }
    while (pull->in_flight() != 0) {
        if (auto settled = settle_one(); !settled) {
            return settled;
        }
    }
    const auto now = Steady::now();
    if (order.wait.count() != 0 && now - last_key >= order.wait) {
        end_with({make_error_code(Errc::too_little), "the pool stayed empty"});
        return {};
    }
    if (!low) {
        low = Low{now, drawn_bytes};
    }
    watcher.waiting(pause, source.bits_available(), seconds_left(bytes));
    pause_for(pause, stop);
    pause = std::min(2 * pause, order.patience.longest_pause);
    return Steady::now() - last_word >= order.patience.silence ? greet_again() : Expected<void>();
}

/// So that neither end takes the other for dead. Nothing is on its way.
Expected<void> Puller::State::greet_again()
{
    auto greeted = pull->greet();
    last_word = Steady::now();
    return greeted;
}

std::optional<double> Puller::State::seconds_left(std::uint64_t bytes) const
{
    const double seconds = std::chrono::duration<double>(Steady::now() - low->since).count();
    const auto drawn = static_cast<double>(drawn_bytes - low->drawn);
    return drawn > 0 && seconds > 0 ? std::optional(static_cast<double>(bytes) * seconds / drawn)
                                    : std::nullopt;
}

} // namespace satpad::keyclient::etsi014
