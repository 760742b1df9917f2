// SPDX-License-Identifier: GPL-3.0-or-later
#include "left_files.h"

#include "contact_fields.h"
#include "folder_turn.h"

#include <sodium.h>

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::SecretBytes;
using core::Unexpected;

namespace {

constexpr std::uint8_t k_version = 1;
constexpr std::size_t k_most_note = 4096;
constexpr std::string_view k_note = ".note";
constexpr std::string_view k_bytes = ".bytes";
constexpr std::string_view k_fetched = ".fetched";
constexpr std::string_view k_way = ".via";

std::string stem_of(const LeftId& id)
{
    return id.from.hex() + "." + id.to.hex() + "." + id.message.hex() +
           (id.kind == LeftKind::answer ? ".answer" : ".message");
}

/// The id whose file `name` is; nothing for any other name.
std::optional<LeftId> id_in(std::string_view name)
{
    constexpr std::size_t k_hex = 2 * core::SiteId::k_size;
    if (name.size() < 3 * (k_hex + 1)) {
        return std::nullopt;
    }
    const auto from = core::SiteId::from_hex(name.substr(0, k_hex));
    const auto to = core::SiteId::from_hex(name.substr(k_hex + 1, k_hex));
    const auto message = core::MessageId::from_hex(name.substr(2 * (k_hex + 1), k_hex));
    const bool answer = name.ends_with(".answer");
    if (!from || !to || !message) {
        return std::nullopt;
    }
    const LeftId id{*from, *to, *message, answer ? LeftKind::answer : LeftKind::message};
    return stem_of(id) == name ? std::optional(id) : std::nullopt;
}

Unexpected damaged(const core::fs::path& path)
{
    return Unexpected(Errc::home_damaged, "left/" + path.filename().string() + " is damaged");
}

void put_block(Writer& out, ByteView bytes)
{
    out.number(bytes.size());
    out.bytes(bytes);
}

} // namespace

Expected<std::uint64_t> GrowingFile::size() const
{
    if (!m_store->exists(m_path)) {
        return std::uint64_t{0};
    }
    auto file = m_store->open(m_path, core::Access::read_only);
    if (!file) {
        return fail(std::move(file));
    }
    return (*file)->size();
}

Expected<void> GrowingFile::append(std::uint64_t at, ByteView bytes) const
{
    const bool is_new = !m_store->exists(m_path);
    auto file = is_new ? m_store->create(m_path) : m_store->open(m_path, core::Access::read_write);
    if (!file) {
        return fail(std::move(file));
    }
    if (auto written = (*file)->write(at, bytes); !written) {
        return written;
    }
    if (auto synced = (*file)->sync(); !synced) {
        return synced;
    }
    return is_new ? m_store->sync_folder(m_path.parent_path()) : Expected<void>();
}

Expected<Bytes> GrowingFile::read(std::uint64_t at, std::size_t count) const
{
    auto file = m_store->open(m_path, core::Access::read_only);
    if (!file) {
        return fail(std::move(file));
    }
    Bytes bytes(count);
    auto read = (*file)->read_exact(at, bytes);
    return read ? Expected<Bytes>(std::move(bytes)) : fail(std::move(read));
}

Expected<core::Digest> GrowingFile::digest() const
{
    auto bytes = size();
    if (!bytes) {
        return fail(std::move(bytes));
    }
    return digest_of(
        *bytes, [this](std::uint64_t at, std::size_t count) { return read(at, count); });
}

Expected<void> GrowingFile::remove() const
{
    if (!m_store->exists(m_path)) {
        return {};
    }
    if (auto removed = m_store->remove(m_path); !removed) {
        return removed;
    }
    return m_store->sync_folder(m_path.parent_path());
}

Expected<core::Digest> digest_of(std::uint64_t bytes, const ReadPart& read)
{
    core::Digest digest;
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, digest.bytes.size());
    for (std::uint64_t at = 0; at < bytes;) {
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(k_most_part, bytes - at));
        auto part = read(at, count);
        if (!part) {
            return fail(std::move(part));
        }
        crypto_generichash_update(
            &state, reinterpret_cast<const unsigned char*>(part->data()), part->size());
        at += count;
    }
    crypto_generichash_final(
        &state, reinterpret_cast<unsigned char*>(digest.bytes.data()), digest.bytes.size());
    return digest;
}

Expected<std::unique_ptr<core::File>> LeftFolder::desk_turn() const
{
    return take_turn(m_home->store(), root(), "lock");
}

Expected<std::unique_ptr<core::File>> LeftFolder::station_turn() const
{
    return take_turn(m_home->store(), root(), "station.lock");
}

Expected<std::unique_ptr<core::File>> LeftFolder::way_turn() const
{
    return take_turn(m_home->store(), root(), "way.lock");
}

Expected<std::vector<std::string>> LeftFolder::names() const
{
    if (!m_home->store().exists(root())) {
        return std::vector<std::string>{};
    }
    return m_home->store().list(root());
}

core::fs::path LeftFolder::note_path(const LeftId& id) const
{
    return root() / (stem_of(id) + std::string(k_note));
}

core::fs::path LeftFolder::way_path(const core::MessageId& message) const
{
    return root() / (message.hex() + std::string(k_way));
}

