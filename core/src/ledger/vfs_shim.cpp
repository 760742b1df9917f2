// SPDX-License-Identifier: GPL-3.0-or-later
#include "vfs_shim.h"

#include <sqlite3.h>

#include <cerrno>
#include <new>
#include <sys/mman.h>
#include <sys/stat.h>

namespace satpad::core::ledger {
namespace {

/// SQLite allocates szOsFile bytes: this, then the real VFS's own file.
struct ShimFile
{
    sqlite3_file base;
    VfsShim* shim;
    const char* path; ///< SQLite keeps it as long as the file is open
    sqlite3_file* real;
};

ShimFile& shim_of(sqlite3_file* file)
{
    return *reinterpret_cast<ShimFile*>(file);
}
sqlite3_file* real_of(sqlite3_file* file)
{
    return shim_of(file).real;
}
VfsShim& shim_of(sqlite3_vfs* vfs)
{
    return *static_cast<VfsShim*>(vfs->pAppData);
}

/// SQLITE_OK, or what SQLite must hear instead of the operation happening. SQLite is C: an
/// exception that passed through it would leave its locks taken.
int ask(FileTap* tap, FileOperation operation, const char* path, int io_code) noexcept
try {
    if (tap == nullptr) {
        return SQLITE_OK;
    }
    operation.path = path == nullptr ? fs::path() : fs::path(path);
    const auto allowed = tap->before(operation);
    if (allowed) {
        return SQLITE_OK;
    }
    const bool full = allowed.error().is(Errc::storage_full) ||
                      allowed.error().code == std::errc::no_space_on_device;
    return full && operation.kind == FileOperation::Kind::write ? SQLITE_FULL : io_code;
} catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
}

int ask(sqlite3_file* file, const FileOperation& operation, int io_code)
{
    return ask(shim_of(file).shim->tap(), operation, shim_of(file).path, io_code);
}

int close(sqlite3_file* file)
{
    ShimFile& shim = shim_of(file);
    const int code =
        shim.real->pMethods == nullptr ? SQLITE_OK : shim.real->pMethods->xClose(shim.real);
    shim.path = nullptr;
    return code;
}

int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), out, size, offset);
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset)
{
    FileOperation operation;
    operation.kind = FileOperation::Kind::write;
    operation.offset = static_cast<std::uint64_t>(offset);
    operation.bytes = {static_cast<const std::byte*>(data), static_cast<std::size_t>(size)};
    const int code = ask(file, operation, SQLITE_IOERR_WRITE);
    return code != SQLITE_OK ? code
                             : real_of(file)->pMethods->xWrite(real_of(file), data, size, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    FileOperation operation;
    operation.kind = FileOperation::Kind::truncate;
    operation.offset = static_cast<std::uint64_t>(size);
    const int code = ask(file, operation, SQLITE_IOERR_TRUNCATE);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

int sync(sqlite3_file* file, int flags)
{
    FileOperation operation;
    operation.kind = FileOperation::Kind::sync;
    const int code = ask(file, operation, SQLITE_IOERR_FSYNC);
    return code != SQLITE_OK ? code : real_of(file)->pMethods->xSync(real_of(file), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

int lock(sqlite3_file* file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}
int unlock(sqlite3_file* file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

int check_reserved(sqlite3_file* file, int* out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

int control(sqlite3_file* file, int what, void* argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

int sector_size(sqlite3_file* file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}
int characteristics(sqlite3_file* file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

/// SQLite makes each 4096 bytes of the -shm file its own by writing the last of them. On a file
/// system of smaller blocks the rest are holes, and filling one on a full disk is a SIGBUS; here it
/// is an error. An old kernel (before 5.14) does not know the question.
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out)
{
    const int mapped = real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
    if (mapped != SQLITE_OK || *out == nullptr) {
        return mapped;
    }
    void* region = const_cast<void*>(*out);
    if (madvise(region, static_cast<std::size_t>(size), MADV_POPULATE_WRITE) != 0 &&
        errno == EFAULT) {
        *out = nullptr;
        return SQLITE_FULL;
    }
    return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

void shm_barrier(sqlite3_file* file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}
int shm_unmap(sqlite3_file* file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

/// Version 2: shared memory for WAL, no memory-mapped reads and writes past the tap.
const sqlite3_io_methods k_methods{2,
    close,
    read,
    write,
    truncate,
    sync,
    file_size,
    lock,
    unlock,
    check_reserved,
    control,
    sector_size,
    characteristics,
    shm_map,
    shm_lock,
    shm_barrier,
    shm_unmap,
    nullptr,
    nullptr};

int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags)
{
    VfsShim& shim = shim_of(vfs);
    FileOperation operation;
    struct stat now
    {};
    if (name != nullptr && ::stat(name, &now) == 0 && S_ISREG(now.st_mode) && now.st_size > 0) {
        // SQLite syncs the folder at the first sync of every log it opens with CREATE, in each
        // process anew. A log that holds something had that sync already; an empty one may be of a
        // process that died before it.
        flags &= ~SQLITE_OPEN_CREATE;
    }
    const bool creates = (flags & SQLITE_OPEN_CREATE) != 0;
    operation.kind = creates ? FileOperation::Kind::create : FileOperation::Kind::open;
    file->pMethods = nullptr;
    const int allowed = ask(shim.tap(), operation, name, SQLITE_CANTOPEN);
    if (allowed != SQLITE_OK) {
        return allowed;
    }
    ShimFile& made = shim_of(file);
    made.shim = &shim;
    made.path = nullptr;
    made.real = reinterpret_cast<sqlite3_file*>(&made + 1);
    made.real->pMethods = nullptr;
    const int code = shim.real().xOpen(&shim.real(), name, made.real, flags, out_flags);
    if (made.real->pMethods == nullptr) {
        return code;
    }
    made.path = name;
    file->pMethods = &k_methods;
    return code;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder)
{
    FileOperation operation;
    operation.kind = FileOperation::Kind::unlink;
    const int code = ask(shim_of(vfs).tap(), operation, name, SQLITE_IOERR_DELETE);
    return code != SQLITE_OK ? code
                             : shim_of(vfs).real().xDelete(&shim_of(vfs).real(), name, sync_folder);
}

int access(sqlite3_vfs* vfs, const char* name, int flags, int* out)
{
    return shim_of(vfs).real().xAccess(&shim_of(vfs).real(), name, flags, out);
}

int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out)
{
    return shim_of(vfs).real().xFullPathname(&shim_of(vfs).real(), name, size, out);
}

int randomness(sqlite3_vfs* vfs, int size, char* out)
{
    return shim_of(vfs).real().xRandomness(&shim_of(vfs).real(), size, out);
}

int pause(sqlite3_vfs* vfs, int microseconds)
{
    return shim_of(vfs).real().xSleep(&shim_of(vfs).real(), microseconds);
}
int last_error(sqlite3_vfs* vfs, int size, char* out)
{
    return shim_of(vfs).real().xGetLastError(&shim_of(vfs).real(), size, out);
}
int time_now(sqlite3_vfs* vfs, double* out)
{
    return shim_of(vfs).real().xCurrentTime(&shim_of(vfs).real(), out);
}
int time_now64(sqlite3_vfs* vfs, sqlite3_int64* out)
{
    return shim_of(vfs).real().xCurrentTimeInt64(&shim_of(vfs).real(), out);
}

} // namespace

VfsShim::VfsShim(FileTap* tap, sqlite3_vfs& real)
    : m_tap(tap)
    , m_real(&real)
    , m_vfs(std::make_unique<sqlite3_vfs>())
{
    m_name = "satpad-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
    m_vfs->iVersion = 2;
    m_vfs->szOsFile = static_cast<int>(sizeof(ShimFile)) + real.szOsFile;
    m_vfs->mxPathname = real.mxPathname;
    m_vfs->zName = m_name.c_str();
    m_vfs->pAppData = this;
    m_vfs->xOpen = open;
    m_vfs->xDelete = remove;
    m_vfs->xAccess = access;
    m_vfs->xFullPathname = full_path;
    m_vfs->xRandomness = randomness;
    m_vfs->xSleep = pause;
    m_vfs->xGetLastError = last_error;
    m_vfs->xCurrentTime = time_now;
    m_vfs->xCurrentTimeInt64 = time_now64;
}

Expected<std::unique_ptr<VfsShim>> VfsShim::install(FileTap* tap)
{
    sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
    if (real == nullptr) {
        return Unexpected(Errc::internal, "SQLite has no file system layer");
    }
    std::unique_ptr<VfsShim> made(new VfsShim(tap, *real));
    if (sqlite3_vfs_register(made->m_vfs.get(), 0) != SQLITE_OK) {
        return Unexpected(Errc::internal, "SQLite refuses the file layer");
    }
    return made;
}

VfsShim::~VfsShim()
{
    sqlite3_vfs_unregister(m_vfs.get());
}

} // namespace satpad::core::ledger
