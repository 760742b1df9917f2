// SPDX-License-Identifier: GPL-3.0-or-later
#include "two_homes.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace satpad::damage {

using namespace core;
using machine::Process;

namespace {

template <typename T> T sure(Expected<T> result)
{
    if (!result) {
        std::fprintf(stderr, "set-up failed: %s\n", result.error().text().c_str());
        std::abort();
    }
    return std::move(*result);
}

void sure(const Expected<void>& result)
{
    if (!result) {
        std::fprintf(stderr, "set-up failed: %s\n", result.error().text().c_str());
        std::abort();
    }
}

ContentReader reader_of(Bytes bytes)
{
    return [bytes = std::move(bytes), at = std::size_t{0}](
               MutableByteView out) mutable -> Expected<void> {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
        at += out.size();
        return {};
    };
}

} // namespace

std::optional<std::string> bad_refusal(const Error& error, bool at_open)
{
    if (error.context.find('\n') != std::string::npos || error.text().empty()) {
        return "a refusal of more than one line, or of none: " + error.text();
    }
    // docs/cli.md: opening a damaged home is exit 8; afterwards 3 to 9. What comes from the system
    // is storage, exit 8. Nobody else is there, so nothing may be called busy.
    constexpr std::array k_exit_8{Errc::io_failed,
        Errc::outcome_unknown,
        Errc::storage_full,
        Errc::storage_unsafe,
        Errc::home_locked,
        Errc::home_damaged,
        Errc::home_newer};
    constexpr std::array k_later{Errc::not_enough_key,
        Errc::authentication_failed,
        Errc::key_already_used,
        Errc::pad_suspended,
        Errc::home_suspect,
        Errc::pad_not_confirmed,
        Errc::malformed,
        Errc::not_set_up,
        Errc::unknown_peer,
        Errc::unknown_pad,
        Errc::unknown_message,
        Errc::not_for_this_site,
        Errc::wrong_state};
    const auto is_one_of = [&](const auto& codes) {
        return std::any_of(codes.begin(), codes.end(), [&](Errc code) { return error.is(code); });
    };
    const bool ours = error.code.category() == core_category();
    if (!ours || is_one_of(k_exit_8) || (!at_open && is_one_of(k_later)) ||
        (at_open && error.is(Errc::not_set_up))) {
        return std::nullopt;
    }
    return "refused with another code than the contract says: " + error.text();
}

TwoHomes::TwoHomes(const fs::path& folder, std::uint64_t seed)
    : m_random(seed)
{
    for (const int side : {0, 1}) {
        Side& one = m_sides[static_cast<std::size_t>(side)];
        one.root = folder / (side == 0 ? "North" : "South");
        one.states = folder / (side == 0 ? "North.state" : "South.state");
        one.id = m_random.id<SiteId>();
    }
    make_home(0);
    make_home(1);
    add_pad(0, 60);
    add_pad(1, 24);
    m_arrived = sure(seal(0, "arrived"));
    sure(deliver(0, m_arrived, 3));
    for (Side& one : m_sides) { // what was written so far goes from the -wal into the database
        one.process.reset();
        one.process = sure(Process::start(one.root, one.states, m_random, m_clock));
    }
    m_waiting = sure(seal(0, "waiting"));
    m_half = sure(seal(0, "half"));
    sure(deliver(0, m_half, 2));
    (void)sure(m_sides[0].process->ledger().reserve({m_sides[1].id, 4, SendMode::exact, 20}));
    for (Side& one : m_sides) {
        one.process->die_at(1);
        one.process.reset();
    }
}

std::vector<fs::path> TwoHomes::folders() const
{
    return {m_sides[0].root, m_sides[0].states, m_sides[1].root, m_sides[1].states};
}

