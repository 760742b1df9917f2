// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>
#include <satpad/core/message_format.h>
#include <satpad/core/pad_file.h>
#include <satpad/core/seal.h>

#include <functional>
#include <memory>
#include <optional>
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
    Tag confirm_tag;    ///< what the peer's CONFIRM must equal
    double epsilon = 0; ///< chance that the key is not secret; 0: not known
    /// Somebody else keeps what these pages are made of and sends it again (a relay): a home older
    /// than its use of them would take them for new, so where it ever was in doubt they are, too.
    bool may_come_again = false;
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
    std::uint64_t relayed = 0; ///< of those handed over: what a relay or the KME passed on
    double epsilon = 0;        ///< chance that the key is not secret; 0: not known
};

enum class MessageDirection
{
    outgoing,
    incoming
};

/// Outgoing: reserved → sealed → (carried) → verified | cancelled | failed, cancelling between.
/// Incoming: recorded → accepted | abandoned.
/// Pages that serve no message: reserved → taken | cancelled | failed; incoming: taken at once.
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
    abandoned,
    taken
};

/// What pages that serve no message become (docs/ledger.md, "Pages that serve no message").
/// tag:   spent; they keyed a tag of something else than a message, a pass's transcript say.
/// relay: handed over to another pad: what a trusted relay makes new pads of.
/// kme:   handed over to the stock of this site's KME, which gives it out as keys.
enum class PageUse
{
    tag,
    relay,
    kme
};

struct MessageRow
{
    MessageId id;
    SiteId peer;
    MessageDirection direction = MessageDirection::outgoing;
    MessageState state = MessageState::reserved;
    SendMode mode = SendMode::exact; ///< incoming: of what was accepted
    std::uint64_t payload_bytes =
        0; ///< outgoing: content without its header; incoming: content length
    std::uint64_t pages = 0;
    UnixTime created;
    UnixTime settled;  ///< 0 while open
    Bytes header;      ///< encoded header; empty while only reserved
    Bytes sealed_note; ///< StorageKey-sealed note of the flows (inbox name, sizes); never plain
    Tag answer;        ///< incoming, settled: the answer to give again
    /// Set: no message, but a use of pages; `header` then codes the ranges that were told, for this
    /// site only.
    std::optional<PageUse> use = {};
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
    } carrier = Carrier::session;    ///< file: confirmed and not suspect only
    std::optional<PageUse> use = {}; ///< set: the pages serve no message; for take_pages only
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

/// Pages that serve no message, taken: nothing opens them any more.
struct TakenPages
{
    MessageId use;
    std::vector<PageRange> ranges; ///< sorted by (pad, first)
    SecretBytes bytes;             ///< of the pages in that order
};
/// Called with the bytes of the pages before they are erased: makes durable what is wanted of them.
/// Runs outside the ledger's mutex and transaction. After an error nothing is committed further.
using KeepPages = std::function<Expected<void>(ByteView pages)>;

/// What the sender of some pads told: these ranges serve use `use`.
struct ToldPages
{
    MessageId use;
    SiteId from;
    std::vector<PageRange> ranges; ///< sorted by (pad, first), disjoint, at most k_max_ranges
    PageUse kind = PageUse::tag;
};
/// As KeepPages; gives the pads that were made of the bytes, of a relay only. Their files
/// must be durable.
using MakePads = std::function<Expected<std::vector<NewPad>>(ByteView pages)>;

/// A received message's sealed note becomes another one, in the commit of something that belongs
/// with it.
struct NoteChange
{
    MessageId message;
    Bytes from; ///< as it was read; when it is another by now, nothing is committed
    Bytes to;
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
    /// lock, still held, so that whoever sealed it may deliver it before anyone else can. `answered`
    /// is the note of the request that this message answers: sealed and answered are one commit.
    [[nodiscard]] Expected<std::unique_ptr<File>> commit_sealed(std::unique_ptr<SealingPages> pages,
        ByteView encoded_header,
        std::uint64_t payload_bytes,
        ByteView sealed_note,
        const std::optional<NoteChange>& answered = {});
    /// Gives a reservation up: burnt, erased, outbox files removed.
    [[nodiscard]] Expected<void> burn(std::unique_ptr<SealingPages> pages);
    [[nodiscard]] Expected<void> burn(Reservation&& reservation);
    /// T5 held: the peer recorded this message, or took the same pages for this use. Clears
    /// *suspect* from its pads; no commit otherwise.
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
    [[nodiscard]] Expected<void> accept(const MessageHeader& header,
        const SiteId& from,
        const Tag& answer,
        ByteView sealed_note,
        SendMode mode = SendMode::exact);
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

