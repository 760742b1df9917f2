// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/standstill.h"

#include <algorithm>

namespace satpad::gui {

void StandstillNotes::see(const core::LedgerEvent& event)
{
    if (event.kind == "suspended") {
        m_suspensions[event.pad] = {event, {}};
        m_last = event.note == "used" ? std::optional(event.pad) : std::nullopt;
    } else if (event.kind == "failed" && m_last) {
        // The peer's word suspends the pad first and then fails the message.
        m_suspensions[*m_last].failed = event.message;
        m_last.reset();
    } else if (event.kind == "trusted") {
        m_isTrusted = true;
    } else if (event.kind == "suspect") {
        // A pad in doubt beside a home in doubt tells no more than the home does.
        if (!m_suspicion || m_isTrusted || event.pad == core::PadId{}) {
            m_suspicion = {QString::fromStdString(event.note), event.time};
        }
        m_isTrusted = false;
    }
}

const core::LedgerEvent* StandstillNotes::suspension(const core::PadId& pad) const
{
    const auto at = m_suspensions.find(pad);
    return at == m_suspensions.end() ? nullptr : &at->second.event;
}

core::MessageId StandstillNotes::failedBy(const core::PadId& pad) const
{
    const auto at = m_suspensions.find(pad);
    return at == m_suspensions.end() ? core::MessageId{} : at->second.failed;
}

SuspendedPad suspendedPad(const core::PadSummary& pad,
    const StandstillNotes& notes,
    const std::vector<core::LedgerEvent>& events)
{
    SuspendedPad made;
    made.id = pad.id;
    made.peer = pad.peer;
    made.mark = pad.mark;
    made.free = pad.free;
    made.simulated = pad.simulated;
    made.advanceTo = pad.mark;
    const core::LedgerEvent* why = notes.suspension(pad.id);
    if (why == nullptr) {
        return made;
    }
    made.since = why->time;
    made.advanceTo = why->first;
    made.cause = why->note == "confirm"        ? SuspendedPad::Cause::differs
                 : why->note == "older_ledger" ? SuspendedPad::Cause::olderLedger
                                               : SuspendedPad::Cause::used;
    const core::MessageId failed = notes.failedBy(pad.id);
    const auto reserved = std::ranges::find_if(events, [&](const core::LedgerEvent& event) {
        return event.kind == "reserved" && event.pad == pad.id && event.message == failed;
    });
    if (failed != core::MessageId{} && reserved != events.end()) {
        made.sealed = core::PageRange{pad.id, reserved->first, reserved->count};
    }
    return made;
}

} // namespace satpad::gui
