// SPDX-License-Identifier: GPL-3.0-or-later
#include "disk_image.h"

#include <QtGlobal>

#include <algorithm>

namespace satpad::test {
namespace {

using Kind = DiskOperation::Kind;

std::string parent_of(const std::string& path)
{
    return fs::path(path).parent_path().string();
}

std::string name_in(const std::string& path)
{
    return fs::path(path).filename().string();
}

void put(Bytes& content, std::uint64_t offset, ByteView bytes)
{
    const auto end = static_cast<std::size_t>(offset) + bytes.size();
    if (content.size() < end) {
        content.resize(end);
    }
    std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

void change(Bytes& content, const DiskOperation& operation)
{
    if (operation.kind == Kind::truncate) {
        content.resize(static_cast<std::size_t>(operation.offset));
    } else {
        put(content, operation.offset, operation.bytes);
    }
}

bool toss(std::mt19937_64& random)
{
    return (random() & 1U) != 0;
}

/// Sectors of a write reach the disk each for itself.
void tear(
    Bytes& content, const DiskOperation& operation, std::uint64_t sector, std::mt19937_64& random)
{
    if (operation.kind == Kind::truncate) {
        if (toss(random)) {
            change(content, operation);
        }
        return;
    }
    ByteView left = operation.bytes;
    std::uint64_t at = operation.offset;
    while (!left.empty()) {
        const auto size =
            static_cast<std::size_t>(std::min<std::uint64_t>(left.size(), sector - at % sector));
        if (toss(random)) {
            put(content, at, left.first(size));
        }
        left = left.subspan(size);
        at += size;
    }
}

/// Which of `count` operations a fate lets through whole.
std::vector<bool> kept(std::size_t count, Fate fate, std::mt19937_64& random)
{
    std::vector<bool> keeps(count, fate == Fate::keep);
    if (fate == Fate::prefix) {
        std::fill_n(keeps.begin(), random() % (count + 1), true);
    } else if (fate != Fate::keep && fate != Fate::lose) {
        std::generate(keeps.begin(), keeps.end(), [&] { return toss(random); });
    }
    return keeps;
}

Bytes after(Bytes content,
    const std::vector<const DiskOperation*>& pending,
    Fate fate,
    std::mt19937_64& random)
{
    if (fate == Fate::torn_512 || fate == Fate::torn_4096) {
        for (const DiskOperation* operation : pending) {
            tear(content, *operation, fate == Fate::torn_512 ? 512 : 4096, random);
        }
        return content;
    }
    const auto keeps = kept(pending.size(), fate, random);
    for (std::size_t i = 0; i < pending.size(); ++i) {
        if (keeps[i]) {
            change(content, *pending[i]);
        }
    }
    return content;
}

template <typename Names> void change_names(Names& names, const DiskOperation& operation)
{
    const std::string name = name_in(operation.path);
    switch (operation.kind) {
    case Kind::make_folder:
        names[name] = 0;
        break;
    case Kind::make_file:
        names[name] = operation.file;
        break;
    case Kind::rename:
        names.erase(name);
        names[name_in(operation.target)] = operation.file;
        break;
    default:
        names.erase(name);
    }
}

} // namespace

DiskModel::DiskModel(const std::set<std::string>& folders)
{
    for (const std::string& folder : folders) {
        m_folders[folder];
        if (const std::string parent = parent_of(folder); !parent.empty()) {
            m_folders[parent].durable[name_in(folder)] = 0;
        }
    }
}

DiskModel::FolderNode& DiskModel::folder_of(
    std::map<std::string, FolderNode>& folders, const std::string& path)
{
    const auto found = folders.find(parent_of(path));
    if (found == folders.end()) {
        qFatal("%s lies in no known folder", path.c_str());
    }
    return found->second;
}

void DiskModel::apply(const DiskOperation& operation)
{
    switch (operation.kind) {
    case Kind::write:
    case Kind::truncate:
        m_files.at(operation.file).pending.push_back(&operation);
        break;
    case Kind::sync: {
        FileNode& file = m_files.at(operation.file);
        for (const DiskOperation* done : file.pending) {
            change(file.durable, *done);
        }
        file.pending.clear();
        break;
    }
    case Kind::sync_folder: {
        FolderNode& folder = m_folders.at(operation.path);
        for (const DiskOperation* done : folder.pending) {
            change_names(folder.durable, *done);
        }
        folder.pending.clear();
        break;
    }
    case Kind::make_file:
        m_files[operation.file] = {operation.disk(), operation.identity, {}, {}};
        folder_of(m_folders, operation.path).pending.push_back(&operation);
        break;
    case Kind::make_folder:
        folder_of(m_folders, operation.path).pending.push_back(&operation);
        m_folders.try_emplace(operation.path);
        break;
    case Kind::rename:
    case Kind::unlink:
        folder_of(m_folders, operation.path).pending.push_back(&operation);
        break;
    case Kind::nothing:
        break;
    }
}

std::vector<std::string> DiskModel::dirty(const std::string& disks) const
{
    std::vector<std::string> found;
    for (const auto& [number, file] : m_files) {
        if (!file.pending.empty() && disks.find(file.disk) != std::string::npos) {
            found.push_back("file " + std::to_string(number));
        }
    }
    for (const auto& [path, folder] : m_folders) {
        if (!folder.pending.empty() && disks.find(path.front()) != std::string::npos) {
            found.push_back("folder " + path);
        }
    }
    return found;
}

void DiskModel::collect(const std::string& folder,
    const std::map<std::string, Names>& names,
    const std::map<std::size_t, Bytes>& contents,
    Image& image) const
{
    image.folders.insert(folder);
    for (const auto& [name, file] : names.at(folder)) {
        const std::string path = folder + "/" + name;
        if (file == 0) {
            collect(path, names, contents, image);
        } else {
            image.files[path] = {contents.at(file), m_files.at(file).identity};
        }
    }
}

Image DiskModel::crash(
    const std::string& disks, const Fates& fate_of, std::mt19937_64& random) const
{
    const auto fate = [&](char disk, const std::string& what) {
        return disks.find(disk) == std::string::npos ? Fate::keep : fate_of(what);
    };
    std::map<std::size_t, Bytes> contents;
    for (const auto& [number, file] : m_files) {
        const Fate its =
            file.pending.empty() ? Fate::keep : fate(file.disk, "file " + std::to_string(number));
        contents[number] = after(file.durable, file.pending, its, random);
    }
    std::map<std::string, Names> names;
    for (const auto& [path, folder] : m_folders) {
        names[path] = folder.durable;
        const Fate its = folder.pending.empty() ? Fate::keep : fate(path.front(), "folder " + path);
        const auto keeps = kept(folder.pending.size(), its, random);
        for (std::size_t i = 0; i < keeps.size(); ++i) {
            if (keeps[i]) {
                change_names(names[path], *folder.pending[i]);
            }
        }
    }
    Image image;
    for (const auto& [path, folder] : m_folders) {
        if (parent_of(path).empty()) {
            collect(path, names, contents, image);
        }
    }
    std::set<FileIdentity> named;
    for (const auto& [path, file] : image.files) {
        named.insert(file.identity);
    }
    for (const auto& [number, content] : contents) {
        if (!named.contains(m_files.at(number).identity)) {
            image.nameless.push_back(content);
        }
    }
    return image;
}

} // namespace satpad::test
