// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/send.h>

#include <variant>

/// Messages and answers carried as files instead of over a connection.
namespace satpad::service {

/// Seals `file` into `out` for any carrier. Only from a confirmed pad and never from a suspect
/// home.
[[nodiscard]] core::Expected<SentFile> seal_to_file(Site& site,
    const core::Peer& peer,
    const fs::path& file,
    const core::image::Plan& plan,
    std::chrono::system_clock::time_point planned_from,
    const fs::path& out,
    const core::Progress& progress = {});

/// The receiver's answer as a small file for the sender: docs/format.md, "Answer file".
/// It holds a secret reply, so it is written 0600; showing it early only tells that the message
/// arrived.
[[nodiscard]] core::Expected<void> write_answer_file(
    Site& site, const core::MessageId& id, const fs::path& out);
/// True when `file` starts like an answer file.
[[nodiscard]] bool is_answer_file(const fs::path& file);
/// Settles the message it answers. Returns its end: verified or cancelled.
[[nodiscard]] core::Expected<SentFile> take_answer_file(Site& site, const fs::path& file);

/// What a file is, by how it starts; nothing else of it is looked at.
enum class CarriedKind
{
    other,
    message,
    answer,
    courier,
    courier_reply
};
[[nodiscard]] CarriedKind carried_kind(const fs::path& file);
/// Whom a message file says it is from, or who was to answer the message of an answer file. Nothing
/// of it is checked: it serves to say whom to ask for the file again. Empty: a stranger, or unreadable.
[[nodiscard]] std::optional<core::Peer> claimed_peer(Site& site, const fs::path& file);

/// A message that was opened, or the message that an answer has settled.
using Carried = std::variant<core::Inbox::Opened, SentFile>;
/// Opens a message file, or takes an answer file. Opening again costs nothing and gives the same.
[[nodiscard]] core::Expected<Carried> open_carried(Site& site, const fs::path& file);

/// Copies a file of the inbox out; never overwrites, leaves nothing half-written.
[[nodiscard]] core::Expected<void> save_copy(const fs::path& from, const fs::path& to);

} // namespace satpad::service
