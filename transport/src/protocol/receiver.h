// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "line.h"

#include <map>

namespace satpad::transport {

/// The half of a session that answers: CONFIRM, RECORDED, USED, REFUSED, ANSWER.
class Receiver
{
public:
    explicit Receiver(Line& line)
        : m_line(line)
    {}
    void on(const ConfirmAsk& frame);
    void on(const Record& frame);
    void on(const Chunk& frame);
    void on(const Cancel& frame);

    /// Messages recorded in this session and not settled.
    [[nodiscard]] bool busy() const noexcept { return !m_messages.empty(); }

private:
    struct Message
    {
        core::MessageGeometry geometry;
        std::uint64_t next_chunk = 0;
    };
    void refuse(const core::MessageId& id, const core::Error& why);
    void finish(const core::MessageId& id);

    Line& m_line;
    std::map<core::MessageId, Message> m_messages; ///< at most k_window
    RecentIds m_recent;
};

} // namespace satpad::transport
