// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "courier_file.h"

/// A pad on its way into this home: its pages go to a new pad file and under CONFIRM, in one pass.
namespace satpad::keyclient::courier {

/// Pages worked at a time, in one locked arena.
inline constexpr std::size_t k_block_bytes = 65536;
static_assert(k_block_bytes % core::k_page_bytes == 0);

/// Files to remove unless all goes well. Paths are added when they may exist.
class Leftovers
{
public:
    explicit Leftovers(core::FileStore& store)
        : m_store(&store)
    {}
    ~Leftovers();
    Leftovers(const Leftovers&) = delete;
    Leftovers& operator=(const Leftovers&) = delete;
    void add(core::fs::path path) { m_paths.push_back(std::move(path)); }
    /// From here on the files are wanted, or their fate is not ours to decide.
    void keep() noexcept { m_paths.clear(); }

private:
    core::FileStore* m_store;
    std::vector<core::fs::path> m_paths;
};

/// Poly1305 ignores 22 bits of its key: in the page that keys CONFIRM they are zero, so that no bit
/// of a courier file may change unseen (docs/format.md, "Courier file").
void clear_ignored_bits(core::MutableByteView key_page) noexcept;
[[nodiscard]] bool ignored_bits_are_clear(core::ByteView key_page) noexcept;

/// One pad. Call order: start, add …, finish, make_durable. Given up unless made durable.
class PadIntake
{
public:
    [[nodiscard]] static core::Expected<PadIntake> create(
        const core::Home& home, const ManifestPad& pad, core::ByteView manifest);

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

/// One commit for the whole delivery. When it fails, `leftovers` go only if the ledger says that it
/// does not know the pads: a file it may name must stay, or the home would be damaged.
[[nodiscard]] core::Expected<void> add_to_ledger(
    core::PadLedger& ledger, const std::vector<core::NewPad>& pads, Leftovers& leftovers);

/// Summaries of `pads` from the ledger.
[[nodiscard]] core::Expected<std::vector<core::PadSummary>> summaries(
    const core::PadLedger& ledger, const std::vector<ManifestPad>& pads);
/// All pads of the ledger that came with `batch`.
[[nodiscard]] core::Expected<std::vector<core::PadSummary>> pads_of(
    const core::PadLedger& ledger, const core::BatchId& batch);

/// A file of the operator's: what cannot be read is Errc::unreadable_file, not a fault of the
/// home's storage.
[[nodiscard]] core::Expected<std::unique_ptr<core::File>> open_given(
    core::FileStore& store, const core::fs::path& path);
/// The folder `path` lies in, also for a bare file name.
[[nodiscard]] core::fs::path folder_of(const core::fs::path& path);
/// `<path>.part`
[[nodiscard]] core::fs::path part_of(const core::fs::path& path);

/// Reads and decodes the manifest of an open file, and checks the file's length against it (rules 1
/// to 6).
struct OpenedFile
{
    std::unique_ptr<core::File> file;
    core::Bytes manifest_bytes;
    Manifest manifest;
};
[[nodiscard]] core::Expected<OpenedFile> open_courier_file(
    core::FileStore& store, const core::fs::path& path);

} // namespace satpad::keyclient::courier
