// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema.h"

#include <satpad/core/pulls.h>

/// The ledger's tables as typed rows: all SQL stands behind this class, so that another engine can
/// later. No rule lives here beyond what the schema enforces. Threads: the caller serialises.
namespace satpad::core::ledger {

struct MetaRow
{
    BatchId home; ///< random, names this ledger
    SiteId site;
    FileIdentity file;
    Bytes machine;
    std::uint64_t event_count = 0;
    Digest chain_head;
    std::uint64_t suspect_epoch = 0;
    bool locked = false;
};

struct PadRow
{
    std::int64_t number = 0;
    PadSummary summary;
    Tag confirm_tag;
    bool confirmed = false;
    bool checked = false;
    bool suspended = false;
    bool closed = false;
    std::uint64_t advance_to = 0;
    std::uint64_t cleared_epoch = 0;
    std::uint64_t whole_below =
        0; ///< receiver: no page below is free; sender: no message below is open
    FileIdentity file;

    /// Pages that may carry messages: all but the last.
    [[nodiscard]] std::uint64_t usable() const noexcept { return summary.pages - 1; }
};

struct RangeRow
{
    std::int64_t pad = 0;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    RangeState state = RangeState::reserved;
    MessageId message; ///< zero when it belongs to none
    [[nodiscard]] std::uint64_t end() const noexcept { return first + count; }
};

struct StoredMessage
{
    std::int64_t number = 0;
    MessageRow row; ///< without ranges
};

struct OwedErasure
{
    std::int64_t number = 0;
    PadId pad;
    std::uint64_t pad_pages = 0;
    bool closed = false;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

struct StoredPull
{
    std::int64_t number = 0;
    PullRow row;
};

struct StoredPullBatch
{
    PullBatch batch;
    PadId pad; ///< it went into; zero: none yet
};

class LedgerStore
{
public:
    explicit LedgerStore(std::unique_ptr<Database> database)
        : m_database(std::move(database))
    {}
    [[nodiscard]] Database& database() noexcept { return *m_database; }
    [[nodiscard]] std::unique_ptr<Database> release() noexcept { return std::move(m_database); }

    // meta
    [[nodiscard]] Expected<void> insert_meta(const MetaRow& meta, ByteView print_salt);
    [[nodiscard]] Expected<MetaRow> meta();
    [[nodiscard]] Expected<void> set_place(const FileIdentity& file, ByteView machine);
    [[nodiscard]] Expected<void> raise_epoch();
    [[nodiscard]] Expected<void> lock_home();
    [[nodiscard]] Expected<void> unlock_home(); ///< only behind an `unlocked` event
    /// Empties the -wal file into the database, then leaves one commit in it, so that the next
    /// process's first commit need not sync a new -wal header.
    void tidy() noexcept;

    // pads
    /// Number of the batch; 0 when it is unknown.
    [[nodiscard]] Expected<std::int64_t> batch(const BatchId& id);
    [[nodiscard]] Expected<std::int64_t> insert_batch(
        const BatchId& id, const SiteId& peer, UnixTime time);
    [[nodiscard]] Expected<std::int64_t> insert_pad(const NewPad& pad,
        std::int64_t batch,
        const FileIdentity& file,
        std::uint64_t cleared_epoch);
    [[nodiscard]] Expected<std::optional<PadRow>> find_pad(const PadId& id);
    [[nodiscard]] Expected<std::vector<PadRow>> all_pads();
    /// Sender pads of `peer` with free pages, oldest first.
    [[nodiscard]] Expected<std::vector<PadRow>> pads_to_send(const SiteId& peer);
    /// The first of them that a message would use: not suspended, confirmed ones first, oldest
    /// first. However many pads there are, this costs `limit` rows.
    [[nodiscard]] Expected<std::vector<PadRow>> first_pads_to_send(
        const SiteId& peer, bool simulated, std::size_t limit);
    [[nodiscard]] Expected<std::vector<PadRow>> pads_of_batch(const BatchId& id);
    /// Sender pads named by the last `events` events.
    [[nodiscard]] Expected<std::vector<PadRow>> pads_used_lately(std::uint64_t events);
    [[nodiscard]] Expected<std::vector<PadId>> unchecked_pads(const SiteId& peer);
    [[nodiscard]] Expected<bool> any_suspect_pad();
    [[nodiscard]] Expected<void> set_confirmed(std::int64_t pad);
    [[nodiscard]] Expected<void> set_checked(std::int64_t pad);
    [[nodiscard]] Expected<void> set_suspended(
        std::int64_t pad, bool suspended, std::uint64_t advance_to);
    [[nodiscard]] Expected<void> set_cleared_epoch(std::int64_t pad, std::uint64_t epoch);
    [[nodiscard]] Expected<void> set_pad_file(std::int64_t pad, const FileIdentity& file);
    [[nodiscard]] Expected<void> set_whole_below(std::int64_t pad, std::uint64_t page);
    /// Folds: the ranges go, the counts stay.
    [[nodiscard]] Expected<void> close_pad(std::int64_t pad);
    [[nodiscard]] Expected<bool> has_open_message(std::int64_t pad);

