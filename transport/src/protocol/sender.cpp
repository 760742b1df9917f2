// SPDX-License-Identifier: GPL-3.0-or-later
#include "sender.h"

namespace satpad::transport {
namespace {

/// CONFIRM_ASKs of one session. docs/protocol.md, "First flight".
constexpr std::size_t k_max_asks = 64;

/// A USED outside the asked ranges would let a peer suspend pads it was not asked about.
bool notice_fits(const core::UsedNotice& notice, const core::MessageHeader& header)
{
    const core::PageRange& overlap = notice.overlap;
    return std::any_of(
        header.ranges.begin(), header.ranges.end(), [&](const core::PageRange& range) {
            return range.pad == overlap.pad && overlap.count > 0 && overlap.count <= range.count &&
                   overlap.first >= range.first &&
                   overlap.first - range.first <= range.count - overlap.count &&
                   notice.advance_to >= overlap.end();
        });
}

} // namespace

void Sender::start()
{
    std::vector<core::PadId> pads = m_line.host().pads_to_check(m_line.peer());
    if (pads.size() > k_max_asks) {
        pads.resize(k_max_asks);
    }
    for (const core::PadId& pad : pads) {
        if (m_asked_pads.insert(pad).second) {
            m_line.send(ConfirmAsk{pad});
        }
    }
    advance();
}

void Sender::on(const Confirm& frame)
{
    if (m_asked_pads.erase(frame.pad) == 0) {
        m_line.breach("CONFIRM not asked for");
        return;
    }
    auto held = m_line.host().confirm(frame.pad, m_line.peer(), frame.tag);
    if (!held) {
        m_line.fail_with(std::move(held).error());
        return;
    }
    advance();
}

void Sender::on(const ConfirmUnknown& frame)
{
    if (m_asked_pads.erase(frame.pad) == 0) {
        m_line.breach("CONFIRM_UNKNOWN not asked for");
        return;
    }
    m_unknown_pads.insert(frame.pad);
    for (std::size_t i = m_messages.size(); i-- > 0;) {
        Message& message = m_messages[i];
        if (message.stage != Stage::cancel_asked && uses_unknown_pad(*message.message)) {
            message.message->refused(
                {core::make_error_code(core::Errc::unknown_pad), "pad " + frame.pad.hex()});
            drop(m_messages.begin() + static_cast<std::ptrdiff_t>(i), Again::no);
        }
    }
    advance();
}

void Sender::on(const RecordedFrame& frame)
{
    const Position found = find(frame.id);
    if (found == m_messages.end() || found->stage == Stage::cancel_asked) {
        return;
    }
    if (found->stage != Stage::asked || frame.next_chunk > found->chunks) {
        m_line.breach("RECORDED out of turn");
        return;
    }
    auto held = found->message->recorded(frame.tag);
    if (!held) {
        // The peer does not hold these pages, or another header reached it: nothing has left.
        m_line.fail_with(std::move(held).error());
        return;
    }
    found->next_chunk = frame.next_chunk;
    found->stage = frame.next_chunk == found->chunks ? Stage::sent : Stage::recorded;
    if (found->message->cancelling()) {
        cancel(*found);
    }
    advance();
}

void Sender::on(const Used& frame)
{
    const Position found = find(frame.id);
    if (found == m_messages.end()) {
        return;
    }
    if (found->stage != Stage::asked || !notice_fits(frame.notice, found->message->header())) {
        m_line.breach("USED out of turn");
        return;
    }
    auto noted = found->message->used(frame.notice);
    drop(found, Again::no);
    if (!noted) {
        m_line.fail_with(std::move(noted).error());
        return;
    }
    advance();
}

void Sender::on(const Refused& frame)
{
    const Position found = find(frame.id);
    if (found == m_messages.end()) {
        return;
    }
    found->message->refused(refusal_error(frame.code));
    drop(found, Again::no);
    advance();
}

void Sender::on(const Answer& frame)
{
    const Position found = find(frame.id);
    if (found == m_messages.end()) {
        return;
    }
    auto settled = found->message->answered(frame.answer);
    if (!settled) {
        m_line.fail_with(std::move(settled).error());
        return;
    }
    ++m_line.statistics.messages_sent;
    drop(found, Again::no);
    advance();
}

void Sender::wake()
{
    m_busy.clear();
    for (Message& message : m_messages) {
        if (message.stage != Stage::cancel_asked && message.message->cancelling()) {
            cancel(message);
        }
    }
    advance();
}

void Sender::stop()
{
    m_stopped = true;
}

bool Sender::left_over()
{
    return !m_nothing_left && !m_line.host().outgoing(m_line.peer()).empty();
}

bool Sender::pull_chunk()
{
    if (m_line.ended() || !m_asked_pads.empty()) {
        return false;
    }
    const auto next = std::find_if(m_messages.begin(), m_messages.end(), [](const Message& m) {
        return m.stage == Stage::recorded;
    });
    if (next == m_messages.end()) {
        return false;
    }
    if (next->message->cancelling()) {
        cancel(*next);
        advance();
        return true;
    }
    auto chunk = next->message->read_chunk(next->next_chunk);
    if (!chunk) {
        if (chunk.error().is(core::Errc::cancelled) && next->message->cancelling()) {
            cancel(*next);
            advance();
            return true;
        }
        m_line.fail_with(std::move(chunk).error());
        return false;
    }
    m_line.send(Chunk{next->id(), next->next_chunk, *chunk});
    ++m_line.statistics.chunks_sent;
    ++next->next_chunk;
    next->message->progress(next->next_chunk);
    if (next->next_chunk == next->chunks) {
        next->stage = Stage::sent;
        advance();
    }
    return true;
}

void Sender::advance()
{
    while (!m_line.ended() && !m_stopped && may_ask()) {
        auto message = open_next();
        if (message == nullptr) {
            return;
        }
        ask(std::move(message));
    }
}

/// One message is asked for at a time, and one ahead of the one whose chunks are leaving.
bool Sender::may_ask() const
{
    const auto count = [this](Stage stage) {
        return std::count_if(m_messages.begin(), m_messages.end(), [stage](const Message& m) {
            return m.stage == stage;
        });
    };
    if (m_messages.size() >= k_window || count(Stage::asked) > 0) {
        return false;
    }
    const auto waiting = count(Stage::recorded);
    return waiting == 0 || (waiting == 1 && m_asked_pads.empty());
}

std::unique_ptr<OutgoingMessage> Sender::open_next()
{
    m_nothing_left = false;
    for (const core::MessageId& id : m_line.host().outgoing(m_line.peer())) {
        const bool under_way = std::any_of(
            m_messages.begin(), m_messages.end(), [&](const Message& m) { return m.id() == id; });
        if (under_way || m_skipped.contains(id) || m_busy.contains(id)) {
            continue;
        }
        auto opened = m_line.host().open_outgoing(id);
        if (opened && uses_unknown_pad(**opened)) {
            (*opened)->refused(
                {core::make_error_code(core::Errc::unknown_pad), "message " + id.hex()});
            m_skipped.insert(id);
            continue;
        }
        if (opened) {
            return std::move(*opened);
        }
        if (opened.error().is(core::Errc::home_busy)) {
            m_busy.insert(id);
        } else if (opened.error().is(core::Errc::unknown_message) ||
                   opened.error().is(core::Errc::wrong_state)) {
            m_skipped.insert(id); // settled since the list was made
        } else {
            m_line.fail_with(std::move(opened).error());
            return nullptr;
        }
    }
    m_nothing_left = true;
    return nullptr;
}

void Sender::ask(std::unique_ptr<OutgoingMessage> message)
{
    Message made;
    made.chunks = core::MessageGeometry(message->header().content_bytes).chunks();
    made.message = std::move(message);
    m_messages.push_back(std::move(made));
    if (m_messages.back().message->cancelling()) {
        cancel(m_messages.back());
        return;
    }
    m_line.send(Record{m_messages.back().message->encoded_header()});
}

void Sender::cancel(Message& message)
{
    message.stage = Stage::cancel_asked;
    m_line.send(Cancel{message.message->encoded_header()});
}

bool Sender::uses_unknown_pad(const OutgoingMessage& message) const
{
    const auto& ranges = message.header().ranges;
    return std::any_of(ranges.begin(), ranges.end(), [this](const core::PageRange& range) {
        return m_unknown_pads.contains(range.pad);
    });
}

Sender::Position Sender::find(const core::MessageId& id)
{
    const Position found = std::find_if(
        m_messages.begin(), m_messages.end(), [&](const Message& m) { return m.id() == id; });
    if (found == m_messages.end() && !m_recent.has(id)) {
        m_line.breach("reply about an unknown message");
    }
    return found;
}

void Sender::drop(Position position, Again again)
{
    const core::MessageId id = position->id();
    m_recent.add(id);
    if (again == Again::no) {
        m_skipped.insert(id);
    }
    m_messages.erase(position);
}

} // namespace satpad::transport
