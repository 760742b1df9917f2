// SPDX-License-Identifier: GPL-3.0-or-later
#include "pull_staging.h"

#include "pull_wire.h"

#include <satpad/core/byte_codec.h>

#include <algorithm>
#include <array>

namespace satpad::keyclient::etsi014 {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::SecretBytes;
using core::Unexpected;

namespace {

constexpr std::uint8_t k_version = 1;
constexpr std::size_t k_head = 9; ///< version, bytes of a key, keys
constexpr std::size_t k_most_file = k_most_batch_bytes + 4096;
constexpr std::size_t k_asked_bytes = 16;

/// Nothing when it is no number as to_string writes it.
std::optional<std::uint64_t> number_of(const std::string& name)
{
    std::uint64_t number = 0;
    for (const char c : name) {
        if (c < '0' || c > '9' || number > (std::uint64_t{1} << 56U)) {
            return std::nullopt;
        }
        number = 10 * number + static_cast<std::uint64_t>(c - '0');
    }
    return std::to_string(number) == name ? std::optional(number) : std::nullopt;
}

/// What lay there is gone before the name is.
Expected<void> overwrite(core::FileStore& store, const core::fs::path& path)
{
    auto file = store.open(path, core::Access::read_write);
    if (!file) {
        return fail(std::move(file));
    }
    auto size = (*file)->size();
    if (!size) {
        return fail(std::move(size));
    }
    const Bytes zeros(static_cast<std::size_t>(std::min<std::uint64_t>(*size, k_most_file)));
    if (auto written = (*file)->write(0, zeros); !written) {
        return written;
    }
    return (*file)->sync();
}

} // namespace

Expected<KeyArena> KeyArena::make(std::size_t keys, std::size_t key_bytes)
{
    auto bytes = SecretBytes::allocate(k_head + keys * key_bytes);
    if (!bytes) {
        return fail(std::move(bytes));
    }
    std::fill(bytes->span().begin(), bytes->span().end(), std::byte{0});
    return KeyArena(std::move(*bytes), keys, key_bytes);
}

std::size_t KeyArena::place(std::size_t index) const
{
    return k_head + index * m_key_bytes;
}

void KeyArena::append(ByteView key)
{
    put(m_keys, key);
}

void KeyArena::put(std::size_t index, ByteView key)
{
    std::copy_n(key.begin(),
        m_key_bytes,
        m_bytes.span().begin() + static_cast<std::ptrdiff_t>(place(index)));
    m_keys = std::max(m_keys, index + 1);
}

void KeyArena::keep(const std::vector<bool>& places)
{
    std::size_t kept = 0;
    for (std::size_t i = 0; i < std::min(m_keys, places.size()); ++i) {
        if (!places[i]) {
            continue;
        }
        if (i != kept) {
            put(kept, key(i));
        }
        ++kept;
    }
    m_keys = kept;
}

ByteView KeyArena::key(std::size_t index) const
{
    return m_bytes.view().subspan(place(index), m_key_bytes);
}

ByteView StagedBatch::key(std::size_t index) const
{
    return bytes.view().subspan(k_head + index * key_bytes, key_bytes);
}

core::fs::path PullStaging::folder() const
{
    return m_home->paths().pulls() / m_pull.hex();
}

core::fs::path PullStaging::path(std::uint64_t batch) const
{
    return folder() / std::to_string(batch);
}

std::string PullStaging::context_of(std::uint64_t batch) const
{
    return "satpad pull " + m_pull.hex() + "/" + std::to_string(batch);
}

Expected<void> PullStaging::open(const std::vector<core::PullBatch>& known)
{
    core::FileStore& store = m_home->store();
    for (const core::fs::path& made : {m_home->paths().pulls(), folder()}) {
        if (auto done = store.make_folder(made); !done) {
            return done;
        }
    }
    auto names = store.list(folder());
    if (!names) {
        return fail(std::move(names));
    }
    for (const std::string& name : *names) {
        const auto number = number_of(name);
        const bool wanted =
            name == "asked" || std::any_of(known.begin(), known.end(), [&](const auto& batch) {
                return number == batch.number;
            });
        if (wanted) {
            continue;
        }
        if (auto gone = overwrite(store, folder() / name); !gone) {
            return gone;
        }
        if (auto gone = store.remove(folder() / name); !gone) {
            return gone;
        }
    }
    return store.sync_folder(folder());
}

Expected<void> PullStaging::write(std::uint64_t batch, KeyArena& keys)
{
    core::ByteComposer head;
    head.u8(k_version).u32(static_cast<std::uint32_t>(keys.m_key_bytes));
    head.u32(static_cast<std::uint32_t>(keys.m_keys));
    std::copy(head.bytes().begin(), head.bytes().end(), keys.m_bytes.span().begin());
    const ByteView plain = keys.m_bytes.view().first(keys.place(keys.m_keys));
    auto sealed = m_home->storage_key().seal(context_of(batch), plain, m_home->random());
    if (!sealed) {
        return fail(std::move(sealed));
    }
    return core::replace_file(m_home->store(), path(batch), *sealed);
}

Expected<StagedBatch> PullStaging::read(std::uint64_t batch) const
{
    auto sealed = core::read_file(m_home->store(), path(batch), k_most_file);
    if (!sealed) {
        return Unexpected(
            Errc::home_damaged, path(batch).string() + " cannot be read: " + sealed.error().text());
    }
    auto plain = m_home->storage_key().open(context_of(batch), *sealed);
    if (!plain) {
        return fail(std::move(plain));
    }
    core::ByteParser in(plain->view());
    const bool known = in.u8() == k_version;
    const std::size_t key_bytes = in.u32();
    const std::size_t keys = in.u32();
    if (!known || !in.ok() || key_bytes == 0 || in.left() != key_bytes * keys) {
        return Unexpected(Errc::home_damaged, path(batch).string() + " is damaged");
    }
    return StagedBatch{std::move(*plain), key_bytes, keys};
}

Expected<void> PullStaging::remove(std::uint64_t batch)
{
    core::FileStore& store = m_home->store();
    if (!store.exists(path(batch))) {
        return {};
    }
    if (auto gone = overwrite(store, path(batch)); !gone) {
        return gone;
    }
    return store.remove(path(batch));
}

Expected<void> PullStaging::remove_all()
{
    core::FileStore& store = m_home->store();
    m_asked.reset();
    if (!store.exists(folder())) {
        return {};
    }
    if (auto emptied = open({}); !emptied) {
        return emptied;
    }
    if (auto gone = store.remove(asked()); !gone) {
        return gone;
    }
    std::error_code left; // an empty folder holds nothing; it may stay
    core::fs::remove(folder(), left);
    return {};
}

Expected<void> PullStaging::note_asked(std::uint64_t batch, std::uint64_t keys)
{
    if (!m_asked) {
        auto file = m_home->store().open_or_create(asked());
        if (!file) {
            return fail(std::move(file));
        }
        m_asked = std::move(*file);
    }
    core::ByteComposer note;
    note.u64(batch).u64(keys);
    return m_asked->write(0, note.bytes());
}

std::uint64_t PullStaging::asked_in_vain(std::uint64_t next) const
{
    if (!m_home->store().exists(asked())) {
        return 0;
    }
    const auto note = core::read_file(m_home->store(), asked(), k_asked_bytes);
    if (!note) {
        return 0; // it only counts
    }
    core::ByteParser in(*note);
    const std::uint64_t batch = in.u64();
    const std::uint64_t keys = in.u64();
    return in.done() && batch == next ? keys : 0;
}

} // namespace satpad::keyclient::etsi014