void TwoHomes::make_home(int side)
{
    Side& one = m_sides[static_cast<std::size_t>(side)];
    const auto store = make_posix_file_store();
    SiteConfig config;
    config.id = one.id;
    config.name = side == 0 ? "North" : "South";
    config.peers.push_back({m_sides[static_cast<std::size_t>(1 - side)].id,
        side == 0 ? "South" : "North",
        m_random.id<PublicKey>(),
        ""});
    {
        Home home = sure(Home::create(*store, m_random, one.root, config));
        (void)sure(PadLedger::create(home, m_clock, one.states));
    }
    one.process = sure(Process::start(one.root, one.states, m_random, m_clock));
}

void TwoHomes::add_pad(int sender, std::uint64_t pages)
{
    NewPad pad;
    pad.id = m_random.id<PadId>();
    pad.pages = pages;
    pad.batch = m_random.id<BatchId>();
    pad.origin = "courier";
    pad.state = PadState::confirmed;
    pad.confirm_tag = m_random.id<Tag>();
    Bytes key(pages * k_page_bytes);
    m_random.fill(key);
    for (const int side : {1 - sender, sender}) {
        Side& one = m_sides[static_cast<std::size_t>(side)];
        pad.peer = m_sides[static_cast<std::size_t>(1 - side)].id;
        pad.direction = side == sender ? PadDirection::send : PadDirection::receive;
        auto writer = sure(PadFileWriter::create(one.process->home(), pad.id, pages));
        sure(writer.append(key));
        sure(writer.finish());
        sure(one.process->ledger().add_pads(std::span(&pad, 1)));
    }
}

Bytes TwoHomes::payload_of(const std::string& name)
{
    std::string text = "The picture named " + name + ": ";
    while (text.size() < 90) {
        text += name;
    }
    const auto view = std::as_bytes(std::span(text));
    return {view.begin(), view.end()};
}

Expected<MessageId> TwoHomes::seal(int from, const std::string& name)
{
    const Bytes payload = payload_of(name);
    ContentHeader content;
    content.name = name;
    content.original_bytes = payload.size();
    auto sealed = m_sides[static_cast<std::size_t>(from)].process->outbox().seal(
        {m_sides[static_cast<std::size_t>(1 - from)].id,
            content,
            payload.size(),
            reader_of(payload)});
    if (!sealed) {
        return fail(std::move(sealed));
    }
    m_names[sealed->id] = name;
    return sealed->id;
}

void TwoHomes::leave(
    const MessageHeader& header, std::uint64_t first, std::uint64_t end, int purpose)
{
    std::uint64_t number = 0;
    for (const PageRange& range : header.ranges) {
        for (std::uint64_t page = range.first; page < range.end(); ++page, ++number) {
            const Use use{header.id, purpose};
            if (number < first || number >= end) {
                continue;
            }
            if (m_left.try_emplace({range.pad, page}, use).first->second != use) {
                m_broken.push_back("page " + std::to_string(page) + " left twice");
            }
        }
    }
}

Expected<void> TwoHomes::deliver(int from, const MessageId& id, int last)
{
    Process& sender = *m_sides[static_cast<std::size_t>(from)].process;
    Process& receiver = *m_sides[static_cast<std::size_t>(1 - from)].process;
    const SiteId me = m_sides[static_cast<std::size_t>(from)].id;
    auto entry = sender.outbox().open(id);
    if (!entry) {
        return fail(std::move(entry));
    }
    const MessageHeader header = entry->header();
    auto reply = receiver.inbox().record(me, header);
    if (!reply) {
        return fail(std::move(reply));
    }
    if (const auto* used = std::get_if<UsedNotice>(&*reply)) {
        (void)sender.outbox().used(*entry, *used);
        return Unexpected(Errc::key_already_used, "USED");
    }
    const RecordAnswer answer = std::get<RecordAnswer>(*reply);
    std::optional<Tag> last_word = answer.answer;
    if (!last_word) {
        leave(header, 0, 1, 0);
        if (auto held = sender.outbox().recorded(*entry, answer.record_tag); !held) {
            return held;
        }
        if (last >= 2 && answer.next_chunk == 0) {
            auto chunk = entry->read_chunk(0);
            if (!chunk) {
                return fail(std::move(chunk));
            }
            leave(header, 2, total_pages(header.ranges), 2);
            if (auto taken = receiver.inbox().chunk(me, id, 0, *chunk); !taken) {
                return taken;
            }
        }
        if (last < 3) {
            return {};
        }
        auto tag = receiver.inbox().finish(me, id);
        if (!tag) {
            return fail(std::move(tag));
        }
        last_word = *tag;
    }
    leave(header, 1, 2, 1);
    auto end = sender.outbox().answered(*entry, *last_word);
    if (!end) {
        return fail(std::move(end));
    }
    check_picture(1 - from, id);
    return {};
}

