// SPDX-License-Identifier: GPL-3.0-or-later
#include "open_request.h"
#include "outbox_file.h"

#include <satpad/core/lock_file.h>
#include <satpad/core/outbox.h>

#include <algorithm>

namespace satpad::core {
namespace {

fs::path sealed_path(const Home& home, const MessageId& id)
{
    return home.paths().outbox() / (id.hex() + ".sealed");
}

fs::path part_path(const Home& home, const MessageId& id)
{
    return home.paths().outbox() / (id.hex() + ".part");
}

fs::path lock_path(const Home& home, const MessageId& id)
{
    return home.paths().outbox() / (id.hex() + ".lock");
}

bool is_open(MessageState state)
{
    return state == MessageState::sealed || state == MessageState::carried ||
           state == MessageState::cancelling;
}

/// Whether its files may go. Not those of a reservation: its sealing may be committed, unseen here
/// because its sync failed, and come back. Recovery burns it first.
bool is_over(const MessageRow& row)
{
    return row.settled.seconds != 0;
}

/// The content as it is sealed: its coded header, then the payload.
ContentReader content_of(Bytes coded_header, const ContentReader& payload)
{
    return [coded = std::move(coded_header), at = std::size_t{0}, payload](
               MutableByteView out) mutable -> Expected<void> {
        const std::size_t from_header = std::min(out.size(), coded.size() - at);
        std::copy_n(coded.begin() + static_cast<std::ptrdiff_t>(at), from_header, out.begin());
        at += from_header;
        if (from_header == out.size()) {
            return {};
        }
        return payload(out.subspan(from_header));
    };
}

/// T2: seals into `<id>.part` and makes it durable as `<id>.sealed`.
Expected<void> write_sealed(Home& home,
    const MessageHeader& header,
    ByteView encoded,
    PageSource& pages,
    const ContentReader& content,
    const Progress& progress)
{
    const fs::path part = part_path(home, header.id);
    auto file = home.store().create(part);
    if (!file) {
        return fail(std::move(file));
    }
    if (auto written = write_outbox_file(home, **file, header, encoded, pages, content, progress);
        !written) {
        return written;
    }
    if (auto renamed = home.store().rename(part, sealed_path(home, header.id)); !renamed) {
        return renamed;
    }
    return home.store().sync_folder(home.paths().outbox());
}

/// Refuses before a page is touched; best effort, since others fill the disk too. Beside the message
/// the ledger's log grows by some commits.
Expected<void> require_room(const fs::path& outbox, std::uint64_t content_bytes)
{
    constexpr std::uint64_t k_ledger_room = 256 << 10;
    const MessageGeometry geometry(content_bytes);
    const std::uint64_t wanted =
        k_max_header_bytes + content_bytes + 2 * geometry.chunks() * k_tag_bytes + k_ledger_room;
    std::error_code error;
    const auto space = fs::space(outbox, error);
    if (!error && space.available < wanted) {
        return Unexpected(Errc::storage_full,
            outbox.string() + " has no room for " + std::to_string(wanted) +
                " bytes; nothing was reserved");
    }
    return {};
}

/// Sealed at once: the expected answers are key, and what follows takes long.
Expected<Bytes> make_note(const Home& home,
    const MessageId& id,
    ByteView encoded,
    const SealRequest& request,
    PageSource& pages)
{
    auto secrets = message_secrets(encoded, pages);
    if (!secrets) {
        return fail(std::move(secrets));
    }
    return seal_outbox_note(home,
        id,
        {*secrets, request.content.name, request.remark, request.source, request.answers});
}

Bytes coded_content(const SealRequest& request)
{
    if (request.remark) {
        return encode_remark(*request.remark);
    }
    ContentHeader content = request.content;
    content.answers = request.answers ? std::optional(mark_of(*request.answers)) : std::nullopt;
    return encode_content_header(content);
}

MessageHeader header_of(const Reservation& reservation,
    const SiteId& sender,
    const SiteId& receiver,
    std::uint64_t content_bytes)
{
    MessageHeader header;
    header.id = reservation.id();
    header.sender = sender;
    header.receiver = receiver;
    header.content_bytes = content_bytes;
    header.ranges = reservation.ranges();
    header.floors = reservation.floors();
    header.chain_head = reservation.chain_head();
    return header;
}

} // namespace

OutboxEntry::OutboxEntry(MessageRow row, MessageHeader header)
    : m_row(std::move(row))
    , m_header(std::move(header))
{}

Expected<Bytes> OutboxEntry::read_chunk(std::uint64_t index) const
{
    const MessageGeometry geometry(m_header.content_bytes);
    if (!m_file || index >= geometry.chunks()) {
        return Unexpected(Errc::wrong_state,
            "message " + m_header.id.hex() + " has no chunk " + std::to_string(index));
    }
    return read_outbox_chunk(*m_file, m_mark_key.view(), m_header, m_row.header.size(), index);
}

Outbox::Outbox(Home& home, PadLedger& ledger)
    : m_home(&home)
    , m_ledger(&ledger)
{}

Expected<SealedMessage> Outbox::seal(const SealRequest& request, const Progress& progress)
{
    auto held = seal_and_hold(request, ReserveRequest::Carrier::session, progress);
    if (!held) {
        return fail(std::move(held));
    }
    return held->message;
}

Expected<OutboxEntry> Outbox::seal_for_carrier(const SealRequest& request, const Progress& progress)
{
    auto held = seal_and_hold(request, ReserveRequest::Carrier::file, progress);
    if (!held) {
        return fail(std::move(held));
    }
    return open(held->message.id, std::move(held->lock));
}

Expected<Outbox::Held> Outbox::seal_and_hold(
    const SealRequest& request, ReserveRequest::Carrier carrier, const Progress& progress)
{
    std::optional<OpenRequest> asked;
    if (request.answers) {
        auto opened = OpenRequest::take(*m_home, *m_ledger, *request.answers, request.peer);
        if (!opened) {
            return fail(std::move(opened));
        }
        asked.emplace(std::move(*opened));
    }
    Bytes coded = coded_content(request);
    const std::uint64_t content_bytes = coded.size() + request.payload_bytes;
    if (content_bytes > k_max_content) {
        return Unexpected(Errc::limit_exceeded, "a message carries at most 2^40 bytes");
    }
    if (auto room = require_room(m_home->paths().outbox(), content_bytes); !room) {
        return fail(std::move(room));
    }
    const MessageGeometry geometry(content_bytes);
    auto reservation = m_ledger->reserve({.peer = request.peer,
        .pages = geometry.pages(),
        .mode = request.remark ? SendMode::request : request.content.mode,
        .payload_bytes = request.payload_bytes,
        .carrier = carrier}); // T1
    if (!reservation) {
        return fail(std::move(reservation));
    }
    const MessageHeader header =
        header_of(*reservation, m_home->config().id, request.peer, content_bytes);
    const Bytes encoded = encode_header(header);

    auto pages = m_ledger->open_pages(std::move(*reservation));
    if (!pages) {
        return fail(std::move(pages));
    }
    const auto give_up = [&](Error why) -> Unexpected {
        // Whatever the burn says, the first failure is what the operator must hear; recovery
        // finishes.
        const auto burnt = m_ledger->burn(std::move(*pages));
        if (!burnt && burnt.error().is(Errc::outcome_unknown)) {
            return Unexpected(burnt.error());
        }
        return Unexpected(std::move(why));
    };
    auto note = make_note(*m_home, header.id, encoded, request, **pages);
    if (!note) {
        return give_up(std::move(note).error());
    }
    std::optional<NoteChange> answered;
    if (asked) {
        auto change = asked->answered_by(header.id);
        if (!change) {
            return give_up(std::move(change).error());
        }
        answered = std::move(*change);
    }
    const ContentReader content = content_of(std::move(coded), request.payload);
    if (auto sealed = write_sealed(*m_home, header, encoded, **pages, content, progress);
        !sealed) { // T2
        return give_up(std::move(sealed).error());
    }
    if (auto erased = (*pages)->erase(); !erased) { // T3: from here on nothing can be sealed again
        return give_up(std::move(erased).error());
    }
    auto lock = m_ledger->commit_sealed(
        std::move(*pages), encoded, request.payload_bytes, *note, answered); // T4
    if (!lock) {
        return fail(std::move(lock));
    }
    return Held{{header.id, geometry.pages(), request.payload_bytes}, std::move(*lock)};
}

Expected<OutboxNote> Outbox::note(const MessageRow& row) const
{
    return open_outbox_note(*m_home, row.id, row.sealed_note);
}

Expected<OutboxEntry> Outbox::open(const MessageId& id)
{
    auto lock = take_lock_file(m_home->store(), m_home->random(), lock_path(*m_home, id));
    if (!lock) {
        return fail(std::move(lock));
    }
    if (*lock == nullptr) {
        return Unexpected(
            Errc::home_busy, "message " + id.hex() + " is being delivered by another process");
    }
    return open(id, std::move(*lock));
}

Expected<OutboxEntry> Outbox::open(const MessageId& id, std::unique_ptr<File> lock)
{
    // Read only now: what was known before the lock may be old.
    auto row = m_ledger->message(id);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->direction != MessageDirection::outgoing || !is_open(row->state)) {
        if (is_over(*row)) {
            remove_files(id);
        }
        return Unexpected(
            Errc::wrong_state, "message " + id.hex() + " is " + std::string(name_of(row->state)));
    }
    auto header = decode_header(row->header);
    if (!header) {
        return Unexpected(Errc::home_damaged, "header of message " + id.hex() + " does not decode");
    }
    if (auto opens = note(*row); !opens) {
        return fail(std::move(opens));
    }
    OutboxEntry entry(std::move(*row), std::move(*header));
    entry.m_lock = std::move(lock);
    if (entry.m_row.state != MessageState::cancelling) {
        auto file = m_home->store().open(sealed_path(*m_home, id), Access::read_only);
        if (!file) {
            return Unexpected(Errc::home_damaged,
                "the sealed bytes of message " + id.hex() +
                    " are gone; cancel it with: satpad outbox cancel " + id.hex());
        }
        auto key = chunk_mark_key(*m_home, id);
        if (!key) {
            return fail(std::move(key));
        }
        entry.m_file = std::move(*file);
        entry.m_mark_key = std::move(*key);
    }
    return entry;
}

