// SPDX-License-Identifier: GPL-3.0-or-later
#include "arriving.h"
#include "inbox_file.h"

#include <satpad/core/inbox.h>

#include <algorithm>

namespace satpad::core {
namespace {

fs::path spool_path(const Home& home, const MessageId& id)
{
    return home.paths().spool() / (id.hex() + ".spool");
}

InboxItem make_item(
    const Home& home, const MessageRow& row, const InboxNote& note, std::uint64_t bytes)
{
    InboxItem item;
    item.id = row.id;
    item.from = row.peer;
    item.name = received_name(note.content);
    item.path = home.paths().inbox() / note.file;
    item.content = note.content;
    item.bytes = bytes;
    item.pages = row.pages;
    item.received = row.settled;
    return item;
}

Expected<InboxRemark> make_remark(const Home& home, const MessageRow& row)
{
    auto note = open_inbox_note(home, row.id, row.sealed_note);
    if (!note) {
        return fail(std::move(note));
    }
    if (!note->remark) {
        return Unexpected(Errc::home_damaged, "message " + row.id.hex() + " is no request");
    }
    return InboxRemark{row.id, row.peer, *note->remark, row.settled, note->answered_by};
}

/// The answer given before, unless another header now bears the message's id.
Expected<Tag> answer_again(const MessageRow& row, const MessageHeader& header)
{
    if (row.header != encode_header(header)) {
        return Unexpected(Errc::key_already_used,
            "message id " + header.id.hex() + " is known with another header");
    }
    return row.answer;
}

} // namespace

Inbox::Inbox(Home& home, PadLedger& ledger)
    : m_home(&home)
    , m_ledger(&ledger)
{}

Inbox::~Inbox() = default;

Expected<std::variant<RecordAnswer, UsedNotice>> Inbox::record(
    const SiteId& from, const MessageHeader& header)
{
    using Reply = std::variant<RecordAnswer, UsedNotice>;
    if (auto refused = refused_before(from, header.id)) {
        return Unexpected(std::move(*refused));
    }
    auto outcome = m_ledger->record(header, from); // R1
    if (!outcome) {
        return fail(std::move(outcome));
    }
    if (const auto* used = std::get_if<UsedNotice>(&*outcome)) {
        return Reply(*used);
    }
    const Recorded recorded = std::get<Recorded>(*outcome);
    if (recorded == Recorded::accepted_before || recorded == Recorded::abandoned_before) {
        auto row = m_ledger->message(header.id);
        if (!row) {
            return fail(std::move(row));
        }
        return Reply(RecordAnswer{{}, MessageGeometry(header.content_bytes).chunks(), row->answer});
    }
    auto message = std::make_shared<Arriving>();
    message->from = from;
    message->header = header;
    message->encoded = encode_header(header);
    auto pages = m_ledger->open_received(header, from);
    if (!pages) {
        return fail(std::move(pages));
    }
    message->pages = std::move(*pages);
    const auto tag = record_tag_of(message->encoded, *message->pages);
    if (!tag) {
        return Unexpected(tag.error());
    }
    if (auto resumed = resume_spool(*message); !resumed) {
        return fail(std::move(resumed));
    }
    const RecordAnswer answer{*tag, message->next_chunk, std::nullopt};
    const std::scoped_lock guard(m_mutex);
    // A session that was cut may still hold the older object; the newer one takes over.
    m_arriving[header.id] = std::move(message);
    return Reply(answer);
}

std::optional<Error> Inbox::refused_before(const SiteId& from, const MessageId& id)
{
    std::shared_ptr<Arriving> known;
    {
        const std::scoped_lock guard(m_mutex);
        const auto entry = m_arriving.find(id);
        if (entry == m_arriving.end() || entry->second->from != from) {
            return std::nullopt;
        }
        known = entry->second;
    }
    const std::unique_lock lock(known->mutex, std::try_to_lock); // held: it is still at work
    return lock ? known->refused : std::nullopt;
}

Expected<void> Inbox::resume_spool(Arriving& message)
{
    auto file = m_home->store().open_or_create(spool_path(*m_home, message.header.id));
    if (!file) {
        return fail(std::move(file));
    }
    message.spool = std::move(*file);
    auto size = message.spool->size();
    if (!size) {
        return fail(std::move(size));
    }
    const MessageGeometry geometry(message.header.content_bytes);
    const std::size_t start = message.encoded.size();
    Bytes head(start);
    const bool same_header =
        *size >= start && message.spool->read_exact(0, head).has_value() && head == message.encoded;
    if (!same_header) {
        if (auto cut = message.spool->truncate(0); !cut) {
            return cut;
        }
        return message.spool->write(0, message.encoded);
    }
    // What a crash left may be torn: keep chunks only as far as their tags hold.
    Bytes sealed;
    while (message.next_chunk < geometry.chunks()) {
        sealed.resize(geometry.chunk_bytes(message.next_chunk) + k_tag_bytes);
        const std::uint64_t at = start + geometry.sealed_offset(message.next_chunk);
        if (at + sealed.size() > *size || !message.spool->read_exact(at, sealed) ||
            !verify_chunk(message.header, message.next_chunk, sealed, *message.pages)) {
            break;
        }
        ++message.next_chunk;
    }
    return message.spool->truncate(start + (message.next_chunk == geometry.chunks()
                                                   ? geometry.sealed_bytes()
                                                   : geometry.sealed_offset(message.next_chunk)));
}

Expected<std::shared_ptr<Inbox::Arriving>> Inbox::arriving(const SiteId& from, const MessageId& id)
{
    const std::scoped_lock guard(m_mutex);
    const auto found = m_arriving.find(id);
    if (found == m_arriving.end() || found->second->from != from) {
        return Unexpected(
            Errc::unknown_message, "message " + id.hex() + " was not recorded in this session");
    }
    return found->second;
}

Expected<void> Inbox::chunk(
    const SiteId& from, const MessageId& id, std::uint64_t index, ByteView sealed)
{
    auto found = arriving(from, id);
    if (!found) {
        return fail(std::move(found));
    }
    Arriving& message = **found;
    const std::scoped_lock guard(message.mutex);
    const MessageGeometry geometry(message.header.content_bytes);
    if (index != message.next_chunk || index >= geometry.chunks()) {
        return Unexpected(Errc::malformed,
            "chunk " + std::to_string(index) + " of message " + id.hex() + " is out of order");
    }
    if (auto held = verify_chunk(message.header, index, sealed, *message.pages); !held) {
        return held;
    }
    const std::uint64_t at = message.encoded.size() + geometry.sealed_offset(index);
    if (auto written = message.spool->write(at, sealed); !written) {
        return written;
    }
    ++message.next_chunk;
    return {};
}

Expected<Tag> Inbox::finish(const SiteId& from, const MessageId& id)
{
    auto found = arriving(from, id);
    if (!found) {
        return fail(std::move(found));
    }
    Arriving& message = **found;
    const std::scoped_lock guard(message.mutex);
    if (message.refused) {
        return Unexpected(*message.refused);
    }
    const MessageGeometry geometry(message.header.content_bytes);
    if (message.next_chunk != geometry.chunks()) {
        return Unexpected(Errc::wrong_state, "message " + id.hex() + " is not complete");
    }
    auto lock = ArrivalLock::take(*m_home, id);
    if (!lock) {
        return fail(std::move(lock));
    }
    // Read again under the lock: another session or process may have finished it meanwhile.
    if (const auto row = m_ledger->message(id); row && row->state == MessageState::accepted) {
        return row->answer;
    }
    if (auto synced = message.spool->sync(); !synced) { // R2
        return fail(std::move(synced));
    }
    auto note = write_inbox_file(
        *m_home, message.header, *message.pages, [&](std::uint64_t i) -> Expected<Bytes> {
            Bytes sealed(geometry.chunk_bytes(i) + k_tag_bytes);
            auto read = message.spool->read_exact(
                message.encoded.size() + geometry.sealed_offset(i), sealed);
            if (!read) {
                return fail(std::move(read));
            }
            return sealed;
        }); // R3
    if (!note) {
        if (note.error().is(Errc::malformed)) {
            message.refused = note.error();
            message.pages.reset();
            message.spool.reset();
        }
        return fail(std::move(note));
    }
    auto secrets = message_secrets(message.encoded, *message.pages); // now: writing takes long
    if (!secrets) {
        (void)drop_unaccepted(*m_home, *m_ledger, id, note->file); // else the sweep does
        return fail(std::move(secrets));
    }
    auto sealed_note = seal_inbox_note(*m_home, id, *note);
    if (!sealed_note) {
        (void)drop_unaccepted(*m_home, *m_ledger, id, note->file);
        return fail(std::move(sealed_note));
    }
    if (auto accepted =
            m_ledger->accept(message.header, from, secrets->accepted, *sealed_note, note->mode());
        !accepted) { // R4
        (void)drop_unaccepted(*m_home, *m_ledger, id, note->file);
        return fail(std::move(accepted));
    }
    if (auto erased = m_ledger->erase_owed(); !erased) { // R5
        return fail(std::move(erased));
    }
    (void)m_home->store().remove(spool_path(*m_home, id)); // R6; the next sweep finds what stays
    const std::scoped_lock map_guard(m_mutex);
    m_arriving.erase(id);
    return secrets->accepted;
}

Expected<Tag> Inbox::cancel(const SiteId& from, const MessageHeader& header)
{
    const auto row = m_ledger->message(header.id);
    if (row && row->direction == MessageDirection::incoming && row->peer == from &&
        (row->state == MessageState::accepted || row->state == MessageState::abandoned)) {
        return answer_again(*row, header);
    }
    std::shared_ptr<Arriving> busy;
    if (auto found = arriving(from, header.id)) {
        busy = *found;
    }
    // Waits for a chunk or a finish under way; after it the state decides.
    std::unique_lock<std::mutex> guard;
    if (busy) {
        guard = std::unique_lock(busy->mutex);
        const auto again = m_ledger->message(header.id);
        if (again && again->state == MessageState::accepted) {
            return answer_again(*again, header);
        }
    }
    auto lock = ArrivalLock::take(*m_home, header.id);
    if (!lock) {
        return fail(std::move(lock));
    }
    auto pages = m_ledger->open_received(header, from);
    if (!pages) {
        return fail(std::move(pages));
    }
    auto secrets = message_secrets(encode_header(header), **pages);
    if (!secrets) {
        return fail(std::move(secrets));
    }
    if (auto abandoned = m_ledger->abandon(header, from, secrets->abandoned); !abandoned) {
        return fail(std::move(abandoned));
    }
    if (auto erased = m_ledger->erase_owed(); !erased) {
        return fail(std::move(erased));
    }
    (void)m_home->store().remove(spool_path(*m_home, header.id));
    const std::scoped_lock map_guard(m_mutex);
    m_arriving.erase(header.id);
    return secrets->abandoned;
}

void Inbox::forget(const SiteId& from)
{
    const std::scoped_lock guard(m_mutex);
    // What was refused is remembered across sessions, to a number that only a peer at war reaches.
    constexpr std::size_t k_most_remembered = 4096;
    const bool all = m_arriving.size() > k_most_remembered;
    std::erase_if(m_arriving, [&](const auto& entry) {
        Arriving& message = *entry.second;
        if (message.from != from) {
            return false;
        }
        const std::unique_lock lock(message.mutex, std::try_to_lock);
        return all || !lock || !message.refused;
    });
}

Expected<InboxItem> Inbox::item(const MessageId& id) const
{
    auto row = m_ledger->message(id);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->direction != MessageDirection::incoming || row->state != MessageState::accepted) {
        return Unexpected(Errc::unknown_message, "no received message " + id.hex());
    }
    if (row->mode == SendMode::request) {
        return Unexpected(
            Errc::unknown_message, "message " + id.hex() + " is a request, not a picture");
    }
    auto note = open_inbox_note(*m_home, id, row->sealed_note);
    if (!note) {
        return fail(std::move(note));
    }
    std::error_code none;
    const auto size = fs::file_size(m_home->paths().inbox() / note->file, none);
    return make_item(*m_home, *row, *note, none ? 0 : size);
}

