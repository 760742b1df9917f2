// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/home_layout.h"
#include "store/transfer_format.h"

#include <satpad/core/transfer.h>

#include <algorithm>

/// docs/format-at-rest.md, "Transfer file" and "Making a home".
namespace satpad::core {

using store::EntryKind;
using store::TransferEntry;

struct TransferFile::State
{
    FileStore* store = nullptr;
    std::unique_ptr<File> file;
    store::TransferContents contents;
    SiteConfig config;
};

namespace {

Unexpected inconsistent(const std::string& what)
{
    return Unexpected(Errc::malformed,
        "this transfer file's " + what + " does not belong to its site; nothing was written");
}

Expected<SiteConfig> read_config(const File& file, const store::TransferContents& contents)
{
    const TransferEntry& entry = contents.entries.front();
    std::string text(static_cast<std::size_t>(entry.length), '\0');
    if (auto read = file.read_exact(entry.offset, std::as_writable_bytes(std::span(text))); !read) {
        return fail(std::move(read));
    }
    auto config = parse_site_config(text);
    if (!config || config->id != contents.owner.site || config->kind != contents.owner.kind) {
        return inconsistent("site.toml");
    }
    return config;
}

/// Its place in the new home. The ledger waits as a part until it has been taken over.
fs::path place_of(const HomePaths& paths, const TransferEntry& entry)
{
    switch (entry.kind) {
    case EntryKind::config:
        return paths.config();
    case EntryKind::identity:
        return paths.identity_key();
    case EntryKind::storage_key:
        return paths.storage_key();
    case EntryKind::ledger:
        return paths.ledger().string() + ".part";
    case EntryKind::pad:
        return paths.pads() / entry.name;
    case EntryKind::inbox:
        return paths.inbox() / entry.name;
    }
    return {};
}

Expected<void> unpack(
    FileStore& store, const File& from, const TransferEntry& entry, const fs::path& to)
{
    constexpr std::uint64_t k_block = std::uint64_t{1} << 20U;
    auto file = store.create(to);
    auto block = SecretBytes::allocate(
        static_cast<std::size_t>(std::clamp<std::uint64_t>(entry.length, 1, k_block)));
    if (!file) {
        return fail(std::move(file));
    }
    if (!block) {
        return fail(std::move(block));
    }
    for (std::uint64_t at = 0; at < entry.length;) {
        const auto part = block->span().first(
            static_cast<std::size_t>(std::min<std::uint64_t>(block->size(), entry.length - at)));
        if (auto read = from.read_exact(entry.offset + at, part); !read) {
            return read;
        }
        if (auto written = (*file)->write(at, part); !written) {
            return written;
        }
        at += part.size();
    }
    return (*file)->sync();
}

/// Leftovers of a move that did not end; only ever called under its mark and without a ledger.
Expected<void> clear(FileStore& store, const HomePaths& paths)
{
    for (const fs::path& path : {paths.config(), paths.identity_key(), paths.storage_key()}) {
        if (auto removed = store.remove(path); !removed) {
            return removed;
        }
    }
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        if (auto removed = store.remove(paths.ledger().string() + ".part" + suffix); !removed) {
            return removed;
        }
    }
    for (const fs::path& folder : {paths.pads(), paths.inbox()}) {
        if (!store.exists(folder)) {
            continue;
        }
        auto names = store.list(folder);
        if (!names) {
            return fail(std::move(names));
        }
        for (const std::string& name : *names) {
            if (auto removed = store.remove(folder / name); !removed) {
                return removed;
            }
        }
    }
    return {};
}

/// Marks the folder as a move under way, or finds the mark of one that did not end.
Expected<void> begin_move(FileStore& store, const HomePaths& paths)
{
    if (auto safe = require_safe_storage(paths.root); !safe) {
        return safe;
    }
    const bool unfinished = store.exists(paths.moving_in()) && !store.exists(paths.ledger());
    if (!unfinished && store::has_trace(store, paths)) {
        return Unexpected(Errc::already_exists, "a site in " + paths.root.string());
    }
    std::error_code error;
    fs::create_directories(paths.root.parent_path(), error);
    if (auto made = store.make_folder(paths.root); !made) {
        return made;
    }
    if (auto marked = replace_file(store, paths.moving_in(), {}); !marked) {
        return marked;
    }
    if (auto made = store::make_folders(store, paths); !made) {
        return made;
    }
    return unfinished ? clear(store, paths) : Expected<void>{};
}

/// Keys, pads and images, then site.toml, then the ledger: without it the home is not set up.
Expected<void> unpack_all(FileStore& store,
    const File& from,
    const std::vector<TransferEntry>& entries,
    const HomePaths& paths)
{
    if (auto written = store::write_cachedir_tag(store, paths); !written) {
        return written;
    }
    const auto last = [](const TransferEntry& entry) {
        return entry.kind == EntryKind::config || entry.kind == EntryKind::ledger;
    };
    for (const bool now : {false, true}) {
        for (const TransferEntry& entry : entries) {
            if (last(entry) != now) {
                continue;
            }
            if (auto unpacked = unpack(store, from, entry, place_of(paths, entry)); !unpacked) {
                return unpacked;
            }
        }
        for (const fs::path& folder : {paths.pads(), paths.inbox(), paths.root}) {
            if (auto synced = store.sync_folder(folder); !synced) {
                return synced;
            }
        }
    }
    return {};
}

} // namespace

TransferFile::TransferFile(std::unique_ptr<State> state)
    : m_state(std::move(state))
{}

TransferFile::TransferFile(TransferFile&&) noexcept = default;
TransferFile& TransferFile::operator=(TransferFile&&) noexcept = default;
TransferFile::~TransferFile() = default;

const SiteConfig& TransferFile::config() const noexcept
{
    return m_state->config;
}

Expected<TransferFile> TransferFile::open(FileStore& store, const fs::path& path)
{
    auto state = std::make_unique<State>();
    state->store = &store;
    auto file = store.open(path, Access::read_only);
    if (!file) {
        return Unexpected(Errc::unreadable_file, path.string() + " cannot be read");
    }
    state->file = std::move(*file);
    auto contents = store::read_transfer(*state->file);
    if (!contents) {
        return fail(std::move(contents));
    }
    state->contents = std::move(*contents);
    auto config = read_config(*state->file, state->contents);
    if (!config) {
        return fail(std::move(config));
    }
    state->config = std::move(*config);
    return TransferFile(std::move(state));
}

Expected<std::uint64_t> TransferFile::take_over(RandomSource& random,
    const Clock& clock,
    const fs::path& state_folder,
    const fs::path& root,
    const Home::AskPassphrase& passphrase) const
{
    FileStore& store = *m_state->store;
    std::error_code error;
    const HomePaths paths{fs::absolute(root, error).lexically_normal()};
    if (auto begun = begin_move(store, paths); !begun) {
        return fail(std::move(begun));
    }
    if (auto unpacked = unpack_all(store, *m_state->file, m_state->contents.entries, paths);
        !unpacked) {
        return fail(std::move(unpacked));
    }
    auto home = Home::open(store, random, paths.root, passphrase);
    if (!home) {
        return fail(std::move(home));
    }
    auto pages = PadLedger::take_over(*home, clock, state_folder);
    if (!pages) {
        return pages;
    }
    // The home is whole; a mark that stays goes at the next open.
    (void)store.remove(paths.moving_in());
    return pages;
}

} // namespace satpad::core
