// SPDX-License-Identifier: GPL-3.0-or-later
#include "posix_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace satpad::core::posix {
namespace {

/// Linux moves at most 0x7ffff000 bytes a call; less keeps each call short.
constexpr std::size_t k_largest_call = std::size_t{1} << 26;

bool fits_off_t(std::uint64_t offset, std::size_t size) noexcept
{
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());
    return offset <= largest && size <= largest - offset;
}

} // namespace

Unexpected failed(int error_number, std::string_view action, const fs::path& path)
{
    std::string context(action);
    context += ' ';
    context += shown(path);
    if (error_number == ENOSPC || error_number == EDQUOT) {
        return Unexpected(Errc::storage_full, std::move(context));
    }
    return Unexpected(std::error_code(error_number, std::system_category()), std::move(context));
}

std::string shown(const fs::path& path)
{
    const fs::path folder = path.parent_path();
    if (folder.filename() == "inbox") {
        return (folder / "(a received file)").string();
    }
    return path.string();
}

Expected<void> ask(FileTap* tap, const FileOperation& operation)
{
    if (tap == nullptr) {
        return {};
    }
    return tap->before(operation);
}

PosixFile::PosixFile(int descriptor, fs::path path, FileTap* tap)
    : m_descriptor(descriptor)
    , m_path(std::move(path))
    , m_tap(tap)
{}

PosixFile::~PosixFile()
{
    ::close(m_descriptor);
}

Expected<void> PosixFile::usable() const
{
    if (m_sync_failed.load()) {
        return Unexpected(Errc::io_failed, "an earlier sync failed: " + shown(m_path));
    }
    return {};
}

Expected<std::size_t> PosixFile::read_some(std::uint64_t offset, MutableByteView out) const
{
    if (!fits_off_t(offset, out.size())) {
        return failed(EOVERFLOW, "read", m_path);
    }
    const std::size_t wanted = std::min(out.size(), k_largest_call);
    const ssize_t got = retry(
        [&] { return ::pread(m_descriptor, out.data(), wanted, static_cast<off_t>(offset)); });
    if (got < 0) {
        return failed(errno, "read", m_path);
    }
    return static_cast<std::size_t>(got);
}

Expected<void> PosixFile::read_exact(std::uint64_t offset, MutableByteView out) const
{
    while (!out.empty()) {
        auto got = read_some(offset, out);
        if (!got) {
            return fail(std::move(got));
        }
        if (*got == 0) {
            return Unexpected(Errc::malformed, "the file ends too early: " + shown(m_path));
        }
        out = out.subspan(*got);
        offset += *got;
    }
    return {};
}

Expected<void> PosixFile::write(std::uint64_t offset, ByteView bytes)
{
    if (auto fine = usable(); !fine) {
        return fine;
    }
    if (!fits_off_t(offset, bytes.size())) {
        return failed(EOVERFLOW, "write", m_path);
    }
    auto asked = ask(m_tap,
        {.kind = FileOperation::Kind::write,
            .path = m_path,
            .target = {},
            .offset = offset,
            .bytes = bytes});
    if (!asked) {
        return asked;
    }
    while (!bytes.empty()) {
        const std::size_t wanted = std::min(bytes.size(), k_largest_call);
        const ssize_t put = retry([&] {
            return ::pwrite(m_descriptor, bytes.data(), wanted, static_cast<off_t>(offset));
        });
        if (put <= 0) {
            return failed(put == 0 ? EIO : errno, "write", m_path);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return {};
}

Expected<void> PosixFile::truncate(std::uint64_t size)
{
    if (auto fine = usable(); !fine) {
        return fine;
    }
    if (!fits_off_t(size, 0)) {
        return failed(EOVERFLOW, "truncate", m_path);
    }
    auto asked = ask(m_tap,
        {.kind = FileOperation::Kind::truncate,
            .path = m_path,
            .target = {},
            .offset = size,
            .bytes = {}});
    if (!asked) {
        return asked;
    }
    if (retry([&] { return ::ftruncate(m_descriptor, static_cast<off_t>(size)); }) != 0) {
        return failed(errno, "truncate", m_path);
    }
    return {};
}

Expected<void> PosixFile::sync()
{
    if (auto fine = usable(); !fine) {
        return fine;
    }
    auto asked = ask(m_tap,
        {.kind = FileOperation::Kind::sync,
            .path = m_path,
            .target = {},
            .offset = 0,
            .bytes = {}});
    if (!asked) {
        m_sync_failed.store(true);
        return asked;
    }
    // The kernel reports a lost write once and then forgets it: a second try would succeed and lie
    // (docs/format-at-rest.md, "A failed sync is final").
    if (retry([&] { return ::fdatasync(m_descriptor); }) != 0) {
        const int error_number = errno;
        m_sync_failed.store(true);
        return failed(error_number, "sync", m_path);
    }
    return {};
}

Expected<std::uint64_t> PosixFile::size() const
{
    struct stat status
    {};
    if (::fstat(m_descriptor, &status) != 0) {
        return failed(errno, "look at", m_path);
    }
    return static_cast<std::uint64_t>(status.st_size);
}

Expected<bool> PosixFile::lock_as(short type)
{
    auto asked = ask(m_tap,
        {.kind = FileOperation::Kind::lock,
            .path = m_path,
            .target = {},
            .offset = 0,
            .bytes = {}});
    if (!asked) {
        return fail(std::move(asked));
    }
    struct flock whole_file
    {};
    whole_file.l_type = type;
    whole_file.l_whence = SEEK_SET;
    if (retry([&] { return ::fcntl(m_descriptor, F_OFD_SETLK, &whole_file); }) == 0) {
        return true;
    }
    switch (errno) {
    case EAGAIN:
    case EACCES:
        return false;
    case ENOLCK:
    case EINVAL:
    case EOPNOTSUPP:
        return Unexpected(Errc::storage_unsafe, "no locks here: " + shown(m_path));
    default:
        return failed(errno, "lock", m_path);
    }
}

} // namespace satpad::core::posix
