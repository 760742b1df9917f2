// SPDX-License-Identifier: GPL-3.0-or-later
#include "patient_lock.h"

#include <thread>

namespace satpad::keyclient {

using core::Errc;
using core::Expected;
using core::Unexpected;

namespace {

constexpr std::chrono::milliseconds k_between_tries{5};

} // namespace

Expected<std::unique_ptr<core::File>> wait_for_lock(core::FileStore& store,
    const core::fs::path& path,
    LockKind kind,
    const std::string& busy,
    std::chrono::milliseconds patience)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    while (true) {
        auto lock = store.open_or_create(path);
        if (!lock) {
            return fail(std::move(lock));
        }
        auto mine = kind == LockKind::alone ? (*lock)->try_lock() : (*lock)->try_share();
        if (!mine) {
            return fail(std::move(mine));
        }
        if (*mine) {
            return lock;
        }
        if (std::chrono::steady_clock::now() >= until) {
            return Unexpected(Errc::home_busy, busy);
        }
        std::this_thread::sleep_for(k_between_tries);
    }
}

core::fs::path intake_lock(const core::Home& home)
{
    return home.paths().root / "intake.lock";
}

} // namespace satpad::keyclient
