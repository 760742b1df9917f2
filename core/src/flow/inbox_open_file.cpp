// SPDX-License-Identifier: GPL-3.0-or-later
#include "arriving.h"
#include "inbox_file.h"

#include <satpad/core/inbox.h>

#include <algorithm>

namespace satpad::core {
namespace {

/// A message file on a carrier: header ‖ record tag ‖ sealed chunks, its length checked against its
/// header.
struct MessageFile
{
    std::unique_ptr<File> file;
    MessageHeader header;
    Bytes encoded;
    Tag record_tag;

    [[nodiscard]] Expected<Bytes> chunk(std::uint64_t index) const
    {
        const MessageGeometry geometry(header.content_bytes);
        Bytes sealed(geometry.chunk_bytes(index) + k_tag_bytes);
        auto read =
            file->read_exact(encoded.size() + k_tag_bytes + geometry.sealed_offset(index), sealed);
        if (!read) {
            return fail(std::move(read));
        }
        return sealed;
    }
};

Expected<MessageFile> read_message_file(FileStore& store, const fs::path& path)
{
    auto file = store.open(path, Access::read_only);
    if (!file) {
        return Unexpected(Errc::unreadable_file, path.string() + " cannot be opened");
    }
    auto size = (*file)->size();
    if (!size) {
        return fail(std::move(size));
    }
    MessageFile message;
    message.file = std::move(*file);
    std::array<std::byte, 16> prefix{};
    if (!message.file->read_exact(0, prefix)) {
        return Unexpected(Errc::malformed, path.string() + " is not a Satpad message");
    }
    auto length = header_length(prefix);
    if (!length) {
        return fail(std::move(length));
    }
    message.encoded.resize(*length);
    if (!message.file->read_exact(0, message.encoded)) {
        return Unexpected(Errc::malformed, path.string() + " is cut short");
    }
    auto header = decode_header(message.encoded);
    if (!header) {
        return fail(std::move(header));
    }
    message.header = std::move(*header);
    const MessageGeometry geometry(message.header.content_bytes);
    if (*size != message.encoded.size() + k_tag_bytes + geometry.sealed_bytes()) {
        return Unexpected(
            Errc::malformed, path.string() + " is cut short or has something after its end");
    }
    if (auto read = message.file->read_exact(message.encoded.size(), message.record_tag.bytes);
        !read) {
        return fail(std::move(read));
    }
    return message;
}

} // namespace

Expected<Inbox::Opened> Inbox::open_file(const fs::path& path)
{
    auto message = read_message_file(m_home->store(), path);
    if (!message) {
        return fail(std::move(message));
    }
    const MessageHeader& header = message->header;
    if (header.receiver != m_home->config().id) {
        return Unexpected(Errc::not_for_this_site, "this message is for another site");
    }
    if (m_home->config().peer_by_id(header.sender) == nullptr) {
        return Unexpected(
            Errc::unknown_peer, "this message is from a site that is no peer of this one");
    }
    auto lock = ArrivalLock::take(*m_home, header.id);
    if (!lock) {
        return fail(std::move(lock));
    }
    const auto row = m_ledger->message(header.id);
    if (row && row->state == MessageState::accepted && row->header == message->encoded) {
        return opened(*row, true);
    }
    auto pages = m_ledger->open_received(header, header.sender);
    if (!pages) {
        return fail(std::move(pages));
    }
    const auto tag = record_tag_of(message->encoded, **pages);
    if (!tag) {
        return Unexpected(tag.error());
    }
    if (!same_tag(*tag, message->record_tag)) {
        return Unexpected(Errc::authentication_failed, "the header of this message was altered");
    }
    // First every tag, then the first plain byte: a message bad at its end leaves no trace.
    const std::uint64_t chunks = MessageGeometry(header.content_bytes).chunks();
    for (std::uint64_t i = 0; i < chunks; ++i) {
        auto sealed = message->chunk(i);
        if (!sealed) {
            return fail(std::move(sealed));
        }
        if (auto held = verify_chunk(header, i, *sealed, **pages); !held) {
            return fail(std::move(held));
        }
    }
    auto note = write_inbox_file(
        *m_home, header, **pages, [&](std::uint64_t i) { return message->chunk(i); });
    if (!note) {
        return fail(std::move(note));
    }
    auto secrets = message_secrets(message->encoded, **pages); // now: writing takes long
    if (!secrets) {
        (void)drop_unaccepted(*m_home, *m_ledger, header.id, note->file); // else the sweep does
        return fail(std::move(secrets));
    }
    auto sealed_note = seal_inbox_note(*m_home, header.id, *note);
    if (!sealed_note) {
        (void)drop_unaccepted(*m_home, *m_ledger, header.id, note->file);
        return fail(std::move(sealed_note));
    }
    if (auto accepted =
            m_ledger->accept(header, header.sender, secrets->accepted, *sealed_note, note->mode());
        !accepted) {
        (void)drop_unaccepted(*m_home, *m_ledger, header.id, note->file); // else the sweep does
        return fail(std::move(accepted));
    }
    if (auto erased = m_ledger->erase_owed(); !erased) {
        return fail(std::move(erased));
    }
    const auto settled = m_ledger->message(header.id);
    if (!settled) {
        return Unexpected(settled.error());
    }
    return opened(*settled, false);
}

Expected<Inbox::Opened> Inbox::opened(const MessageRow& row, bool before) const
{
    Opened made{row.id, std::nullopt, before};
    if (row.mode != SendMode::request) {
        auto known = item(row.id);
        if (!known) {
            return fail(std::move(known));
        }
        made.item = std::move(*known);
    }
    return made;
}

} // namespace satpad::core
