// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/environment.h>
#include <satpad/core/file_store.h>

namespace satpad::core {

/// Takes a lock file that its holder removes when done. Null when another holds it.
/// Between open and lock the last holder may have removed the file: a lock on a file without its
/// name excludes nobody. So the new holder writes a random word and reads it back by name; when it
/// is not there, it tries again.
[[nodiscard]] Expected<std::unique_ptr<File>> take_lock_file(
    FileStore& store, RandomSource& random, const fs::path& path);

} // namespace satpad::core
