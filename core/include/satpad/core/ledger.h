// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>
#include <satpad/core/message_format.h>
#include <satpad/core/pad_file.h>
#include <satpad/core/seal.h>

#include <memory>
#include <variant>

/// The durable record of what every page was used for, and the only door to page bytes.
/// Rules: docs/ledger.md. SQLite stays behind this header.
namespace satpad::core {

namespace ledger {
struct State;
} // namespace ledger

enum class PadDirection
{
    send,
    receive
};

/// unconfirmed: the peer has not proved yet that it holds the pad. Online sends may use it (the
///              record comes before any byte leaves), sealed files may not.
/// suspended:   the peer has seen pages this ledger thinks free; only `advance` leads out.
/// closed:      finished; folded into one closing event, file gone.
enum class PadState
{
    unconfirmed,
    confirmed,
    suspended,
    closed
};

struct NewPad
{
    PadId id;
    SiteId peer;
    PadDirection direction = PadDirection::send;
    std::uint64_t pages = 0; ///< the last one is burnt at once: it keyed CONFIRM
    BatchId batch;           ///< the delivery it came with
    std::string origin;      ///< "courier", later "kme …", "pass …", "relay …"
    std::string generator;   ///< where a system generator made the bytes, else empty
    bool simulated = false;
    PadState state = PadState::unconfirmed;
    Tag confirm_tag; ///< what the peer's CONFIRM must equal
};

struct PadSummary
{
    PadId id;
    SiteId peer;
    BatchId batch; ///< the delivery it came with
    PadDirection direction = PadDirection::send;
    PadState state = PadState::unconfirmed;
    bool suspect = false;
    bool simulated = false;
    std::string origin;
    std::string generator;
    std::uint64_t pages = 0;
    std::uint64_t mark = 0; ///< sender: next unused page; receiver: 0
    std::uint64_t free = 0;
    std::uint64_t reserved = 0; ///< receiver: recorded, not settled
    std::uint64_t spent = 0;
    std::uint64_t burnt = 0;
    std::uint64_t handed_over = 0;
};

enum class MessageDirection
{
    outgoing,
    incoming
};

/// Outgoing: reserved → sealed → (carried) → verified | cancelled | failed, cancelling between.
/// Incoming: recorded → accepted | abandoned.
enum class MessageState
{
    reserved,
    sealed,
    carried,
    cancelling,
    verified,
    cancelled,
    failed,
    recorded,
    accepted,
    abandoned
};

struct MessageRow
{
    MessageId id;
    SiteId peer;
    MessageDirection direction = MessageDirection::outgoing;
    MessageState state = MessageState::reserved;
    SendMode mode = SendMode::exact;
    std::uint64_t payload_bytes =
        0; ///< outgoing: content without its header; incoming: content length
    std::uint64_t pages = 0;
    UnixTime created;
    UnixTime settled;  ///< 0 while open
    Bytes header;      ///< encoded header; empty while only reserved
    Bytes sealed_note; ///< StorageKey-sealed note of the flows (inbox name, sizes); never plain
    Tag answer;        ///< incoming, settled: the answer to give again
    std::vector<PageRange> ranges;
};

struct ReserveRequest
{
    SiteId peer;
    std::uint64_t pages = 0;
    SendMode mode = SendMode::exact;
    std::uint64_t payload_bytes = 0;
    enum class Carrier
    {
        session,
        file
    } carrier = Carrier::session; ///< file: confirmed and not suspect only
};

/// Pages committed to one message, durably, before any of their bytes are read. Move-only; exists
/// only through PadLedger::reserve. Holds the open-file-description lock on outbox/<id>.lock for
/// its life, so another process's recovery leaves it alone. Void in a forked child.
class Reservation
{
public:
    Reservation(Reservation&&) noexcept;
    Reservation& operator=(Reservation&&) noexcept;
    ~Reservation(); ///< releases the lock; an unsealed reservation is burnt by the next recovery