void TwoHomes::check_picture(int at, const MessageId& id)
{
    const auto item = m_sides[static_cast<std::size_t>(at)].process->inbox().item(id);
    if (!item) {
        return; // its note does not open: refused
    }
    std::ifstream in(item->path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!std::ranges::equal(std::as_bytes(std::span(text)), payload_of(m_names[id]))) {
        m_broken.push_back("another picture arrived than was sealed: " + m_names[id]);
    }
}

bool TwoHomes::open(int side, Told& told)
{
    Side& one = m_sides[static_cast<std::size_t>(side)];
    auto started = Process::start(one.root, one.states, m_random, m_clock);
    if (!started) {
        told.refused = started.error().text();
        if (const auto bad = bad_refusal(started.error(), true)) {
            m_broken.push_back(*bad);
        }
        return false;
    }
    one.process = std::move(*started);
    const auto suspect = one.process->ledger().suspect();
    told.suspect = told.suspect || !suspect || *suspect;
    return true;
}

void TwoHomes::judge(Told& told)
{
    for (Side& one : m_sides) {
        if (!one.process) {
            continue;
        }
        const auto report = one.process->ledger().verify();
        told.verifies = told.verifies && report && report->ok;
        const auto pads = one.process->ledger().pads();
        for (std::size_t i = 0; pads && i < pads->size(); ++i) {
            const PadSummary& pad = (*pads)[i];
            if (pad.free + pad.reserved + pad.spent + pad.burnt + pad.handed_over != pad.pages) {
                m_broken.push_back("a pad does not add up");
            }
            for (const std::uint64_t count : {pad.free, pad.reserved, pad.spent, pad.burnt}) {
                told.truth += std::to_string(count) + " ";
            }
        }
    }
    told.broken = m_broken;
}

Told TwoHomes::tell(bool inbox_damaged)
{
    Told told;
    const bool both = open(0, told) && open(1, told);
    const auto refuse = [&](const Error& error) {
        told.refused = told.refused.empty() ? error.text() : told.refused;
        if (const auto bad = bad_refusal(error, false)) {
            m_broken.push_back(*bad);
        }
    };
    if (both) {
        for (const Expected<void>& swept :
            {m_sides[0].process->outbox().sweep(), m_sides[1].process->inbox().sweep()}) {
            if (!swept) {
                refuse(swept.error());
            }
        }
        for (const MessageId& id : {m_half, m_waiting}) {
            if (const auto done = deliver(0, id, 3); !done) {
                refuse(done.error());
            }
        }
        for (const int from : {0, 1}) {
            const auto id = seal(from, from == 0 ? "new" : "back");
            if (!id) {
                refuse(id.error());
                continue;
            }
            if (const auto done = deliver(from, *id, 3); !done) {
                refuse(done.error());
            }
        }
        if (const auto items = m_sides[1].process->inbox().list(); !items) {
            refuse(items.error());
        } else if (!inbox_damaged) {
            for (const InboxItem& item : *items) {
                check_picture(1, item.id);
            }
        }
    }
    judge(told);
    for (Side& one : m_sides) {
        one.process.reset();
    }
    return told;
}

} // namespace satpad::damage
