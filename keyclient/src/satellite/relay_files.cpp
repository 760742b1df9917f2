// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay_files.h"

#include "contact_fields.h"
#include "folder_turn.h"

namespace satpad::keyclient::satellite {

using core::Bytes;
using core::ByteView;
using core::Errc;
using core::Expected;
using core::SecretBytes;
using core::Unexpected;

namespace {

constexpr std::uint8_t k_version = 1;
/// The largest: both pads and everything around them.
constexpr std::size_t k_most_file =
    static_cast<std::size_t>(k_most_relay_pages + 1) * core::k_page_bytes + 65'536;

std::string_view ending(RelayFile file)
{
    switch (file) {
    case RelayFile::note:
        return ".note";
    case RelayFile::held:
        return ".held";
    case RelayFile::cipher:
        return ".cipher";
    case RelayFile::share:
        return ".share";
    case RelayFile::order:
        return ".order";
    }
    return {};
}

/// Binds a file to its relay and purpose.
std::string context_of(const core::BatchId& relay, RelayFile file)
{
    return "satpad relay " + relay.hex() + std::string(ending(file));
}

Unexpected damaged(const core::BatchId& relay, RelayFile file)
{
    return Unexpected(
        Errc::home_damaged, "relay/" + relay.hex() + std::string(ending(file)) + " is damaged");
}

void put_block(Writer& out, ByteView bytes)
{
    out.number(bytes.size());
    out.bytes(bytes);
}

ByteView take_block(Reader& in)
{
    return in.bytes(in.number(in.left()));
}

} // namespace

Expected<RelayFolder::Turn> RelayFolder::turn() const
{
    auto lock = take_turn(m_home->store(), root(), "lock");
    if (!lock) {
        return fail(std::move(lock));
    }
    return Turn(std::move(*lock));
}

Expected<std::vector<core::BatchId>> RelayFolder::list(RelayFile file) const
{
    std::vector<core::BatchId> relays;
    if (!m_home->store().exists(root())) {
        return relays;
    }
    auto names = m_home->store().list(root());
    if (!names) {
        return fail(std::move(names));
    }
    for (const std::string& name : *names) {
        if (!name.ends_with(ending(file))) {
            continue;
        }
        auto id = core::BatchId::from_hex(
            std::string_view(name).substr(0, name.size() - ending(file).size()));
        if (id) {
            relays.push_back(*id);
        }
    }
    return relays;
}

core::fs::path RelayFolder::path(const core::BatchId& relay, RelayFile file) const
{
    return root() / (relay.hex() + std::string(ending(file)));
}

bool RelayFolder::has(const core::BatchId& relay, RelayFile file) const
{
    return m_home->store().exists(path(relay, file));
}

Expected<void> RelayFolder::write(const core::BatchId& relay, RelayFile file, ByteView plain) const
{
    auto sealed = m_home->storage_key().seal(context_of(relay, file), plain, m_home->random());
    if (!sealed) {
        return fail(std::move(sealed));
    }
    return core::replace_file(m_home->store(), path(relay, file), *sealed);
}

Expected<SecretBytes> RelayFolder::read(const core::BatchId& relay, RelayFile file) const
{
    auto sealed = core::read_file(m_home->store(), path(relay, file), k_most_file);
    if (!sealed) {
        return fail(std::move(sealed));
    }
    return m_home->storage_key().open(context_of(relay, file), *sealed);
}

Expected<void> RelayFolder::remove(const core::BatchId& relay, RelayFile file) const
{
    if (!has(relay, file)) {
        return {};
    }
    if (auto removed = m_home->store().remove(path(relay, file)); !removed) {
        return removed;
    }
    return m_home->store().sync_folder(root());
}

Expected<void> RelayFolder::sweep_parts() const
{
    return remove_parts(m_home->store(), root(), "");
}

Expected<void> write_order(const RelayFolder& folder, const RelayOrdered& order)
{
    Writer out(k_version);
    out.bytes(order.peer.view());
    out.number(order.out_pages);
    out.number(order.back_pages);
    out.number(order.route.size());
    for (const core::SiteId& site : order.route) {
        out.bytes(site.view());
    }
    out.number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, order.made.seconds)));
    return folder.write(order.relay, RelayFile::order, out.take());
}

Expected<RelayOrdered> read_order(const RelayFolder& folder, const core::BatchId& relay)
{
    auto plain = folder.read(relay, RelayFile::order);
    if (!plain) {
        return fail(std::move(plain));
    }
    Reader in(plain->view());
    const bool known = in.byte() == k_version;
    RelayOrdered order;
    order.relay = relay;
    order.peer = take_id<core::SiteId>(in);
    order.out_pages = in.number(k_most_relay_pages);
    order.back_pages = in.number(k_most_relay_pages);
    const std::uint64_t relays = in.number(k_most_on_route);
    for (std::uint64_t i = 0; i < relays && in.good(); ++i) {
        order.route.push_back(take_id<core::SiteId>(in));
    }
    order.made.seconds = static_cast<std::int64_t>(in.number(k_most_time));
    if (!in.whole() || !known || order.route.empty()) {
        return damaged(relay, RelayFile::order);
    }
    return order;
}

