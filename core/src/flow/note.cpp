// SPDX-License-Identifier: GPL-3.0-or-later
#include "note.h"

#include <satpad/core/byte_codec.h>

#include <algorithm>

namespace satpad::core {
namespace {

// The message id in the context keeps one row's note from opening as another's.
std::string context_of(std::string_view kind, const MessageId& id)
{
    return std::string(kind) + id.hex();
}

ByteView bytes_of(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string text_of(ByteView bytes)
{
    std::string text(bytes.size(), '\0');
    std::transform(
        bytes.begin(), bytes.end(), text.begin(), [](std::byte b) { return static_cast<char>(b); });
    return text;
}

constexpr std::size_t k_tags = 3 * k_tag_bytes;

// Behind the name of an outbox note, each a kind, a u16 length and its bytes. No name holds a zero.
constexpr std::uint8_t k_name_ends = 0;
constexpr std::uint8_t k_source = 1;
constexpr std::uint8_t k_remark = 2;
constexpr std::uint8_t k_answers = 3;
/// Starts the inbox note of a remark; no content header starts so.
constexpr std::uint8_t k_remark_note = 0x3c;
constexpr std::size_t k_longest_path = 4096;

void put_part(ByteComposer& out, std::uint8_t kind, ByteView bytes)
{
    out.u8(kind).u16(static_cast<std::uint16_t>(bytes.size())).raw(bytes);
}

/// What an outbox note holds beside tags and name; empty for most.
Bytes parts_of(const OutboxNote& note)
{
    ByteComposer out;
    if (note.source && note.source->path.native().size() <= k_longest_path) {
        ByteComposer source;
        source.u64(note.source->bytes)
            .u64(static_cast<std::uint64_t>(note.source->modified_ns))
            .text(note.source->path.native());
        put_part(out, k_source, source.bytes());
    }
    if (note.remark) {
        put_part(out, k_remark, encode_remark(*note.remark));
    }
    if (note.answers) {
        put_part(out, k_answers, note.answers->view());
    }
    return std::move(out).bytes();
}

bool take_part(std::uint8_t kind, ByteView bytes, OutboxNote& note)
{
    ByteParser parser(bytes);
    switch (kind) {
    case k_source: {
        SentSource source;
        source.bytes = parser.u64();
        source.modified_ns = static_cast<std::int64_t>(parser.u64());
        source.path = parser.text(parser.left());
        note.source = std::move(source);
        break;
    }
    case k_remark: {
        const auto remark = decode_remark(bytes);
        if (!remark) {
            return false;
        }
        note.remark = *remark;
        return true;
    }
    case k_answers:
        note.answers = parser.id<MessageId>();
        break;
    default:
        return false;
    }
    return parser.done();
}

/// Everything behind the tags.
bool take_rest(ByteView bytes, OutboxNote& note)
{
    const auto end = std::ranges::find(bytes, std::byte{k_name_ends});
    const auto name_bytes = static_cast<std::size_t>(end - bytes.begin());
    note.file = text_of(bytes.first(name_bytes));
    if (name_bytes == bytes.size()) {
        return true;
    }
    ByteParser parser(bytes.subspan(name_bytes + 1));
    while (parser.ok() && parser.left() > 0) {
        const std::uint8_t kind = parser.u8();
        const ByteView part = parser.raw(parser.u16());
        if (!parser.ok() || !take_part(kind, part, note)) {
            return false;
        }
    }
    return parser.ok();
}

Expected<InboxNote> open_remark_note(const MessageId& id, ByteView plain)
{
    ByteParser parser(plain.subspan(1));
    InboxNote note;
    if (parser.u8() != 0) {
        note.answered_by = parser.id<MessageId>();
    }
    const auto remark = decode_remark(parser.raw(parser.left()));
    if (!remark) {
        return Unexpected(
            Errc::home_damaged, "inbox note of message " + id.hex() + " does not decode");
    }
    note.remark = *remark;
    return note;
}

} // namespace

Expected<Bytes> seal_outbox_note(const Home& home, const MessageId& id, const OutboxNote& note)
{
    const Bytes parts = parts_of(note);
    auto plain =
        SecretBytes::allocate(k_tags + note.file.size() + (parts.empty() ? 0 : 1 + parts.size()));
    if (!plain) {
        return fail(std::move(plain));
    }
    auto out = plain->span().begin();
    for (const Tag* tag :
        {&note.secrets.record_tag, &note.secrets.accepted, &note.secrets.abandoned}) {
        out = std::copy(tag->bytes.begin(), tag->bytes.end(), out);
    }
    out = std::ranges::copy(bytes_of(note.file), out).out;
    if (!parts.empty()) {
        *out++ = std::byte{k_name_ends};
        std::ranges::copy(parts, out);
    }
    return home.storage_key().seal(context_of("outbox note ", id), plain->view(), home.random());
}

Expected<OutboxNote> open_outbox_note(const Home& home, const MessageId& id, ByteView sealed)
{
    auto plain = home.storage_key().open(context_of("outbox note ", id), sealed);
    if (!plain) {
        return fail(std::move(plain));
    }
    const ByteView bytes = plain->view();
    if (bytes.size() < k_tags) {
        return Unexpected(
            Errc::home_damaged, "outbox note of message " + id.hex() + " is cut short");
    }
    OutboxNote note;
    std::size_t at = 0;
    for (Tag* tag : {&note.secrets.record_tag, &note.secrets.accepted, &note.secrets.abandoned}) {
        std::ranges::copy(bytes.subspan(at, k_tag_bytes), tag->bytes.begin());
        at += k_tag_bytes;
    }
    if (!take_rest(bytes.subspan(at), note)) {
        return Unexpected(
            Errc::home_damaged, "outbox note of message " + id.hex() + " does not decode");
    }
    return note;
}

Expected<Bytes> seal_inbox_note(const Home& home, const MessageId& id, const InboxNote& note)
{
    ByteComposer out;
    if (note.remark) {
        out.u8(k_remark_note).u8(note.answered_by ? 1 : 0);
        if (note.answered_by) {
            out.raw(note.answered_by->view());
        }
        out.raw(encode_remark(*note.remark));
    } else {
        out.raw(encode_content_header(note.content)).text(note.file);
    }
    Bytes plain = std::move(out).bytes();
    auto sealed = home.storage_key().seal(context_of("inbox note ", id), plain, home.random());
    wipe(plain);
    return sealed;
}

Expected<InboxNote> open_inbox_note(const Home& home, const MessageId& id, ByteView sealed)
{
    auto plain = home.storage_key().open(context_of("inbox note ", id), sealed);
    if (!plain) {
        return fail(std::move(plain));
    }
    if (!plain->view().empty() && plain->view()[0] == std::byte{k_remark_note}) {
        return open_remark_note(id, plain->view());
    }
    auto content = decode_content_header(plain->view());
    if (!content) {
        return Unexpected(
            Errc::home_damaged, "inbox note of message " + id.hex() + " does not decode");
    }
    InboxNote note;
    note.content = content->header;
    note.file = text_of(plain->view().subspan(content->length));
    return note;
}

} // namespace satpad::core
