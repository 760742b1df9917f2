// SPDX-License-Identifier: GPL-3.0-or-later
#include "posix_file.h"

namespace satpad::core {
namespace {

Expected<void> write_new_file(FileStore& store, const fs::path& path, ByteView bytes)
{
    auto file = store.create(path);
    if (!file) {
        return fail(std::move(file));
    }
    if (auto written = (*file)->write(0, bytes); !written) {
        return written;
    }
    return (*file)->sync();
}

} // namespace

Expected<Bytes> read_file(FileStore& store, const fs::path& path, std::size_t limit)
{
    auto file = store.open(path, Access::read_only);
    if (!file) {
        return fail(std::move(file));
    }
    const auto size = (*file)->size();
    if (!size) {
        return Unexpected(size.error());
    }
    if (*size > limit) {
        return Unexpected(Errc::limit_exceeded,
            posix::shown(path) + " is over " + std::to_string(limit) + " bytes");
    }
    Bytes bytes(static_cast<std::size_t>(*size));
    if (auto read = (*file)->read_exact(0, bytes); !read) {
        return fail(std::move(read));
    }
    return bytes;
}

Expected<void> replace_file(FileStore& store, const fs::path& path, ByteView bytes)
{
    fs::path part = path;
    part += ".part";
    // What an earlier crash left is worth nothing: it was never renamed.
    if (auto removed = store.remove(part); !removed) {
        return removed;
    }
    auto done = write_new_file(store, part, bytes);
    if (done) {
        done = store.rename(part, path);
    }
    if (!done) {
        static_cast<void>(
            store.remove(part).has_value()); // best effort: the first error is the one to tell
        return done;
    }
    return store.sync_folder(path.parent_path().empty() ? fs::path(".") : path.parent_path());
}

} // namespace satpad::core