bool is_ordered(const RelayOrdered& order, const RelayPads& pads)
{
    return pads.relay == order.relay && pads.far_end == order.peer &&
           pads.out_pages == order.out_pages && pads.back_pages == order.back_pages &&
           pads.route == order.route;
}

Expected<void> write_note(const RelayFolder& folder, const RelayNote& note)
{
    Writer out(k_version);
    put_block(out, encode(RelayTold{note.pads, note.first_leg}));
    out.number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, note.made.seconds)));
    put(out, note.asker_proofs);
    put(out, note.far_proofs);
    put(out, note.given_up);
    return folder.write(note.pads.relay, RelayFile::note, out.take());
}

Expected<RelayNote> read_note(const RelayFolder& folder, const core::BatchId& relay)
{
    auto plain = folder.read(relay, RelayFile::note);
    if (!plain) {
        return fail(std::move(plain));
    }
    Reader in(plain->view());
    const bool known = in.byte() == k_version;
    auto told = decode_relay_told(take_block(in));
    RelayNote note;
    note.made.seconds = static_cast<std::int64_t>(in.number(k_most_time));
    note.asker_proofs = take_proofs(in);
    note.far_proofs = take_proofs(in);
    note.given_up = take_text(in);
    if (!in.whole() || !known || !told || told->pads.relay != relay) {
        return damaged(relay, RelayFile::note);
    }
    note.pads = told->pads;
    note.first_leg = std::move(told->pages);
    return note;
}

Expected<void> write_cipher(const RelayFolder& folder, const RelayCipher& cipher)
{
    Writer out(k_version);
    put_block(out, encode(cipher.told));
    put_block(out, encode(cipher.key));
    return folder.write(cipher.key.relay, RelayFile::cipher, out.take());
}

Expected<RelayCipher> read_cipher(const RelayFolder& folder, const core::BatchId& relay)
{
    auto plain = folder.read(relay, RelayFile::cipher);
    if (!plain) {
        return fail(std::move(plain));
    }
    Reader in(plain->view());
    const bool known = in.byte() == k_version;
    auto told = decode_relay_told(take_block(in));
    auto key = decode_relay_key(take_block(in));
    if (!in.whole() || !known || !told || !key || told->pads.relay != relay ||
        key->relay != relay) {
        return damaged(relay, RelayFile::cipher);
    }
    return RelayCipher{std::move(*told), std::move(*key)};
}

Expected<void> write_share(
    const RelayFolder& folder, const core::SiteId& relay_site, const RelayTold& told, ByteView key)
{
    Writer head(k_version);
    head.bytes(relay_site.view());
    put_block(head, encode(told));
    const Bytes fields = head.take();
    auto plain = SecretBytes::allocate(fields.size() + key.size());
    if (!plain) {
        return fail(std::move(plain));
    }
    std::copy(fields.begin(), fields.end(), plain->span().begin());
    std::copy(key.begin(), key.end(), plain->span().subspan(fields.size()).begin());
    return folder.write(told.pads.relay, RelayFile::share, plain->view());
}

Expected<RelayShare> read_share(const RelayFolder& folder, const core::BatchId& relay)
{
    auto plain = folder.read(relay, RelayFile::share);
    if (!plain) {
        return fail(std::move(plain));
    }
    Reader in(plain->view());
    const bool known = in.byte() == k_version;
    const auto site = take_id<core::SiteId>(in);
    auto told = decode_relay_told(take_block(in));
    const ByteView key = in.bytes(in.left());
    if (!in.whole() || !known || !told || told->pads.relay != relay ||
        key.size() != core::total_pages(told->pages.ranges) * core::k_page_bytes) {
        return damaged(relay, RelayFile::share);
    }
    auto copy = SecretBytes::copy_of(key);
    if (!copy) {
        return fail(std::move(copy));
    }
    return RelayShare{std::move(*told), site, std::move(*copy)};
}

Expected<std::optional<bool>> was_taken(const core::PadLedger& ledger, const core::MessageId& use)
{
    auto row = ledger.message(use);
    if (!row && row.error().is(Errc::unknown_message)) {
        return std::optional(false);
    }
    if (!row) {
        return fail(std::move(row));
    }
    if (row->state == core::MessageState::reserved) {
        return std::optional<bool>{};
    }
    return std::optional(row->state == core::MessageState::taken);
}

} // namespace satpad::keyclient::satellite
