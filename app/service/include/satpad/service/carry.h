// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/send.h>

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

/// Copies a file of the inbox out; never overwrites, leaves nothing half-written.
[[nodiscard]] core::Expected<void> save_copy(const fs::path& from, const fs::path& to);

} // namespace satpad::service
