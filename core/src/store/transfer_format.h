// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "key_files.h"

/// The bytes of a transfer file: docs/format-at-rest.md, "Transfer file".
namespace satpad::core::store {

/// In the order in which they stand in the file. The first four come once each, without a name.
enum class EntryKind : std::uint8_t
{
    config = 1,
    identity = 2,
    storage_key = 3,
    ledger = 4,
    pad = 5,
    inbox = 6
};

struct TransferEntry
{
    EntryKind kind = EntryKind::config;
    std::string name; ///< pad: the file's name made of the id; inbox: the file's name; else empty
    std::uint64_t offset = 0; ///< of its bytes in the transfer file
    std::uint64_t length = 0;
};

/// True for a name the inbox itself would give: an id, `_`, and the rest of a safe name.
[[nodiscard]] bool is_inbox_name(std::string_view name) noexcept;

/// Writes the entries in order, then the tag. Threads: one at a time.
class TransferWriter
{
public:
    /// `seed` keys the tag; `count` entries of `content` bytes (names, too) will follow.
    struct Plan
    {
        Owner owner;
        std::uint32_t count = 0;
        std::uint64_t content = 0; ///< bytes of all entries and their names
    };
    [[nodiscard]] static Expected<TransferWriter> start(
        File& file, const Plan& plan, ByteView seed, RandomSource& random);

    [[nodiscard]] Expected<void> add(EntryKind kind, std::string_view name, ByteView bytes);
    /// Copies the whole of `from`, which must have `length` bytes.
    [[nodiscard]] Expected<void> add(
        EntryKind kind, std::string_view name, const File& from, std::uint64_t length);
    /// Writes the tag and syncs. Returns the length of the file. Errors: Errc::internal when the
    /// plan was not kept.
    [[nodiscard]] Expected<std::uint64_t> finish();

private:
    TransferWriter(File& file, SecretBytes hash)
        : m_file(&file)
        , m_hash(std::move(hash))
    {}
    [[nodiscard]] Expected<void> head(EntryKind kind, std::string_view name, std::uint64_t length);
    [[nodiscard]] Expected<void> put(ByteView bytes);

    File* m_file;
    SecretBytes m_hash; ///< running state of the tag
    std::uint64_t m_at = 0;
    std::uint64_t m_total = 0;
    std::uint32_t m_left = 0;
};

struct TransferContents
{
    Owner owner;
    std::vector<TransferEntry> entries;
};
/// Reads and checks all of it. Errors: Errc::malformed, Errc::home_newer.
[[nodiscard]] Expected<TransferContents> read_transfer(const File& file);

/// The size a file with this plan has.
[[nodiscard]] std::uint64_t transfer_size(const TransferWriter::Plan& plan) noexcept;
/// True when the file starts as a transfer file does.
[[nodiscard]] bool looks_like_transfer(FileStore& store, const fs::path& path);

} // namespace satpad::core::store
