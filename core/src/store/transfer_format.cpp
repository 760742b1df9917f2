// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer_format.h"

#include "bytes.h"

#include <satpad/core/byte_codec.h>
#include <satpad/core/message_format.h>
#include <satpad/core/pad_file.h>

#include <sodium.h>

#include <array>

namespace satpad::core::store {
namespace {

constexpr std::string_view k_magic = "SATPMOV1";
constexpr std::size_t k_magic_family = 7;
constexpr std::size_t k_salt = 32;
constexpr std::size_t k_head = 72;
constexpr std::size_t k_entry_head = 16;
constexpr std::size_t k_tag = 32;
constexpr std::size_t k_block = std::size_t{1} << 20U;
constexpr std::string_view k_context = "satpad transfer file";

constexpr std::uint32_t k_fewest = 4;
constexpr std::uint32_t k_most = 1U << 20U;
constexpr std::size_t k_longest_name = 255;

/// The most bytes an entry may have, by kind.
constexpr std::uint64_t limit_of(EntryKind kind) noexcept
{
    switch (kind) {
    case EntryKind::config:
        return std::uint64_t{1} << 20U;
    case EntryKind::identity:
        return 96;
    case EntryKind::storage_key:
        return 136;
    case EntryKind::ledger:
        return std::uint64_t{1} << 40U;
    case EntryKind::pad:
        return k_pad_header_bytes + k_slot_bytes * std::uint64_t{0xffffffffU};
    case EntryKind::inbox:
        return std::uint64_t{1} << 40U;
    }
    return 0;
}

Unexpected damaged()
{
    return Unexpected(Errc::malformed,
        "this is no whole transfer file; nothing was written: copy it again from where satpad home "
        "transfer put it");
}

crypto_generichash_state* state_of(SecretBytes& hash)
{
    return reinterpret_cast<crypto_generichash_state*>(hash.span().data());
}

/// The tag's running state: keyed by a subkey of the identity seed, so that the tag tells nothing
/// of the content.
Expected<SecretBytes> start_hash(ByteView seed, ByteView salt)
{
    auto key = SecretBytes::allocate(k_tag);
    auto hash = SecretBytes::allocate(sizeof(crypto_generichash_state));
    if (!key || !hash) {
        return key ? fail(std::move(hash)) : fail(std::move(key));
    }
    const ByteView words = bytes_of(k_context);
    crypto_generichash_init(state_of(*hash), raw(seed), seed.size(), key->size());
    crypto_generichash_update(state_of(*hash), raw(words), words.size());
    crypto_generichash_update(state_of(*hash), raw(salt), salt.size());
    crypto_generichash_final(state_of(*hash), raw(key->span()), key->size());
    crypto_generichash_init(state_of(*hash), raw(key->view()), key->size(), k_tag);
    return hash;
}

struct Head
{
    Owner owner;
    std::uint32_t count = 0;
    std::uint64_t total = 0;
    std::array<std::byte, k_salt> salt{};
};

Expected<Head> read_head(const File& file, std::uint64_t size)
{
    std::array<std::byte, k_head> bytes{};
    if (size < k_head + k_tag || !file.read_exact(0, bytes)) {
        return damaged();
    }
    ByteParser in(bytes);
    const std::string magic = in.text(k_magic.size());
    if (magic.substr(0, k_magic_family) == k_magic.substr(0, k_magic_family) && magic != k_magic) {
        return Unexpected(Errc::home_newer, "this transfer file was written by a newer Satpad");
    }
    Head head;
    const std::uint8_t kind = in.u8();
    const bool zero = in.u8() == 0 && in.u16() == 0;
    head.count = in.u32();
    head.owner = {in.id<SiteId>(), kind == 1 ? HomeKind::simulated : HomeKind::real};
    head.total = in.u64();
    const ByteView salt = in.raw(k_salt);
    std::copy(salt.begin(), salt.end(), head.salt.begin());
    if (magic != k_magic || kind > 1 || !zero || head.count < k_fewest || head.count > k_most ||
        head.total != size) {
        return damaged();
    }
    return head;
}

/// Names come out of a closed set: a pad's id, or what the inbox itself would write.
bool take_name(TransferEntry& entry, ByteView name)
{
    if (entry.kind == EntryKind::pad) {
        const auto id = PadId::from_bytes(name);
        if (!id || *id == PadId{}) {
            return false;
        }
        entry.name = id->hex() + ".pad";
        return true;
    }
    entry.name.assign(reinterpret_cast<const char*>(name.data()), name.size());
    return entry.kind == EntryKind::inbox ? is_inbox_name(entry.name) : entry.name.empty();
}

/// The first four in their order, then pads, then inbox files, each sorted and none twice.
bool follows(const std::vector<TransferEntry>& before, const TransferEntry& entry)
{
    if (before.size() < k_fewest) {
        return static_cast<std::size_t>(entry.kind) == before.size() + 1;
    }
    const TransferEntry& last = before.back();
    const bool named = entry.kind == EntryKind::pad || entry.kind == EntryKind::inbox;
    return named && (entry.kind > last.kind || (entry.kind == last.kind && entry.name > last.name));
}

Expected<std::vector<TransferEntry>> read_entries(const File& file, const Head& head)
{
    std::vector<TransferEntry> entries;
    const std::uint64_t end = head.total - k_tag;
    std::uint64_t at = k_head;
    while (entries.size() < head.count) {
        std::array<std::byte, k_entry_head> bytes{};
        std::array<std::byte, k_longest_name> room{};
        if (end - at < k_entry_head || !file.read_exact(at, bytes)) {
            return damaged();
        }
        at += k_entry_head;
        ByteParser in(bytes);
        TransferEntry entry;
        const std::uint8_t kind = in.u8();
        const bool zero = in.u8() == 0;
        const std::uint16_t name = in.u16();
        const bool more_zero = in.u32() == 0;
        entry.length = in.u64();
        if (kind < 1 || kind > 6 || !zero || !more_zero || name > k_longest_name ||
            end - at < name) {
            return damaged();
        }
        entry.kind = static_cast<EntryKind>(kind);
        if (!file.read_exact(at, MutableByteView(room).first(name)) ||
            !take_name(entry, ByteView(room).first(name))) {
            return damaged();
        }
        at += name;
        if (entry.length > limit_of(entry.kind) || entry.length > end - at ||
            !follows(entries, entry)) {
            return damaged();
        }
        entry.offset = at;
        at += entry.length;
        entries.push_back(std::move(entry));
    }
    return at == end ? Expected<std::vector<TransferEntry>>(std::move(entries)) : damaged();
}

Expected<void> check_tag(const File& file, const Head& head, ByteView seed)
{
    auto hash = start_hash(seed, head.salt);
    auto block = SecretBytes::allocate(k_block); // key in clear may be in it
    if (!hash || !block) {
        return hash ? fail(std::move(block)) : fail(std::move(hash));
    }
    const std::uint64_t end = head.total - k_tag;
    for (std::uint64_t at = 0; at < end;) {
        const MutableByteView part = block->span().first(
            static_cast<std::size_t>(std::min<std::uint64_t>(k_block, end - at)));
        if (!file.read_exact(at, part)) {
            return damaged();
        }
        crypto_generichash_update(state_of(*hash), raw(ByteView(part)), part.size());
        at += part.size();
    }
    std::array<std::byte, k_tag> made{};
    std::array<std::byte, k_tag> kept{};
    crypto_generichash_final(state_of(*hash), raw(MutableByteView(made)), made.size());
    if (!file.read_exact(end, kept) || sodium_memcmp(made.data(), kept.data(), k_tag) != 0) {
        return damaged();
    }
    return {};
}

} // namespace

bool is_inbox_name(std::string_view name) noexcept
{
    constexpr std::size_t k_id = MessageId::k_size * 2;
    const bool shaped = name.size() > k_id + 1 && name[k_id] == '_';
    return shaped && name.find_first_not_of("0123456789abcdef") == k_id && is_safe_name(name);
}

std::uint64_t transfer_size(const TransferWriter::Plan& plan) noexcept
{
    return k_head + plan.count * k_entry_head + plan.content + k_tag;
}

bool looks_like_transfer(FileStore& store, const fs::path& path)
{
    auto file = store.open(path, Access::read_only);
    std::array<std::byte, k_magic_family> start{};
    return file && (*file)->read_exact(0, start) &&
           holds(start, 0, bytes_of(k_magic.substr(0, k_magic_family)));
}

Expected<TransferWriter> TransferWriter::start(
    File& file, const Plan& plan, ByteView seed, RandomSource& random)
{
    std::array<std::byte, k_salt> salt{};
    random.fill(salt);
    auto hash = start_hash(seed, salt);
    if (!hash) {
        return fail(std::move(hash));
    }
    TransferWriter writer(file, std::move(*hash));
    writer.m_total = transfer_size(plan);
    writer.m_left = plan.count;
    if (plan.count < k_fewest || plan.count > k_most) {
        return Unexpected(Errc::limit_exceeded,
            "a transfer file holds at most " + std::to_string(k_most) + " files");
    }
    ByteComposer out;
    out.text(k_magic)
        .u8(plan.owner.kind == HomeKind::simulated ? 1 : 0)
        .u8(0)
        .u16(0)
        .u32(plan.count);
    out.raw(plan.owner.site.view()).u64(writer.m_total).raw(salt);
    if (auto put = writer.put(out.bytes()); !put) {
        return fail(std::move(put));
    }
    return writer;
}

Expected<void> TransferWriter::put(ByteView bytes)
{
    if (auto written = m_file->write(m_at, bytes); !written) {
        return written;
    }
    crypto_generichash_update(state_of(m_hash), raw(bytes), bytes.size());
    m_at += bytes.size();
    return {};
}

Expected<void> TransferWriter::head(EntryKind kind, std::string_view name, std::uint64_t length)
{
    if (m_left == 0 || length > limit_of(kind)) {
        return Unexpected(
            Errc::limit_exceeded, "a file of the home is longer than a transfer file allows");
    }
    --m_left;
    ByteComposer out;
    out.u8(static_cast<std::uint8_t>(kind))
        .u8(0)
        .u16(static_cast<std::uint16_t>(name.size()))
        .u32(0)
        .u64(length)
        .text(name);
    return put(out.bytes());
}

Expected<void> TransferWriter::add(EntryKind kind, std::string_view name, ByteView bytes)
{
    if (auto begun = head(kind, name, bytes.size()); !begun) {
        return begun;
    }
    return put(bytes);
}

Expected<void> TransferWriter::add(
    EntryKind kind, std::string_view name, const File& from, std::uint64_t length)
{
    if (auto begun = head(kind, name, length); !begun) {
        return begun;
    }
    Bytes block(k_block);
    for (std::uint64_t at = 0; at < length;) {
        const MutableByteView part = MutableByteView(block).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(k_block, length - at)));
        if (auto read = from.read_exact(at, part); !read) {
            return read;
        }
        if (auto written = put(part); !written) {
            return written;
        }
        at += part.size();
    }
    return {};
}

