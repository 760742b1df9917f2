// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>
#include <satpad/core/message_format.h>
#include <satpad/core/seal.h>

/// `outbox/<id>.sealed`: header, sealed chunks, then a mark for each chunk under a key of this home.
/// docs/format-at-rest.md, "Outbox file".
namespace satpad::core {

/// Gathers small writes so that a 200 MB message is not written in 16-byte steps.
class BlockWriter
{
public:
    explicit BlockWriter(File& file);
    [[nodiscard]] Expected<void> write(ByteView bytes);
    [[nodiscard]] Expected<void> flush();

private:
    File& m_file;
    Bytes m_block;
    std::uint64_t m_offset = 0;
};

/// Keys the marks of one message's chunks. They tell whether a chunk still is what was written. The
/// peer's tags say the same, but only there: here the pages are gone once a message is sealed, and a
/// page must never cover two byte strings, not even a damaged one.
[[nodiscard]] Expected<SecretBytes> chunk_mark_key(const Home& home, const MessageId& id);

/// Seals all chunks into `file`, behind `encoded`, with their marks. Durable when it returns.
[[nodiscard]] Expected<void> write_outbox_file(const Home& home,
    File& file,
    const MessageHeader& header,
    ByteView encoded,
    PageSource& pages,
    const ContentReader& content,
    const Progress& progress);

/// One sealed chunk. Errors: Errc::home_damaged when it is not the one that was written.
[[nodiscard]] Expected<Bytes> read_outbox_chunk(const File& file,
    ByteView mark_key,
    const MessageHeader& header,
    std::uint64_t header_bytes,
    std::uint64_t index);

} // namespace satpad::core
