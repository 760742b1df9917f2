// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/environment.h>

#include <sodium.h>

#include <chrono>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace satpad::core {

void SystemRandom::fill(MutableByteView out)
{
    randombytes_buf(out.data(), out.size());
}

UnixTime SystemClock::now() const
{
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::seconds>(since).count()};
}

Expected<void> initialise_core()
{
    if (sodium_init() < 0) {
        return Unexpected(Errc::internal, "libsodium did not start");
    }
    // Key in memory must not reach a core file, also when the process is killed by a signal.
    const rlimit none{0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return Unexpected(Errc::internal, "core dumps cannot be turned off");
    }
    return {};
}

} // namespace satpad::core
