// SPDX-License-Identifier: GPL-3.0-or-later
#include "bytes.h"
#include "home_layout.h"
#include "key_files.h"
#include "site_config.h"

#include <satpad/core/home.h>
#include <satpad/core/lock_file.h>

#include <array>
#include <chrono>
#include <thread>

namespace satpad::core {
namespace {

using store::half_moved;
using store::has_trace;
using store::is_half_moved;
using store::is_unfinished;
using store::make_folders;
using store::Owner;

constexpr std::size_t k_longest_config = std::size_t{1} << 20U;

/// https://bford.info/cachedir/: backup programs leave the folder out. A restored home is a suspect
/// home.
constexpr std::string_view k_cachedir_tag =
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# One-time pads must not come back from a backup: see docs/security.md.\n";

std::array<fs::path, 4> folders(const HomePaths& paths)
{
    return {paths.pads(), paths.outbox(), paths.inbox(), paths.spool()};
}

Expected<SiteConfig> read_config(FileStore& store, const HomePaths& paths)
{
    auto text = read_file(store, paths.config(), k_longest_config);
    if (!text) {
        return fail(std::move(text));
    }
    return parse_site_config({reinterpret_cast<const char*>(text->data()), text->size()});
}

/// The folder is free for a new home, or holds one that never came to life and has no peers to
/// lose.
Expected<void> require_vacant(FileStore& store, const HomePaths& paths)
{
    if (!has_trace(store, paths)) {
        return {};
    }
    auto unfinished = is_unfinished(store, paths);
    if (!unfinished) {
        return fail(std::move(unfinished));
    }
    bool vacant = *unfinished;
    if (vacant && store.exists(paths.config())) {
        const auto config = read_config(store, paths);
        vacant = config.has_value() && config->peers.empty();
    }
    if (!vacant) {
        return Unexpected(Errc::already_exists, "a site in " + paths.root.string());
    }
    return {};
}

/// The folders that hold no truth of their own come back empty; pads/ does not
/// (docs/format-at-rest.md, "Making a home").
Expected<void> check_folders(FileStore& store, const HomePaths& paths)
{
    if (!store.exists(paths.pads())) {
        return Unexpected(
            Errc::home_damaged, "pads/ is missing from " + paths.root.string() + "; put it back");
    }
    for (const fs::path& folder : folders(paths)) {
        if (!store.exists(folder)) {
            if (auto made = store.make_folder(folder); !made) {
                return made;
            }
        }
    }
    return {};
}

Unexpected no_config(const FileStore& store, const HomePaths& paths)
{
    const std::string where = paths.root.string();
    if (!has_trace(store, paths)) {
        return Unexpected(Errc::not_set_up, "no site in " + where);
    }
    if (is_half_moved(store, paths)) {
        return half_moved(paths);
    }
    auto unfinished = is_unfinished(store, paths);
    if (!unfinished) {
        return fail(std::move(unfinished));
    }
    if (*unfinished) {
        return Unexpected(Errc::not_set_up, "an unfinished site in " + where + "; run init again");
    }
    return Unexpected(Errc::home_damaged, "site.toml is missing from " + where + "; put it back");
}

Owner owner_of(const SiteConfig& config)
{
    return {config.id, config.kind};
}

Expected<SecretBytes> random_secret(RandomSource& random, std::size_t size)
{
    auto secret = SecretBytes::allocate(size);
    if (secret) {
        random.fill(secret->span());
    }
    return secret;
}

Expected<void> write_new_keys(
    FileStore& store, RandomSource& random, const HomePaths& paths, const Owner& owner)
{
    auto seed = random_secret(random, 32);
    if (!seed) {
        return fail(std::move(seed));
    }
    auto identity = store::identity_from_seed(std::move(*seed));
    if (!identity) {
        return fail(std::move(identity));
    }
    auto identity_file = store::encode_identity(*identity, owner);
    if (!identity_file) {
        return fail(std::move(identity_file));
    }
    auto storage = random_secret(random, k_storage_key_bytes);
    if (!storage) {
        return fail(std::move(storage));
    }
    auto storage_file = store::encode_storage_key(storage->view(), owner);
    if (!storage_file) {
        return fail(std::move(storage_file));
    }
    if (auto done = store::write_cachedir_tag(store, paths); !done) {
        return done;
    }
    if (auto done = replace_file(store, paths.identity_key(), identity_file->view()); !done) {
        return done;
    }
    return replace_file(store, paths.storage_key(), storage_file->view());
}

} // namespace

namespace store {

bool has_trace(const FileStore& store, const HomePaths& paths)
{
    const std::array traces{
        paths.config(), paths.identity_key(), paths.storage_key(), paths.ledger(), paths.pads()};
    return std::any_of(
        traces.begin(), traces.end(), [&store](const fs::path& p) { return store.exists(p); });
}

Expected<bool> is_unfinished(const FileStore& store, const HomePaths& paths)
{
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        fs::path ledger = paths.ledger();
        ledger += suffix;
        if (store.exists(ledger)) {
            return false;
        }
    }
    for (const fs::path& folder : folders(paths)) {
        if (!store.exists(folder)) {
            continue;
        }
        auto names = store.list(folder);
        if (!names) {
            return fail(std::move(names));
        }
        if (!names->empty()) {
            return false;
        }
    }
    return true;
}

bool is_half_moved(const FileStore& store, const HomePaths& paths)
{
    return store.exists(paths.moving_in()) && !store.exists(paths.ledger());
}

Unexpected half_moved(const HomePaths& paths)
{
    return Unexpected(Errc::not_set_up,
        "a move to " + paths.root.string() +
            " was not finished; run satpad init --from FILE again");
}

Expected<void> make_folders(FileStore& store, const HomePaths& paths)
{
    std::error_code error;
    fs::create_directories(paths.root.parent_path(), error);
    if (error) {
        return Unexpected(error, "make folder " + paths.root.parent_path().string());
    }
    if (auto made = store.make_folder(paths.root); !made) {
        return made;
    }
    // It may have been there already, made by hand with another mode.
    fs::permissions(paths.root, fs::perms::owner_all, error);
    if (error) {
        return Unexpected(error, "set the mode of " + paths.root.string());
    }
    for (const fs::path& folder : folders(paths)) {
        if (auto made = store.make_folder(folder); !made) {
            return made;
        }
    }
    return {};
}

Expected<void> write_cachedir_tag(FileStore& store, const HomePaths& paths)
{
    return replace_file(store, paths.root / "CACHEDIR.TAG", bytes_of(k_cachedir_tag));
}

} // namespace store

