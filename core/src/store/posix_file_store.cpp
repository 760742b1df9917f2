// SPDX-License-Identifier: GPL-3.0-or-later
#include "posix_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace satpad::core {
namespace {

using posix::ask;
using posix::failed;
using posix::PosixFile;
using posix::retry;
using Kind = FileOperation::Kind;

constexpr mode_t k_file_mode = 0600;
constexpr mode_t k_folder_mode = 0700;
/// O_NONBLOCK keeps a FIFO from stopping us; it means nothing for the regular files we accept.
constexpr int k_always = O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

FileOperation operation(Kind kind, const fs::path& path, const fs::path& target = {})
{
    return {.kind = kind, .path = path, .target = target, .offset = 0, .bytes = {}};
}

/// Owner and mode of a key file: nobody else may have read it. Root may use anyone's home.
bool is_private(const struct stat& status) noexcept
{
    const uid_t me = ::geteuid();
    const bool mine = status.st_uid == me || status.st_uid == 0 || me == 0;
    return mine && (status.st_mode & 077U) == 0;
}

class PosixFileStore final : public FileStore
{
public:
    explicit PosixFileStore(FileTap* tap)
        : m_tap(tap)
    {}

    Expected<std::unique_ptr<File>> open(const fs::path& path, Access access) override;
    Expected<std::unique_ptr<File>> create(const fs::path& path) override;
    Expected<std::unique_ptr<File>> open_or_create(const fs::path& path) override;
    Expected<void> make_folder(const fs::path& path) override;
    Expected<void> rename(const fs::path& from, const fs::path& to) override;
    Expected<void> remove(const fs::path& path) override;
    Expected<void> sync_folder(const fs::path& folder) override;
    Expected<FileIdentity> identity(const fs::path& path) const override;
    bool exists(const fs::path& path) const override;
    Expected<std::vector<std::string>> list(const fs::path& folder) const override;
    FileTap* tap() const noexcept override { return m_tap; }

private:
    Expected<std::unique_ptr<File>> opened(
        const fs::path& path, int flags, Access access, Kind kind);

    FileTap* m_tap;
};

Expected<std::unique_ptr<File>> PosixFileStore::opened(
    const fs::path& path, int flags, Access access, Kind kind)
{
    if (auto asked = ask(m_tap, operation(kind, path)); !asked) {
        return fail(std::move(asked));
    }
    const int descriptor =
        retry([&] { return ::open(path.c_str(), flags | k_always, k_file_mode); });
    if (descriptor < 0) {
        if (errno == EEXIST) {
            return Unexpected(Errc::already_exists, posix::shown(path));
        }
        return failed(errno, "open", path);
    }
    auto file = std::make_unique<PosixFile>(descriptor, path, m_tap);
    struct stat status
    {};
    if (::fstat(descriptor, &status) != 0) {
        return failed(errno, "look at", path);
    }
    if (!S_ISREG(status.st_mode)) {
        return failed(S_ISDIR(status.st_mode) ? EISDIR : EINVAL, "not a regular file:", path);
    }
    if (access == Access::read_secret && !is_private(status)) {
        return failed(EPERM, "others can read", path);
    }
    return std::unique_ptr<File>(std::move(file));
}

Expected<std::unique_ptr<File>> PosixFileStore::open(const fs::path& path, Access access)
{
    switch (access) {
    case Access::read_only:
        return opened(path, O_RDONLY, access, Kind::open);
    case Access::read_write:
        return opened(path, O_RDWR | O_NOFOLLOW, access, Kind::open);
    case Access::read_secret:
        return opened(path, O_RDONLY | O_NOFOLLOW, access, Kind::open);
    }
    return Unexpected(Errc::internal, "an access that is none");
}

Expected<std::unique_ptr<File>> PosixFileStore::create(const fs::path& path)
{
    return opened(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, Access::read_write, Kind::create);
}

Expected<std::unique_ptr<File>> PosixFileStore::open_or_create(const fs::path& path)
{
    return opened(path, O_RDWR | O_CREAT | O_NOFOLLOW, Access::read_write, Kind::create);
}

Expected<void> PosixFileStore::make_folder(const fs::path& path)
{
    if (auto asked = ask(m_tap, operation(Kind::create, path)); !asked) {
        return asked;
    }
    if (::mkdir(path.c_str(), k_folder_mode) != 0) {
        const int error_number = errno;
        std::error_code ignored;
        if (error_number != EEXIST || !fs::is_directory(path, ignored)) {
            return failed(error_number, "make folder", path);
        }
    }
    const fs::path parent =
        path.has_filename() ? path.parent_path() : path.parent_path().parent_path();
    return sync_folder(parent.empty() ? fs::path(".") : parent);
}

Expected<void> PosixFileStore::rename(const fs::path& from, const fs::path& to)
{
    if (auto asked = ask(m_tap, operation(Kind::rename, from, to)); !asked) {
        return asked;
    }
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return failed(errno, "rename", from);
    }
    return {};
}

Expected<void> PosixFileStore::remove(const fs::path& path)
{
    if (auto asked = ask(m_tap, operation(Kind::unlink, path)); !asked) {
        return asked;
    }
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
        return failed(errno, "remove", path);
    }
    return {};
}

Expected<void> PosixFileStore::sync_folder(const fs::path& folder)
{
    if (auto asked = ask(m_tap, operation(Kind::sync_folder, folder)); !asked) {
        return asked;
    }
    const int descriptor =
        retry([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (descriptor < 0) {
        return failed(errno, "open folder", folder);
    }
    const int result = retry([&] { return ::fsync(descriptor); });
    const int error_number = errno;
    ::close(descriptor);
    if (result == 0) {
        return {};
    }
    if (error_number == EINVAL || error_number == EROFS) {
        return Unexpected(
            Errc::storage_unsafe, "folders cannot be synced here: " + folder.string());
    }
    return failed(error_number, "sync folder", folder);
}

Expected<FileIdentity> PosixFileStore::identity(const fs::path& path) const
{
    struct statx status
    {};
    if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &status) !=
        0) {
        return failed(errno, "look at", path);
    }
    struct statfs system
    {};
    if (retry([&] { return ::statfs(path.c_str(), &system); }) != 0) {
        return failed(errno, "look at the file system of", path);
    }
    FileIdentity identity;
    static_assert(sizeof(system.f_fsid) == sizeof(identity.device));
    std::memcpy(&identity.device, &system.f_fsid, sizeof identity.device);
    if (identity.device == 0) {
        identity.device = makedev(status.stx_dev_major, status.stx_dev_minor);
    }
    identity.inode = status.stx_ino;
    if ((status.stx_mask & STATX_BTIME) != 0) {
        identity.birth_ns = status.stx_btime.tv_sec * 1'000'000'000 + status.stx_btime.tv_nsec;
    }
    return identity;
}

bool PosixFileStore::exists(const fs::path& path) const
{
    struct stat status
    {};
    return ::lstat(path.c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

Expected<std::vector<std::string>> PosixFileStore::list(const fs::path& folder) const
{
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code vanished;
        if (fs::is_regular_file(entry->symlink_status(vanished))) {
            names.push_back(entry->path().filename().string());
        }
    }
    if (error) {
        return failed(error.value(), "list", folder);
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

std::unique_ptr<FileStore> make_posix_file_store(FileTap* tap)
{
    return std::make_unique<PosixFileStore>(tap);
}

} // namespace satpad::core
