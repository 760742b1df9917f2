// SPDX-License-Identifier: GPL-3.0-or-later
#include "power_site.h"

#include <algorithm>

namespace satpad::test {

PowerSite::PowerSite(
    const fs::path& root, char disk_in, std::uint64_t seed, std::unique_ptr<FileStore> store_in)
    : disk(disk_in)
    , disk_path(root / std::string(1, disk_in))
    , random(seed)
    , store(std::move(store_in))
{}

Expected<SecretBytes> passphrase()
{
    return SecretBytes::copy_of(Bytes(12, std::byte{'p'}));
}

Expected<void> PowerSite::create(const std::string& name)
{
    SiteConfig config;
    config.name = name;
    auto made = Home::create(*store, random, home_path(), config);
    if (!made) {
        return fail(std::move(made));
    }
    home = std::make_unique<Home>(std::move(*made));
    auto opened = PadLedger::create(*home, clock, state_path());
    if (!opened) {
        return fail(std::move(opened));
    }
    ledger = std::make_unique<PadLedger>(std::move(*opened));
    outbox = std::make_unique<Outbox>(*home, *ledger);
    inbox = std::make_unique<Inbox>(*home, *ledger);
    return {};
}

Expected<void> PowerSite::open_home()
{
    auto opened = Home::open(*store, random, home_path(), [] { return passphrase(); });
    if (!opened) {
        return fail(std::move(opened));
    }
    home = std::make_unique<Home>(std::move(*opened));
    return {};
}

Expected<void> PowerSite::open()
{
    close();
    if (auto opened = open_home(); !opened) {
        return opened;
    }
    auto opened = PadLedger::open(*home, clock, state_path());
    if (!opened) {
        return fail(std::move(opened));
    }
    ledger = std::make_unique<PadLedger>(std::move(*opened));
    outbox = std::make_unique<Outbox>(*home, *ledger);
    inbox = std::make_unique<Inbox>(*home, *ledger);
    if (auto swept = outbox->sweep(); !swept) {
        return swept;
    }
    return inbox->sweep();
}

void PowerSite::close()
{
    inbox.reset();
    outbox.reset();
    ledger.reset();
    home.reset();
}

Expected<void> PowerSite::restart()
{
    close();
    return open();
}

Expected<void> PowerSite::knows(const PowerSite& other, const std::string& name)
{
    return home->change_config([&](SiteConfig& config) -> Expected<void> {
        std::erase_if(config.peers, [&](const Peer& peer) { return peer.id == other.id(); });
        config.peers.push_back({other.id(), name, other.home->public_key(), ""});
        return {};
    });
}

std::set<std::string> disk_folders(const std::string& disks)
{
    std::set<std::string> folders;
    for (const char disk : disks) {
        const std::string name(1, disk);
        folders.insert({name, name + "/state", name + "/out"});
    }
    return folders;
}

void make_folders(const fs::path& root, const std::string& disks)
{
    for (const std::string& folder : disk_folders(disks)) {
        fs::create_directories(root / folder);
    }
}

Bytes picture(const std::string& name)
{
    // "large": more than one chunk.
    const std::size_t size = name.starts_with("large") ? k_chunk_bytes + 700 : 300 + name.size();
    Bytes bytes(size);
    SeededRandom random(std::hash<std::string>()(name));
    random.fill(bytes);
    return bytes;
}

SealRequest request_for(const SiteId& peer, const std::string& name)
{
    const auto content = std::make_shared<Bytes>(picture(name));
    SealRequest request;
    request.peer = peer;
    request.content.name = name;
    request.content.original_bytes = content->size();
    request.payload_bytes = content->size();
    request.payload = [content, at = std::size_t{0}](
                          MutableByteView out) mutable -> Expected<void> {
        std::copy_n(content->begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
        at += out.size();
        return {};
    };
    return request;
}

void must(const Expected<void>& result)
{
    if (!result) {
        std::fprintf(stderr, "set-up failed: %s\n", result.error().text().c_str());
        std::abort();
    }
}

PadId share_pad(PowerSite& sender, PowerSite& receiver, std::uint64_t pages)
{
    NewPad pad;
    pad.id = sender.random.id<PadId>();
    pad.pages = pages;
    pad.batch = sender.random.id<BatchId>();
    pad.origin = "courier";
    pad.state = PadState::confirmed;
    pad.confirm_tag = sender.random.id<Tag>();
    Bytes key(pages * k_page_bytes);
    sender.random.fill(key);
    for (PowerSite* site : {&sender, &receiver}) {
        pad.peer = site == &sender ? receiver.id() : sender.id();
        pad.direction = site == &sender ? PadDirection::send : PadDirection::receive;
        auto writer = must(PadFileWriter::create(*site->home, pad.id, pages));
        must(writer.append(key));
        must(writer.finish());
        must(site->ledger->add_pads(std::span(&pad, 1)));
    }
    return pad.id;
}

namespace {

Expected<void> settle(
    PowerSite& from, const OutboxEntry& entry, const Tag& answer, Witness& witness)
{
    auto end = from.outbox->answered(entry, answer);
    if (!end) {
        return fail(std::move(end));
    }
    witness.settled(from, entry.header().id, *end);
    return {};
}

/// The witness hears of an answer what the receiver's ledger says of it.
Expected<void> tell_answer(
    PowerSite& to, const MessageHeader& header, const Tag& answer, Witness& witness)
{
    auto row = to.ledger->message(header.id);
    if (!row) {
        return fail(std::move(row));
    }
    witness.answered(to, header, answer, row->state);
    return {};
}

Expected<void> deliver_cancel(PowerSite& from, PowerSite& to, OutboxEntry& entry, Witness& witness)
{
    auto answer = to.inbox->cancel(from.id(), entry.header());
    if (!answer) {
        return fail(std::move(answer));
    }
    if (auto told = tell_answer(to, entry.header(), *answer, witness); !told) {
        return told;
    }
    return settle(from, entry, *answer, witness);
}

/// Chunks from `next` on; nothing when the delivery was cut before the last one.
Expected<std::optional<Tag>> deliver_chunks(PowerSite& from,
    PowerSite& to,
    OutboxEntry& entry,
    std::uint64_t next,
    Witness& witness,
    Until until)
{
    const MessageHeader& header = entry.header();
    const std::uint64_t chunks = MessageGeometry(header.content_bytes).chunks();
    for (std::uint64_t i = next; i < chunks; ++i) {
        auto sealed = entry.read_chunk(i);
        if (!sealed) {
            return fail(std::move(sealed));
        }
        witness.chunk_left(from, header, i, *sealed);
        if (auto taken = to.inbox->chunk(from.id(), header.id, i, *sealed); !taken) {
            return fail(std::move(taken));
        }
        if (until == Until::first_chunk) {
            return std::optional<Tag>();
        }
    }
    auto answer = to.inbox->finish(from.id(), header.id);
    if (!answer) {
        return fail(std::move(answer));
    }
    if (auto told = tell_answer(to, header, *answer, witness); !told) {
        return fail(std::move(told));
    }
    return std::optional(*answer);
}

} // namespace

Expected<void> deliver(
    PowerSite& from, PowerSite& to, const MessageId& id, Witness& witness, Until until)
{
    auto entry = from.outbox->open(id);
    if (!entry) {
        return fail(std::move(entry));
    }
    if (entry->row().state == MessageState::cancelling) {
        return deliver_cancel(from, to, *entry, witness);
    }
    auto recorded = to.inbox->record(from.id(), entry->header());
    if (!recorded) {
        return fail(std::move(recorded));
    }
    if (const auto* used = std::get_if<UsedNotice>(&*recorded)) {
        return Unexpected(Errc::key_already_used, "USED: " + describe(used->overlap));
    }
    const auto& record = std::get<RecordAnswer>(*recorded);
    witness.record_answered(to, entry->header());
    if (record.answer) {
        if (auto told = tell_answer(to, entry->header(), *record.answer, witness); !told) {
            return told;
        }
        return settle(from, *entry, *record.answer, witness);
    }
    if (auto fits = from.outbox->recorded(*entry, record.record_tag);
        !fits || until == Until::recorded) {
        return fits;
    }
    auto answer = deliver_chunks(from, to, *entry, record.next_chunk, witness, until);
    if (!answer || !*answer || until == Until::answered) {
        return answer ? Expected<void>{} : fail(std::move(answer));
    }
    return settle(from, *entry, **answer, witness);
}

} // namespace satpad::test
