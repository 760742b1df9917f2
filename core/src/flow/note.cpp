// SPDX-License-Identifier: GPL-3.0-or-later
#include "note.h"

#include <algorithm>
#include <cstring>

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

} // namespace

Expected<Bytes> seal_outbox_note(const Home& home, const MessageId& id, const OutboxNote& note)
{
    auto plain = SecretBytes::allocate(k_tags + note.file.size());
    if (!plain) {
        return fail(std::move(plain));
    }
    auto out = plain->span().begin();
    for (const Tag* tag :
        {&note.secrets.record_tag, &note.secrets.accepted, &note.secrets.abandoned}) {
        out = std::copy(tag->bytes.begin(), tag->bytes.end(), out);
    }
    std::ranges::copy(bytes_of(note.file), out);
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
    note.file = text_of(bytes.subspan(at));
    return note;
}

Expected<Bytes> seal_inbox_note(const Home& home, const MessageId& id, const InboxNote& note)
{
    Bytes plain = encode_content_header(note.content);
    std::ranges::copy(bytes_of(note.file), std::back_inserter(plain));
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
