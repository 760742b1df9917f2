// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <memory>

/// What a session asks of the site it serves. app/service implements it over core; tests fake it.
/// Threads: called from the session's strand; several sessions call at once. Calls may block on the
/// disk.
namespace satpad::transport {

/// One sealed message on its way out, its delivery lock held for this object's life.
class OutgoingMessage
{
public:
    virtual ~OutgoingMessage() = default;
    [[nodiscard]] virtual const core::MessageHeader& header() const noexcept = 0;
    [[nodiscard]] virtual core::ByteView encoded_header() const noexcept = 0;
    /// Cancelling: send CANCEL instead of RECORD; there are no bytes any more.
    [[nodiscard]] virtual bool cancelling() const noexcept = 0;
    /// Sealed chunk `index` (ciphertext ‖ tag), from the outbox file: always the same bytes.
    [[nodiscard]] virtual core::Expected<core::Bytes> read_chunk(std::uint64_t index) = 0;
    /// Compares the peer's record tag with the one computed at sealing. Only after success may a
    /// chunk leave. Errors: core::Errc::authentication_failed.
    [[nodiscard]] virtual core::Expected<void> recorded(const core::Tag& theirs) = 0;
    /// The peer has these pages recorded for another message: suspends the pad.
    [[nodiscard]] virtual core::Expected<void> used(const core::UsedNotice& notice) = 0;
    /// The peer will never take it (unknown pad, not for this site, …): the operator is told, it
    /// stays.
    virtual void refused(const core::Error& why) = 0;
    /// The peer's one secret reply. Settles the message (verified, or cancelled) when it equals one
    /// of the two expected answers. Errors: core::Errc::authentication_failed.
    [[nodiscard]] virtual core::Expected<void> answered(const core::Tag& answer) = 0;
    virtual void progress(std::uint64_t chunks_sent) = 0;
};

/// The receiver's side of one RECORD.
struct RecordReply
{
    core::Tag record_tag;         ///< RECORDED{tag}
    std::uint64_t next_chunk = 0; ///< first chunk still missing here
    std::optional<core::Tag>
        answer; ///< settled before: no chunk is wanted, this is the answer again
};

class SessionHost
{
public:
    virtual ~SessionHost() = default;

    /// Pads whose CONFIRM we still want from this peer.
    [[nodiscard]] virtual std::vector<core::PadId> pads_to_check(const core::SiteId& peer) = 0;
    [[nodiscard]] virtual core::Expected<core::Tag> confirm_tag(
        const core::PadId& pad, const core::SiteId& peer) = 0;
    [[nodiscard]] virtual core::Expected<void> confirm(
        const core::PadId& pad, const core::SiteId& peer, const core::Tag& theirs) = 0;

    /// R1. The variant's notice becomes USED. Errors become REFUSED, but for core::Errc::cancelled:
    /// it ends the session, and the peer keeps the message as if it had been cut.
    [[nodiscard]] virtual core::Expected<std::variant<RecordReply, core::UsedNotice>> record(
        const core::SiteId& from, const core::MessageHeader& header) = 0;
    /// R2: one sealed chunk, in order; its tag is checked before it is spooled.
    /// Errors: core::Errc::authentication_failed (counted by the session), malformed.
    [[nodiscard]] virtual core::Expected<void> chunk(const core::SiteId& from,
        const core::MessageId& id,
        std::uint64_t index,
        core::ByteView sealed) = 0;
    /// R3 … R5 after the last chunk: returns the *accepted* answer.
    [[nodiscard]] virtual core::Expected<core::Tag> finish(
        const core::SiteId& from, const core::MessageId& id) = 0;
    /// CANCEL: *abandoned*, or *accepted* when it is too late.
    [[nodiscard]] virtual core::Expected<core::Tag> cancel(
        const core::SiteId& from, const core::MessageHeader& header) = 0;
    /// A session with this peer began; there may be several at once (each of its processes dials).
    virtual void session_began(const core::SiteId& /*peer*/) {}
    /// One session ended: with the last one, forget the state of incoming messages (spools stay).
    virtual void session_ended(const core::SiteId& peer) = 0;

    /// Messages waiting for this peer, oldest first. Asked again after each settles and on wake().
    [[nodiscard]] virtual std::vector<core::MessageId> outgoing(const core::SiteId& peer) = 0;
    /// Errors: core::Errc::home_busy when another process is delivering it (skip it).
    [[nodiscard]] virtual core::Expected<std::unique_ptr<OutgoingMessage>> open_outgoing(
        const core::MessageId& id) = 0;
};

} // namespace satpad::transport
