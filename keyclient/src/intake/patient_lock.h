// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

#include <chrono>

namespace satpad::keyclient {

enum class LockKind
{
    alone,
    shared
};

/// A lock on the file `path`, made when it is missing, for the life of what is returned. Errors:
/// Errc::home_busy, with `busy`, when it is not free in time.
[[nodiscard]] core::Expected<std::unique_ptr<core::File>> wait_for_lock(core::FileStore& store,
    const core::fs::path& path,
    LockKind kind,
    const std::string& busy,
    std::chrono::milliseconds patience = std::chrono::seconds(10));

/// Shared by whoever writes pad files that the ledger does not know yet.
[[nodiscard]] core::fs::path intake_lock(const core::Home& home);

} // namespace satpad::keyclient