Expected<std::vector<InboxItem>> Inbox::list() const
{
    auto rows = m_ledger->messages(
        {.direction = MessageDirection::incoming, .peer = {}, .open_only = false});
    if (!rows) {
        return fail(std::move(rows));
    }
    std::vector<InboxItem> items;
    for (const MessageRow& row : *rows) {
        if (row.state != MessageState::accepted || row.mode == SendMode::request) {
            continue;
        }
        auto note = open_inbox_note(*m_home, row.id, row.sealed_note);
        if (!note) {
            return fail(std::move(note));
        }
        std::error_code none;
        const auto size = fs::file_size(m_home->paths().inbox() / note->file, none);
        items.push_back(make_item(*m_home, row, *note, none ? 0 : size));
    }
    return items;
}

Expected<InboxRemark> Inbox::remark(const MessageId& id) const
{
    auto row = m_ledger->message(id);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->direction != MessageDirection::incoming || row->state != MessageState::accepted ||
        row->mode != SendMode::request) {
        return Unexpected(Errc::unknown_message, "no received request " + id.hex());
    }
    return make_remark(*m_home, *row);
}

Expected<std::vector<InboxRemark>> Inbox::remarks(const std::optional<SiteId>& from) const
{
    auto rows = m_ledger->messages({.direction = MessageDirection::incoming,
        .peer = from,
        .open_only = false,
        .mode = SendMode::request});
    if (!rows) {
        return fail(std::move(rows));
    }
    std::vector<InboxRemark> found;
    for (const MessageRow& row : *rows) {
        if (row.state != MessageState::accepted) {
            continue;
        }
        auto made = make_remark(*m_home, row);
        if (!made) {
            return fail(std::move(made));
        }
        found.push_back(std::move(*made));
    }
    return found;
}

