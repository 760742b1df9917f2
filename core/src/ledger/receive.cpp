// SPDX-License-Identifier: GPL-3.0-or-later
#include "told_ranges.h"

#include <algorithm>

/// R1 to R5. docs/ledger.md, "Receiving".
namespace satpad::core {

using namespace ledger;

namespace {

class ReceivedPages final : public PageSource
{
public:
    ReceivedPages(std::shared_ptr<PadCache> cache, std::vector<PadPart> parts)
        : m_cache(std::move(cache))
        , m_parts(std::move(parts))
    {}
    [[nodiscard]] Expected<void> read(std::uint64_t first, MutableByteView out) override
    {
        return read_pages(*m_cache, m_parts, first, out);
    }

private:
    std::shared_ptr<PadCache> m_cache;
    std::vector<PadPart> m_parts;
};

/// What one header means to this ledger.
struct Asked
{
    std::vector<PadRow> pads;           ///< of each range
    std::optional<StoredMessage> known; ///< same id, same header
    std::optional<UsedNotice> used;     ///< pages of it are taken by something else
};

Expected<void> check_shape(const State& state, const MessageHeader& header, const SiteId& from)
{
    const SiteConfig& config = state.home->config();
    if (header.receiver != config.id) {
        return Unexpected(Errc::not_for_this_site, "message " + header.id.hex());
    }
    if (header.sender != from || config.peer_by_id(from) == nullptr) {
        return Unexpected(Errc::unknown_peer, "site " + header.sender.hex());
    }
    auto pages = check_ranges(header.ranges);
    if (!pages) {
        return fail(std::move(pages));
    }
    if (header.content_bytes == 0 || header.content_bytes > k_max_content) {
        return Unexpected(Errc::malformed, "the header's size");
    }
    if (*pages != MessageGeometry(header.content_bytes).pages()) {
        return Unexpected(Errc::malformed, "the header's ranges do not fit its content");
    }
    return {};
}

/// Same id: the very same message, or an abuse of its name.
Expected<std::optional<StoredMessage>> find_same(
    State& state, const MessageHeader& header, const SiteId& from)
{
    auto known = state.store.find_message(header.id);
    if (!known || !*known) {
        return known;
    }
    const MessageRow& row = (*known)->row;
    if (row.direction != MessageDirection::incoming || row.peer != from ||
        row.header != encode_header(header)) {
        return Unexpected(Errc::key_already_used,
            "message id " + header.id.hex() + " is known with another header");
    }
    return known;
}

Expected<Asked> ask(State& state, const MessageHeader& header, const SiteId& from)
{
    if (auto shape = check_shape(state, header, from); !shape) {
        return fail(std::move(shape));
    }
    Asked asked;
    auto known = find_same(state, header, from);
    if (!known) {
        return fail(std::move(known));
    }
    asked.known = std::move(*known);
    if (asked.known && asked.known->row.settled.seconds != 0) {
        return asked; // its pads may be closed by now
    }
    auto pads = pads_of(state, header.ranges, from);
    if (!pads) {
        return fail(std::move(pads));
    }
    asked.pads = std::move(*pads);
    if (!asked.known) {
        auto used = find_overlap(state, header.ranges, asked.pads);
        if (!used) {
            return fail(std::move(used));
        }
        asked.used = *used;
    }
    return asked;
}

Recorded recorded_as(MessageState state)
{
    switch (state) {
    case MessageState::accepted:
        return Recorded::accepted_before;
    case MessageState::abandoned:
        return Recorded::abandoned_before;
    default:
        return Recorded::before;
    }
}

Expected<StoredMessage> write_record(
    State& state, Change& change, const MessageHeader& header, const std::vector<PadRow>& pads)
{
    StoredMessage stored;
    MessageRow& row = stored.row;
    row.id = header.id;
    row.peer = header.sender;
    row.direction = MessageDirection::incoming;
    row.state = MessageState::recorded;
    row.payload_bytes = header.content_bytes;
    row.pages = total_pages(header.ranges);
    row.created = change.now();
    row.header = encode_header(header);
    auto number = state.store.insert_message(row);
    if (!number) {
        return fail(std::move(number));
    }
    stored.number = *number;
    for (std::size_t i = 0; i < pads.size(); ++i) {
        const PageRange& range = header.ranges[i];
        if (auto taken = state.store.insert_range(
                pads[i].number, range.first, range.count, RangeState::reserved, *number);
            !taken) {
            return fail(std::move(taken));
        }
        if (auto logged =
                change.log({"recorded", range.pad, range.first, range.count, header.id, {}});
            !logged) {
            return fail(std::move(logged));
        }
    }
    return stored;
}

/// Pages below the sender's floor will never be recorded: burnt here too, so that both ledgers
/// converge. A floor above the message's own first page of the pad cannot be true and is cut to it.
Expected<void> burn_below_floors(
    State& state, Change& change, const MessageHeader& header, const std::vector<PadRow>& pads)
{
    for (std::size_t i = 0; i < pads.size(); ++i) {
        const PadRow& pad = pads[i];
        if (i > 0 && pads[i - 1].number == pad.number) {
            continue; // only the first range of a pad
        }
        const auto floor = std::find_if(header.floors.begin(),
            header.floors.end(),
            [&](const PadFloor& f) { return f.pad == pad.summary.id; });
        if (floor == header.floors.end()) {
            continue;
        }
        const std::uint64_t below = std::min(floor->floor, header.ranges[i].first);
        if (below <= pad.whole_below) {
            continue;
        }
        auto burnt = burn_free(state, change, pad, pad.whole_below, below, "below_floor");
        if (!burnt) {
            return fail(std::move(burnt));
        }
        if (auto set = state.store.set_whole_below(pad.number, below); !set) {
            return set;
        }
    }
    return {};
}

/// R4 and its sibling, one commit.
Expected<void> settle_incoming(State& state,
    const MessageHeader& header,
    const SiteId& from,
    MessageState end,
    const Tag& answer,
    ByteView note,
    SendMode mode)
{
    auto change = Change::begin(state);
    if (!change) {
        return fail(std::move(change));
    }
    auto asked = ask(state, header, from);
    if (!asked) {
        return fail(std::move(asked));
    }
    if (asked->used) {
        return used_error(*asked->used);
    }
    if (asked->known && asked->known->row.settled.seconds != 0) {
        if (asked->known->row.state == end) {
            return {};
        }
        return Unexpected(Errc::wrong_state,
            "message " + header.id.hex() + " is " + std::string(name_of(asked->known->row.state)));
    }
    if (!asked->known) {
        auto written = write_record(state, *change, header, asked->pads);
        if (!written) {
            return fail(std::move(written));
        }
        asked->known = std::move(*written);
    }
    const std::int64_t number = asked->known->number;
    auto moved = state.store.set_state(number, MessageState::recorded, end, change->settled_now());
    if (!moved) {
        return fail(std::move(moved));
    }
    if (auto set = state.store.set_answer(number, answer, note, mode); !set) {
        return set;
    }
    const RangeState to = end == MessageState::accepted ? RangeState::spent : RangeState::burnt;
    if (auto spent = state.store.move_ranges(number, to); !spent) {
        return spent;
    }
    if (auto owed = owe_ranges(state, header.ranges); !owed) {
        return owed;
    }
    if (auto logged = change->log({name_of(end), {}, 0, asked->known->row.pages, header.id, {}});
        !logged) {
        return logged;
    }
    if (auto burnt = burn_below_floors(state, *change, header, asked->pads); !burnt) {
        return burnt;
    }
    return change->commit();
}

} // namespace

Expected<RecordOutcome> PadLedger::record(const MessageHeader& header, const SiteId& from)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto asked = ask(*m_state, header, from);
    if (!asked) {
        return fail(std::move(asked));
    }
    if (asked->used) {
        return RecordOutcome(*asked->used);
    }
    if (asked->known) {
        return RecordOutcome(recorded_as(asked->known->row.state));
    }
    if (auto written = write_record(*m_state, *change, header, asked->pads); !written) {
        return fail(std::move(written));
    }
    if (auto done = change->commit(); !done) {
        return fail(std::move(done));
    }
    return RecordOutcome(Recorded::now);
}