    // ranges
    [[nodiscard]] Expected<void> insert_range(std::int64_t pad,
        std::uint64_t first,
        std::uint64_t count,
        RangeState state,
        std::optional<std::int64_t> message);
    /// Handed over → free, behind its `taken_over` event; a sender's mark comes down to it.
    [[nodiscard]] Expected<void> take_back(std::int64_t pad, std::uint64_t first);
    [[nodiscard]] Expected<void> move_ranges(std::int64_t message, RangeState to);
    [[nodiscard]] Expected<std::vector<PageRange>> ranges_of(std::int64_t message);
    /// Up to `limit` ranges of `pad` that end after page `from`, in order.
    [[nodiscard]] Expected<std::vector<RangeRow>> ranges_from(
        std::int64_t pad, std::uint64_t from, std::size_t limit);
    /// First range of `pad` that meets [first, first + count).
    [[nodiscard]] Expected<std::optional<RangeRow>> meeting(
        std::int64_t pad, std::uint64_t first, std::uint64_t count);
    /// End of the last range before the CONFIRM page.
    [[nodiscard]] Expected<std::uint64_t> last_end(std::int64_t pad);
    /// Lowest first page of `pad` in an outgoing message that is not settled.
    [[nodiscard]] Expected<std::optional<std::uint64_t>> lowest_unsettled(std::int64_t pad);
    [[nodiscard]] Expected<std::vector<RangeRow>> living_ranges(
        std::int64_t pad); ///< of reserved messages

    // messages
    [[nodiscard]] Expected<std::int64_t> insert_message(const MessageRow& row);
    [[nodiscard]] Expected<std::optional<StoredMessage>> find_message(const MessageId& id);
    [[nodiscard]] Expected<std::vector<StoredMessage>> find_messages(
        const PadLedger::MessageQuery& query);
    [[nodiscard]] Expected<std::vector<StoredMessage>> reserved_messages();
    [[nodiscard]] Expected<bool> any_unsettled_outgoing();
    /// Compare-and-set; false when the message was not in state `from`.
    [[nodiscard]] Expected<bool> set_state(
        std::int64_t message, MessageState from, MessageState to, UnixTime settled);
    [[nodiscard]] Expected<bool> set_sealed(
        std::int64_t message, ByteView header, std::uint64_t payload_bytes, ByteView note);
    [[nodiscard]] Expected<void> set_answer(
        std::int64_t message, const Tag& answer, ByteView note, SendMode mode);
    /// Compare-and-set; false when no accepted message has the note `change.from`.
    [[nodiscard]] Expected<bool> change_note(const NoteChange& change);

    // events
    [[nodiscard]] Expected<void> insert_event(const LedgerEvent& event);
    [[nodiscard]] Expected<std::vector<LedgerEvent>> events(std::uint64_t after, std::size_t limit);

    // owed erasures
    [[nodiscard]] Expected<void> owe(std::int64_t pad, std::uint64_t first, std::uint64_t count);
    /// In the order they were owed, from the one after number `after` on.
    [[nodiscard]] Expected<std::vector<OwedErasure>> owed(std::int64_t after, std::size_t limit);
    [[nodiscard]] Expected<bool> is_owed(std::int64_t pad, std::uint64_t page);
    [[nodiscard]] Expected<void> forget_owed(std::int64_t number);

    // pulls
    [[nodiscard]] Expected<Bytes> print_salt();
    [[nodiscard]] Expected<void> insert_pull(const NewPull& pull, UnixTime time);
    [[nodiscard]] Expected<std::optional<StoredPull>> find_pull(const BatchId& id);
    [[nodiscard]] Expected<std::vector<StoredPull>> find_pulls(bool open_only); ///< oldest first
    [[nodiscard]] Expected<bool> any_open_pull();
    /// Rises the counts of the pull itself; those of its batches follow them.
    [[nodiscard]] Expected<void> count_pull(
        std::int64_t pull, std::uint64_t refused, std::uint64_t wasted);
    [[nodiscard]] Expected<void> close_pull(std::int64_t pull);
    [[nodiscard]] Expected<void> insert_pull_batch(std::int64_t pull, const PullBatch& batch);
    [[nodiscard]] Expected<std::optional<StoredPullBatch>> find_pull_batch(
        std::int64_t pull, std::uint64_t number);
    /// Up to `limit` batches from number `from` on.
    [[nodiscard]] Expected<std::vector<StoredPullBatch>> pull_batches(
        std::int64_t pull, std::uint64_t from, std::size_t limit);
    /// Number of the first batch that is in no pad.
    [[nodiscard]] Expected<std::uint64_t> first_loose_batch(std::int64_t pull);
    [[nodiscard]] Expected<void> agree_pull_batch(
        std::int64_t pull, std::uint64_t number, std::span<const std::uint32_t> lost);
    /// Batches first … last went into `pad`.
    [[nodiscard]] Expected<void> fill_from_batches(
        std::int64_t pull, const PadId& pad, std::uint64_t first, std::uint64_t last);
    /// Whether the pad is of this pull.
    [[nodiscard]] Expected<bool> is_pad_of(std::int64_t pull, const PadId& pad);
    [[nodiscard]] Expected<bool> print_seen(const KeyPrint& print);
    [[nodiscard]] Expected<void> insert_print(const KeyPrint& print);
    [[nodiscard]] Expected<std::uint64_t> print_count();

    // what the KME gave out
    [[nodiscard]] Expected<void> add_usage(const KmeUsage& more);
    [[nodiscard]] Expected<std::vector<KmeUsage>> usage();

private:
    std::unique_ptr<Database> m_database;
};

} // namespace satpad::core::ledger
