// SPDX-License-Identifier: GPL-3.0-or-later
#include "source_file.h"

#include "decoder_header.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace satpad::core::image {

SourceFile::SourceFile(const std::filesystem::path& path)
    : m_fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY))
{}

SourceFile::~SourceFile()
{
    if (m_fd >= 0) {
        close(m_fd);
    }
}

Expected<std::uint64_t> SourceFile::length() const
{
    struct stat info
    {};
    if (m_fd < 0 || fstat(m_fd, &info) != 0) {
        return Unexpected(Errc::unreadable_file,
            "the file cannot be opened: " + std::generic_category().message(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return Unexpected(Errc::unreadable_file, "not a regular file");
    }
    if (info.st_size <= 0) {
        return Unexpected(Errc::unreadable_file, "the file is empty");
    }
    return static_cast<std::uint64_t>(info.st_size);
}

Expected<Bytes> SourceFile::read_all(std::uint64_t length) const
{
    if (length > k_max_input_bytes) {
        return Unexpected(Errc::limit_exceeded, describe(DecodeReason::too_many_bytes));
    }
    Bytes bytes(static_cast<std::size_t>(length));
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t got = read(m_fd, bytes.data() + at, bytes.size() - at);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return Unexpected(Errc::unreadable_file, "the file cannot be read to its end");
        }
        at += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    return bytes;
}

} // namespace satpad::core::image
