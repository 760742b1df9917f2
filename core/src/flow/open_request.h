// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inbox_file.h"

namespace satpad::core {

/// A received request that is being answered. Nobody else of this home answers it meanwhile.
/// docs/ledger.md, "Requests".
class OpenRequest
{
public:
    /// Errors: Errc::unknown_message; Errc::wrong_state when it is no request of `peer`, or is
    /// answered; Errc::home_busy when it is being answered.
    [[nodiscard]] static Expected<OpenRequest> take(
        Home& home, PadLedger& ledger, const MessageId& id, const SiteId& peer);

    /// What the commit that seals `answer` does to the request's note.
    [[nodiscard]] Expected<NoteChange> answered_by(const MessageId& answer) const;

private:
    OpenRequest(Home& home, ArrivalLock lock, MessageRow row, InboxNote note);

    Home* m_home;
    ArrivalLock m_lock;
    MessageRow m_row;
    InboxNote m_note;
};

} // namespace satpad::core
