// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "drawn_pull.h"

namespace satpad::keyclient::etsi014 {

/// One run of a drawer. An error of a member ends the contact; `soft` is what only ends the drawing.
struct Puller::State
{
    State(core::Home& its_home,
        core::PadLedger& its_ledger,
        KeySource& its_source,
        satellite::MessageStream& its_stream,
        PullWatcher& its_watcher,
        std::stop_token its_stop)
        : home(its_home)
        , ledger(its_ledger)
        , book(its_ledger)
        , source(its_source)
        , stream(its_stream)
        , watcher(its_watcher)
        , stop(std::move(its_stop))
        , gathered(book)
    {}

    core::Expected<void> run(const PullOrder& order);
    core::Expected<void> prepare(const PullOrder& order);
    core::Expected<void> finish_open_ones();
    core::Expected<void> take_up(core::PullRow row);
    core::Expected<void> leave(const std::string& why);
    core::Expected<void> leave_if_refused(const core::Error& why);
    core::Expected<void> leave_at_a_bound(const core::Error& why);
    core::Expected<void> begin_new();
    core::Expected<void> draw_all();
    core::Expected<void> step(std::uint64_t bytes);
    core::Expected<void> gather(const Drawn& drawn);
    core::Expected<void> flush();
    core::Expected<void> settle_one();
    void learn_from(const SettledBatch& batch);
    core::Expected<void> greet_again();
    core::Expected<void> wait_for_pool(std::uint64_t bytes);
    core::Expected<void> end();
    core::Expected<void> note_end();
    [[nodiscard]] std::uint64_t missing_bytes() const;
    [[nodiscard]] std::uint64_t made_pages() const;
    [[nodiscard]] bool batch_is_enough() const;
    [[nodiscard]] std::optional<double> seconds_left(std::uint64_t bytes) const;
    void show() const;
    /// This end draws no more; what both have is confirmed.
    void end_with(core::Error why)
    {
        if (!soft) {
            soft = std::move(why);
        }
    }

    core::Home& home;
    core::PadLedger& ledger;
    core::PullBook book;
    KeySource& source;
    satellite::MessageStream& stream;
    PullWatcher& watcher;
    std::stop_token stop;

    core::Peer peer;
    PullOrder order;
    std::uint64_t wanted_pages = 0;
    bool simulated = false;
    std::optional<KeyDrawer> drawer;
    std::optional<DrawnPull> pull;
    BatchGathering gathered;
    std::vector<core::PadSummary> pads; ///< of pulls that are over
    std::optional<core::PullRow> row;   ///< of the last one
    std::uint64_t wasted = 0;           ///< in no commit yet
    bool gave_up = false;
    std::optional<core::Error> soft;

    // How much the KME lets be under way: it is found out by and by.
    std::size_t window = 1;
    std::size_t most_requests = 1;
    bool one_by_one = false;
    int lost_in_a_row = 0;
    int refused_in_a_row = 0;

    // An empty pool
    std::chrono::milliseconds pause{0};
    std::chrono::steady_clock::time_point last_key;
    std::chrono::steady_clock::time_point last_word;
    std::chrono::steady_clock::time_point gathered_since;
    std::uint64_t drawn_bytes = 0;
    struct Low
    {
        std::chrono::steady_clock::time_point since;
        std::uint64_t drawn = 0;
    };
    std::optional<Low> low; ///< when the pool was first seen empty
};

} // namespace satpad::keyclient::etsi014