Expected<std::unique_ptr<PageSource>> PadLedger::open_received(
    const MessageHeader& header, const SiteId& from)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto asked = ask(*m_state, header, from);
    if (!asked) {
        return fail(std::move(asked));
    }
    if (asked->used) {
        return used_error(*asked->used);
    }
    if (asked->known && asked->known->row.settled.seconds != 0) {
        return Unexpected(Errc::wrong_state,
            "message " + header.id.hex() + " is " + std::string(name_of(asked->known->row.state)));
    }
    std::vector<PadPart> parts;
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < header.ranges.size(); ++i) {
        parts.push_back({header.ranges[i], asked->pads[i].summary.pages, next});
        next += header.ranges[i].count;
    }
    std::unique_ptr<PageSource> pages =
        std::make_unique<ReceivedPages>(m_state->cache, std::move(parts));
    return pages;
}

Expected<void> PadLedger::accept(const MessageHeader& header,
    const SiteId& from,
    const Tag& answer,
    ByteView sealed_note,
    SendMode mode)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    return settle_incoming(
        *m_state, header, from, MessageState::accepted, answer, sealed_note, mode);
}

Expected<void> PadLedger::abandon(
    const MessageHeader& header, const SiteId& from, const Tag& answer)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    return settle_incoming(
        *m_state, header, from, MessageState::abandoned, answer, {}, SendMode::exact);
}

Expected<bool> PadLedger::note_unaccepted(const MessageId& id)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state, Change::WhenLocked::allowed);
    if (!change) {
        return fail(std::move(change));
    }
    auto known = m_state->store.find_message(id);
    if (!known) {
        return fail(std::move(known));
    }
    if (*known && (*known)->row.state == MessageState::accepted) {
        return false;
    }
    if (change->meta().locked) {
        return true; // the commit that handed the home over lies over every lost one
    }
    if (auto logged = change->log({"unaccepted", {}, 0, 0, id, {}}); !logged) {
        return fail(std::move(logged));
    }
    if (auto done = change->commit(); !done) {
        return fail(std::move(done));
    }
    return true;
}

Expected<void> PadLedger::erase_owed()
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    return erase_all_owed(*m_state);
}

} // namespace satpad::core
