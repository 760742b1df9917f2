// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay.h"

#include <array>

namespace satpad::core::ledger {
namespace {

/// More lines help nobody, and a rewritten history makes one for every event.
constexpr std::size_t k_most_faults = 1000;

std::size_t slot(RangeState state)
{
    return static_cast<std::size_t>(state);
}

bool overlaps(const Replay::Pad& pad, std::uint64_t first, std::uint64_t count)
{
    const auto next = pad.ranges.lower_bound(first);
    if (next != pad.ranges.end() && next->first < first + count) {
        return true;
    }
    return next != pad.ranges.begin() &&
           std::prev(next)->first + std::prev(next)->second.count > first;
}

/// The note of the `reserved` events before an event that settles them.
std::string_view wanted_use(std::string_view kind)
{
    return kind == "tagged" ? "tag" : kind == "relayed" ? "relay" : kind == "drawn" ? "kme" : "";
}

/// Handed over under the id of a use, rather than to another home.
bool passes_on(const LedgerEvent& event)
{
    return event.kind == "relayed" || event.kind == "drawn";
}

} // namespace

void Replay::fault(const std::string& line)
{
    if (m_faults.size() < k_most_faults) {
        m_faults.push_back(line);
    }
}

void Replay::wrong(const LedgerEvent& event, std::string_view why)
{
    fault("event " + std::to_string(event.sequence) + " (" + event.kind + "): " + std::string(why));
}

bool Replay::take_home(const LedgerEvent& event)
{
    if (event.kind == "locked" || event.kind == "unlocked") {
        m_locked = event.kind == "locked";
        std::uint64_t handed = 0;
        for (const auto& [id, pad] : m_pads) {
            handed += pad.closed ? 0 : pad.counts[slot(RangeState::handed_over)] - pad.relayed;
        }
        if (handed != (m_locked ? event.count : 0)) {
            wrong(event, "it counts other pages than are handed over");
        }
        return true;
    }
    return event.kind == "created" || event.kind == "suspect" || event.kind == "transferred" ||
           event.kind == "unaccepted" || event.kind == "unimported";
}

void Replay::take(const LedgerEvent& event)
{
    if (m_locked && event.kind != "taken_over" && event.kind != "unlocked" &&
        event.kind != "transferred") {
        wrong(event, "the home was handed over before");
    }
    if (event.kind == "taken_over") {
        take_back(event);
    } else if (event.kind == "pad_added") {
        add_pad(event);
    } else if (event.kind == "reserved") {
        hold(event, RangeState::reserved, MessageState::reserved);
    } else if (event.kind == "recorded") {
        hold(event, RangeState::reserved, MessageState::recorded);
    } else if (event.kind == "burnt" && event.message == MessageId{}) {
        hold(event, RangeState::burnt, MessageState::failed);
    } else if (event.kind == "handed_over") {
        hold(event, RangeState::handed_over, MessageState::failed);
    } else if (event.kind == "burnt" || event.kind == "abandoned") {
        settle(event, RangeState::burnt);
    } else if (event.kind == "sealed" || event.kind == "accepted") {
        settle(event, RangeState::spent);
    } else if (event.kind == "tagged") {
        use(event, RangeState::spent);
    } else if (passes_on(event)) {
        use(event, RangeState::handed_over);
    } else if (event.kind == "closed") {
        fold(event);
    } else if (event.kind.starts_with("pull_")) {
        take_pull(event);
    } else if (event.kind == "carried") {
        move(event, MessageState::carried);
    } else if (event.kind == "cancelling") {
        move(event, MessageState::cancelling);
    } else if (event.kind == "verified" || event.kind == "cancelled" || event.kind == "failed") {
        move(event, MessageState::verified);
    } else if (event.kind != "confirmed" && event.kind != "suspended" && event.kind != "advanced" &&
               event.kind != "trusted" && !take_home(event)) {
        wrong(event, "no such kind");
    }
}

void Replay::add_pad(const LedgerEvent& event)
{
    Pad pad;
    pad.direction = event.note.starts_with("receive") ? PadDirection::receive : PadDirection::send;
    pad.pages = event.count;
    pad.free = event.count;
    if (event.count < 2 || !m_pads.emplace(event.pad, std::move(pad)).second) {
        wrong(event, "the pad is known already, or has no pages");
    }
}

void Replay::hold(const LedgerEvent& event, RangeState state, MessageState as)
{
    const auto found = m_pads.find(event.pad);
    if (found == m_pads.end() || found->second.closed) {
        return wrong(event, "the pad is unknown or closed");
    }
    Pad& pad = found->second;
    if (event.count == 0 || event.first >= pad.pages || event.count > pad.pages - event.first) {
        return wrong(event, "the range ends past its pad");
    }
    if (overlaps(pad, event.first, event.count)) {
        return wrong(
            event, "a page is used twice: " + describe({event.pad, event.first, event.count}));
    }
    const bool confirm_page = event.first == pad.pages - 1;
    if (confirm_page && state != RangeState::burnt) {
        return wrong(event, "the last page serves CONFIRM only");
    }
    if (pad.direction == PadDirection::send && !confirm_page) {
        if (event.first != pad.mark) {
            wrong(event, "the range does not start at the mark");
        }
        pad.mark = std::max(pad.mark, event.first + event.count);
    }
    pad.ranges.emplace(event.first, Held{event.count, state, event.message});
    pad.free -= event.count;
    pad.counts[slot(state)] += event.count;
    pad.relayed += passes_on(event) ? event.count : 0;
    if (state == RangeState::reserved) {
        Message& message = m_open[event.message];
        message.state = as;
        message.use = event.note;
        message.ranges.push_back({event.pad, event.first, event.count});
    }
}

void Replay::settle(const LedgerEvent& event, RangeState to)
{
    const auto found = m_open.find(event.message);
    const bool used = event.kind == "tagged" || passes_on(event);
    const bool sending = used || event.kind == "sealed" || event.kind == "burnt";
    const MessageState before = sending ? MessageState::reserved : MessageState::recorded;
    if (found == m_open.end() || found->second.state != before) {
        return wrong(event, "its message holds no pages in that state");
    }
    if (total_pages(found->second.ranges) != event.count) {
        wrong(event, "it counts other pages than its message holds");
    }
    if (event.kind != "burnt" && found->second.use != wanted_use(event.kind)) {
        wrong(event, "its pages were reserved for something else");
    }
    for (const PageRange& range : found->second.ranges) {
        Pad& pad = m_pads.at(range.pad);
        const auto held = pad.ranges.find(range.first);
        if (held == pad.ranges.end() || held->second.state != RangeState::reserved) {
            wrong(event, "pages move that were not reserved: " + describe(range));
            continue;
        }
        held->second.state = to;
        pad.counts[slot(RangeState::reserved)] -= range.count;
        pad.counts[slot(to)] += range.count;
        pad.relayed += passes_on(event) ? range.count : 0;
    }
    if (event.kind == "sealed") {
        found->second.state = MessageState::sealed;
    } else {
        m_open.erase(found);
    }
}

void Replay::use(const LedgerEvent& event, RangeState to)
{
    if (event.pad == PadId{}) {
        return settle(event, to);
    }
    const auto found = m_pads.find(event.pad);
    if (found == m_pads.end() || found->second.direction != PadDirection::receive ||
        event.message == MessageId{}) {
        return wrong(event, "only a receiver is told of pages, under the id of their use");
    }
    hold(event, to, MessageState::taken);
}

void Replay::move(const LedgerEvent& event, MessageState to)
{
    const auto found = m_open.find(event.message);
    const bool after_sealing =
        found != m_open.end() && (found->second.state == MessageState::sealed ||
                                     found->second.state == MessageState::carried ||
                                     found->second.state == MessageState::cancelling);
    if (!after_sealing) {
        return wrong(event, "its message is not open");
    }
    if (to == MessageState::verified) {
        m_open.erase(found);
    } else {
        found->second.state = to;
    }
}

void Replay::take_back(const LedgerEvent& event)
{
    const auto found = m_pads.find(event.pad);
    if (!m_locked || found == m_pads.end() || found->second.closed) {
        return wrong(event, "the home was not handed over, or the pad is unknown or closed");
    }
    Pad& pad = found->second;
    const auto held = pad.ranges.find(event.first);
    if (held == pad.ranges.end() || held->second.state != RangeState::handed_over ||
        held->second.message != MessageId{} || held->second.count != event.count) {
        return wrong(event,
            "these pages were not handed over: " + describe({event.pad, event.first, event.count}));
    }
    if (pad.direction == PadDirection::send) {
        if (pad.mark != event.first + event.count) {
            wrong(event, "pages behind the mark come back");
        }
        pad.mark = event.first;
    }
    pad.ranges.erase(held);
    pad.free += event.count;
    pad.counts[slot(RangeState::handed_over)] -= event.count;
}

void Replay::take_pull(const LedgerEvent& event)
{
    if (event.kind == "pull_cut" && !m_pads.contains(event.pad)) {
        return wrong(event, "the pad is unknown");
    }
    if (const std::string_view why = m_pulls.take(event); !why.empty()) {
        wrong(event, why);
    }
}

void Replay::fold(const LedgerEvent& event)
{
    const auto found = m_pads.find(event.pad);
    if (found == m_pads.end() || found->second.closed) {
        return wrong(event, "the pad is unknown or closed");
    }
    Pad& pad = found->second;
    const std::string counts = "spent " + std::to_string(pad.counts[slot(RangeState::spent)]) +
                               " burnt " + std::to_string(pad.counts[slot(RangeState::burnt)]) +
                               " handed_over " +
                               std::to_string(pad.counts[slot(RangeState::handed_over)]);
    if (pad.free != 0 || pad.counts[slot(RangeState::reserved)] != 0 || event.note != counts) {
        wrong(event, "the pad was not used up, or its counts differ");
    }
    pad.closed = true;
    pad.ranges.clear();
}

} // namespace satpad::core::ledger
