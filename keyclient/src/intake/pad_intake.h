// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <utility>

/// A pad on its way into this home, from whatever key source: its pages go to a new pad file and
/// under CONFIRM, in one pass; then the ledger learns of it.
namespace satpad::keyclient {

/// What `path` is called until it is whole.
[[nodiscard]] core::fs::path part_of(const core::fs::path& path);

/// Files to remove unless all goes well. Paths are added when they may exist. Until `keep`, nobody
/// takes the home's new files for leftovers of a crash (cut_intake.h).
class Leftovers
{
public:
    /// Errors: Errc::home_busy when leftovers are being looked for, for 10 s.
    [[nodiscard]] static core::Expected<Leftovers> begin(const core::Home& home);
    ~Leftovers();
    Leftovers(Leftovers&&) noexcept = default;
    Leftovers& operator=(Leftovers&&) = delete;
    void add(core::fs::path path) { m_paths.push_back(std::move(path)); }
    /// From here on the files are wanted, or their fate is not ours to decide.
    void keep() noexcept
    {
        m_paths.clear();
        m_lock.reset();
    }
    /// The same, for the time being: they may be given back.
    [[nodiscard]] std::vector<core::fs::path> release() noexcept
    {
        return std::exchange(m_paths, {});
    }
    void restore(std::vector<core::fs::path> paths) noexcept { m_paths = std::move(paths); }

private:
    Leftovers(core::FileStore& store, std::unique_ptr<core::File> lock);

    core::FileStore* m_store;
    std::unique_ptr<core::File> m_lock;
    std::vector<core::fs::path> m_paths;
};

/// One pad. Call order: start, add …, finish, make_durable. Given up unless made durable.
class PadIntake
{
public:
    [[nodiscard]] static core::Expected<PadIntake> create(const core::Home& home,
        const core::PadId& pad,
        std::uint64_t pages,
        core::ByteView manifest);

    /// The last page keys CONFIRM, so it comes first.
    void start(core::ByteView last_page) { m_confirm->start(last_page); }
    [[nodiscard]] core::Expected<void> add(core::ByteView pages);
    /// Writes the last page behind the others and gives the tag.
    [[nodiscard]] core::Expected<core::Tag> finish(core::ByteView last_page);
    [[nodiscard]] core::Expected<void> make_durable() { return m_writer.finish(); }

private:
    PadIntake(core::PadFileWriter writer, std::unique_ptr<core::ConfirmTag> confirm);

    core::PadFileWriter m_writer;
    std::unique_ptr<core::ConfirmTag> m_confirm;
};

/// Whether every page of a pad file still opens. Errors: Errc::home_damaged when one does not.
[[nodiscard]] core::Expected<void> check_no_page_erased(
    const core::Home& home, const core::PadId& pad, std::uint64_t pages);

/// Removes the file of a pad that the ledger does not know, behind the commit that says so. The
/// caller has made sure that no page was used, and keeps others off. Errors: Errc::key_already_used
/// when the ledger knows the pad.
[[nodiscard]] core::Expected<void> remove_unimported(
    const core::Home& home, core::PadLedger& ledger, const core::PadId& pad);

/// A pad file the ledger does not know: an intake was cut before its commit, or the ledger is older
/// than its pads. Only the first may be done again, and only there every page still opens; then the
/// file goes. The caller keeps others off. Errors: Errc::home_damaged for the second;
/// Errc::key_already_used when the ledger knows the pad.
[[nodiscard]] core::Expected<void> clear_cut_intake(
    const core::Home& home, core::PadLedger& ledger, const core::PadId& pad, std::uint64_t pages);

/// Whether a pad may be made under this id, which somebody else chose. Errors: Errc::key_already_used
/// when the ledger knows it or a file has its name.
[[nodiscard]] core::Expected<void> check_is_new(
    const core::Home& home, const core::PadLedger& ledger, const core::PadId& pad);

/// A whole pad whose key lies in locked memory: its file, durable, and its CONFIRM. `key` holds
/// whole pages, two or more.
[[nodiscard]] core::Expected<core::Tag> write_pad_file(
    const core::Home& home, const core::PadId& pad, core::ByteView manifest, core::ByteView key);

/// One commit for the whole delivery. When it fails, `leftovers` go only if the ledger says that it
/// does not know the pads: a file it may name must stay, or the home would be damaged.
[[nodiscard]] core::Expected<void> add_to_ledger(
    core::PadLedger& ledger, const std::vector<core::NewPad>& pads, Leftovers& leftovers);

} // namespace satpad::keyclient
