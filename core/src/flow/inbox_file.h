// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "note.h"

/// R3 and its parts: from sealed chunks to a finished file in the inbox.
namespace satpad::core {

/// Gives sealed chunk `index`, however it is stored.
using ChunkReader = std::function<Expected<Bytes>(std::uint64_t index)>;

/// `<32 hex digits of id>_<name>`, the name cut so that the whole stays within 255 bytes.
[[nodiscard]] std::string inbox_file_name(const MessageId& id, const ContentHeader& content);
/// The sender's name with the suffix of what arrived ("photo.jpg" as JPEG XL becomes "photo.jxl").
[[nodiscard]] std::string received_name(const ContentHeader& content);

/// Decrypts to inbox/<id>.part, syncs, renames, syncs the folder. Each tag is checked again;
/// nothing of a chunk is written before its tag holds, and the name appears only when all did. A
/// remark is in the note alone and touches no file.
[[nodiscard]] Expected<InboxNote> write_inbox_file(
    Home& home, const MessageHeader& header, PageSource& pages, const ChunkReader& read_chunk);

/// Removes a picture that got its name but no acceptance: no plaintext stays without an accepted
/// row. It stays where the ledger cannot say so durably, because the row may be there; the next
/// sweep asks again. The caller holds the ArrivalLock of `id`. Errors: the ledger's.
Expected<void> drop_unaccepted(
    Home& home, PadLedger& ledger, const MessageId& id, const std::string& file);

/// Held from R3 to R5, so that another process's sweep never takes a finished file whose acceptance
/// is not committed yet for a leftover. Lock file spool/<id>.lock; gone when released.
class ArrivalLock
{
public:
    /// Errors: Errc::home_busy when another process opens this message now.
    [[nodiscard]] static Expected<ArrivalLock> take(Home& home, const MessageId& id);
    ArrivalLock(ArrivalLock&&) noexcept = default;
    ArrivalLock& operator=(ArrivalLock&&) noexcept = delete;
    ArrivalLock(const ArrivalLock&) = delete;
    ArrivalLock& operator=(const ArrivalLock&) = delete;
    ~ArrivalLock();

private:
    ArrivalLock(Home& home, fs::path path, std::unique_ptr<File> file);
    Home* m_home;
    fs::path m_path;
    std::unique_ptr<File> m_file;
};

/// The record tag alone: the expected answers beside it are key and are gone again.
[[nodiscard]] Expected<Tag> record_tag_of(ByteView encoded_header, PageSource& pages);

} // namespace satpad::core
