// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// The n-th allocation of a process fails: operator new throws, SQLite's own allocator and the
/// locking of secret memory refuse. Only a program that links failing_allocation.cpp has it.
/// Threads: one.
namespace satpad::test {

struct AllocationPlan
{
    std::uint64_t n = 0; ///< counted from 0
    bool sticky = false; ///< all later ones too
};

/// Before anything uses SQLite.
void watch_allocations();
/// From here on allocations count.
void arm_allocations(const AllocationPlan& plan);
void disarm_allocations();
[[nodiscard]] std::uint64_t counted_allocations();
[[nodiscard]] std::uint64_t failed_allocations();

/// What the test itself allocates meanwhile neither counts nor fails.
class AllocationsPaused
{
public:
    AllocationsPaused() { ++s_depth; }
    ~AllocationsPaused() { --s_depth; }
    AllocationsPaused(const AllocationsPaused&) = delete;
    AllocationsPaused& operator=(const AllocationsPaused&) = delete;
    [[nodiscard]] static bool now() { return s_depth != 0; }

private:
    inline static int s_depth = 0;
};

} // namespace satpad::test
