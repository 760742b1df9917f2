// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace satpad::core {

namespace fs = std::filesystem;

/// One operation on durable storage, as the operation log sees it: just before it happens.
struct FileOperation
{
    enum class Kind
    {
        open,
        create,
        write,
        truncate,
        sync,
        sync_folder,
        rename,
        unlink,
        lock
    };
    Kind kind{};
    fs::path path;
    fs::path target;          ///< rename only
    std::uint64_t offset = 0; ///< write, truncate
    ByteView bytes;           ///< write: what will be written; valid during the call
};

/// Sees every durable operation of core/: the file layer and SQLite's own files (VFS shim).
/// Tests record, fail or crash here; the product runs without one.
/// Threads: called from any thread; implementations lock for themselves.
class FileTap
{
public:
    virtual ~FileTap() = default;
    /// An error makes the operation fail with that code instead of happening.
    [[nodiscard]] virtual Expected<void> before(const FileOperation& operation) = 0;
};

/// An open file. Positioned I/O only, so threads may share it. Closes on destruction; a close
/// error is not reported, so sync first whatever must be durable.
class File
{
public:
    virtual ~File() = default;
    /// Reads exactly `out.size()` bytes; Errc::malformed when the file ends before.
    [[nodiscard]] virtual Expected<void> read_exact(
        std::uint64_t offset, MutableByteView out) const = 0;
    /// Reads up to `out.size()` bytes; 0 at the end.
    [[nodiscard]] virtual Expected<std::size_t> read_some(
        std::uint64_t offset, MutableByteView out) const = 0;
    [[nodiscard]] virtual Expected<void> write(std::uint64_t offset, ByteView bytes) = 0;
    [[nodiscard]] virtual Expected<void> truncate(std::uint64_t size) = 0;
    /// fdatasync. After a failure the outcome of every write since the last success is unknown, so
    /// every later write and sync of this object fails too (docs/format-at-rest.md, "A failed sync
    /// is final").
    [[nodiscard]] virtual Expected<void> sync() = 0;
    [[nodiscard]] virtual Expected<std::uint64_t> size() const = 0;
    /// Open-file-description lock for the life of this object; false when another holds it.
    /// Needs a file opened for writing. Errc::storage_unsafe when the file system cannot lock.
    [[nodiscard]] virtual Expected<bool> try_lock() = 0;
    /// The same, but others may share it; false when another holds it alone.
    [[nodiscard]] virtual Expected<bool> try_share() = 0;
};

/// What tells a file from its copy: a restored backup has another inode or birth time.
struct FileIdentity
{
    std::uint64_t device =
        0; ///< file-system id (statfs f_fsid: survives a reboot), else the device number
    std::uint64_t inode = 0;
    std::int64_t birth_ns = 0; ///< 0 where the file system keeps none
    auto operator<=>(const FileIdentity&) const = default;
};

/// read_write never follows a symbolic link. read_secret is read_only for key files: no symbolic
/// link, and refused (std::errc::operation_not_permitted) when another user owns the file or its
/// mode lets others in.
enum class Access
{
    read_only,
    read_write,
    read_secret
};

/// The file layer. All durable state of core/ goes through one, SQLite's files too.
/// Errors:  Errc::storage_full for ENOSPC and EDQUOT, else the operating system's code. A context
///          names the path, except below a folder named `inbox`: those come out of messages.
/// Threads: all members are thread-safe.
class FileStore
{
public:
    virtual ~FileStore() = default;
    [[nodiscard]] virtual Expected<std::unique_ptr<File>> open(
        const fs::path& path, Access access) = 0;
    /// Creates with mode 0600; Errc::already_exists when there is one.
    [[nodiscard]] virtual Expected<std::unique_ptr<File>> create(const fs::path& path) = 0;
    /// Opens for writing, made with mode 0600 when missing: lock files only.
    [[nodiscard]] virtual Expected<std::unique_ptr<File>> open_or_create(const fs::path& path) = 0;
    /// Makes one folder with mode 0700 and syncs its parent, also when the folder is there already:
    /// an earlier try may have died between the two.
    [[nodiscard]] virtual Expected<void> make_folder(const fs::path& path) = 0;
    /// Replaces `to`. Durable after sync_folder.
    [[nodiscard]] virtual Expected<void> rename(const fs::path& from, const fs::path& to) = 0;
    /// Fine when there is none. Durable after sync_folder.
    [[nodiscard]] virtual Expected<void> remove(const fs::path& path) = 0;
    [[nodiscard]] virtual Expected<void> sync_folder(const fs::path& folder) = 0;
    [[nodiscard]] virtual Expected<FileIdentity> identity(const fs::path& path) const = 0;
    /// False only when there is certainly nothing; what cannot be looked at counts as existing, so
    /// that a check for a fresh start fails closed.
    [[nodiscard]] virtual bool exists(const fs::path& path) const = 0;
    /// Names (not paths) of the regular files in `folder`, sorted.
    [[nodiscard]] virtual Expected<std::vector<std::string>> list(const fs::path& folder) const = 0;
    /// The tap SQLite's VFS shim must call too; null in the product.
    [[nodiscard]] virtual FileTap* tap() const noexcept = 0;
};

/// The real file system. `tap` may be null and must outlive the store.
[[nodiscard]] std::unique_ptr<FileStore> make_posix_file_store(FileTap* tap = nullptr);

/// Whole small file, at most `limit` bytes (else Errc::limit_exceeded).
[[nodiscard]] Expected<Bytes> read_file(FileStore& store, const fs::path& path, std::size_t limit);
/// Durable replacement: `<path>.part`, sync, rename, sync of the folder. Mode 0600. An error before
/// the rename leaves the old file; an error of the last sync leaves the new one, perhaps not yet
/// durable.
[[nodiscard]] Expected<void> replace_file(FileStore& store, const fs::path& path, ByteView bytes);

/// Refuses file systems that cannot keep this product's promises (docs/format-at-rest.md, "Where a
/// home may lie"): network file systems and everything behind FUSE (locks and syncs end at a server
/// or a program we cannot see), and FAT (no modes, no stable inodes). Local disks, overlay (both
/// calls reach its upper layer) and tmpfs pass; tmpfs loses everything at power-off, which no
/// ledger can mistake for a fresh start. `path` need not exist: its nearest existing parent is
/// asked. Errors: Errc::storage_unsafe.
[[nodiscard]] Expected<void> require_safe_storage(const fs::path& path);

} // namespace satpad::core
