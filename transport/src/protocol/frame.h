// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <optional>
#include <variant>

/// The frames of docs/protocol.md, "Frames": bytes in, frames out, and back. No state but the bytes
/// of one unfinished frame.
namespace satpad::transport {

inline constexpr std::size_t k_frame_head_bytes = 5;
inline constexpr std::size_t k_max_body_bytes = 16 + 8 + core::k_chunk_bytes + core::k_tag_bytes;
inline constexpr std::uint16_t k_protocol_version = 1;

enum class ByeReason : std::uint8_t
{
    done = 0,
    stopping = 1,
    authentication = 2,
    protocol = 3,
    timeout = 4,
    failed = 5
};

struct Hello
{
    std::uint16_t version = k_protocol_version;
    core::SiteId site;
};
struct ConfirmAsk
{
    core::PadId pad;
};
struct Confirm
{
    core::PadId pad;
    core::Tag tag;
};
struct ConfirmUnknown
{
    core::PadId pad;
};
struct Record
{
    core::ByteView encoded_header; ///< into the reader's buffer
};
struct RecordedFrame
{
    core::MessageId id;
    core::Tag tag;
    std::uint64_t next_chunk = 0;
};
struct Used
{
    core::MessageId id;
    core::UsedNotice notice;
};
struct Refused
{
    core::MessageId id;
    std::uint16_t code = 0;
};
struct Chunk
{
    core::MessageId id;
    std::uint64_t index = 0;
    core::ByteView sealed; ///< into the reader's buffer
};
struct Answer
{
    core::MessageId id;
    core::Tag answer;
};
struct Cancel
{
    core::ByteView encoded_header; ///< into the reader's buffer
};
struct Ping
{};
struct Pong
{};
struct Bye
{
    ByeReason reason = ByeReason::done;
};

using Frame = std::variant<Hello,
    ConfirmAsk,
    Confirm,
    ConfirmUnknown,
    Record,
    RecordedFrame,
    Used,
    Refused,
    Chunk,
    Answer,
    Cancel,
    Ping,
    Pong,
    Bye>;

/// Appends the coded frame to `out`. Views in it must not point into `out`.
void append_frame(core::Bytes& out, const Frame& frame);
[[nodiscard]] core::Bytes encode_frame(const Frame& frame);

/// Cuts a byte stream into frames. Each length is checked against its type as soon as the head is
/// there, so that a peer cannot make this end allocate more than the largest frame of the type it
/// names.
class FrameReader
{
public:
    void feed(core::ByteView bytes);
    /// The next whole frame; nothing when more bytes are needed. Views in the frame hold until the
    /// next call of any member. Errors: Errc::protocol (transport); every later call fails too.
    [[nodiscard]] core::Expected<std::optional<Frame>> next();
    /// True when a frame has begun and is not whole.
    [[nodiscard]] bool within_frame() const noexcept { return m_buffer.size() > m_start; }

private:
    core::Bytes m_buffer;
    std::size_t m_start = 0;
    bool m_first = true;
    bool m_broken = false;
};

/// docs/protocol.md, "Codes": the wire's number for why this site will not take a message …
[[nodiscard]] std::uint16_t refusal_code(const core::Error& why) noexcept;
/// … and what the sender makes of it.
[[nodiscard]] core::Error refusal_error(std::uint16_t code);

} // namespace satpad::transport