    // Pages that serve no message

    /// Takes all pages of a reservation that was made for `use`: reads them into locked memory,
    /// calls `keep`, erases and syncs, then one commit reserved → spent (tag) or handed over
    /// (relay, kme), which settles the row. A crash before that commit: recovery burns, as for any
    /// reservation; so what `keep` left counts only when the row of the use is `taken`. An error
    /// (of `keep` too): the pages are burnt.
    /// Nothing made from the bytes may leave before the peer has taken the same ranges, and nothing
    /// else is to be reserved from these pads before it is told of them: a later message's floor
    /// burns there what it was not told. Errors: Errc::invalid_argument when the reservation was
    /// made for something else (it stays as it was); Errc::wrong_state when a recovery has burnt
    /// it; Errc::outcome_unknown as ever.
    [[nodiscard]] Expected<TakenPages> take_pages(
        Reservation&& reservation, PageUse use, const KeepPages& keep = {});
    /// The receiver of the pads was told what their sender took. Checks the ranges as `record`
    /// does, reads the bytes (opening spends nothing), calls `make`, then one commit: the row of
    /// the use, the pages spent or handed over, their erasure owed, and the pads that `make` gave,
    /// with the checks of add_pads. Then erases. An error before the commit changes nothing: the
    /// pads' files are the caller's to remove, behind note_unimported.
    /// Errors: Errc::already_exists when it was told the very same before (nothing changed);
    /// key_already_used when the id is known otherwise, a page belongs to anything else or a made
    /// pad is known; unknown_peer, unknown_pad, pad_suspended, malformed as `record`;
    /// invalid_argument when real and simulated pads mix.
    [[nodiscard]] Expected<TakenPages> take_told_pages(
        const ToldPages& told, const MakePads& make = {});

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
        bool uses = false; ///< rows of pages that serve no message, too
        std::optional<SendMode> mode = {};
    };
    [[nodiscard]] Expected<std::vector<MessageRow>> messages(
        const MessageQuery& query) const; ///< oldest first
    [[nodiscard]] Expected<std::vector<LedgerEvent>> events(
        std::uint64_t after, std::size_t limit) const;
    /// True while the home is suspect: some pad waits for its peer to record.
    [[nodiscard]] Expected<bool> suspect() const;
    // Of a long ledger the three below take their time: `progress` is called every few thousand
    // events, ranges or lines, with how many of them are done. It must not use the ledger.

    /// Recomputes every pad from the events, checks the chain and the tables against them.
    [[nodiscard]] Expected<VerifyReport> verify(const Progress& progress = {}) const;
    /// Text of docs/ledger.md, "Export": pads, ranges, events, chain. No key, no names.
    [[nodiscard]] Expected<std::string> export_text(const Progress& progress = {}) const;
    /// Compares a peer's export with this ledger, pad by pad. Errc::malformed naming the line.
    [[nodiscard]] Expected<std::vector<LedgerDifference>> compare(
        std::string_view their_export, const Progress& progress = {}) const;

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
    friend class PullBook;
    friend class KmeMeter;
    explicit PadLedger(std::unique_ptr<ledger::State> state);
    std::unique_ptr<ledger::State> m_state;
};

[[nodiscard]] std::string_view name_of(PadState state) noexcept;
[[nodiscard]] std::string_view name_of(PadDirection direction) noexcept;
[[nodiscard]] std::string_view name_of(MessageState state) noexcept;
[[nodiscard]] std::string_view name_of(PageUse use) noexcept; ///< "tag", "relay", "kme"

} // namespace satpad::core
