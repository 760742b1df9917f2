// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_state.h"

/// Outgoing messages after T4. docs/ledger.md, "Messages".
namespace satpad::core {

using namespace ledger;

namespace {

Expected<StoredMessage> require_outgoing(State& state, const MessageId& id)
{
    auto message = require_message(state, id);
    if (message && message->row.direction != MessageDirection::outgoing) {
        return Unexpected(Errc::wrong_state, "message " + id.hex() + " came in");
    }
    return message;
}

Unexpected wrong_state(const StoredMessage& message)
{
    return Unexpected(Errc::wrong_state,
        "message " + message.row.id.hex() + " is " + std::string(name_of(message.row.state)));
}

Expected<void> move(
    State& state, Change& change, const StoredMessage& message, MessageState to, UnixTime settled)
{
    auto moved = state.store.set_state(message.number, message.row.state, to, settled);
    if (!moved) {
        return fail(std::move(moved));
    }
    if (!*moved) {
        return wrong_state(message);
    }
    if (auto logged = change.log({name_of(to), {}, 0, 0, message.row.id, {}}); !logged) {
        return logged;
    }
    return change.commit();
}

/// A file leaves without the peer's word, so its pads must be beyond doubt (docs/ledger.md,
/// "Carried files").
Expected<void> check_carriable(State& state, const StoredMessage& message)
{
    auto ranges = state.store.ranges_of(message.number);
    if (!ranges) {
        return fail(std::move(ranges));
    }
    for (const PageRange& range : *ranges) {
        auto pad = require_pad(state, range.pad);
        if (!pad) {
            return fail(std::move(pad));
        }
        if (pad->suspended) {
            return Unexpected(Errc::pad_suspended, "pad " + range.pad.hex());
        }
        if (pad->summary.suspect) {
            return Unexpected(Errc::home_suspect,
                "no sealed file leaves until the peer has recorded a message sent to it directly");
        }
        if (!pad->confirmed) {
            return Unexpected(Errc::pad_not_confirmed, "pad " + range.pad.hex());
        }
    }
    return {};
}

} // namespace

Expected<void> PadLedger::peer_recorded(const MessageId& id)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto message = require_outgoing(*m_state, id);
    if (!message) {
        return fail(std::move(message));
    }
    auto ranges = m_state->store.ranges_of(message->number);
    if (!ranges) {
        return fail(std::move(ranges));
    }
    std::vector<PadRow> waiting;
    for (const PageRange& range : *ranges) {
        auto pad = require_pad(*m_state, range.pad);
        if (!pad) {
            return fail(std::move(pad));
        }
        if (pad->summary.suspect) {
            waiting.push_back(std::move(*pad));
        }
    }
    if (waiting.empty()) {
        return {};
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    for (const PadRow& pad : waiting) {
        if (auto cleared =
                m_state->store.set_cleared_epoch(pad.number, change->meta().suspect_epoch);
            !cleared) {
            return cleared;
        }
        if (auto logged =
                change->log({"trusted", pad.summary.id, change->meta().suspect_epoch, 0, id, {}});
            !logged) {
            return logged;
        }
    }
    return change->commit();
}

Expected<void> PadLedger::mark_carried(const MessageId& id)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto message = require_outgoing(*m_state, id);
    if (!message) {
        return fail(std::move(message));
    }
    const MessageState now = message->row.state;
    if (now != MessageState::sealed && now != MessageState::carried) {
        return wrong_state(*message);
    }
    if (auto sound = check_carriable(*m_state, *message); !sound) {
        return sound;
    }
    return now == MessageState::carried
               ? Expected<void>{}
               : move(*m_state, *change, *message, MessageState::carried, {});
}

Expected<void> PadLedger::begin_cancel(const MessageId& id)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto message = require_outgoing(*m_state, id);
    if (!message) {
        return fail(std::move(message));
    }
    switch (message->row.state) {
    case MessageState::cancelling:
        return {};
    case MessageState::sealed:
    case MessageState::carried:
        return move(*m_state, *change, *message, MessageState::cancelling, {});
    case MessageState::verified:
        return Unexpected(Errc::too_late, "message " + id.hex());
    default:
        return wrong_state(*message);
    }
}

Expected<void> PadLedger::settle_outgoing(const MessageId& id, MessageState end)
{
    const auto guard = m_state->enter();
    if (!guard) {
        return Unexpected(guard.error());
    }
    if (end != MessageState::verified && end != MessageState::cancelled &&
        end != MessageState::failed) {
        return Unexpected(Errc::internal, "a message ends verified, cancelled or failed");
    }
    auto change = Change::begin(*m_state);
    if (!change) {
        return fail(std::move(change));
    }
    auto message = require_outgoing(*m_state, id);
    if (!message) {
        return fail(std::move(message));
    }
    if (message->row.state == end) {
        return {};
    }
    // A reservation is burnt, never settled: its pages may not be erased yet.
    if (message->row.settled.seconds != 0 || message->row.state == MessageState::reserved) {
        return wrong_state(*message);
    }
    return move(*m_state, *change, *message, end, change->settled_now());
}

} // namespace satpad::core
