// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "disk_log.h"

#include <random>

/// A model of what a disk holds after power failed. It promises less than any local file system:
/// what a sync covered is there; each write since is there, lost, or torn; names made, changed or
/// removed since the folder's last sync are there or not, each for itself.
namespace satpad::test {

/// What became of the operations one file or folder had not synced.
enum class Fate
{
    keep,
    lose,
    prefix,   ///< the first ones, in order
    subset,   ///< any of them, so later ones without earlier ones
    torn_512, ///< any sectors of any write
    torn_4096
};

struct ImageFile
{
    Bytes bytes;
    FileIdentity identity;
};

/// What a later start finds. Paths below the root; a folder stands before what is in it.
struct Image
{
    std::set<std::string> folders;
    std::map<std::string, ImageFile> files;
    std::vector<Bytes> nameless; ///< content of files without a name, or with only an older one
};

class DiskModel
{
public:
    /// `folders` are there from the start, durably.
    explicit DiskModel(const std::set<std::string>& folders);

    void apply(const DiskOperation& operation);
    /// Files and folders with operations that are not durable, of the given disks: "file 12" …
    [[nodiscard]] std::vector<std::string> dirty(const std::string& disks) const;
    /// As a running system sees it on the disks not in `disks`; on these power failed, and
    /// `fate_of` is asked for whatever is dirty.
    using Fates = std::function<Fate(const std::string& dirty)>;
    [[nodiscard]] Image crash(
        const std::string& disks, const Fates& fate_of, std::mt19937_64& random) const;

private:
    struct FileNode
    {
        char disk = 0;
        FileIdentity identity;
        Bytes durable;
        std::vector<const DiskOperation*> pending;
    };
    using Names = std::map<std::string, std::size_t>; ///< 0 is a folder
    struct FolderNode
    {
        Names durable;
        std::vector<const DiskOperation*> pending;
    };
    [[nodiscard]] static FolderNode& folder_of(
        std::map<std::string, FolderNode>& folders, const std::string& path);
    void collect(const std::string& folder,
        const std::map<std::string, Names>& names,
        const std::map<std::size_t, Bytes>& contents,
        Image& image) const;

    std::map<std::size_t, FileNode> m_files;
    std::map<std::string, FolderNode> m_folders;
};

/// Where files of an image lie now, and who they were: power loss changes no inode.
using Identities = std::map<FileIdentity, FileIdentity>;
/// Writes an image below `root`, which is emptied first.
[[nodiscard]] Identities write_image(const Image& image, const fs::path& root);
/// A new file.
void write_whole(const fs::path& path, ByteView bytes);
/// Empty when there is no such file.
[[nodiscard]] Bytes bytes_on_disk(const fs::path& path);

/// The real file system, but for the identities in `known`. `tap` may be null.
[[nodiscard]] std::unique_ptr<FileStore> make_store_after_crash(FileTap* tap, Identities known);

} // namespace satpad::test
