// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ledger_store.h"
#include "replay_pulls.h"

#include <map>

namespace satpad::core::ledger {

/// Recomputes pads and open messages from the events alone, and notes every event that could not
/// have followed those before it. docs/ledger.md, "Events". Shares no code with what writes the
/// events.
class Replay
{
public:
    struct Held
    {
        std::uint64_t count = 0;
        RangeState state = RangeState::reserved;
        MessageId message;
    };
    struct Pad
    {
        PadDirection direction = PadDirection::send;
        std::uint64_t pages = 0;
        std::uint64_t mark = 0;
        std::uint64_t free = 0;
        std::array<std::uint64_t, 4> counts{}; ///< by RangeState
        std::uint64_t relayed = 0;             ///< of those handed over: under a use
        bool closed = false;
        std::map<std::uint64_t, Held> ranges; ///< by first page; empty once closed
    };
    struct Message
    {
        MessageState state = MessageState::reserved;
        std::string use; ///< what its pages were reserved for; empty: a message
        std::vector<PageRange> ranges;
    };

    void take(const LedgerEvent& event);
    [[nodiscard]] const std::map<PadId, Pad>& pads() const noexcept { return m_pads; }
    [[nodiscard]] const std::map<MessageId, Message>& open_messages() const noexcept
    {
        return m_open;
    }
    [[nodiscard]] const PullReplay& pulls() const noexcept { return m_pulls; }
    [[nodiscard]] std::vector<std::string>& faults() noexcept { return m_faults; }
    void fault(const std::string& line);

private:
    void add_pad(const LedgerEvent& event);
    void hold(const LedgerEvent& event, RangeState state, MessageState as);
    void settle(const LedgerEvent& event, RangeState to);
    /// `tagged`, `relayed` and `drawn`: at the receiver one for each range, at the sender one for them all.
    void use(const LedgerEvent& event, RangeState to);
    void move(const LedgerEvent& event, MessageState to);
    void fold(const LedgerEvent& event);
    void take_back(const LedgerEvent& event);
    /// Events of the home as a whole. False when it is no such event.
    bool take_home(const LedgerEvent& event);
    void take_pull(const LedgerEvent& event);
    void wrong(const LedgerEvent& event, std::string_view why);

    std::map<PadId, Pad> m_pads;
    std::map<MessageId, Message> m_open;
    PullReplay m_pulls;
    std::vector<std::string> m_faults;
    bool m_locked = false;
};

} // namespace satpad::core::ledger