fs::path HomePaths::pad(const PadId& id) const
{
    return pads() / (id.hex() + ".pad");
}

Expected<Home> Home::create(
    FileStore& store, RandomSource& random, const fs::path& root, SiteConfig config)
{
    if (config.id == SiteId{}) {
        config.id = random.id<SiteId>();
    }
    if (std::string fault = store::fault_in(config); !fault.empty()) {
        return Unexpected(Errc::invalid_argument, std::move(fault));
    }
    std::error_code error;
    const HomePaths paths{fs::absolute(root, error).lexically_normal()};
    if (error) {
        return Unexpected(error, root.string());
    }
    if (auto safe = require_safe_storage(paths.root); !safe) {
        return fail(std::move(safe));
    }
    if (auto vacant = require_vacant(store, paths); !vacant) {
        return fail(std::move(vacant));
    }
    if (auto removed = store.remove(paths.moving_in());
        !removed) { // a move that stopped before it brought a page
        return fail(std::move(removed));
    }
    if (auto made = make_folders(store, paths); !made) {
        return fail(std::move(made));
    }
    if (auto written = write_new_keys(store, random, paths, owner_of(config)); !written) {
        return fail(std::move(written));
    }
    // site.toml comes last: without it a home is not set up, whatever else is there.
    const std::string text = format_site_config(config);
    if (auto written = replace_file(store, paths.config(), store::bytes_of(text)); !written) {
        return fail(std::move(written));
    }
    return open(store, random, paths.root, {});
}

Expected<Home> Home::open(
    FileStore& store, RandomSource& random, const fs::path& root, const AskPassphrase& passphrase)
{
    Home home;
    home.m_store = &store;
    home.m_random = &random;
    std::error_code error;
    home.m_paths.root = fs::absolute(root, error).lexically_normal();
    if (error) {
        return Unexpected(error, root.string());
    }
    if (!store.exists(home.m_paths.config())) {
        return no_config(store, home.m_paths);
    }
    if (auto safe = require_safe_storage(home.m_paths.root); !safe) {
        return fail(std::move(safe));
    }
    auto config = read_config(store, home.m_paths);
    if (!config) {
        // A move may be cut while it writes site.toml under its name.
        return is_half_moved(store, home.m_paths) ? half_moved(home.m_paths)
                                                  : fail(std::move(config));
    }
    home.m_config = std::move(*config);
    if (auto checked = check_folders(store, home.m_paths); !checked) {
        return fail(std::move(checked));
    }
    if (auto loaded = home.load_keys(passphrase); !loaded) {
        return fail(std::move(loaded));
    }
    return home;
}

