// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/message_format.h>
#include <satpad/core/secret.h>

#include <functional>

/// Pad arithmetic and one-time tags over a message, streaming with bounded memory. The page bytes
/// come from a PageSource; where they lie and what they cost is MessageGeometry's business.
namespace satpad::core {

/// Opened pages of one message, counted from 0 across its ranges. Thread: one at a time.
class PageSource
{
public:
    virtual ~PageSource() = default;
    /// Opens `out.size() / 32` pages from message page `first` on into locked memory.
    /// Errors: Errc::home_damaged when a page does not open (erased or damaged).
    [[nodiscard]] virtual Expected<void> read(std::uint64_t first, MutableByteView out) = 0;
};

/// The three 16-byte values both sites can compute: only the sender's outbox (sealed at rest) and
/// the receiver's answer ever hold them.
struct MessageSecrets
{
    Tag record_tag; ///< Poly1305 under page 0 over the header
    Tag accepted;   ///< first half of page 1
    Tag abandoned;  ///< second half of page 1

    /// The answer that is never given stays a secret: nothing of it is left in memory.
    ~MessageSecrets()
    {
        wipe(record_tag.bytes);
        wipe(accepted.bytes);
        wipe(abandoned.bytes);
    }
    MessageSecrets() = default;
    MessageSecrets(const MessageSecrets&) = default;
    MessageSecrets& operator=(const MessageSecrets&) = default;
};

/// Computes them from pages 0 and 1. Reading page 1 twice (at sender and receiver) is its one
/// purpose.
[[nodiscard]] Expected<MessageSecrets> message_secrets(ByteView encoded_header, PageSource& pages);

/// Reads content in order; fills `out` completely (the caller never asks past the content's end).
using ContentReader = std::function<Expected<void>(MutableByteView out)>;
/// Takes sealed bytes in order.
using ByteWriter = std::function<Expected<void>(ByteView bytes)>;
/// Called between chunks with content bytes done; an error (Errc::cancelled) stops the work.
using Progress = std::function<Expected<void>(std::uint64_t done)>;

/// Seals all chunks: ciphertext ‖ tag for each, in order, to `write`. Memory: one chunk and its
/// pages.
[[nodiscard]] Expected<void> seal_chunks(const MessageHeader& header,
    PageSource& pages,
    const ContentReader& read,
    const ByteWriter& write,
    const Progress& progress = {});

/// Checks the tag of one sealed chunk (ciphertext ‖ tag). Touches only the chunk's tag-key page, so
/// it runs on arrival. Errors: Errc::authentication_failed; Errc::malformed for a wrong length.
[[nodiscard]] Expected<void> verify_chunk(
    const MessageHeader& header, std::uint64_t chunk, ByteView sealed, PageSource& pages);

/// Checks the tag again and decrypts into `plain` (geometry.chunk_bytes(chunk) long, locked
/// memory). Nothing is written before the tag holds.
[[nodiscard]] Expected<void> open_chunk(const MessageHeader& header,
    std::uint64_t chunk,
    ByteView sealed,
    PageSource& pages,
    MutableByteView plain);

/// One-time Poly1305 (RFC 8439 section 2.5) under a 32-byte page. The key must never be used again.
[[nodiscard]] Tag one_time_tag(ByteView page, std::span<const ByteView> parts);

/// out[i] = a[i] ^ b[i]; equal sizes or it aborts (never the shorter of two). May alias.
void xor_bytes(ByteView a, ByteView b, MutableByteView out) noexcept;

} // namespace satpad::core
