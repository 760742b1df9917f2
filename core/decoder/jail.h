// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "picture.h"

namespace satpad::decoder {

/// Gives up, for good and before any codec runs, everything decoding does not need
/// (docs/security.md, "The decoder child"):
///  - memory: 128 MB + the input + memory_per_pixel × pixels of address space,
///  - 10 s of processor time, no file growth, no new descriptors, no processes, no core file,
///  - no new privileges, not dumpable,
///  - every system call but: read (fd 0), write (fd 1, 2), mmap (anonymous, not executable),
///  munmap,
///    mremap, brk, madvise, futex, exit_group, rt_sigreturn. Any other ends the process (SIGSYS).
/// Refuses the picture when one of these cannot be had: there is no decoding outside the jail.
/// Builds with address or thread sanitizer keep the limits on time, files and processes only: their
/// shadow memory breaks any address-space limit and their run time needs other system calls.
void enter_jail(const Probe& probe, std::size_t input_bytes);

/// False in builds where the address-space limit and the filter are left out.
[[nodiscard]] bool jail_is_complete() noexcept;

/// `satpad-decode --check-jail`: enters the jail, then opens a file. Ends by SIGSYS when the filter
/// holds, with exit code 1 when it does not, 3 in sanitizer builds.
[[noreturn]] void check_jail();

} // namespace satpad::decoder
