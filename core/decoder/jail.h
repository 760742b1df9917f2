// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace satpad::decoder {

/// Enough for any picture within the limits many times over.
inline constexpr std::uint64_t k_cpu_seconds = 10;

/// Whether the jailed may ask the system for random bytes: expat seeds its tables so, and ends
/// where it cannot.
enum class Randomness
{
    forbidden,
    allowed
};

/// Before any of the input is looked at: k_cpu_seconds of processor time (enter_jail may raise it),
/// no core file, no file growth, no processes.
void limit_early();

/// Gives up, for good and before any codec runs, everything decoding does not need
/// (docs/security.md, "The decoder child"):
///  - memory: 128 MB + `working_memory` bytes of address space,
///  - `cpu_seconds` of processor time, no file growth, no new descriptors, no processes, no core file,
///  - no new privileges, not dumpable,
///  - every system call but: read (fd 0), write (fd 1, 2), mmap (anonymous, not executable),
///  munmap,
///    mremap, brk, madvise, futex, exit_group, rt_sigreturn, and where
///    `randomness` allows it getrandom. Any other ends the process (SIGSYS).
/// Refuses the work when one of these cannot be had: there is none outside the jail.
/// Builds with address or thread sanitizer keep the limits on time, files and processes only: their
/// shadow memory breaks any address-space limit and their run time needs other system calls.
/// `working_memory`: the input that was read, and what the work on it takes beside.
void enter_jail(std::uint64_t working_memory,
    std::uint64_t cpu_seconds = k_cpu_seconds,
    Randomness randomness = Randomness::forbidden);

/// False in builds where the address-space limit and the filter are left out.
[[nodiscard]] bool jail_is_complete() noexcept;

/// `satpad-decode --check-jail`: enters the jail, then opens a file. Ends by SIGSYS when the filter
/// holds, with exit code 1 when it does not, 3 in sanitizer builds.
[[noreturn]] void check_jail();

} // namespace satpad::decoder
