// SPDX-License-Identifier: GPL-3.0-or-later
#include "frame.h"

#include <satpad/transport/error.h>

#include <algorithm>
#include <array>

namespace satpad::transport {
namespace {

using core::Bytes;
using core::ByteView;
using core::Expected;
using core::Unexpected;

/// Least and greatest body length of each type; index = type - 1. docs/protocol.md, "Frames".
struct BodyLimits
{
    std::size_t least;
    std::size_t most;
};
constexpr std::array<BodyLimits, std::variant_size_v<Frame>> k_limits{{
    {18, 256},
    {16, 16},
    {32, 32},
    {16, 16},
    {1, core::k_max_header_bytes},
    {40, 40},
    {72, 72},
    {18, 18},
    {16 + 8 + 1 + core::k_tag_bytes, k_max_body_bytes},
    {32, 32},
    {1, core::k_max_header_bytes},
    {0, 0},
    {0, 0},
    {1, 1},
}};

template <typename Number> void put(Bytes& out, Number number)
{
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        out.push_back(
            static_cast<std::byte>((static_cast<std::uint64_t>(number) >> (8 * i)) & 0xff));
    }
}

void put(Bytes& out, ByteView bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Reads fields of a body whose length was checked, so that it never runs short.
class Body
{
public:
    explicit Body(ByteView bytes)
        : m_bytes(bytes)
    {}
    template <typename AnyId> AnyId id()
    {
        AnyId made;
        std::copy_n(m_bytes.begin(), AnyId::k_size, made.bytes.begin());
        m_bytes = m_bytes.subspan(AnyId::k_size);
        return made;
    }
    template <typename Number> Number number()
    {
        std::uint64_t made = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            made |= std::to_integer<std::uint64_t>(m_bytes[i]) << (8 * i);
        }
        m_bytes = m_bytes.subspan(sizeof(Number));
        return static_cast<Number>(made);
    }
    [[nodiscard]] ByteView rest() const { return m_bytes; }

private:
    ByteView m_bytes;
};

struct BodyWriter
{
    Bytes& out;

    void operator()(const Hello& frame) const
    {
        put(out, frame.version);
        put(out, frame.site.view());
    }
    void operator()(const ConfirmAsk& frame) const { put(out, frame.pad.view()); }
    void operator()(const Confirm& frame) const
    {
        put(out, frame.pad.view());
        put(out, frame.tag.view());
    }
    void operator()(const ConfirmUnknown& frame) const { put(out, frame.pad.view()); }
    void operator()(const Record& frame) const { put(out, frame.encoded_header); }
    void operator()(const RecordedFrame& frame) const
    {
        put(out, frame.id.view());
        put(out, frame.tag.view());
        put(out, frame.next_chunk);
    }
    void operator()(const Used& frame) const
    {
        put(out, frame.id.view());
        put(out, frame.notice.overlap.pad.view());
        put(out, frame.notice.overlap.first);
        put(out, frame.notice.overlap.count);
        put(out, frame.notice.other.view());
        put(out, frame.notice.advance_to);
    }
    void operator()(const Refused& frame) const
    {
        put(out, frame.id.view());
        put(out, frame.code);
    }
    void operator()(const Chunk& frame) const
    {
        put(out, frame.id.view());
        put(out, frame.index);
        put(out, frame.sealed);
    }
    void operator()(const Answer& frame) const
    {
        put(out, frame.id.view());
        put(out, frame.answer.view());
    }
    void operator()(const Cancel& frame) const { put(out, frame.encoded_header); }
    void operator()(const Ping& /*frame*/) const {}
    void operator()(const Pong& /*frame*/) const {}
    void operator()(const Bye& frame) const { put(out, static_cast<std::uint8_t>(frame.reason)); }
};

Used read_used(Body body)
{
    Used frame;
    frame.id = body.id<core::MessageId>();
    frame.notice.overlap.pad = body.id<core::PadId>();
    frame.notice.overlap.first = body.number<std::uint64_t>();
    frame.notice.overlap.count = body.number<std::uint64_t>();
    frame.notice.other = body.id<core::MessageId>();
    frame.notice.advance_to = body.number<std::uint64_t>();
    return frame;
}

/// `type` and the length were checked before.
Frame read_body(std::size_t type, ByteView bytes)
{
    Body body(bytes);
    switch (type) {
    case 1: {
        const auto version = body.number<std::uint16_t>();
        return Hello{version, body.id<core::SiteId>()};
    }
    case 2:
        return ConfirmAsk{body.id<core::PadId>()};
    case 3: {
        const auto pad = body.id<core::PadId>();
        return Confirm{pad, body.id<core::Tag>()};
    }
    case 4:
        return ConfirmUnknown{body.id<core::PadId>()};
    case 5:
        return Record{bytes};
    case 6: {
        const auto id = body.id<core::MessageId>();
        const auto tag = body.id<core::Tag>();
        return RecordedFrame{id, tag, body.number<std::uint64_t>()};
    }
    case 7:
        return read_used(body);
    case 8: {
        const auto id = body.id<core::MessageId>();
        return Refused{id, body.number<std::uint16_t>()};
    }
    case 9: {
        const auto id = body.id<core::MessageId>();
        const auto index = body.number<std::uint64_t>();
        return Chunk{id, index, body.rest()};
    }
    case 10: {
        const auto id = body.id<core::MessageId>();
        return Answer{id, body.id<core::Tag>()};
    }
    case 11:
        return Cancel{bytes};
    case 12:
        return Ping{};
    case 13:
        return Pong{};
    default:
        return Bye{static_cast<ByeReason>(body.number<std::uint8_t>())};
    }
}

} // namespace

