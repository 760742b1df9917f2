// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

#include <atomic>
#include <fcntl.h>

namespace satpad::core::posix {

/// ENOSPC and EDQUOT become Errc::storage_full, everything else passes as the system's own code.
[[nodiscard]] Unexpected failed(int error_number, std::string_view action, const fs::path& path);

/// The path as an error may show it: names inside an inbox come out of messages and stay unsaid.
[[nodiscard]] std::string shown(const fs::path& path);

/// Asks the tap, if there is one, before a durable operation.
[[nodiscard]] Expected<void> ask(FileTap* tap, const FileOperation& operation);

/// Calls again while a signal interrupts.
template <typename Call> [[nodiscard]] auto retry(Call call)
{
    auto result = call();
    while (result == -1 && errno == EINTR) {
        result = call();
    }
    return result;
}

/// An open regular file; owns its descriptor.
class PosixFile final : public File
{
public:
    PosixFile(int descriptor, fs::path path, FileTap* tap);
    ~PosixFile() override;
    PosixFile(const PosixFile&) = delete;
    PosixFile& operator=(const PosixFile&) = delete;

    [[nodiscard]] Expected<void> read_exact(
        std::uint64_t offset, MutableByteView out) const override;
    [[nodiscard]] Expected<std::size_t> read_some(
        std::uint64_t offset, MutableByteView out) const override;
    [[nodiscard]] Expected<void> write(std::uint64_t offset, ByteView bytes) override;
    [[nodiscard]] Expected<void> truncate(std::uint64_t size) override;
    [[nodiscard]] Expected<void> sync() override;
    [[nodiscard]] Expected<std::uint64_t> size() const override;
    [[nodiscard]] Expected<bool> try_lock() override { return lock_as(F_WRLCK); }
    [[nodiscard]] Expected<bool> try_share() override { return lock_as(F_RDLCK); }

private:
    [[nodiscard]] Expected<bool> lock_as(short type);
    [[nodiscard]] Expected<void> usable() const;

    int m_descriptor;
    fs::path m_path;
    FileTap* m_tap;
    std::atomic<bool> m_sync_failed = false;
};

} // namespace satpad::core::posix