Expected<void> Outbox::recorded(const OutboxEntry& entry, const Tag& theirs)
{
    const auto expected = note(entry.row());
    if (!expected) {
        return Unexpected(expected.error());
    }
    if (!same_tag(expected->secrets.record_tag, theirs)) {
        return Unexpected(Errc::authentication_failed,
            "the peer's record of message " + entry.header().id.hex() + " does not match");
    }
    return m_ledger->peer_recorded(entry.header().id);
}

Expected<void> Outbox::used(const OutboxEntry& entry, const UsedNotice& notice)
{
    const auto& ranges = entry.header().ranges;
    const bool ours = std::ranges::any_of(
        ranges, [&](const PageRange& range) { return range.pad == notice.overlap.pad; });
    if (!ours) {
        return Unexpected(Errc::malformed,
            "the peer reports pages that message " + entry.header().id.hex() + " does not use");
    }
    if (auto suspended = m_ledger->suspend(notice.overlap.pad, notice.advance_to); !suspended) {
        return suspended;
    }
    if (auto settled = m_ledger->settle_outgoing(entry.header().id, MessageState::failed);
        !settled) {
        return settled;
    }
    remove_files(entry.header().id);
    return {};
}

Expected<void> Outbox::cancel_refused(const OutboxEntry& entry)
{
    const MessageId& id = entry.header().id;
    if (entry.row().state != MessageState::cancelling) {
        return Unexpected(Errc::wrong_state, "message " + id.hex() + " is not being cancelled");
    }
    if (auto settled = m_ledger->settle_outgoing(id, MessageState::cancelled); !settled) {
        return settled;
    }
    remove_files(id);
    return {};
}

