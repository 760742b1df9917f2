// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "batch_gathering.h"
#include "pull_pads.h"
#include "pull_wire.h"

#include <deque>

namespace satpad::keyclient::etsi014 {

/// What became of one batch at the fetcher.
struct SettledBatch
{
    std::size_t keys = 0;
    std::size_t lost = 0;
    std::size_t of_last_request = 0;
    bool alone = true; ///< of one request, and no other was on its way
};

/// One pull as its drawer keeps it: batches, what is on its way to the fetcher, and pads. An error
/// of any member ends the contact. docs/contact.md, "Pull".
class DrawnPull
{
public:
    /// `row` is open in the ledger.
    DrawnPull(core::Home& home,
        core::PadLedger& ledger,
        const core::Peer& peer,
        satellite::MessageStream& stream,
        core::PullRow row);

    /// Tells the fetcher of the pull. Said again while nothing else is to be said, so that neither
    /// end takes the other for dead. Errors: of the fetcher, as the contact's; Errc::home_suspect when
    /// it has seen more of this pull than this home knows, or less than it has told.
    [[nodiscard]] core::Expected<void> greet();
    /// Goes on with what an earlier contact left: its batches, settled.
    [[nodiscard]] core::Expected<void> take_up();

    /// Keys are about to be asked for: `keys` of them are in no batch yet.
    [[nodiscard]] core::Expected<void> note_asked(std::uint64_t keys);
    /// Makes a batch of what was gathered and says it.
    [[nodiscard]] core::Expected<void> send(BatchGathering& batch, std::uint64_t wasted);
    [[nodiscard]] std::size_t in_flight() const { return m_in_flight.size(); }
    /// The answer to the oldest one on its way.
    [[nodiscard]] core::Expected<SettledBatch> settle_one();
    [[nodiscard]] core::Expected<void> settle_all();

    /// Whether what both have is enough for a pad.
    [[nodiscard]] bool has_segment() const { return segment_end() != 0; }
    /// Makes pads of all that is enough for one; with `rest`, of what is left, too. Nothing is on its
    /// way.
    enum class Rest
    {
        stays,
        too
    };
    [[nodiscard]] core::Expected<void> cut(Rest rest);
    /// Both sites forget what is in no pad.
    [[nodiscard]] core::Expected<void> close(std::uint64_t wasted);
    /// The two sites do not hold the same: nothing of it is used.
    [[nodiscard]] core::Expected<void> give_up(std::uint64_t wasted);

    [[nodiscard]] std::uint64_t segment_pages() const { return m_segment_pages; }
    [[nodiscard]] std::uint64_t loose_bytes() const { return bytes_of(m_loose); }
    [[nodiscard]] std::uint64_t agreed_bytes() const;
    [[nodiscard]] std::uint64_t left_by_a_death() const { return m_left_by_a_death; }
    [[nodiscard]] core::Expected<core::PullRow> row() const;
    /// Pads that this object made.
    [[nodiscard]] const std::vector<core::PadSummary>& pads() const { return m_pads; }

private:
    [[nodiscard]] core::Expected<core::Bytes> hear(satellite::ContactKind kind);
    [[nodiscard]] core::Expected<void> say_manifest(const LooseBatch& batch);
    [[nodiscard]] core::Expected<std::uint64_t> told_batches() const;
    [[nodiscard]] std::size_t segment_end() const;
    [[nodiscard]] core::Expected<core::PadId> pad_id(std::uint64_t first) const;
    [[nodiscard]] core::Expected<void> or_given_up(core::Expected<void> outcome) const;
    [[nodiscard]] core::Expected<void> cut_one(std::size_t batches);
    [[nodiscard]] core::Expected<void> settle_pad(
        const core::NewPad& pad, std::size_t batches, Leftovers& leftovers);

    struct Flying
    {
        std::uint64_t batch = 0;
        std::size_t of_last_request = 0;
        bool alone = true;
    };

    core::Home& m_home;
    core::PadLedger& m_ledger;
    core::PullBook m_book;
    core::Peer m_peer;
    satellite::MessageStream& m_stream;
    core::PullRow m_row;
    PullStaging m_staging;
    std::uint64_t m_segment_pages;
    std::uint64_t m_next = 0; ///< number of the next batch
    std::uint64_t m_left_by_a_death = 0;
    bool m_simulated = false;
    std::vector<LooseBatch> m_loose;
    std::deque<Flying> m_in_flight;
    std::vector<core::PadSummary> m_pads;
};

} // namespace satpad::keyclient::etsi014
