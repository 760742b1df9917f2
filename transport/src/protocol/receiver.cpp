// SPDX-License-Identifier: GPL-3.0-or-later
#include "receiver.h"

namespace satpad::transport {

void Receiver::on(const ConfirmAsk& frame)
{
    auto tag = m_line.host().confirm_tag(frame.pad, m_line.peer());
    if (tag) {
        m_line.send(Confirm{frame.pad, *tag});
    } else {
        m_line.send(ConfirmUnknown{frame.pad});
    }
}

void Receiver::on(const Record& frame)
{
    auto header = core::decode_header(frame.encoded_header);
    if (!header) {
        m_line.breach("RECORD header");
        return;
    }
    const core::MessageId id = header->id;
    if (m_messages.contains(id) || m_messages.size() >= k_window) {
        m_line.breach("RECORD beyond the window");
        return;
    }
    auto outcome = m_line.host().record(m_line.peer(), *header);
    if (!outcome && outcome.error().is(core::Errc::cancelled)) {
        m_line.fail_with(outcome.error());
        return;
    }
    if (!outcome) {
        refuse(id, outcome.error());
        return;
    }
    if (const auto* notice = std::get_if<core::UsedNotice>(&*outcome)) {
        m_recent.add(id);
        m_line.send(Used{id, *notice});
        return;
    }
    const auto& reply = std::get<RecordReply>(*outcome);
    if (reply.answer) {
        m_recent.add(id);
        m_line.send(Answer{id, *reply.answer});
        return;
    }
    const Message message{core::MessageGeometry(header->content_bytes), reply.next_chunk};
    m_messages.emplace(id, message);
    m_line.send(RecordedFrame{id, reply.record_tag, reply.next_chunk});
    if (message.next_chunk >= message.geometry.chunks()) {
        finish(id); // all chunks were spooled before a crash or cut: nothing more will come
    }
}

void Receiver::on(const Chunk& frame)
{
    const auto found = m_messages.find(frame.id);
    if (found == m_messages.end()) {
        if (!m_recent.has(frame.id)) {
            m_line.breach("CHUNK of an unknown message");
        }
        return;
    }
    Message& message = found->second;
    if (frame.index != message.next_chunk) {
        m_line.breach("CHUNK out of order");
        return;
    }
    if (frame.sealed.size() != message.geometry.chunk_bytes(frame.index) + core::k_tag_bytes) {
        m_line.breach("CHUNK length");
        return;
    }
    auto taken = m_line.host().chunk(m_line.peer(), frame.id, frame.index, frame.sealed);
    if (!taken) {
        refuse(frame.id, taken.error());
        return;
    }
    ++m_line.statistics.chunks_received;
    ++message.next_chunk;
    if (message.next_chunk == message.geometry.chunks()) {
        finish(frame.id);
    }
}

void Receiver::on(const Cancel& frame)
{
    auto header = core::decode_header(frame.encoded_header);
    if (!header) {
        m_line.breach("CANCEL header");
        return;
    }
    m_messages.erase(header->id);
    auto answer = m_line.host().cancel(m_line.peer(), *header);
    if (!answer) {
        refuse(header->id, answer.error());
        return;
    }
    m_recent.add(header->id);
    m_line.send(Answer{header->id, *answer});
}

void Receiver::refuse(const core::MessageId& id, const core::Error& why)
{
    m_messages.erase(id);
    m_recent.add(id);
    m_line.send(Refused{id, refusal_code(why)});
    if (why.is(core::Errc::authentication_failed)) {
        ++m_line.statistics.bad_tags;
        m_line.fail_with(why);
    }
}

void Receiver::finish(const core::MessageId& id)
{
    auto answer = m_line.host().finish(m_line.peer(), id);
    if (!answer) {
        refuse(id, answer.error());
        return;
    }
    ++m_line.statistics.messages_received;
    m_messages.erase(id);
    m_recent.add(id);
    m_line.send(Answer{id, *answer});
}

} // namespace satpad::transport
