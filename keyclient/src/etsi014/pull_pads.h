// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pad_intake.h"
#include "pull_staging.h"

/// Batches of a pull as one pad. docs/contact.md, "Pull".
namespace satpad::keyclient::etsi014 {

inline constexpr std::uint64_t k_least_segment_pages = 2; ///< one to use and one that keys CONFIRM

/// A batch that is in no pad yet, as both ends see it.
struct LooseBatch
{
    core::PullBatch row;
    std::size_t key_bytes = 0;
    [[nodiscard]] std::uint64_t bytes() const
    {
        return (row.key_ids.size() - row.lost.size()) * key_bytes;
    }
};
[[nodiscard]] std::uint64_t bytes_of(std::span<const LooseBatch> batches);
/// A drawer's file has all keys, for it is written before any is known to be lost; a fetcher's has
/// those that came.
[[nodiscard]] inline bool has_lost_ones(const StagedBatch& staged, const core::PullBatch& row)
{
    return staged.keys == row.key_ids.size();
}
[[nodiscard]] inline bool is_of(const StagedBatch& staged, const core::PullBatch& row)
{
    return has_lost_ones(staged, row) || staged.keys == row.key_ids.size() - row.lost.size();
}

/// The batches of `row`s with the sizes that their files say.
[[nodiscard]] core::Expected<std::vector<LooseBatch>> loose_batches(
    const core::PullBook& book, const core::BatchId& pull, const PullStaging& staging);

/// The same at both ends.
struct Segment
{
    core::BatchId pull;
    core::SiteId drawer;
    core::SiteId fetcher;
    core::PadId pad;
    std::uint64_t pages = 0;
};

/// Everything both ends know alike of the pad; who sends, its state and its tag are the caller's.
[[nodiscard]] core::NewPad pad_of(const Segment& segment, const std::string& origin);

/// Writes the pad's file, durably, of the keys of `batches` in order, without the lost ones, and
/// gives its CONFIRM. What a cut try left of it goes first. `leftovers` has its path from before it
/// exists. `segment.pages` is what the keys make.
[[nodiscard]] core::Expected<core::Tag> write_segment(const core::Home& home,
    core::PadLedger& ledger,
    const PullStaging& staging,
    const Segment& segment,
    std::span<const LooseBatch> batches,
    Leftovers& leftovers);

/// One commit. When it fails the file goes only if the ledger says that it does not know the pad.
[[nodiscard]] core::Expected<void> add_segment(core::PadLedger& ledger,
    const core::BatchId& pull,
    const core::NewPad& pad,
    std::span<const LooseBatch> batches,
    Leftovers& leftovers);

} // namespace satpad::keyclient::etsi014
