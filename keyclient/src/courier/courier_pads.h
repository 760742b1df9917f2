// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "courier_file.h"
#include "pad_intake.h"

/// What making and importing a courier file share.
namespace satpad::keyclient::courier {

/// Pages worked at a time, in one locked arena.
inline constexpr std::size_t k_block_bytes = 65536;
static_assert(k_block_bytes % core::k_page_bytes == 0);

/// Poly1305 ignores 22 bits of its key: in the page that keys CONFIRM they are zero, so that no bit
/// of a courier file may change unseen (docs/format.md, "Courier file").
void clear_ignored_bits(core::MutableByteView key_page) noexcept;
[[nodiscard]] bool ignored_bits_are_clear(core::ByteView key_page) noexcept;

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
