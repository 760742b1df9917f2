// SPDX-License-Identifier: GPL-3.0-or-later
#include "disk_image.h"

#include <QtGlobal>

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace satpad::test {
namespace {

/// Forwards everything but `identity`: the files of an image are other files, of the same identity.
class StoreAfterCrash final : public FileStore
{
public:
    StoreAfterCrash(FileTap* tap, Identities known)
        : m_real(make_posix_file_store(tap))
        , m_known(std::move(known))
    {}

    Expected<std::unique_ptr<File>> open(const fs::path& path, Access access) override
    {
        return m_real->open(path, access);
    }
    Expected<std::unique_ptr<File>> create(const fs::path& path) override
    {
        return m_real->create(path);
    }
    Expected<std::unique_ptr<File>> open_or_create(const fs::path& path) override
    {
        return m_real->open_or_create(path);
    }
    Expected<void> make_folder(const fs::path& path) override { return m_real->make_folder(path); }
    Expected<void> rename(const fs::path& from, const fs::path& to) override
    {
        return m_real->rename(from, to);
    }
    Expected<void> remove(const fs::path& path) override { return m_real->remove(path); }
    Expected<void> sync_folder(const fs::path& folder) override
    {
        return m_real->sync_folder(folder);
    }
    Expected<FileIdentity> identity(const fs::path& path) const override
    {
        auto now = m_real->identity(path);
        if (now) {
            if (const auto was = m_known.find(*now); was != m_known.end()) {
                return was->second;
            }
        }
        return now;
    }
    bool exists(const fs::path& path) const override { return m_real->exists(path); }
    Expected<std::vector<std::string>> list(const fs::path& folder) const override
    {
        return m_real->list(folder);
    }
    FileTap* tap() const noexcept override { return m_real->tap(); }

private:
    std::unique_ptr<FileStore> m_real;
    Identities m_known;
};

} // namespace

void write_whole(const fs::path& path, ByteView bytes)
{
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const auto put = file < 0 ? -1 : ::write(file, bytes.data(), bytes.size());
    ::close(file);
    if (put != static_cast<ssize_t>(bytes.size())) {
        qFatal("cannot write %s", path.c_str());
    }
}

Identities write_image(const Image& image, const fs::path& root)
{
    const auto looking = make_posix_file_store();
    fs::remove_all(root);
    fs::create_directory(root);
    Identities identities;
    for (const std::string& folder : image.folders) { // sorted: parents first
        fs::create_directory(root / folder);
        fs::permissions(root / folder, fs::perms::owner_all);
    }
    for (const auto& [path, file] : image.files) {
        write_whole(root / path, file.bytes);
        identities[looking->identity(root / path).value()] = file.identity;
    }
    return identities;
}

Bytes bytes_on_disk(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

std::unique_ptr<FileStore> make_store_after_crash(FileTap* tap, Identities known)
{
    return std::make_unique<StoreAfterCrash>(tap, std::move(known));
}

} // namespace satpad::test