Expected<void> Inbox::sweep()
{
    if (auto swept = sweep_pictures(); !swept) {
        return swept;
    }
    return sweep_spools();
}

Expected<void> Inbox::sweep_pictures()
{
    // A home that was ever in doubt may have had a newer ledger, which knew its pictures.
    const auto doubted = m_ledger->was_ever_suspect();
    if (!doubted) {
        return Unexpected(doubted.error());
    }
    auto files = m_home->store().list(m_home->paths().inbox());
    if (!files) {
        return fail(std::move(files));
    }
    for (const std::string& name : *files) {
        // Only names of our own making; what an operator put here stays.
        const auto id =
            MessageId::from_hex(std::string_view(name).substr(0, MessageId::k_size * 2));
        const std::string_view rest =
            id ? std::string_view(name).substr(MessageId::k_size * 2) : std::string_view();
        const bool unfinished = rest == ".part";
        if (!id || !(unfinished || (rest.starts_with('_') && !*doubted))) {
            continue;
        }
        if (!unfinished) {
            // Most files belong to accepted messages: no lock is needed to leave them alone.
            const auto known = m_ledger->message(*id);
            if (known && known->state == MessageState::accepted) {
                continue;
            }
        }
        const auto lock = ArrivalLock::take(*m_home, *id);
        if (!lock) {
            continue;
        }
        if (unfinished) {
            (void)m_home->store().remove(m_home->paths().inbox() / name);
        } else if (auto dropped = drop_unaccepted(*m_home, *m_ledger, *id, name);
                   !dropped && dropped.error().is(Errc::outcome_unknown)) {
            return dropped;
        }
    }
    return {};
}

Expected<void> Inbox::sweep_spools()
{
    auto spools = m_home->store().list(m_home->paths().spool());
    if (!spools) {
        return fail(std::move(spools));
    }
    for (const std::string& name : *spools) {
        const auto id = MessageId::from_hex(name.substr(0, name.find('.')));
        const auto lock = id ? ArrivalLock::take(*m_home, *id)
                             : Expected<ArrivalLock>(Unexpected(Errc::malformed));
        if (!lock) {
            continue;
        }
        const auto row = m_ledger->message(*id);
        if (row ? row->state != MessageState::recorded : row.error().is(Errc::unknown_message)) {
            (void)m_home->store().remove(m_home->paths().spool() / name);
        }
    }
    return {};
}

} // namespace satpad::core
