// SPDX-License-Identifier: GPL-3.0-or-later
#include "open_request.h"

namespace satpad::core {

OpenRequest::OpenRequest(Home& home, ArrivalLock lock, MessageRow row, InboxNote note)
    : m_home(&home)
    , m_lock(std::move(lock))
    , m_row(std::move(row))
    , m_note(std::move(note))
{}

Expected<OpenRequest> OpenRequest::take(
    Home& home, PadLedger& ledger, const MessageId& id, const SiteId& peer)
{
    auto lock = ArrivalLock::take(home, id);
    if (!lock) {
        return fail(std::move(lock));
    }
    // Read only now: what was known before the lock may be old.
    auto row = ledger.message(id);
    if (!row) {
        return fail(std::move(row));
    }
    if (row->direction != MessageDirection::incoming || row->peer != peer ||
        row->state != MessageState::accepted || row->mode != SendMode::request) {
        return Unexpected(Errc::wrong_state, "message " + id.hex() + " is no request of this peer");
    }
    auto note = open_inbox_note(home, id, row->sealed_note);
    if (!note) {
        return fail(std::move(note));
    }
    if (note->answered_by) {
        return Unexpected(Errc::wrong_state, "request " + id.hex() + " is answered already");
    }
    return OpenRequest(home, std::move(*lock), std::move(*row), std::move(*note));
}

Expected<NoteChange> OpenRequest::answered_by(const MessageId& answer) const
{
    InboxNote changed = m_note;
    changed.answered_by = answer;
    auto sealed = seal_inbox_note(*m_home, m_row.id, changed);
    if (!sealed) {
        return fail(std::move(sealed));
    }
    return NoteChange{m_row.id, m_row.sealed_note, std::move(*sealed)};
}

} // namespace satpad::core
