// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify_pulls.h"

#include <algorithm>

namespace satpad::core::ledger {
namespace {

/// As the table should have them.
Expected<bool> same_batches(State& state, const StoredPull& row, const PullReplay::Pull& pull)
{
    constexpr std::size_t k_at_once = 64;
    std::uint64_t next = 0;
    while (true) {
        auto batches = state.store.pull_batches(row.number, next, k_at_once);
        if (!batches) {
            return fail(std::move(batches));
        }
        for (const StoredPullBatch& each : *batches) {
            const PullBatch& batch = each.batch;
            const PullReplay::Batch there{
                batch.key_ids.size(), batch.lost.size(), batch.agreed, each.pad};
            if (batch.number != next || next >= pull.batches.size() ||
                pull.batches[next] != there) {
                return false;
            }
            ++next;
        }
        if (batches->size() < k_at_once) {
            return next == pull.batches.size();
        }
    }
}

bool same_counts(const PullRow& row, const PullReplay::Pull& pull)
{
    std::uint64_t keys = 0;
    std::uint64_t lost = 0;
    for (const PullReplay::Batch& batch : pull.batches) {
        keys += batch.keys;
        lost += batch.lost;
    }
    return row.what.side == pull.side && row.what.simulated == pull.simulated &&
           row.what.bytes == pull.bytes && row.open == pull.open &&
           row.next_batch == pull.batches.size() && row.drawn_keys == keys &&
           row.lost_keys == lost && row.refused_keys == pull.refused &&
           row.wasted_keys == pull.wasted;
}

} // namespace

Expected<void> compare_pulls(State& state, Replay& replay)
{
    auto rows = state.store.find_pulls(false);
    if (!rows) {
        return fail(std::move(rows));
    }
    const auto& pulls = replay.pulls().pulls();
    for (const StoredPull& each : *rows) {
        const auto found = pulls.find(each.row.what.id);
        bool same = found != pulls.end() && same_counts(each.row, found->second);
        if (same) {
            auto batches = same_batches(state, each, found->second);
            if (!batches) {
                return fail(std::move(batches));
            }
            same = *batches;
        }
        if (!same) {
            replay.fault(
                "pull " + each.row.what.id.hex() + " differs between the events and the table");
        }
    }
    if (rows->size() != pulls.size()) {
        replay.fault("the table and the events know different pulls");
    }
    auto prints = state.store.print_count();
    if (!prints) {
        return fail(std::move(prints));
    }
    if (*prints != replay.pulls().prints()) {
        replay.fault("the table and the events know different numbers of delivered keys");
    }
    return {};
}

} // namespace satpad::core::ledger
