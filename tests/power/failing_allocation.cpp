// SPDX-License-Identifier: GPL-3.0-or-later
#include "failing_allocation.h"

#include <sqlite3.h>

#include <cstddef>
#include <cstdlib>
#include <dlfcn.h>
#include <new>

namespace satpad::test {
namespace {

constexpr std::uint64_t k_never = ~std::uint64_t{0};
AllocationPlan s_plan{.n = k_never, .sticky = false};
bool s_armed = false;
std::uint64_t s_counted = 0;
std::uint64_t s_failed = 0;
sqlite3_mem_methods s_real{};

bool fails()
{
    if (!s_armed || AllocationsPaused::now()) {
        return false;
    }
    const std::uint64_t now = s_counted++;
    const bool hit = now == s_plan.n || (s_plan.sticky && now > s_plan.n);
    s_failed += hit ? 1U : 0U;
    return hit;
}

void* sqlite_allocate(int size)
{
    return fails() ? nullptr : s_real.xMalloc(size);
}
void* sqlite_reallocate(void* memory, int size)
{
    return fails() ? nullptr : s_real.xRealloc(memory, size);
}

void* allocate(std::size_t size, std::size_t alignment)
{
    if (fails()) {
        return nullptr;
    }
    const std::size_t whole = (size + alignment) / alignment * alignment; // never none
    return alignment <= alignof(std::max_align_t) ? std::malloc(whole)
                                                  : std::aligned_alloc(alignment, whole);
}

void* allocate_or_throw(std::size_t size, std::size_t alignment)
{
    void* memory = allocate(size, alignment);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
    return memory;
}

} // namespace

void watch_allocations()
{
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &s_real);
    sqlite3_mem_methods watched = s_real;
    watched.xMalloc = sqlite_allocate;
    watched.xRealloc = sqlite_reallocate;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &watched);
}

void arm_allocations(const AllocationPlan& plan)
{
    s_plan = plan;
    s_counted = 0;
    s_failed = 0;
    s_armed = true;
}

void disarm_allocations()
{
    s_armed = false;
}

std::uint64_t counted_allocations()
{
    return s_counted;
}
std::uint64_t failed_allocations()
{
    return s_failed;
}

} // namespace satpad::test

/// Stands before libsodium's own: secret memory is locked through it.
extern "C" int sodium_mlock(void* memory, std::size_t size)
{
    using Lock = int (*)(void*, std::size_t);
    static const Lock real = reinterpret_cast<Lock>(::dlsym(RTLD_NEXT, "sodium_mlock"));
    return satpad::test::fails() ? -1 : real(memory, size);
}

void* operator new(std::size_t size)
{
    return satpad::test::allocate_or_throw(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment)
{
    return satpad::test::allocate_or_throw(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    return satpad::test::allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept
{
    return satpad::test::allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}
