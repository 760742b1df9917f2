// SPDX-License-Identifier: GPL-3.0-or-later
#include "jail.h"

#include "reply.h"

#include <seccomp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SATPAD_JAIL_IS_COMPLETE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SATPAD_JAIL_IS_COMPLETE 0
#endif
#endif
#ifndef SATPAD_JAIL_IS_COMPLETE
#define SATPAD_JAIL_IS_COMPLETE 1
#endif

namespace satpad::decoder {
namespace {

constexpr std::uint64_t k_base_memory = std::uint64_t{128} * 1024 * 1024;

[[noreturn]] void refuse_without_jail() noexcept
{
    refuse(DecodeStatus::failed, DecodeReason::no_jail);
}

void limit(__rlimit_resource resource, rlim_t most)
{
    const rlimit both{most, most};
    if (setrlimit(resource, &both) != 0) {
        refuse_without_jail();
    }
}

/// What SCMP_A0_64 and its like say; those are compound literals, which C++ does not have.
constexpr scmp_arg_cmp argument_is(unsigned argument, scmp_datum_t value)
{
    return {argument, SCMP_CMP_EQ, value, 0};
}

constexpr scmp_arg_cmp bits_are(unsigned argument, scmp_datum_t mask, scmp_datum_t value)
{
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

void allow(scmp_filter_ctx filter, int call, std::initializer_list<scmp_arg_cmp> conditions = {})
{
    if (seccomp_rule_add_array(filter,
            SCMP_ACT_ALLOW,
            call,
            static_cast<unsigned>(conditions.size()),
            conditions.size() == 0 ? nullptr : conditions.begin()) != 0) {
        refuse_without_jail();
    }
}

void load_filter(Randomness randomness)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == nullptr) {
        refuse_without_jail();
    }
    allow(filter, SCMP_SYS(read), {argument_is(0, STDIN_FILENO)});
    allow(filter, SCMP_SYS(write), {argument_is(0, STDOUT_FILENO)});
    allow(filter, SCMP_SYS(write), {argument_is(0, STDERR_FILENO)});
    allow(filter,
        SCMP_SYS(mmap),
        {bits_are(2, PROT_EXEC, 0), bits_are(3, MAP_ANONYMOUS, MAP_ANONYMOUS)});
    for (const int call : {SCMP_SYS(munmap),
             SCMP_SYS(mremap),
             SCMP_SYS(brk),
             SCMP_SYS(madvise),
             SCMP_SYS(futex),
             SCMP_SYS(exit_group),
             SCMP_SYS(rt_sigreturn)}) {
        allow(filter, call);
    }
    if (randomness == Randomness::allowed) {
        allow(filter, SCMP_SYS(getrandom));
    }
    if (seccomp_load(filter) != 0) {
        refuse_without_jail();
    }
    seccomp_release(filter);
}

/// glibc asks the machine for its memory at the first large qsort, with a call the filter forbids;
/// libtiff sorts. Asking before lets it remember.
void prime_qsort()
{
    std::array<int, 1024> numbers{};
    std::qsort(numbers.data(), numbers.size(), sizeof(int), [](const void* a, const void* b) {
        return *static_cast<const int*>(a) - *static_cast<const int*>(b);
    });
}

/// lcms2 dates the profiles it makes, and the first date asked for opens the zone's file. A zone
/// named beforehand is never looked up again.
void prime_calendar()
{
    setenv("TZ", "UTC0", 1);
    tzset();
}

} // namespace

bool jail_is_complete() noexcept
{
    return SATPAD_JAIL_IS_COMPLETE != 0;
}

void limit_early()
{
    rlimit now{};
    if (getrlimit(RLIMIT_CPU, &now) != 0) {
        refuse_without_jail();
    }
    const rlimit cpu{std::min<rlim_t>(k_cpu_seconds, now.rlim_max), now.rlim_max};
    if (setrlimit(RLIMIT_CPU, &cpu) != 0) {
        refuse_without_jail();
    }
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NPROC, 0);
}

void enter_jail(std::uint64_t working_memory, std::uint64_t cpu_seconds, Randomness randomness)
{
    prime_qsort();
    prime_calendar();
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, cpu_seconds);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NPROC, 0);
    limit(RLIMIT_NOFILE, 3);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        refuse_without_jail();
    }
    if (jail_is_complete()) {
        limit(RLIMIT_AS, k_base_memory + working_memory);
        load_filter(randomness);
    }
}

void check_jail()
{
    enter_jail(0);
    if (!jail_is_complete()) {
        _exit(3);
    }
    const int opened = open("/dev/null", O_RDONLY | O_CLOEXEC);
    _exit(opened == -1 ? 2 : 1);
}

} // namespace satpad::decoder