Expected<std::uint64_t> TransferWriter::finish()
{
    if (m_left != 0 || m_at + k_tag != m_total) {
        return Unexpected(Errc::internal, "the home changed while it was written");
    }
    std::array<std::byte, k_tag> tag{};
    crypto_generichash_final(state_of(m_hash), raw(MutableByteView(tag)), tag.size());
    if (auto written = m_file->write(m_at, tag); !written) {
        return fail(std::move(written));
    }
    if (auto synced = m_file->sync(); !synced) {
        return fail(std::move(synced));
    }
    return m_total;
}

Expected<TransferContents> read_transfer(const File& file)
{
    const auto size = file.size();
    if (!size) {
        return Unexpected(size.error());
    }
    auto head = read_head(file, *size);
    if (!head) {
        return fail(std::move(head));
    }
    auto entries = read_entries(file, *head);
    if (!entries) {
        return fail(std::move(entries));
    }
    const TransferEntry& kept = (*entries)[1];
    auto identity_file = SecretBytes::allocate(static_cast<std::size_t>(kept.length));
    if (!identity_file) {
        return fail(std::move(identity_file));
    }
    if (!file.read_exact(kept.offset, identity_file->span())) {
        return damaged();
    }
    auto identity = decode_identity(identity_file->view(), head->owner);
    if (!identity) {
        return damaged();
    }
    if (auto held = check_tag(file, *head, identity->seed.view()); !held) {
        return fail(std::move(held));
    }
    return TransferContents{head->owner, std::move(*entries)};
}

} // namespace satpad::core::store