Expected<MessageState> Outbox::answered(const OutboxEntry& entry, const Tag& answer)
{
    const MessageId& id = entry.header().id;
    const auto expected = note(entry.row());
    if (!expected) {
        return Unexpected(expected.error());
    }
    MessageState end = MessageState::verified;
    if (same_tag(expected->secrets.abandoned, answer)) {
        end = MessageState::cancelled;
    } else if (!same_tag(expected->secrets.accepted, answer)) {
        return Unexpected(Errc::authentication_failed,
            "the peer's answer to message " + id.hex() + " does not match");
    }
    if (auto settled = m_ledger->settle_outgoing(id, end); !settled) {
        return fail(std::move(settled));
    }
    remove_files(id);
    return end;
}

Expected<void> Outbox::write_message_file(const OutboxEntry& entry, const fs::path& out)
{
    FileStore& store = m_home->store();
    if (store.exists(out)) {
        return Unexpected(
            Errc::already_exists, out.string() + " is there already; choose another name with -o");
    }
    const auto record_tag = [&]() -> Expected<Tag> {
        const auto expected = note(entry.row());
        return expected ? Expected<Tag>(expected->secrets.record_tag)
                        : Expected<Tag>(Unexpected(expected.error()));
    }();
    if (!record_tag) {
        return Unexpected(record_tag.error());
    }
    const fs::path part = out.string() + ".part";
    auto file = store.create(part);
    if (!file) {
        return fail(std::move(file));
    }
    const auto write_all = [&]() -> Expected<void> {
        BlockWriter writer(**file);
        if (auto written = writer.write(entry.row().header); !written) {
            return written;
        }
        if (auto written = writer.write(record_tag->view()); !written) {
            return written;
        }
        const std::uint64_t chunks = MessageGeometry(entry.header().content_bytes).chunks();
        for (std::uint64_t i = 0; i < chunks; ++i) {
            auto chunk = entry.read_chunk(i);
            if (!chunk) {
                return fail(std::move(chunk));
            }
            if (auto written = writer.write(*chunk); !written) {
                return written;
            }
        }
        if (auto flushed = writer.flush(); !flushed) {
            return flushed;
        }
        if (auto synced = (*file)->sync(); !synced) {
            return synced;
        }
        // Carried before it has its name: a file that exists is never forgotten by the ledger.
        if (auto marked = m_ledger->mark_carried(entry.header().id); !marked) {
            return marked;
        }
        if (auto renamed = store.rename(part, out); !renamed) {
            return renamed;
        }
        return store.sync_folder(out.has_parent_path() ? out.parent_path() : fs::path("."));
    };
    auto written = write_all();
    if (!written) {
        (void)store.remove(part);
    }
    return written;
}

