// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

namespace satpad::keyclient::satellite {

/// A lock on `folder`/`name` for the life of what is returned. Makes the folder when there is none.
/// Errors: Errc::home_busy when it is not free within 10 s.
[[nodiscard]] core::Expected<std::unique_ptr<core::File>> take_turn(
    core::FileStore& store, const core::fs::path& folder, const std::string& name);

} // namespace satpad::keyclient::satellite
