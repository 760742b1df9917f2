// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage_safety.h"

#include "posix_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/statfs.h>

namespace satpad::core {
namespace {

struct UnsafeFileSystem
{
    std::uint32_t magic;
    std::string_view name;
};

/// `f_type` of statfs(2). Not all of these are in <linux/magic.h> of Debian 12, so the values stand
/// here.
constexpr std::array k_unsafe{
    UnsafeFileSystem{0x00006969U, "NFS"},
    UnsafeFileSystem{0x0000517bU, "SMB"},
    UnsafeFileSystem{0xff534d42U, "CIFS"},
    UnsafeFileSystem{0xfe534d42U, "SMB2"},
    UnsafeFileSystem{0x65735546U, "FUSE"},
    UnsafeFileSystem{0x01021997U, "9P"},
    UnsafeFileSystem{0x00c36400U, "Ceph"},
    UnsafeFileSystem{0x5346414fU, "AFS"},
    UnsafeFileSystem{0x6b414653U, "kAFS"},
    UnsafeFileSystem{0x73757245U, "Coda"},
    UnsafeFileSystem{0x0000564cU, "NCP"},
    UnsafeFileSystem{0x01161970U, "GFS2"},
    UnsafeFileSystem{0x7461636fU, "OCFS2"},
    UnsafeFileSystem{0x786f4256U, "a VirtualBox share"},
    UnsafeFileSystem{0xbacbacbcU, "a VMware share"},
    UnsafeFileSystem{0x00004d44U, "FAT"},
    UnsafeFileSystem{0x2011bab0U, "exFAT"},
};

fs::path nearest_existing(fs::path path)
{
    std::error_code ignored;
    path = fs::absolute(path, ignored);
    while (!fs::exists(path, ignored) && path.has_relative_path()) {
        path = path.parent_path();
    }
    return path;
}

} // namespace

std::string_view posix::unsafe_file_system(std::uint32_t magic) noexcept
{
    const auto found = std::find_if(k_unsafe.begin(), k_unsafe.end(), [magic](const auto& unsafe) {
        return unsafe.magic == magic;
    });
    return found == k_unsafe.end() ? std::string_view() : found->name;
}

Expected<void> require_safe_storage(const fs::path& path)
{
    const fs::path existing = nearest_existing(path);
    struct statfs system
    {};
    if (posix::retry([&] { return ::statfs(existing.c_str(), &system); }) != 0) {
        return posix::failed(errno, "look at the file system of", existing);
    }
    const std::string_view unsafe =
        posix::unsafe_file_system(static_cast<std::uint32_t>(system.f_type));
    if (!unsafe.empty()) {
        return Unexpected(Errc::storage_unsafe,
            existing.string() + " lies on " + std::string(unsafe) +
                "; choose a folder on a local disk");
    }
    return {};
}

} // namespace satpad::core
