// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/environment.h>

#include <sodium.h>

#include <chrono>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace satpad::core {
namespace {

/// No part of the memory goes into a core, whoever asks for one; children inherit it (core(5)).
/// Pixels and what they are coded into lie in common memory. False only where there is no /proc.
bool leave_all_memory_out_of_cores()
{
    const int filter = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
    if (filter < 0) {
        return false;
    }
    const bool written = write(filter, "0", 1) == 1;
    close(filter);
    return written;
}

} // namespace

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
    // Key in memory must not reach a core file, also when the process is killed by a signal. The
    // filter is one more layer: what follows it is enough where /proc is not there.
    (void)leave_all_memory_out_of_cores();
    const rlimit none{0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return Unexpected(Errc::internal, "core dumps cannot be turned off");
    }
    return {};
}

} // namespace satpad::core
