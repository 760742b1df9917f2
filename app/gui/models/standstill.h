// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/ledger.h>

#include <QString>

#include <map>
#include <optional>
#include <vector>

/// Why pads stand still: what the ledger's events tell beyond the state that a pad is in.
namespace satpad::gui {

struct SuspendedPad
{
    enum class Cause
    {
        used,        ///< the peer has recorded its pages for other messages
        olderLedger, ///< its file is erased further than the ledger says
        differs      ///< the two sites hold different bytes: only closing leads out
    };
    core::PadId id;
    core::SiteId peer;
    QString peerName;
    Cause cause = Cause::used;
    quint64 mark = 0;
    quint64 advanceTo = 0; ///< the mark that lifts it
    quint64 free = 0;
    core::UnixTime since;
    bool simulated = false;
    QString file;                          ///< of the message that met it; may be empty
    std::optional<core::PageRange> sealed; ///< the pages of that message on this pad

    /// Pages that advancing burns.
    [[nodiscard]] quint64 burns() const { return advanceTo > mark ? advanceTo - mark : 0; }
    bool operator==(const SuspendedPad&) const = default;
};

/// Why the home is in doubt, as the ledger's note says it: "file", "machine", "events", "pad_file",
/// "older_pad", "transferred".
struct Suspicion
{
    QString why;
    core::UnixTime since;
    bool operator==(const Suspicion&) const = default;
};

/// Keeps what tells of a standstill while the ledger's events go by, oldest first.
class StandstillNotes
{
public:
    void see(const core::LedgerEvent& event);
    /// Null when `pad` was never suspended.
    [[nodiscard]] const core::LedgerEvent* suspension(const core::PadId& pad) const;
    /// The message that failed by it, zero when none did.
    [[nodiscard]] core::MessageId failedBy(const core::PadId& pad) const;
    [[nodiscard]] const std::optional<Suspicion>& suspicion() const noexcept { return m_suspicion; }

private:
    struct Note
    {
        core::LedgerEvent event;
        core::MessageId failed;
    };
    std::map<core::PadId, Note> m_suspensions;
    std::optional<core::PadId> m_last; ///< suspended by the peer's word, its message not seen yet
    std::optional<Suspicion> m_suspicion;
    bool m_isTrusted = false; ///< some peer has recorded since
};

/// The suspended one `pad`, as the notes have it; names and files are the caller's to fill in.
/// `events`: the end of the ledger.
[[nodiscard]] SuspendedPad suspendedPad(const core::PadSummary& pad,
    const StandstillNotes& notes,
    const std::vector<core::LedgerEvent>& events);

} // namespace satpad::gui
