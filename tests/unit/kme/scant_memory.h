// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/secret.h>

#include <fstream>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Locked memory runs out.
namespace satpad::test {

/// For this thread and those it starts: no more than `bytes` can be locked besides what is locked
/// now. As root, too, as long as this lives.
class ScantMemory
{
public:
    explicit ScantMemory(std::uint64_t bytes)
    {
        set_capability(false);
        ::getrlimit(RLIMIT_MEMLOCK, &m_before);
        const rlimit scant{
            std::min<rlim_t>(locked_now() + bytes, m_before.rlim_max), m_before.rlim_max};
        ::setrlimit(RLIMIT_MEMLOCK, &scant);
    }
    ~ScantMemory()
    {
        ::setrlimit(RLIMIT_MEMLOCK, &m_before);
        set_capability(true);
    }
    ScantMemory(const ScantMemory&) = delete;
    ScantMemory& operator=(const ScantMemory&) = delete;

    /// A sanitizer locks nothing, and so has no limit.
    [[nodiscard]] static bool is_felt(std::uint64_t bytes)
    {
        const ScantMemory scant(bytes);
        return !core::SecretBytes::allocate(bytes + 4096).has_value();
    }

private:
    /// Who may lock without limit knows none.
    static void set_capability(bool may_lock)
    {
        __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
        __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3]{};
        if (::syscall(SYS_capget, &head, sets) != 0) {
            return;
        }
        const std::uint32_t lock = 1U << CAP_IPC_LOCK;
        sets[0].effective =
            may_lock ? sets[0].effective | (sets[0].permitted & lock) : sets[0].effective & ~lock;
        ::syscall(SYS_capset, &head, sets);
    }
    static std::uint64_t locked_now()
    {
        std::ifstream status("/proc/self/status");
        for (std::string word; status >> word;) {
            if (std::uint64_t kib = 0; word == "VmLck:" && status >> kib) {
                return kib * 1024;
            }
        }
        return 0;
    }
    rlimit m_before{};
};

} // namespace satpad::test
