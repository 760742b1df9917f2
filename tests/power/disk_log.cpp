// SPDX-License-Identifier: GPL-3.0-or-later
#include "disk_log.h"

#include "failing_allocation.h"

#include <QtGlobal>

#include <fcntl.h>
#include <unistd.h>

namespace satpad::test {
namespace {

using Kind = FileOperation::Kind;
using Done = DiskOperation::Kind;

bool is_sqlite_log(const std::string& path)
{
    return path.ends_with("-wal") || path.ends_with("-journal");
}

/// What the caller sees of an error number: the file layer maps full disks, SQLite hears ENOSPC.
std::error_code as_reported(int error, const std::string& path)
{
    const bool sqlite = path.find("ledger.db") != std::string::npos;
    if (error == ENOSPC || (error == EDQUOT && !sqlite)) {
        return make_error_code(Errc::storage_full);
    }
    return {error, std::system_category()};
}

} // namespace

DiskLog::DiskLog(fs::path root)
    : m_root(std::move(root))
    , m_looking(make_posix_file_store())
{}

std::string DiskLog::below_root(const fs::path& path) const
{
    return path.lexically_relative(m_root).string();
}

void DiskLog::arm(const FailPlan& plan)
{
    m_plan = plan;
    m_counted.clear();
}

void DiskLog::mark(std::string what, std::function<void(Facts&)> tell)
{
    const AllocationsPaused paused;
    settle_create();
    m_marks.push_back({m_operations.size(), std::move(what), std::move(tell)});
}

const std::vector<DiskOperation>& DiskLog::operations()
{
    settle_create();
    return m_operations;
}

void DiskLog::add(Done kind, const std::string& path, const FileOperation& from)
{
    DiskOperation made;
    made.kind = kind;
    made.path = path;
    made.offset = from.offset;
    made.bytes.assign(from.bytes.begin(), from.bytes.end());
    made.step = m_step;
    if (kind == Done::write || kind == Done::truncate || kind == Done::sync) {
        const auto handle = m_handles.find(path);
        if (handle == m_handles.end()) {
            qFatal("%s is used but was never opened", path.c_str());
        }
        made.file = handle->second;
    }
    m_operations.push_back(std::move(made));
}

/// The tap hears of a creation before it happens: whether it did, and of what, shows afterwards.
void DiskLog::settle_create()
{
    if (!m_creating) {
        return;
    }
    const std::string path = *std::exchange(m_creating, std::nullopt);
    const fs::path full = m_root / path;
    if (fs::is_directory(full)) {
        add(Done::make_folder, path, {});
        return;
    }
    const auto identity = m_looking->identity(full);
    if (!identity) {
        return;
    }
    add(Done::make_file, path, {});
    m_operations.back().file = ++m_files;
    m_operations.back().identity = *identity;
    m_names[path] = m_files;
    m_handles[path] = m_files;
}

void DiskLog::note_create(const std::string& path)
{
    // SQLite syncs the folder of a log it opened with CREATE at that log's first sync, by itself.
    if (is_sqlite_log(path)) {
        m_owes_folder.insert(path);
    }
    if (fs::exists(m_root / path)) {
        if (const auto known = m_names.find(path); known != m_names.end()) {
            m_handles[path] = known->second;
        }
        return;
    }
    m_creating = path;
}

bool DiskLog::fails(const FileOperation& operation, const std::string& path)
{
    if (!m_plan || path.front() != m_plan->disk) {
        return false;
    }
    const std::size_t now = m_counted.size();
    m_counted.push_back({operation.kind, path});
    if (now != m_plan->n && !(m_plan->sticky && now > m_plan->n)) {
        return false;
    }
    ++m_failed;
    if (m_plan->short_write && operation.kind == Kind::write) {
        put_half(operation, path);
    }
    if (operation.kind == Kind::sync) {
        m_sync_failed.insert(path);
    }
    return true;
}

/// Through the descriptor that is open: opening SQLite's files again would drop its locks.
void DiskLog::put_half(const FileOperation& operation, const std::string& path)
{
    FileOperation half = operation;
    half.bytes = operation.bytes.first(operation.bytes.size() / 2);
    for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        if (fs::read_symlink(entry.path(), gone) != operation.path || gone) {
            continue;
        }
        const int descriptor = std::stoi(entry.path().filename().string());
        const auto put = ::pwrite(
            descriptor, half.bytes.data(), half.bytes.size(), static_cast<off_t>(half.offset));
        if (put == static_cast<ssize_t>(half.bytes.size())) {
            add(Done::write, path, half);
            return;
        }
    }
}

void DiskLog::watch_failed_sync(const FileOperation& operation, const std::string& path)
{
    if (operation.kind == Kind::open || operation.kind == Kind::create) {
        m_sync_failed.erase(path);
    }
    if (!m_sync_failed.contains(path)) {
        return;
    }
    // A ledger in the making is thrown away when anything fails, after SQLite has rolled it back by
    // writing it once more; but it must never get its name.
    const bool in_the_making = path.ends_with("/ledger.db.part");
    const bool again = operation.kind == Kind::sync || operation.kind == Kind::write;
    if ((again && !in_the_making) || operation.kind == Kind::rename) {
        m_retried = path;
    }
}

Expected<void> DiskLog::before(const FileOperation& operation)
{
    const AllocationsPaused paused;
    settle_create();
    const std::string path = below_root(operation.path);
    watch_failed_sync(operation, path);
    if (fails(operation, path)) {
        return Unexpected(as_reported(m_plan->error, path), "planted");
    }
    switch (operation.kind) {
    case Kind::open:
        if (const auto known = m_names.find(path); known != m_names.end()) {
            m_handles[path] = known->second;
        }
        break;
    case Kind::create:
        note_create(path);
        break;
    case Kind::write:
        add(Done::write, path, operation);
        break;
    case Kind::truncate:
        add(Done::truncate, path, operation);
        break;
    case Kind::sync:
        add(Done::sync, path, operation);
        if (m_owes_folder.erase(path) != 0) {
            add(Done::sync_folder, fs::path(path).parent_path().string(), {});
            m_operations.back().step = k_by_sqlite;
        }
        break;
    case Kind::sync_folder:
        add(Done::sync_folder, path, operation);
        break;
    case Kind::rename:
        if (const auto known = m_names.find(path); known != m_names.end()) {
            add(Done::rename, path, operation);
            m_operations.back().target = below_root(operation.target);
            m_operations.back().file = known->second;
            m_names[m_operations.back().target] = known->second;
            m_names.erase(path);
        }
        break;
    case Kind::unlink:
        if (m_names.erase(path) != 0) {
            add(Done::unlink, path, operation);
        }
        break;
    case Kind::lock:
        break;
    }
    return {};
}

} // namespace satpad::test
