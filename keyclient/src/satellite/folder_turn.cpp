// SPDX-License-Identifier: GPL-3.0-or-later
#include "folder_turn.h"

#include <chrono>
#include <thread>

namespace satpad::keyclient::satellite {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr std::chrono::seconds k_patience{10};
constexpr std::chrono::milliseconds k_between_tries{5};

} // namespace

Expected<std::unique_ptr<core::File>> take_turn(
    core::FileStore& store, const core::fs::path& folder, const std::string& name)
{
    if (!store.exists(folder)) {
        if (auto made = store.make_folder(folder); !made) {
            return fail(std::move(made));
        }
    }
    const auto until = std::chrono::steady_clock::now() + k_patience;
    while (true) {
        auto lock = store.open_or_create(folder / name);
        if (!lock) {
            return fail(std::move(lock));
        }
        auto mine = (*lock)->try_lock();
        if (!mine) {
            return fail(std::move(mine));
        }
        if (*mine) {
            return lock;
        }
        if (std::chrono::steady_clock::now() >= until) {
            return Unexpected(Errc::home_busy,
                "another process works on the " + folder.filename().string() +
                    " folder of this home");
        }
        std::this_thread::sleep_for(k_between_tries);
    }
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
