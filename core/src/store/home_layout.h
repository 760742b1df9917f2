// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/home.h>

/// What `init` and `init --from` share: docs/format-at-rest.md, "Making a home".
namespace satpad::core::store {

/// Anything that shows that a home is, was or was going to be here.
[[nodiscard]] bool has_trace(const FileStore& store, const HomePaths& paths);
/// True when nothing here can ever have held key: no ledger and nothing in the folders. That is
/// what a crash in the middle of `init` leaves, and only that may be made anew.
[[nodiscard]] Expected<bool> is_unfinished(const FileStore& store, const HomePaths& paths);
/// True when `init --from` was cut before the ledger had its name; `half_moved` tells the operator.
[[nodiscard]] bool is_half_moved(const FileStore& store, const HomePaths& paths);
[[nodiscard]] Unexpected half_moved(const HomePaths& paths);
/// The home's folder and the folders in it, 0700.
[[nodiscard]] Expected<void> make_folders(FileStore& store, const HomePaths& paths);
/// Tells backup programs to leave the home out.
[[nodiscard]] Expected<void> write_cachedir_tag(FileStore& store, const HomePaths& paths);

} // namespace satpad::core::store