    [[nodiscard]] const MessageId& id() const noexcept;
    [[nodiscard]] const std::vector<PageRange>& ranges() const noexcept;
    [[nodiscard]] const std::vector<PadFloor>& floors() const noexcept;
    [[nodiscard]] const Digest& chain_head() const noexcept;

private:
    friend class PadLedger;
    struct State;
    explicit Reservation(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// The opened pages of a consumed Reservation: T2 reads them, `erase` is T3.
class SealingPages : public PageSource
{
public:
    /// Overwrites every page of the message and syncs the pad files. After it nothing opens.
    [[nodiscard]] virtual Expected<void> erase() = 0;
    [[nodiscard]] virtual const MessageId& id() const noexcept = 0;
};

/// The receiver's answer to RECORD.
struct UsedNotice
{
    PageRange overlap; ///< the first recorded range it meets, clipped to the asked range
    MessageId other;   ///< the message that holds it; zero when the pages were burnt
    std::uint64_t advance_to =
        0; ///< the sender's mark must pass this page: end of all recorded here
};
enum class Recorded
{
    now,
    before,
    accepted_before,
    abandoned_before
};
using RecordOutcome = std::variant<Recorded, UsedNotice>;

struct LedgerEvent
{
    std::uint64_t sequence = 0; ///< 1, 2, 3 … without gaps
    UnixTime time;
    std::string kind; ///< "pad_added", "reserved", "sealed", "burnt", …: docs/ledger.md lists them
    PadId pad;        ///< zero when it is about none
    std::uint64_t first = 0;
    std::uint64_t count = 0;
    MessageId message; ///< zero when it is about none
    std::string note;  ///< counts and states only
    Digest hash;       ///< BLAKE2b-256(previous hash ‖ this event)
};

struct VerifyReport
{
    bool ok = false;
    std::uint64_t events = 0;
    std::vector<PadSummary> pads;    ///< recomputed from the events
    std::vector<std::string> faults; ///< one line each: where the events and the tables differ
};

/// A difference between two sites' ledgers that the pairs of docs/ledger.md do not allow.
struct LedgerDifference
{
    PageRange where;
    std::string mine;
    std::string theirs;
    bool alarm = false; ///< receiver spent what the sender holds free, reserved or burnt
};

/// One ledger of one home. Threads: all members are thread-safe (one mutex, one connection).
/// Any storage error at or after COMMIT gives Errc::outcome_unknown and closes the ledger: every
/// later call fails the same way, and the next open reads what is there. A forked child may use
/// neither the ledger nor what came from it. Reservations and pages must not outlive the home.
class PadLedger
{
public:
    /// Makes the empty ledger of a new home. The ledger remembers where it lies (inode, birth time,
    /// file system, machine id), so that a copy shows. `clock` must outlive the ledger, like the
    /// home.
    [[nodiscard]] static Expected<PadLedger> create(
        Home& home, const Clock& clock, const fs::path& state_folder);
    /// Opens without creating; checks, then recovers (burns dead reservations, finishes erasures).
    /// `state_folder` ($XDG_STATE_HOME/satpad) keeps the event count outside the home.
    /// Errors: Errc::home_damaged, home_newer, home_locked, storage_unsafe; each says the way
    /// forward.
    [[nodiscard]] static Expected<PadLedger> open(
        Home& home, const Clock& clock, const fs::path& state_folder);
    PadLedger(PadLedger&&) noexcept;
    PadLedger& operator=(PadLedger&&) noexcept;
    ~PadLedger();

    // Pads

    /// One commit for all pads of a delivery; their files must be durable. Errc::already_exists
    /// when the batch was taken before (idempotent import: nothing changed); Errc::key_already_used
    /// when only some pads are known.
    [[nodiscard]] Expected<void> add_pads(std::span<const NewPad> pads);
    [[nodiscard]] Expected<std::vector<PadSummary>> pads() const;
    [[nodiscard]] Expected<PadSummary> pad(const PadId& id) const;
    /// Tag to give the peer for `pad`, when the pad is shared with `peer`.
    [[nodiscard]] Expected<Tag> confirm_tag(const PadId& pad, const SiteId& peer) const;
    /// Pads shared with `peer` whose CONFIRM has not been exchanged in a session or reply yet.
    [[nodiscard]] Expected<std::vector<PadId>> unchecked_pads(const SiteId& peer) const;
    /// The peer's CONFIRM came. Equal: confirmed. Different: suspended,
    /// Errc::authentication_failed.
    [[nodiscard]] Expected<void> confirm(const PadId& pad, const SiteId& peer, const Tag& theirs);
    /// Burns [mark, to) and lifts a suspension when `to` passes what the peer reported.
    [[nodiscard]] Expected<std::uint64_t> advance(const PadId& pad, std::uint64_t to);
    /// Burns what is free and folds the pad; Errc::wrong_state while messages on it are open.
    [[nodiscard]] Expected<std::uint64_t> close(const PadId& pad);
    /// The peer answered USED: no page of the pad is given out until `advance` passes `advance_to`.
    [[nodiscard]] Expected<void> suspend(const PadId& pad, std::uint64_t advance_to);

    // Sending (T1 … T7)

    /// T1: one commit. Errors: Errc::not_enough_key (context: needed and free; nothing reserved),
    /// pad_suspended, home_suspect, pad_not_confirmed. Never mixes simulated and real pads; uses
    /// confirmed pads first; at most k_max_ranges ranges.
    [[nodiscard]] Expected<Reservation> reserve(const ReserveRequest& request);
    /// Consumes the reservation; its lock lives on in the pages.
    [[nodiscard]] Expected<std::unique_ptr<SealingPages>> open_pages(Reservation&& reservation);
    /// T4: compare-and-set reserved → sealed, pages spent. Call after erase(). Returns the message's
    /// lock, still held, so that whoever sealed it may deliver it before anyone else can.
    [[nodiscard]] Expected<std::unique_ptr<File>> commit_sealed(std::unique_ptr<SealingPages> pages,
        ByteView encoded_header,
        std::uint64_t payload_bytes,
        ByteView sealed_note);
    /// Gives a reservation up: burnt, erased, outbox files removed.
    [[nodiscard]] Expected<void> burn(std::unique_ptr<SealingPages> pages);
    [[nodiscard]] Expected<void> burn(Reservation&& reservation);
    /// T5 held: the peer recorded this message. Clears *suspect* from its pads; no commit
    /// otherwise.
    [[nodiscard]] Expected<void> peer_recorded(const MessageId& id);
    [[nodiscard]] Expected<void> mark_carried(const MessageId& id);
    [[nodiscard]] Expected<void> begin_cancel(
        const MessageId& id); ///< → cancelling; delete the bytes after
    /// T7 and its siblings: one commit; `end` is verified, cancelled or failed. Idempotent.
    [[nodiscard]] Expected<void> settle_outgoing(const MessageId& id, MessageState end);

    // Receiving (R1 … R5)

    /// R1. Errors: Errc::not_for_this_site, unknown_peer, unknown_pad (or not `from`'s sender pad,
    /// or past its end), pad_suspended, key_already_used when the id is known with another header
    /// or the pages were handed over.
    [[nodiscard]] Expected<RecordOutcome> record(const MessageHeader& header, const SiteId& from);
    /// Opens the pages of a header this site could record or has recorded, to verify and decrypt.
    /// Opening spends nothing. Errors as `record`; Errc::wrong_state once settled.
    [[nodiscard]] Expected<std::unique_ptr<PageSource>> open_received(
        const MessageHeader& header, const SiteId& from);
    /// R4: one commit: (recorded if it was not,) accepted, pages spent, answer and note stored,
    /// unrecorded pages below the header's floors burnt; their erasure is owed until `erase_owed`.
    [[nodiscard]] Expected<void> accept(
        const MessageHeader& header, const SiteId& from, const Tag& answer, ByteView sealed_note);
    /// The receiver gives the message up on the sender's request: as `accept`, pages burnt.
    [[nodiscard]] Expected<void> abandon(
        const MessageHeader& header, const SiteId& from, const Tag& answer);
    /// One durable commit that says this home does not know `pad`; false when it does. Before the
    /// files of a cut import are removed: for the same reason as note_unaccepted.
    [[nodiscard]] Expected<bool> note_unimported(const PadId& pad);
    /// One durable commit that says `id` is not accepted; false when it is. Before its picture is
    /// removed: another process's acceptance whose sync failed is unseen here, but lies whole in
    /// the -wal file and would come back without its picture. A commit lays itself over it.
    [[nodiscard]] Expected<bool> note_unaccepted(const MessageId& id);
    /// R5: erases and syncs every page whose erasure is owed. Called by open's recovery too.
    [[nodiscard]] Expected<void> erase_owed();

    // Looking

    /// Whether this home was in doubt at any time (docs/security.md, "Moved, copied or restored
    /// homes"), cleared or not.
    [[nodiscard]] Expected<bool> was_ever_suspect() const;
    [[nodiscard]] Expected<MessageRow> message(const MessageId& id) const;
    struct MessageQuery
    {
        std::optional<MessageDirection> direction;
        std::optional<SiteId> peer;
        bool open_only = false;
        std::size_t limit = 1'000'000;
    };
    [[nodiscard]] Expected<std::vector<MessageRow>> messages(
        const MessageQuery& query) const; ///< oldest first
    [[nodiscard]] Expected<std::vector<LedgerEvent>> events(
        std::uint64_t after, std::size_t limit) const;
    /// True while the home is suspect: some pad waits for its peer to record.
    [[nodiscard]] Expected<bool> suspect() const;
    /// Recomputes every pad from the events, checks the chain and the tables against them.
    [[nodiscard]] Expected<VerifyReport> verify() const;
    /// Text of docs/ledger.md, "Export": pads, ranges, events, chain. No key, no names.
    [[nodiscard]] Expected<std::string> export_text() const;
    /// Compares a peer's export with this ledger, pad by pad. Errc::malformed naming the line.
    [[nodiscard]] Expected<std::vector<LedgerDifference>> compare(
        std::string_view their_export) const;

    // Handing over (`home transfer`, `init --from`): docs/ledger.md, "Handing over"

    /// Marks all free pages handed over, durably, and locks the home: from then on no process can
    /// use a page of it. Returns the ranges. Errors: Errc::wrong_state while messages of the outbox
    /// are not settled.
    [[nodiscard]] Expected<std::vector<PageRange>> hand_over();
    /// Opens the ledger of a home that was handed over, for the members below and for looking.
    /// Errors: Errc::wrong_state when it was not.
    [[nodiscard]] static Expected<PadLedger> open_handed_over(
        Home& home, const Clock& clock, const fs::path& state_folder);
    /// True once `erase_handed_over` has begun: the pages here are not to be copied any more.
    [[nodiscard]] Expected<bool> transferred() const;
    /// The bytes of ledger.db, whole, for the new home. Errors: Errc::wrong_state once
    /// `transferred`.
    [[nodiscard]] Expected<Bytes> copy_of_handed_over() const;
    /// The new home's copy is durable elsewhere: notes it, then erases what was handed over.
    /// Idempotent.
    [[nodiscard]] Expected<void> erase_handed_over();
    /// In the new home, whose pads are in place and whose ledger lies as `ledger.db.part`: makes
    /// the handed-over pages free again, unlocks, and raises the suspicion, in one commit; then
    /// gives the ledger its name. Returns the pages. Errors: Errc::already_exists,
    /// Errc::home_damaged.
    [[nodiscard]] static Expected<std::uint64_t> take_over(
        Home& home, const Clock& clock, const fs::path& state_folder);

private:
    explicit PadLedger(std::unique_ptr<ledger::State> state);
    std::unique_ptr<ledger::State> m_state;
};

[[nodiscard]] std::string_view name_of(PadState state) noexcept;
[[nodiscard]] std::string_view name_of(PadDirection direction) noexcept;
[[nodiscard]] std::string_view name_of(MessageState state) noexcept;

} // namespace satpad::core
