// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/types.h>

#include <filesystem>

namespace satpad::core::image {

/// The user's own file, opened for reading. Not through FileStore: it is no durable state of ours.
/// Errors, of both calls: Errc::unreadable_file saying why.
class SourceFile
{
public:
    /// Opens it; never waits on a FIFO. What went wrong is said by length().
    explicit SourceFile(const std::filesystem::path& path);
    SourceFile(const SourceFile&) = delete;
    SourceFile& operator=(const SourceFile&) = delete;
    SourceFile(SourceFile&&) = delete;
    SourceFile& operator=(SourceFile&&) = delete;
    ~SourceFile();

    /// Its length; an error unless it is a regular file with something in it.
    [[nodiscard]] Expected<std::uint64_t> length() const;

    /// The next `length` bytes, which must be there. Errors: Errc::limit_exceeded over
    /// k_max_input_bytes.
    [[nodiscard]] Expected<Bytes> read_all(std::uint64_t length) const;

private:
    int m_fd;
};

} // namespace satpad::core::image
