// SPDX-License-Identifier: GPL-3.0-or-later
#include "story.h"

#include <QtGlobal>

#include <algorithm>

/// The steps of a story, and what each promises once it has ended or something has left.
namespace satpad::test {

namespace courier = keyclient::courier;

Expected<void> Story::make_home(PowerSite& site, const std::string& name)
{
    if (auto made = site.create(name); !made) {
        return made;
    }
    log.mark("home made", [disk = site.disk](Facts& facts) { facts.homes.insert(disk); });
    return {};
}

Expected<void> Story::introduce(PowerSite& site, const PowerSite& to)
{
    if (auto known = site.knows(to, std::string("peer-") + to.disk); !known) {
        return known;
    }
    log.mark("peer added", [disk = site.disk, peer = to.id()](Facts& facts) {
        facts.peers.insert({disk, peer});
    });
    return {};
}

void Story::note_pads(const PowerSite& site, const std::vector<PadSummary>& pads)
{
    for (const PadSummary& pad : pads) {
        const bool confirmed = pad.state == PadState::confirmed;
        log.mark("pad durable", [disk = site.disk, id = pad.id, confirmed](Facts& facts) {
            PadFacts& known = facts.pads[{disk, id}];
            known.disk = disk;
            known.id = id;
            known.confirmed = known.confirmed || confirmed;
        });
    }
}

void Story::note_file(PowerSite& site, const std::string& name)
{
    const std::string path = std::string(1, site.disk) + "/out/" + name;
    const Bytes bytes = bytes_on_disk(m_root / path);
    log.mark("file " + name, [path, bytes](Facts& facts) { facts.files[path] = bytes; });
}

Expected<void> Story::make_keys()
{
    courier::MakeRequest request;
    request.peer = m_b.id();
    request.bytes = (large() ? 2400 : 260) * k_page_bytes;
    request.send_share = large() ? 0.95 : 0.5;
    request.out = m_a.out_path(k_courier_file);
    auto made = courier::make(*m_a.home, *m_a.ledger, request);
    if (!made) {
        return fail(std::move(made));
    }
    m_batch = made->batch;
    note_pads(m_a, made->pads);
    note_file(m_a, k_courier_file);
    return {};
}

Expected<void> Story::import_keys()
{
    auto taken = courier::import(*m_b.home, *m_b.ledger, m_a.out_path(k_courier_file));
    if (!taken) {
        return fail(std::move(taken));
    }
    note_pads(m_b, taken->pads);
    log.mark("imported", [batch = taken->batch](Facts& facts) { facts.imported = batch; });
    return {};
}

Expected<void> Story::reply()
{
    const auto file = m_b.out_path(k_reply_file);
    if (auto written = courier::write_reply(*m_b.home, *m_b.ledger, m_batch, file); !written) {
        return written;
    }
    note_file(m_b, k_reply_file);
    return {};
}

Expected<void> Story::import_reply()
{
    auto taken = courier::import_reply(*m_a.home, *m_a.ledger, m_b.out_path(k_reply_file));
    if (!taken) {
        return fail(std::move(taken));
    }
    note_pads(m_a, taken->pads);
    return {};
}

void Story::keep_sealed(const PowerSite& from, const MessageId& id)
{
    sealed_files[id] = bytes_on_disk(from.home->paths().outbox() / (id.hex() + ".sealed"));
}

Expected<void> Story::seal(PowerSite& from, PowerSite& to, const std::string& name)
{
    m_from = &from;
    m_to = &to;
    auto sealed = from.outbox->seal(request_for(to.id(), name));
    if (!sealed) {
        return fail(std::move(sealed));
    }
    m_last = m_picture = sealed->id;
    keep_sealed(from, m_last);
    log.mark("sealed " + name, [id = m_last, name](Facts& facts) { facts.sealed[id] = name; });
    return {};
}

Expected<void> Story::seal_remark(PowerSite& from, PowerSite& to, SealRequest request)
{
    m_from = &from;
    m_to = &to;
    auto sealed = from.outbox->seal(request);
    if (!sealed) {
        return fail(std::move(sealed));
    }
    m_last = sealed->id;
    keep_sealed(from, m_last);
    return {};
}

Expected<void> Story::ask()
{
    SealRequest request;
    request.peer = m_a.id();
    request.content.name = "one.png";
    request.remark = PictureRequest{m_picture, Region{1, 2, 3, 4}, 500};
    auto sealed = seal_remark(m_b, m_a, std::move(request));
    m_asked = m_last;
    return sealed;
}

Expected<void> Story::reply_with(std::optional<RefusedFor> refused)
{
    const std::string name = "more.png";
    SealRequest request = request_for(m_b.id(), name);
    request.answers = m_asked;
    if (refused) {
        request.remark = RequestRefusal{m_asked, *refused};
        request.payload_bytes = 0;
    }
    if (auto sealed = seal_remark(m_a, m_b, std::move(request)); !sealed) {
        return sealed;
    }
    log.mark("replied", [asked = m_asked, reply = m_last, name, refused](Facts& facts) {
        facts.replies[asked] = reply;
        if (!refused) {
            facts.sealed[reply] = name;
        }
    });
    return {};
}

Expected<void> Story::hand_in(Until until)
{
    return deliver(*m_from, *m_to, m_last, *this, until);
}

Expected<void> Story::reserve_and_forget()
{
    ReserveRequest request;
    request.peer = m_b.id();
    request.pages = 9;
    request.payload_bytes = 100;
    const auto reserved = m_a.ledger->reserve(request);
    return reserved ? Expected<void>{} : Unexpected(reserved.error());
}

Expected<void> Story::cancel_last()
{
    auto cancelled = m_from->outbox->cancel(m_last);
    return cancelled ? Expected<void>{} : fail(std::move(cancelled));
}

Expected<void> Story::advance(PowerSite& site)
{
    const auto pads = site.ledger->pads();
    if (!pads) {
        return Unexpected(pads.error());
    }
    for (const PadSummary& pad : *pads) {
        if (pad.direction != PadDirection::send) {
            continue;
        }
        const std::uint64_t to = pad.mark + 20;
        if (auto burnt = site.ledger->advance(pad.id, to); !burnt) {
            return fail(std::move(burnt));
        }
        log.mark("advanced", [disk = site.disk, id = pad.id, to](Facts& facts) {
            facts.pads[{disk, id}].mark = to;
        });
    }
    return {};
}

Expected<void> Story::close_pad(PowerSite& site, PadDirection direction)
{
    const auto pads = site.ledger->pads();
    if (!pads) {
        return Unexpected(pads.error());
    }
    for (const PadSummary& pad : *pads) {
        if (pad.direction != direction) {
            continue;
        }
        if (auto burnt = site.ledger->close(pad.id); !burnt) {
            return fail(std::move(burnt));
        }
        log.mark("closed", [disk = site.disk, id = pad.id](Facts& facts) {
            facts.pads[{disk, id}].closed = true;
        });
    }
    return {};
}

Expected<void> Story::seal_for_carrier()
{
    m_from = &m_a;
    m_to = &m_b;
    const std::string name = "carried.png";
    auto entry = m_a.outbox->seal_for_carrier(request_for(m_b.id(), name));
    if (!entry) {
        return fail(std::move(entry));
    }
    m_last = entry->header().id;
    keep_sealed(m_a, m_last);
    log.mark("sealed " + name, [id = m_last, name](Facts& facts) { facts.sealed[id] = name; });
    const auto file = m_a.out_path(k_message_file);
    if (auto written = m_a.outbox->write_message_file(*entry, file); !written) {
        return written;
    }
    note_file(m_a, k_message_file);
    chunk_left(m_a, entry->header(), 0, {});
    return {};
}

Expected<void> Story::open_carried()
{
    auto opened = m_b.inbox->open_file(m_a.out_path(k_message_file));
    if (!opened) {
        return fail(std::move(opened));
    }
    const auto row = m_b.ledger->message(m_last);
    if (!row) {
        return Unexpected(row.error());
    }
    const auto header = decode_header(row->header);
    if (!header) {
        return Unexpected(header.error());
    }
    answered(m_b, *header, row->answer, row->state);
    return {};
}

Expected<void> Story::hand_over()
{
    m_a.ledger.reset();
    auto handed =
        hand_home_over(*m_a.home, m_a.clock, m_a.state_path(), m_a.out_path(k_transfer_file));
    if (!handed) {
        return fail(std::move(handed));
    }
    note_file(m_a, k_transfer_file);
    log.mark("handed over", [](Facts& facts) { facts.handed_over = true; });
    return {};
}

Expected<void> Story::take_over()
{
    const auto file = TransferFile::open(*m_c.store, m_a.out_path(k_transfer_file));
    if (!file) {
        return Unexpected(file.error());
    }
    auto pages = file->take_over(m_c.random, m_c.clock, m_c.state_path(), m_c.home_path(), {});
    if (!pages) {
        return fail(std::move(pages));
    }
    log.mark("taken over", [](Facts& facts) {
        facts.taken_over = true;
        facts.homes.insert('c');
    });
    return m_c.open();
}

Expected<void> Story::take(PageUse use, std::uint64_t pages)
{
    auto reserved = m_a.ledger->reserve({.peer = m_b.id(), .pages = pages, .use = use});
    if (!reserved) {
        return fail(std::move(reserved));
    }
    auto taken = m_a.ledger->take_pages(std::move(*reserved), use);
    if (!taken) {
        return fail(std::move(taken));
    }
    m_told = {taken->use, m_a.id(), taken->ranges, use};
    log.mark("taken", [told = m_told](Facts& facts) {
        MessageFacts& fact = facts.messages[told.use];
        fact.header.id = told.use;
        fact.header.ranges = told.ranges;
        fact.from = 'a';
        fact.to = 'b';
        fact.left = true;
        fact.use = told;
    });
    return {};
}

Expected<void> Story::tell_of_use()
{
    NewPad made;
    made.id = m_b.random.id<PadId>();
    made.peer = m_a.id();
    made.batch = m_b.random.id<BatchId>();
    made.origin = "relay";
    made.confirm_tag = m_b.random.id<Tag>();
    const auto make = [&](ByteView bytes) -> Expected<std::vector<NewPad>> {
        made.pages = bytes.size() / k_page_bytes;
        auto writer = PadFileWriter::create(*m_b.home, made.id, made.pages);
        if (!writer) {
            return fail(std::move(writer));
        }
        if (auto written = writer->append(bytes); !written) {
            return fail(std::move(written));
        }
        if (auto finished = writer->finish(); !finished) {
            return fail(std::move(finished));
        }
        return std::vector{made};
    };
    const bool relay = m_told.kind == PageUse::relay;
    auto taken = m_b.ledger->take_told_pages(m_told, relay ? MakePads(make) : MakePads());
    if (!taken) {
        return fail(std::move(taken));
    }
    log.mark("told",
        [id = m_told.use](Facts& facts) { facts.messages[id].answer = MessageState::taken; });
    if (relay) {
        auto pad = m_b.ledger->pad(made.id);
        if (!pad) {
            return fail(std::move(pad));
        }
        note_pads(m_b, {std::move(*pad)});
    }
    return {};
}

void Story::record_answered(const PowerSite& by, const MessageHeader& header)
{
    log.mark("record answered", [disk = by.disk, header](Facts& facts) {
        MessageFacts& message = facts.messages[header.id];
        message.header = header;
        message.to = disk;
        message.recorded = true;
    });
}

void Story::chunk_left(
    const PowerSite& from, const MessageHeader& header, std::uint64_t index, const Bytes& sealed)
{
    const Bytes& file = sealed_files[header.id];
    const std::size_t at =
        encode_header(header).size() + MessageGeometry(header.content_bytes).sealed_offset(index);
    if (!std::equal(sealed.begin(), sealed.end(), file.begin() + static_cast<std::ptrdiff_t>(at))) {
        qFatal("other bytes of message %s left than were sealed", header.id.hex().c_str());
    }
    log.mark("chunk left", [disk = from.disk, header](Facts& facts) {
        MessageFacts& message = facts.messages[header.id];
        message.header = header;
        message.from = disk;
        message.left = true;
    });
}

void Story::answered(
    const PowerSite& by, const MessageHeader& header, const Tag&, MessageState state)
{
    log.mark("answered", [disk = by.disk, header, state](Facts& facts) {
        MessageFacts& message = facts.messages[header.id];
        message.header = header;
        message.to = disk;
        message.answer = state;
    });
}

void Story::settled(const PowerSite& by, const MessageId& id, MessageState state)
{
    log.mark("settled", [disk = by.disk, id, state](Facts& facts) {
        facts.messages[id].from = disk;
        facts.messages[id].settled = state;
    });
}

} // namespace satpad::test
