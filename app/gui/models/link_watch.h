// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/core/error.h>
#include <satpad/core/types.h>

#include <QObject>
#include <QString>
#include <QTimer>

#include <chrono>
#include <map>
#include <optional>

namespace satpad::gui {

class Desk;

/// Whether the chosen peer answers, at the last look.
struct Link
{
    enum class Is
    {
        noPeer,
        noAddress,  ///< it has to dial this site
        unknown,    ///< not looked yet
        connected,  ///< answered, in `ms`
        unreachable ///< `why`
    } is = Is::noPeer;
    core::SiteId peer;
    QString name;
    std::string address;
    qint64 ms = 0;
    core::Error why;
};

/// Looks at the chosen peer beside the GUI thread, one look at a time: when it is chosen, after
/// trouble, when asked to, and now and then, as long as somebody watches. GUI thread.
class LinkWatch final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::seconds k_every{60};
    static constexpr std::chrono::seconds k_firstPause{5}; ///< after a failure, then twice as long

    /// The desk's own; made when it is asked for first.
    [[nodiscard]] static LinkWatch& of(Desk& desk);

    [[nodiscard]] const Link& link() const noexcept { return m_link; }
    [[nodiscard]] bool looks() const noexcept { return m_looks; }
    /// Until the next look; 0: none is planned.
    [[nodiscard]] int secondsToNext() const;
    /// When a look was answered by this peer, since the home was opened here.
    [[nodiscard]] core::UnixTime answered(const core::SiteId& peer) const;
    /// Nobody watches a window that is locked or hidden: it looks at nothing then.
    void setWatched(bool watched);
    /// Now, unless it does.
    void look();

Q_SIGNALS:
    void changed();

private:
    explicit LinkWatch(Desk& desk);
    void takePeer();
    void takeTrouble();
    void take(const Link& asked, const core::Expected<std::chrono::milliseconds>& took);

    Desk& m_desk;
    Link m_link;
    bool m_isWatched = false;
    bool m_looks = false;
    std::chrono::seconds m_pause = k_firstPause;
    std::chrono::steady_clock::time_point m_looked; ///< when the last look ended
    QTimer m_next;
    std::map<core::SiteId, core::UnixTime> m_answered;
};

} // namespace satpad::gui