void append_frame(Bytes& out, const Frame& frame)
{
    const std::size_t head = out.size();
    out.resize(head + 4);
    out.push_back(static_cast<std::byte>(frame.index() + 1));
    std::visit(BodyWriter{out}, frame);
    const std::size_t length = out.size() - head - k_frame_head_bytes;
    for (std::size_t i = 0; i < 4; ++i) {
        out[head + i] = static_cast<std::byte>((length >> (8 * i)) & 0xff);
    }
}

Bytes encode_frame(const Frame& frame)
{
    Bytes out;
    append_frame(out, frame);
    return out;
}

void FrameReader::feed(ByteView bytes)
{
    if (m_broken) {
        return;
    }
    if (m_start > 0) {
        m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(m_start));
        m_start = 0;
    }
    m_buffer.insert(m_buffer.end(), bytes.begin(), bytes.end());
}

Expected<std::optional<Frame>> FrameReader::next()
{
    const auto breach = [this](const char* why) {
        m_broken = true;
        return Unexpected(make_error_code(Errc::protocol), why);
    };
    if (m_broken) {
        return breach("broken before");
    }
    const ByteView bytes = ByteView(m_buffer).subspan(m_start);
    if (bytes.size() < k_frame_head_bytes) {
        return std::optional<Frame>();
    }
    Body head(bytes.first(k_frame_head_bytes));
    const std::size_t length = head.number<std::uint32_t>();
    const std::size_t type = head.number<std::uint8_t>();
    if (type < 1 || type > k_limits.size()) {
        return breach("unknown frame type");
    }
    if (m_first && type != 1) {
        return breach("first frame is not HELLO");
    }
    if (!m_first && type == 1) {
        return breach("second HELLO");
    }
    if (length < k_limits[type - 1].least || length > k_limits[type - 1].most) {
        return breach("frame length");
    }
    if (bytes.size() < k_frame_head_bytes + length) {
        return std::optional<Frame>();
    }
    m_first = false;
    m_start += k_frame_head_bytes + length;
    return std::optional<Frame>(read_body(type, bytes.subspan(k_frame_head_bytes, length)));
}

namespace {

struct CodePair
{
    std::uint16_t wire;
    core::Errc code;
};
constexpr std::uint16_t k_other = 11;
/// The first entry of a wire number is what the sender makes of it.
constexpr std::array<CodePair, 14> k_codes{{
    {1, core::Errc::unknown_pad},
    {2, core::Errc::not_for_this_site},
    {3, core::Errc::key_already_used},
    {4, core::Errc::malformed},
    {5, core::Errc::authentication_failed},
    {6, core::Errc::unknown_peer},
    {7, core::Errc::storage_full},
    {8, core::Errc::io_failed},
    {8, core::Errc::outcome_unknown},
    {8, core::Errc::home_damaged},
    {8, core::Errc::home_locked},
    {9, core::Errc::pad_suspended},
    {10, core::Errc::wrong_state},
    {4, core::Errc::limit_exceeded},
}};

} // namespace

std::uint16_t refusal_code(const core::Error& why) noexcept
{
    for (const CodePair& pair : k_codes) {
        if (why.is(pair.code)) {
            return pair.wire;
        }
    }
    return why.code.category() == std::system_category() ? std::uint16_t{8} : k_other;
}

core::Error refusal_error(std::uint16_t code)
{
    const auto found = std::find_if(
        k_codes.begin(), k_codes.end(), [code](const CodePair& pair) { return pair.wire == code; });
    const core::Errc meaning = found == k_codes.end() ? core::Errc::wrong_state : found->code;
    return {core::make_error_code(meaning), "refused by the peer, code " + std::to_string(code)};
}

} // namespace satpad::transport