Expected<std::vector<LeftId>> LeftFolder::kept() const
{
    auto all = names();
    if (!all) {
        return fail(std::move(all));
    }
    std::vector<LeftId> ids;
    for (const std::string_view name : *all) {
        if (name.ends_with(k_note)) {
            if (const auto id = id_in(name.substr(0, name.size() - k_note.size()))) {
                ids.push_back(*id);
            }
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

bool LeftFolder::has(const LeftId& id) const
{
    return m_home->store().exists(note_path(id));
}

/// Sealed under its name: a note cannot be taken for another one's.
Expected<void> LeftFolder::write_sealed(const core::fs::path& path, ByteView plain) const
{
    auto sealed = m_home->storage_key().seal(
        "satpad left " + path.filename().string(), plain, m_home->random());
    if (!sealed) {
        return fail(std::move(sealed));
    }
    return core::replace_file(m_home->store(), path, *sealed);
}

Expected<SecretBytes> LeftFolder::read_sealed(const core::fs::path& path) const
{
    auto sealed = core::read_file(m_home->store(), path, k_most_note);
    if (!sealed) {
        return fail(std::move(sealed));
    }
    return m_home->storage_key().open("satpad left " + path.filename().string(), *sealed);
}

Expected<void> LeftFolder::write(const KeptNote& note) const
{
    Writer out(k_version);
    put_block(out, encode_left(ContactKind::data_leave, note.told));
    out.number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, note.left.seconds)));
    out.byte(note.whole ? 1 : 0);
    put(out, note.back);
    return write_sealed(note_path(note.told.id), out.take());
}

Expected<KeptNote> LeftFolder::read(const LeftId& id) const
{
    auto plain = read_sealed(note_path(id));
    if (!plain) {
        return fail(std::move(plain));
    }
    Reader in(plain->view());
    const bool known = in.byte() == k_version;
    auto told = decode_left_told(ContactKind::data_leave, in.bytes(in.number(in.left())));
    KeptNote note;
    note.left.seconds = static_cast<std::int64_t>(in.number(k_most_time));
    note.whole = in.byte() == 1;
    note.back = take_text(in);
    if (!in.whole() || !known || !told || told->id != id) {
        return damaged(note_path(id));
    }
    note.told = *told;
    return note;
}

GrowingFile LeftFolder::bytes(const LeftId& id) const
{
    return {m_home->store(), root() / (stem_of(id) + std::string(k_bytes))};
}

Expected<void> LeftFolder::forget(const LeftId& id) const
{
    if (auto removed = GrowingFile(m_home->store(), note_path(id)).remove(); !removed) {
        return removed;
    }
    return bytes(id).remove();
}

Expected<void> LeftFolder::sweep() const
{
    auto all = names();
    if (!all) {
        return fail(std::move(all));
    }
    for (const std::string_view name : *all) {
        if (!name.ends_with(k_bytes)) {
            continue;
        }
        const auto id = id_in(name.substr(0, name.size() - k_bytes.size()));
        if (id && !has(*id)) {
            if (auto removed = bytes(*id).remove(); !removed) {
                return removed;
            }
        }
    }
    return remove_parts(m_home->store(), root(), k_note);
}

GrowingFile LeftFolder::fetched(const core::SiteId& relay, const LeftId& id) const
{
    return {m_home->store(), root() / (relay.hex() + "." + stem_of(id) + std::string(k_fetched))};
}

Expected<void> LeftFolder::sweep_fetched(
    const core::SiteId& relay, const std::vector<LeftId>& wanted) const
{
    auto all = names();
    if (!all) {
        return fail(std::move(all));
    }
    for (const std::string& name : *all) {
        const bool is_wanted = std::any_of(wanted.begin(), wanted.end(), [&](const LeftId& id) {
            return fetched(relay, id).path().filename() == name;
        });
        if (name.starts_with(relay.hex() + ".") && name.ends_with(k_fetched) && !is_wanted) {
            if (auto removed = GrowingFile(m_home->store(), root() / name).remove(); !removed) {
                return removed;
            }
        }
    }
    return {};
}

Expected<void> LeftFolder::write(const WayOut& way) const
{
    Writer out(k_version);
    out.bytes(way.relay.view());
    out.byte(static_cast<std::uint8_t>(way.state));
    out.byte(way.returns);
    put(out, way.why);
    auto turn = way_turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    return write_sealed(way_path(way.message), out.take());
}

Expected<WayOut> LeftFolder::way_out(const core::MessageId& message) const
{
    auto plain = read_sealed(way_path(message));
    if (!plain) {
        return fail(std::move(plain));
    }
    Reader in(plain->view());
    const bool known = in.byte() == k_version;
    WayOut way;
    way.message = message;
    way.relay = take_id<core::SiteId>(in);
    const std::uint8_t state = in.byte();
    way.returns = in.byte();
    way.why = take_text(in);
    if (!in.whole() || !known || state > static_cast<std::uint8_t>(WayOut::State::returned)) {
        return damaged(way_path(message));
    }
    way.state = static_cast<WayOut::State>(state);
    return way;
}

Expected<std::vector<core::MessageId>> LeftFolder::messages_going_out() const
{
    auto all = names();
    if (!all) {
        return fail(std::move(all));
    }
    std::vector<core::MessageId> messages;
    for (const std::string_view name : *all) {
        const auto id = core::MessageId::from_hex(name.substr(0, name.find('.')));
        if (id && name == id->hex() + std::string(k_way)) {
            messages.push_back(*id);
        }
    }
    return messages;
}

Expected<void> LeftFolder::forget(const core::MessageId& message) const
{
    return GrowingFile(m_home->store(), way_path(message)).remove();
}

Expected<void> LeftFolder::sweep_ways() const
{
    auto turn = way_turn();
    if (!turn) {
        return fail(std::move(turn));
    }
    return remove_parts(m_home->store(), root(), k_way);
}

} // namespace satpad::keyclient::satellite
