// SPDX-License-Identifier: GPL-3.0-or-later
#include "export_text.h"
#include "ledger_state.h"
#include "looks.h"

#include <algorithm>

/// docs/ledger.md, "Export" and "Comparing".
namespace satpad::core {

using namespace ledger;

namespace {

/// What one site says about one page.
struct Said
{
    std::optional<RangeState> state; ///< nothing: free
    MessageId message;
};

/// Handed over to another pad, by a relay, rather than to another home.
bool relayed(const Said& said)
{
    return said.state == RangeState::handed_over && said.message != MessageId{};
}

std::string words(const Said& said)
{
    if (!said.state) {
        return "free";
    }
    const std::string name(ledger::name_of(*said.state));
    return said.message == MessageId{} ? name : name + " " + said.message.hex();
}

bool allowed_pair(const Said& sender, const Said& receiver)
{
    const auto is = [](const Said& said, RangeState state) { return said.state == state; };
    if (!sender.state) {
        return !receiver.state;
    }
    switch (*sender.state) {
    case RangeState::reserved:
        return !receiver.state || is(receiver, RangeState::reserved);
    case RangeState::spent:
        return !is(receiver, RangeState::handed_over);
    case RangeState::burnt:
        return !receiver.state || is(receiver, RangeState::burnt);
    case RangeState::handed_over:
        return !receiver.state || (relayed(sender) && is(receiver, RangeState::burnt)) ||
               (is(receiver, RangeState::handed_over) && relayed(sender) == relayed(receiver));
    }
    return false;
}

/// Two different messages, or a page read at one side that the other thinks unused: key may be used
/// twice.
bool alarming(const Said& sender, const Said& receiver)
{
    const bool two_messages = sender.message != MessageId{} && receiver.message != MessageId{} &&
                              sender.message != receiver.message;
    return two_messages ||
           (receiver.state == RangeState::spent && sender.state != RangeState::spent) ||
           (relayed(receiver) && !relayed(sender));
}

/// One site's ranges of one pad, read from page 0 up.
class Walk
{
public:
    explicit Walk(const ExportedPad& pad)
        : m_pad(&pad)
    {}
    [[nodiscard]] Said at(std::uint64_t page) const
    {
        const ExportedRange* range = current();
        if (range == nullptr || page < range->first) {
            return {};
        }
        return {range->state, range->message};
    }
    /// First page after `page` where something else begins.
    [[nodiscard]] std::uint64_t change_after(std::uint64_t page) const
    {
        const ExportedRange* range = current();
        if (range == nullptr) {
            return m_pad->pages;
        }
        return page < range->first ? range->first : range->first + range->count;
    }
    void advance(std::uint64_t page)
    {
        while (current() != nullptr && current()->first + current()->count <= page) {
            ++m_index;
        }
    }

private:
    [[nodiscard]] const ExportedRange* current() const
    {
        return m_index < m_pad->ranges.size() ? &m_pad->ranges[m_index] : nullptr;
    }
    const ExportedPad* m_pad;
    std::size_t m_index = 0;
};

void compare_pad(
    const ExportedPad& mine, const ExportedPad& theirs, std::vector<LedgerDifference>& out)
{
    if (mine.pages != theirs.pages || mine.direction == theirs.direction) {
        const auto told = [](const ExportedPad& pad) {
            return std::string(name_of(pad.direction)) + " pad of " + std::to_string(pad.pages) +
                   " pages";
        };
        out.push_back({{mine.id, 0, mine.pages}, told(mine), told(theirs), true});
        return;
    }
    if (mine.closed || theirs.closed) {
        return; // folded: the pages are counted, no longer listed
    }
    Walk my(mine);
    Walk their(theirs);
    for (std::uint64_t page = 0; page < mine.pages;) {
        const Said here = my.at(page);
        const Said there = their.at(page);
        const std::uint64_t next =
            std::min({my.change_after(page), their.change_after(page), mine.pages});
        const bool sending = mine.direction == PadDirection::send;
        const Said& sender = sending ? here : there;
        const Said& receiver = sending ? there : here;
        if (!allowed_pair(sender, receiver) || alarming(sender, receiver)) {
            out.push_back({{mine.id, page, next - page},
                words(here),
                words(there),
                alarming(sender, receiver)});
        }
        page = next;
        my.advance(page);
        their.advance(page);
    }
}

/// A pad the other site does not list: all free there, but for the page that keyed CONFIRM.
ExportedPad unlisted(const ExportedPad& pad)
{
    ExportedPad other = pad;
    other.direction =
        pad.direction == PadDirection::send ? PadDirection::receive : PadDirection::send;
    other.closed = false;
    other.ranges = {{pad.pages - 1, 1, RangeState::burnt, {}}};
    return other;
}

/// Walks both sorted lists of pads.
void compare_pads(const Export& mine, const Export& theirs, std::vector<LedgerDifference>& out)
{
    auto a = mine.pads.begin();
    auto b = theirs.pads.begin();
    while (a != mine.pads.end() || b != theirs.pads.end()) {
        if (a != mine.pads.end() && a->peer != theirs.site) {
            ++a;
        } else if (b != theirs.pads.end() && b->peer != mine.site) {
            ++b;
        } else if (b == theirs.pads.end() || (a != mine.pads.end() && a->id < b->id)) {
            compare_pad(*a, unlisted(*a), out);
            ++a;
        } else if (a == mine.pads.end() || b->id < a->id) {
            compare_pad(unlisted(*b), *b, out);
            ++b;
        } else {
            compare_pad(*a, *b, out);
            ++a;
            ++b;
        }
    }
}

/// All ranges of a pad, in order.
Expected<std::vector<ExportedRange>> gather_ranges(State& state, const PadRow& row, Looks& looks)
{
    constexpr std::size_t k_batch = 4096;
    std::vector<ExportedRange> made;
    for (std::uint64_t next = 0;;) {
        auto ranges = state.store.ranges_from(row.number, next, k_batch);
        if (!ranges) {
            return fail(std::move(ranges));
        }
        for (const RangeRow& range : *ranges) {
            if (auto goes_on = looks.count(); !goes_on) {
                return fail(std::move(goes_on));
            }
            made.push_back({range.first, range.count, range.state, range.message});
            next = range.end();
        }
        if (ranges->size() < k_batch) {
            return made;
        }
    }
}

Expected<Export> gather(State& state, Looks& looks)
{
    auto meta = state.store.meta();
    if (!meta) {
        return fail(std::move(meta));
    }
    Export made;
    made.site = meta->site;
    made.events = meta->event_count;
    made.chain_head = meta->chain_head;
    auto rows = state.store.all_pads();
    if (!rows) {
        return fail(std::move(rows));
    }
    for (const PadRow& row : *rows) {
        auto ranges = gather_ranges(state, row, looks);
        if (!ranges) {
            return fail(std::move(ranges));
        }
        made.pads.push_back({row.summary.id,
            row.summary.peer,
            row.summary.direction,
            row.summary.pages,
            row.closed,
            std::move(*ranges)});
    }
    std::sort(made.pads.begin(), made.pads.end(), [](const ExportedPad& a, const ExportedPad& b) {
        return a.id < b.id;
    });
    return made;
}

void sort_heads(std::vector<ExportedHead>& heads)
{
    std::sort(heads.begin(), heads.end(), [](const ExportedHead& a, const ExportedHead& b) {
        return a.message < b.message;
    });
}

/// Chain heads that this site's sealed messages carry, taken from the events rather than from the
/// kept headers: a history that was rewritten has other hashes.
Expected<std::vector<ExportedHead>> sent_heads(State& state, Looks& looks)
{
    constexpr std::size_t k_batch = 4096;
    std::map<MessageId, Digest> reserved;
    std::vector<ExportedHead> found;
    std::uint64_t last = 0;
    while (true) {
        auto events = state.store.events(last, k_batch);
        if (!events) {
            return fail(std::move(events));
        }
        for (const LedgerEvent& event : *events) {
            if (auto goes_on = looks.count(); !goes_on) {
                return fail(std::move(goes_on));
            }
            last = event.sequence;
            if (event.kind == "reserved") {
                reserved[event.message] =
                    event.hash; // the last range's event is the head at sealing
            } else if (event.kind == "sealed") {
                found.push_back({event.message, reserved[event.message]});
                reserved.erase(event.message);
            }
        }
        if (events->size() < k_batch) {
            break;
        }
    }
    sort_heads(found);
    return found;
}

/// Chain heads in the headers kept of what `peer` sent.
Expected<std::vector<ExportedHead>> kept_heads(State& state, const SiteId& peer)
{
    auto messages = state.store.find_messages(
        {.direction = MessageDirection::incoming, .peer = peer, .open_only = false});
    if (!messages) {
        return fail(std::move(messages));
    }
    std::vector<ExportedHead> found;
    for (const StoredMessage& message : *messages) {
        const auto header = decode_header(message.row.header);
        if (header) {
            found.push_back({header->id, header->chain_head});
        }
    }
    sort_heads(found);
    return found;
}

/// The header I kept names the sender's chain as it was; a sender who rewrote its history shows
/// here.
void compare_heads(
    const std::vector<ExportedHead>& kept, const Export& theirs, std::vector<LedgerDifference>& out)
{
    for (const ExportedHead& mine : kept) {
        const auto found = std::lower_bound(theirs.heads.begin(),
            theirs.heads.end(),
            mine.message,
            [](const ExportedHead& head, const MessageId& id) { return head.message < id; });
        const bool listed = found != theirs.heads.end() && found->message == mine.message;
        if (!listed || found->chain_head != mine.chain_head) {
            out.push_back({{},
                "message " + mine.message.hex() + " came with chain head " + mine.chain_head.hex(),
                listed ? "its sender says " + found->chain_head.hex()
                       : "its sender does not list it",
                true});
        }
    }
}

} // namespace

Expected<std::string> PadLedger::export_text(const Progress& progress) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto snapshot = Snapshot::take(m_state->store.database());
    if (!snapshot) {
        return fail(std::move(snapshot));
    }
    Looks looks(progress);
    auto made = gather(*m_state, looks);
    if (!made) {
        return fail(std::move(made));
    }
    auto sent = sent_heads(*m_state, looks);
    if (!sent) {
        return fail(std::move(sent));
    }
    made->heads = std::move(*sent);
    return format_export(*made);
}

Expected<std::vector<LedgerDifference>> PadLedger::compare(
    std::string_view their_export, const Progress& progress) const
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto theirs = parse_export(their_export, progress);
    if (!theirs) {
        return fail(std::move(theirs));
    }
    auto snapshot = Snapshot::take(m_state->store.database());
    if (!snapshot) {
        return fail(std::move(snapshot));
    }
    Looks looks(progress);
    auto mine = gather(*m_state, looks);
    if (!mine) {
        return fail(std::move(mine));
    }
    if (theirs->site == mine->site) {
        return Unexpected(
            Errc::invalid_argument, "this is this site's own export; the peer's is wanted");
    }
    if (m_state->home->config().peer_by_id(theirs->site) == nullptr) {
        return Unexpected(Errc::unknown_peer, "site " + theirs->site.hex());
    }
    auto received = kept_heads(*m_state, theirs->site);
    if (!received) {
        return fail(std::move(received));
    }
    std::vector<LedgerDifference> differences;
    compare_pads(*mine, *theirs, differences);
    compare_heads(*received, *theirs, differences);
    return differences;
}

} // namespace satpad::core
