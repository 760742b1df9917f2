// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>
#include <satpad/core/remark.h>

#include <map>
#include <mutex>

/// Receiving (R1 … R6), over a session or from a file. Sealed chunks wait in spool/<id>.spool;
/// plaintext exists only as the finished inbox file inbox/<id>_<name>. docs/ledger.md, "Receiving".
namespace satpad::core {

/// One opened image, as the inbox keeps it.
struct InboxItem
{
    MessageId id;
    SiteId from;
    std::string name; ///< what the sender called it, with the suffix of what arrived
    fs::path path;
    ContentHeader content;
    std::uint64_t bytes = 0;
    std::uint64_t pages = 0;
    UnixTime received;
};

/// One received remark: the peer asks for more of a picture, or does not answer such a request of
/// ours. It has no file.
struct InboxRemark
{
    MessageId id;
    SiteId from;
    Remark remark;
    UnixTime received;
    std::optional<MessageId> answered_by; ///< a request: the message that was sealed for it
};

struct RecordAnswer
{
    Tag record_tag;
    std::uint64_t next_chunk = 0; ///< first chunk the spool lacks
    std::optional<Tag> answer;    ///< settled before: the answer once more, no chunk is wanted
};

/// Threads: thread-safe; one message is worked by one thread at a time.
class Inbox
{
public:
    Inbox(Home& home, PadLedger& ledger);
    ~Inbox();
    Inbox(const Inbox&) = delete;
    Inbox& operator=(const Inbox&) = delete;

    /// R1: commits the record, opens the spool; chunks kept from an earlier try are checked again.
    /// Content that finish() refused as malformed is refused here at once when it comes again.
    [[nodiscard]] Expected<std::variant<RecordAnswer, UsedNotice>> record(
        const SiteId& from, const MessageHeader& header);
    /// R2: `index` must be the next missing one. Checks the tag, then spools.
    [[nodiscard]] Expected<void> chunk(
        const SiteId& from, const MessageId& id, std::uint64_t index, ByteView sealed);
    /// R3 … R6 when every chunk is here. Returns the *accepted* answer.
    [[nodiscard]] Expected<Tag> finish(const SiteId& from, const MessageId& id);
    /// The sender gives it up: *abandoned*, or *accepted* when it is too late.
    [[nodiscard]] Expected<Tag> cancel(const SiteId& from, const MessageHeader& header);
    /// Forgets open spools of `from`, but not what was refused; the files stay.
    void forget(const SiteId& from);

    struct Opened
    {
        MessageId id;
        std::optional<InboxItem> item; ///< none: the message is a remark
        bool before = false;           ///< accepted earlier; nothing was spent now
    };
    /// Opens a message file. Nothing is recorded or written until every tag holds (R1 joins R4).
    [[nodiscard]] Expected<Opened> open_file(const fs::path& path);

    [[nodiscard]] Expected<std::vector<InboxItem>> list() const;
    /// Errors: Errc::unknown_message, also for a remark.
    [[nodiscard]] Expected<InboxItem> item(const MessageId& id) const;
    /// Remarks received, of one peer or of all, oldest first.
    [[nodiscard]] Expected<std::vector<InboxRemark>> remarks(
        const std::optional<SiteId>& from = {}) const;
    [[nodiscard]] Expected<InboxRemark> remark(const MessageId& id) const;

    /// At start: removes half-written inbox files, pictures without an accepted row (but never in a
    /// home that was ever suspect), and spools of settled messages. Owed answers and erasures are
    /// the ledger's recovery.
    [[nodiscard]] Expected<void> sweep();
    /// The first half of it, for a process that opens a file beside a running receiver: it takes no
    /// lock of a message that is still arriving.
    [[nodiscard]] Expected<void> sweep_pictures();

private:
    struct Arriving;
    [[nodiscard]] Expected<std::shared_ptr<Arriving>> arriving(
        const SiteId& from, const MessageId& id);
    [[nodiscard]] Expected<Opened> opened(const MessageRow& row, bool before) const;
    [[nodiscard]] std::optional<Error> refused_before(const SiteId& from, const MessageId& id);
    [[nodiscard]] Expected<void> resume_spool(Arriving& message);
    [[nodiscard]] Expected<void> sweep_spools();

    Home* m_home;
    PadLedger* m_ledger;
    mutable std::mutex m_mutex;
    std::map<MessageId, std::shared_ptr<Arriving>> m_arriving;
};

} // namespace satpad::core
