// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <satpad/service/doctor.h>

#include <QObject>

#include <atomic>
#include <memory>

namespace satpad::gui {

class Desk;

/// One look at everything between this site and a peer, and what came of it so far.
struct DoctorRun
{
    core::SiteId peer;
    core::UnixTime begun;
    std::vector<service::Check> checks; ///< in order, as they come
    bool runs = true;
    bool draws = false;               ///< one key is drawn for it
    std::optional<core::Error> error; ///< it ended early
};

/// The doctor of a desk; what it found last stays as long as the desk. GUI thread; it looks in a job.
class DoctorWork final : public QObject
{
    Q_OBJECT
public:
    /// The desk's own; made when it is asked for first.
    [[nodiscard]] static DoctorWork& of(Desk& desk);

    [[nodiscard]] const std::optional<DoctorRun>& run() const noexcept { return m_run; }
    /// Does nothing while it looks.
    void check(const core::Clock& clock, const core::Peer& peer, bool draw);
    /// It ends soon, with what it found until then.
    void stop();

Q_SIGNALS:
    void changed();

private:
    explicit DoctorWork(Desk& desk);

    Desk& m_desk;
    std::optional<DoctorRun> m_run;
    std::shared_ptr<std::atomic<bool>> m_stop;
};

} // namespace satpad::gui
