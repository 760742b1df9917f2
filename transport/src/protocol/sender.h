// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "line.h"

#include <set>

namespace satpad::transport {

/// The half of a session that asks: CONFIRM_ASK, RECORD, CHUNK, CANCEL. Holds the rule that no
/// chunk leaves before the record tag was compared and every asked CONFIRM was answered well
/// (docs/protocol.md, "RECORD").
class Sender
{
public:
    explicit Sender(Line& line)
        : m_line(line)
    {}
    /// The first flight: CONFIRM_ASKs and the first RECORD.
    void start();
    void on(const Confirm& frame);
    void on(const ConfirmUnknown& frame);
    void on(const RecordedFrame& frame);
    void on(const Used& frame);
    void on(const Refused& frame);
    void on(const Answer& frame);

    /// Looks for new messages and for cancelled ones.
    void wake();
    /// Starts no new message.
    void stop();
    /// Queues the next chunk that may leave; false when there is none.
    bool pull_chunk();
    /// Nothing asked, nothing under way, nothing waiting at the last look.
    [[nodiscard]] bool quiet() const noexcept
    {
        return m_messages.empty() && m_asked_pads.empty() && m_nothing_left;
    }
    [[nodiscard]] bool busy() const noexcept
    {
        return !m_messages.empty() || !m_asked_pads.empty();
    }
    /// Stopped before the queue was empty.
    [[nodiscard]] bool left_over();

private:
    enum class Stage
    {
        asked,
        recorded,
        sent,
        cancel_asked
    };
    struct Message
    {
        std::unique_ptr<OutgoingMessage> message;
        Stage stage = Stage::asked;
        std::uint64_t next_chunk = 0;
        std::uint64_t chunks = 0;
        [[nodiscard]] const core::MessageId& id() const noexcept { return message->header().id; }
    };
    using Position = std::vector<Message>::iterator;

    void advance();
    [[nodiscard]] bool may_ask() const;
    [[nodiscard]] std::unique_ptr<OutgoingMessage> open_next();
    void ask(std::unique_ptr<OutgoingMessage> message);
    void cancel(Message& message);
    [[nodiscard]] bool uses_unknown_pad(const OutgoingMessage& message) const;
    /// The message `id` is about; end() when it is done with (ignored) or unknown (a breach, said
    /// here).
    [[nodiscard]] Position find(const core::MessageId& id);
    /// Done with in this session; not asked for again when `Again::no`.
    enum class Again
    {
        yes,
        no
    };
    void drop(Position position, Again again);

    Line& m_line;
    std::vector<Message> m_messages; ///< oldest first, at most k_window
    std::set<core::PadId> m_asked_pads;
    std::set<core::PadId> m_unknown_pads;
    std::set<core::MessageId> m_skipped; ///< not again in this session
    std::set<core::MessageId> m_busy;    ///< another process delivers them; looked at again on wake
    RecentIds m_recent;
    bool m_stopped = false;
    bool m_nothing_left = false;
};

} // namespace satpad::transport
