// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder_turn.h"

#include "patient_lock.h"

namespace satpad::keyclient::satellite {

using core::Expected;

Expected<std::unique_ptr<core::File>> take_turn(
    core::FileStore& store, const core::fs::path& folder, const std::string& name)
{
    if (!store.exists(folder)) {
        if (auto made = store.make_folder(folder); !made) {
            return fail(std::move(made));
        }
    }
    return wait_for_lock(store,
        folder / name,
        LockKind::alone,
        "another process works on the " + folder.filename().string() + " folder of this home");
}

Expected<void> remove_parts(
    core::FileStore& store, const core::fs::path& folder, std::string_view ending)
{
    if (!store.exists(folder)) {
        return {};
    }
    auto names = store.list(folder);
    if (!names) {
        return fail(std::move(names));
    }
    for (const std::string& name : *names) {
        if (name.ends_with(std::string(ending) + ".part")) {
            if (auto removed = store.remove(folder / name); !removed) {
                return removed;
            }
        }
    }
    return {};
}

} // namespace satpad::keyclient::satellite