Expected<void> Home::load_keys(const AskPassphrase& passphrase)
{
    const Owner owner = owner_of(m_config);
    auto identity_file = store::read_key_file(*m_store, m_paths.identity_key());
    if (!identity_file) {
        return fail(std::move(identity_file));
    }
    auto identity = store::decode_identity(identity_file->view(), owner);
    if (!identity) {
        return fail(std::move(identity));
    }
    auto storage_file = store::read_key_file(*m_store, m_paths.storage_key());
    if (!storage_file) {
        return fail(std::move(storage_file));
    }
    auto opened = store::decode_storage_key(storage_file->view(), owner, passphrase);
    if (!opened) {
        return fail(std::move(opened));
    }
    auto kept = SecretBytes::copy_of(opened->key.view());
    if (!kept) {
        return fail(std::move(kept));
    }
    m_identity = std::move(identity->seed);
    m_public_key = identity->public_key;
    m_storage_secret = std::move(*kept);
    m_storage_key = std::make_unique<StorageKey>(std::move(opened->key));
    m_wrapped = opened->wrapped;
    return {};
}

Expected<void> Home::change_config(const ChangeConfig& change)
{
    constexpr auto k_pause = std::chrono::milliseconds(20);
    constexpr int k_most_tries = 500;
    std::unique_ptr<File> held;
    for (int tries = 0; held == nullptr; ++tries) {
        auto lock = take_lock_file(*m_store, *m_random, m_paths.config_lock());
        if (!lock) {
            return fail(std::move(lock));
        }
        held = std::move(*lock);
        if (held == nullptr && tries == k_most_tries) {
            return Unexpected(Errc::home_busy, "another process is changing site.toml; try again");
        }
        if (held == nullptr) {
            std::this_thread::sleep_for(k_pause);
        }
    }
    const auto save = [&]() -> Expected<void> {
        if (auto read = reload_config(); !read) {
            return read;
        }
        SiteConfig changed = m_config;
        if (auto made = change(changed); !made) {
            return made;
        }
        return save_config(std::move(changed));
    };
    auto saved = save();
    // Removed while held: see take_lock_file. One left by a crash is free and taken by the next.
    (void)m_store->remove(m_paths.config_lock());
    return saved;
}

Expected<void> Home::save_config(SiteConfig config)
{
    if (config.id != m_config.id || config.kind != m_config.kind) {
        return Unexpected(Errc::invalid_argument, "a site's id and kind are fixed at init");
    }
    if (std::string fault = store::fault_in(config); !fault.empty()) {
        return Unexpected(Errc::invalid_argument, std::move(fault));
    }
    const std::string text = format_site_config(config);
    if (auto replaced = replace_file(*m_store, m_paths.config(), store::bytes_of(text));
        !replaced) {
        return replaced;
    }
    m_config = std::move(config);
    return {};
}

Expected<void> Home::reload_config()
{
    auto config = read_config(*m_store, m_paths);
    if (!config) {
        return fail(std::move(config));
    }
    if (config->id != m_config.id || config->kind != m_config.kind) {
        return Unexpected(
            Errc::home_damaged, "site.toml now names another site or another kind of home");
    }
    m_config = std::move(*config);
    return {};
}

Expected<void> Home::set_passphrase(ByteView passphrase)
{
    auto file = store::encode_wrapped_storage_key(
        m_storage_secret.view(), owner_of(m_config), passphrase, *m_random);
    if (!file) {
        return fail(std::move(file));
    }
    auto replaced =
        store::replace_key_file(*m_store, *m_random, m_paths.storage_key(), file->view());
    if (replaced) {
        m_wrapped = true;
    }
    return replaced;
}

Expected<void> Home::remove_passphrase()
{
    auto file = store::encode_storage_key(m_storage_secret.view(), owner_of(m_config));
    if (!file) {
        return fail(std::move(file));
    }
    auto replaced =
        store::replace_key_file(*m_store, *m_random, m_paths.storage_key(), file->view());
    if (replaced) {
        m_wrapped = false;
    }
    return replaced;
}

} // namespace satpad::core
