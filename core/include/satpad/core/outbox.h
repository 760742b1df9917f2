// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>
#include <satpad/core/remark.h>

/// Sealing (T1 … T4) and what waits for an answer. A sealed message is outbox/<id>.sealed: the
/// encoded header, then the sealed chunks; its expected tags and file name lie sealed at rest in
/// the ledger. docs/ledger.md, "Sending".
namespace satpad::core {

/// The file that a fitted picture or thumbnail was made from, so that its receiver can ask for more
/// of it. Kept sealed at rest, beside the answers that are awaited.
struct SentSource
{
    fs::path path; ///< absolute
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0; ///< since 1970 UTC, as the file system says
    bool operator==(const SentSource&) const = default;
};

struct SealRequest
{
    SiteId peer;
    ContentHeader content;
    std::uint64_t payload_bytes = 0;
    ContentReader payload; ///< gives exactly payload_bytes, in order
    /// Set: this is the whole content; `content` only names it for the operator's own list, and
    /// there is no payload.
    std::optional<Remark> remark = {};
    std::optional<SentSource> source = {}; ///< noted for requests that may come
    /// The received request that this message answers. Its mark travels with a picture, and the
    /// request is answered in the commit that seals this message (T4), so never twice.
    std::optional<MessageId> answers = {};
};

struct SealedMessage
{
    MessageId id;
    std::uint64_t pages = 0;
    std::uint64_t payload_bytes = 0;
};

/// What only the sender may know of a sealed message until its answer came. It holds a page of key,
/// so it is opened where it is needed and gone again: a delivery takes long.
struct OutboxNote
{
    MessageSecrets secrets;
    std::string file; ///< the name that travels
    std::optional<Remark> remark = {};
    std::optional<SentSource> source = {};
    std::optional<MessageId> answers = {};
};

/// A sealed message opened for delivery. Holds the delivery lock (outbox/<id>.lock) for its life,
/// so that two processes never deliver the same message at once.
class OutboxEntry
{
public:
    [[nodiscard]] const MessageRow& row() const noexcept { return m_row; }
    [[nodiscard]] const MessageHeader& header() const noexcept { return m_header; }
    [[nodiscard]] bool has_bytes() const noexcept { return m_file != nullptr; }
    /// Sealed chunk (ciphertext ‖ tag) from the file: always the same bytes. Errors:
    /// Errc::home_damaged when they are not those that were sealed.
    [[nodiscard]] Expected<Bytes> read_chunk(std::uint64_t index) const;

private:
    friend class Outbox;
    OutboxEntry(MessageRow row, MessageHeader header);

    MessageRow m_row;
    MessageHeader m_header;
    std::unique_ptr<File> m_lock;
    std::unique_ptr<File> m_file; ///< null while cancelling: the bytes are gone
    SecretBytes m_mark_key;       ///< of the file's chunk marks
};

enum class CancelOutcome
{
    cancelled,  ///< nothing had been sealed, or no peer can ever have recorded it
    cancelling, ///< bytes deleted; settled at the next contact
};

/// Threads: thread-safe as the ledger is; holds no state of its own.
class Outbox
{
public:
    /// Home and ledger must outlive the outbox.
    Outbox(Home& home, PadLedger& ledger);

    /// T1 … T4. After success the message waits in the outbox; after any failure its pages are
    /// burnt (or will be by the next recovery) and nothing is left behind. `progress` sees content
    /// bytes. Errors: those of PadLedger::reserve (nothing reserved); Errc::cancelled;
    /// Errc::unreadable_file when `payload` ends early; storage. Of an answer: Errc::wrong_state
    /// when its request is answered or is none of this peer's, Errc::home_busy when another process
    /// answers it (nothing reserved).
    [[nodiscard]] Expected<SealedMessage> seal(
        const SealRequest& request, const Progress& progress = {});
    /// The same for any carrier, from confirmed pads that are not suspect. The delivery lock is held
    /// from T1 on, so that no session delivers the message before its file is written.
    [[nodiscard]] Expected<OutboxEntry> seal_for_carrier(
        const SealRequest& request, const Progress& progress = {});

    /// Errors: Errc::home_busy when another process delivers it, Errc::home_damaged when its file
    /// is gone.
    [[nodiscard]] Expected<OutboxEntry> open(const MessageId& id);

    /// The peer's record tag, compared in constant time; success lets chunks leave and clears
    /// *suspect*.
    [[nodiscard]] Expected<void> recorded(const OutboxEntry& entry, const Tag& theirs);
    /// The peer holds a record of these pages for another message. Nothing has left: suspends the
    /// pad and ends the message as failed. Its pages stay spent.
    [[nodiscard]] Expected<void> used(const OutboxEntry& entry, const UsedNotice& notice);
    /// The peer refuses the CANCEL of a message because it cannot hold its pages (unknown or closed
    /// pad, pages of another message): it never had it and never can, so the cancel is settled.
    /// Errors: Errc::wrong_state when the message is not being cancelled.
    [[nodiscard]] Expected<void> cancel_refused(const OutboxEntry& entry);
    /// T7: compares with both expected answers, commits, deletes the entry's files.
    /// Returns verified or cancelled. Errors: Errc::authentication_failed (nothing changes).
    [[nodiscard]] Expected<MessageState> answered(const OutboxEntry& entry, const Tag& answer);

    /// Writes the message as a file for any carrier: header, record tag, chunks. Marks it carried.
    /// Never overwrites. The outbox keeps it until its answer comes.
    [[nodiscard]] Expected<void> write_message_file(const OutboxEntry& entry, const fs::path& out);

    /// Errors: Errc::unknown_message, Errc::wrong_state when it is settled, Errc::home_busy.
    [[nodiscard]] Expected<CancelOutcome> cancel(const MessageId& id);

    /// Name of the file in an open message, for the operator's own list, and the expected tags.
    [[nodiscard]] Expected<OutboxNote> note(const MessageRow& row) const;

    /// At start: removes files of messages that are settled or were never sealed. Leaves locked
    /// ones.
    [[nodiscard]] Expected<void> sweep();

private:
    struct Held
    {
        SealedMessage message;
        std::unique_ptr<File> lock;
    };
    [[nodiscard]] Expected<Held> seal_and_hold(
        const SealRequest& request, ReserveRequest::Carrier carrier, const Progress& progress);
    [[nodiscard]] Expected<OutboxEntry> open(const MessageId& id, std::unique_ptr<File> lock);
    void remove_files(const MessageId& id);

    Home* m_home;
    PadLedger* m_ledger;
};

} // namespace satpad::core