Expected<CancelOutcome> Outbox::cancel(const MessageId& id)
{
    auto row = m_ledger->message(id);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->direction != MessageDirection::outgoing || !is_open(row->state)) {
        return Unexpected(
            Errc::wrong_state, "message " + id.hex() + " is " + std::string(name_of(row->state)));
    }
    auto lock = take_lock_file(m_home->store(), m_home->random(), lock_path(*m_home, id));
    if (!lock) {
        return fail(std::move(lock));
    }
    if (*lock == nullptr) {
        return Unexpected(
            Errc::home_busy, "message " + id.hex() + " is being delivered right now; try again");
    }
    if (auto begun = m_ledger->begin_cancel(id); !begun) {
        return fail(std::move(begun));
    }
    if (auto removed = m_home->store().remove(sealed_path(*m_home, id)); !removed) {
        return fail(std::move(removed));
    }
    return CancelOutcome::cancelling;
}

void Outbox::remove_files(const MessageId& id)
{
    // Leftovers cost nothing and the next sweep removes them, so failures here are not news.
    (void)m_home->store().remove(sealed_path(*m_home, id));
    (void)m_home->store().remove(part_path(*m_home, id));
    (void)m_home->store().remove(lock_path(*m_home, id));
}

Expected<void> Outbox::sweep()
{
    auto names = m_home->store().list(m_home->paths().outbox());
    if (!names) {
        return fail(std::move(names));
    }
    for (const std::string& name : *names) {
        const auto id = MessageId::from_hex(name.substr(0, name.find('.')));
        if (!id) {
            continue;
        }
        const auto lock =
            take_lock_file(m_home->store(), m_home->random(), lock_path(*m_home, *id));
        if (!lock || *lock == nullptr) {
            continue; // a living process works on it
        }
        const auto row = m_ledger->message(*id);
        if (row ? is_over(*row) : row.error().is(Errc::unknown_message)) {
            remove_files(*id);
        } else if (row && row->state == MessageState::cancelling) {
            (void)m_home->store().remove(sealed_path(*m_home, *id));
        }
    }
    return {};
}

} // namespace satpad::core
