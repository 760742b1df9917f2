// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/file_store.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// What every disk of a story was asked to do, in order, and what the sites said meanwhile. The
/// first folder of a path below the root is a disk of its own: power fails for each alone.
namespace satpad::test {

using namespace satpad::core;
struct Facts;

/// The step of a folder sync that SQLite makes by itself.
inline constexpr const char* k_by_sqlite = "SQLite's own";

/// A file is known by its number: names come and go.
struct DiskOperation
{
    enum class Kind
    {
        make_file,
        make_folder,
        write,
        truncate,
        sync,
        sync_folder,
        rename,
        unlink,
        nothing ///< a sync that a test has taken away
    };
    Kind kind{};
    std::string path; ///< below the root
    std::string target;
    std::size_t file = 0;
    std::uint64_t offset = 0;
    Bytes bytes;
    FileIdentity identity; ///< make_file
    std::string step;      ///< of the story: names a sync for people

    [[nodiscard]] char disk() const { return path.front(); }
    [[nodiscard]] bool is_sync() const { return kind == Kind::sync || kind == Kind::sync_folder; }
};

/// Something left a site, or a command ended: true for every state from here on.
struct DiskMark
{
    std::size_t at = 0; ///< operations before it
    std::string what;
    std::function<void(Facts&)> tell;
};

/// Fails the n-th operation of one disk, counted from 0; `sticky`: all later ones too.
struct FailPlan
{
    char disk = 'a';
    std::size_t n = 0;
    int error = 0; ///< EIO, ENOSPC, EDQUOT
    bool sticky = false;
    bool short_write = false; ///< a write puts half of its bytes first
};

/// Records, and fails what the plan says. One thread at a time.
class DiskLog final : public FileTap
{
public:
    explicit DiskLog(fs::path root);

    Expected<void> before(const FileOperation& operation) override;
    /// From here on `plan` counts; operations before it do not.
    void arm(const FailPlan& plan);
    /// The process that failed is gone: nothing fails any more.
    void disarm() { m_plan.reset(); }
    [[nodiscard]] std::size_t failed() const { return m_failed; }
    /// What the plan counted, in order: kind and path.
    struct Counted
    {
        FileOperation::Kind kind{};
        std::string path;
    };
    [[nodiscard]] const std::vector<Counted>& counted() const { return m_counted; }
    /// A file that was written or synced again after its sync had failed; empty when none was.
    [[nodiscard]] const std::string& retried() const { return m_retried; }

    void step(std::string name) { m_step = std::move(name); }
    void mark(std::string what, std::function<void(Facts&)> tell);
    /// All operations up to now; what the last one did is looked up first.
    [[nodiscard]] const std::vector<DiskOperation>& operations();
    [[nodiscard]] const std::vector<DiskMark>& marks() const { return m_marks; }

private:
    void settle_create();
    void note_create(const std::string& path);
    [[nodiscard]] bool fails(const FileOperation& operation, const std::string& path);
    void put_half(const FileOperation& operation, const std::string& path);
    void watch_failed_sync(const FileOperation& operation, const std::string& path);
    void add(DiskOperation::Kind kind, const std::string& path, const FileOperation& from);
    [[nodiscard]] std::string below_root(const fs::path& path) const;

    fs::path m_root;
    std::unique_ptr<FileStore> m_looking; ///< untapped
    std::vector<DiskOperation> m_operations;
    std::vector<DiskMark> m_marks;
    std::map<std::string, std::size_t> m_names;
    std::map<std::string, std::size_t> m_handles; ///< the file last opened under a path
    std::set<std::string> m_owes_folder;          ///< logs SQLite made: it syncs their folder once
    std::optional<std::string> m_creating;
    std::string m_step;
    std::size_t m_files = 0;
    std::optional<FailPlan> m_plan;
    std::vector<Counted> m_counted;
    std::size_t m_failed = 0;
    std::set<std::string> m_sync_failed;
    std::string m_retried;
};

} // namespace satpad::test
