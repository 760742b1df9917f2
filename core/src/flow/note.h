// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/inbox.h>
#include <satpad/core/outbox.h>

/// The two notes kept sealed at rest in the ledger's message rows. docs/format-at-rest.md, "Notes".
namespace satpad::core {

[[nodiscard]] Expected<Bytes> seal_outbox_note(
    const Home& home, const MessageId& id, const OutboxNote& note);
[[nodiscard]] Expected<OutboxNote> open_outbox_note(
    const Home& home, const MessageId& id, ByteView sealed);

struct InboxNote
{
    std::string file; ///< name inside inbox/; empty for a remark
    ContentHeader content;
    std::optional<Remark> remark = {}; ///< then `content` means nothing
    std::optional<MessageId> answered_by = {};

    [[nodiscard]] SendMode mode() const noexcept
    {
        return remark ? SendMode::request : content.mode;
    }
};
[[nodiscard]] Expected<Bytes> seal_inbox_note(
    const Home& home, const MessageId& id, const InboxNote& note);
[[nodiscard]] Expected<InboxNote> open_inbox_note(
    const Home& home, const MessageId& id, ByteView sealed);

} // namespace satpad::core
