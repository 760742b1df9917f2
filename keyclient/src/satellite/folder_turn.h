// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

namespace satpad::keyclient::satellite {

/// A lock on `folder`/`name` for the life of what is returned. Makes the folder when there is none.
/// Errors: Errc::home_busy when it is not free within 10 s.
[[nodiscard]] core::Expected<std::unique_ptr<core::File>> take_turn(
    core::FileStore& store, const core::fs::path& folder, const std::string& name);

/// Removes what a crash left half written of the files that end so. Only for who holds the lock that
/// they are written under.
[[nodiscard]] core::Expected<void> remove_parts(
    core::FileStore& store, const core::fs::path& folder, std::string_view ending);

} // namespace satpad::keyclient::satellite
