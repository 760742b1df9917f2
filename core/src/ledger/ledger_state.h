// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "event_chain.h"
#include "pad_cache.h"
#include "surroundings.h"

#include <set>
#include <unistd.h>

namespace satpad::core {

namespace ledger {

/// What one open ledger holds. The rule files work on it with `mutex` held.
struct State
{
    State(Home& home_in,
        const Clock& clock_in,
        std::unique_ptr<Database> database,
        const fs::path& state_folder,
        const BatchId& home_id)
        : home(&home_in)
        , clock(&clock_in)
        , store(std::move(database))
        , cache(std::make_shared<PadCache>(home_in))
        , outside(home_in.store(), state_folder, home_id)
    {}
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    /// Takes the mutex, unless this is a forked child or the ledger was closed for good.
    [[nodiscard]] Expected<std::unique_lock<std::mutex>> enter();

    Home* home;
    const Clock* clock;
    LedgerStore store;
    std::shared_ptr<PadCache> cache;
    OutsideCount outside;
    std::mutex mutex;
    pid_t owner = ::getpid();
    bool wrote = false;
    std::set<PadId> looked_at;        ///< pads compared with their files by this process
    std::vector<std::int64_t> erased; ///< owed erasures done; forgotten with the next commit
};

/// One BEGIN IMMEDIATE transaction of one ledger; rolled back unless committed.
class Change
{
public:
    /// A home that was handed over refuses, but to what finishes that.
    enum class WhenLocked
    {
        refused,
        allowed
    };
    [[nodiscard]] static Expected<Change> begin(
        State& state, WhenLocked locked = WhenLocked::refused);
    Change(Change&& other) noexcept;
    Change& operator=(Change&&) = delete;
    Change(const Change&) = delete;
    Change& operator=(const Change&) = delete;
    ~Change();

    /// Appends to the chain. Everything but `kind` may stay at its zero.
    struct Note
    {
        std::string_view kind;
        PadId pad;
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        MessageId message;
        std::string note;
    };
    [[nodiscard]] Expected<void> log(const Note& note);
    [[nodiscard]] const Digest& head() const noexcept { return m_head; }
    [[nodiscard]] UnixTime now() const noexcept { return m_now; }
    /// Never 0: 0 means "not settled".
    [[nodiscard]] UnixTime settled_now() const noexcept
    {
        return {m_now.seconds > 0 ? m_now.seconds : 1};
    }
    [[nodiscard]] const MetaRow& meta() const noexcept { return m_meta; }
    /// After a failure the ledger is closed for good.
    [[nodiscard]] Expected<void> commit();

private:
    Change(State& state, MetaRow meta);
    State* m_state;
    MetaRow m_meta; ///< as it was when the transaction began
    std::uint64_t m_events;
    Digest m_head;
    UnixTime m_now;
};

/// Errc::home_locked, in words for whoever still uses the old home.
[[nodiscard]] Unexpected handed_over();
/// Everything an open does before it compares and recovers: schema, settings, site.
struct Found
{
    std::unique_ptr<State> state;
    MetaRow meta;
};
[[nodiscard]] Expected<Found> find_ledger(
    Home& home, const Clock& clock, const fs::path& state_folder, const fs::path& path);

/// A pad by its id, or Errc::unknown_pad.
[[nodiscard]] Expected<PadRow> require_pad(State& state, const PadId& id);
/// A message by its id, or Errc::unknown_message.
[[nodiscard]] Expected<StoredMessage> require_message(State& state, const MessageId& id);

/// The pads of one delivery into the tables; their files must be durable. Errors as
/// PadLedger::add_pads, whose one commit this is without.
[[nodiscard]] Expected<void> add_delivery(
    State& state, Change& change, std::span<const NewPad> pads);
/// After a delivery that was not taken: whoever takes it again writes new files under these ids, so
/// the opened ones are no longer them.
void forget_files(State& state, std::span<const NewPad> pads);

/// Burns the free pages of [first, end) of a pad, gap by gap, logs and owes their erasure. Returns
/// how many.
[[nodiscard]] Expected<std::uint64_t> burn_free(State& state,
    Change& change,
    const PadRow& pad,
    std::uint64_t first,
    std::uint64_t end,
    std::string_view why);
/// The parts of [first, end) that no range holds.
[[nodiscard]] Expected<std::vector<PageRange>> free_gaps(
    State& state, const PadRow& pad, std::uint64_t first, std::uint64_t end);
[[nodiscard]] Expected<void> owe_ranges(State& state, std::span<const PageRange> ranges);
/// Reserved → burnt for all pages of an outgoing message, owed for erasure. False when it is not
/// reserved.
[[nodiscard]] Expected<bool> burn_message(State& state,
    Change& change,
    const StoredMessage& message,
    MessageState end,
    std::string_view why);
/// Erases and syncs what is owed; removes the files of closed pads. The rows go with the next
/// commit.
[[nodiscard]] Expected<void> erase_all_owed(State& state);
/// outbox/<id>.<anything>
void remove_outbox_files(Home& home, const MessageId& id);
[[nodiscard]] fs::path outbox_lock(const Home& home, const MessageId& id);

/// Moved or restored? At open.
[[nodiscard]] Expected<void> compare_place(State& state);
/// What a sender pad's file says about the pad's mark.
struct PadFindings
{
    std::optional<FileIdentity> moved; ///< another inode or birth time than recorded
    std::optional<std::uint64_t>
        first_opening;            ///< the page at the mark does not open: the ledger is older
    bool used_page_opens = false; ///< a page below the mark opens: the pad file is older
    [[nodiscard]] bool none() const noexcept
    {
        return !moved && !first_opening && !used_page_opens;
    }
};
/// Sure only inside a transaction: elsewhere another process may move the mark meanwhile.
[[nodiscard]] Expected<PadFindings> look_at_pad(State& state, const PadRow& pad);
/// Suspends the pad or raises the suspicion, and owes the erasure of what should not open.
[[nodiscard]] Expected<void> write_findings(
    State& state, Change& change, const PadRow& pad, const PadFindings& found);
/// The sender pads used lately, at open.
[[nodiscard]] Expected<void> compare_pads_used_lately(State& state);
/// Burns dead reservations and finishes owed erasures. At open.
[[nodiscard]] Expected<void> recover(State& state);

} // namespace ledger
} // namespace satpad::core
