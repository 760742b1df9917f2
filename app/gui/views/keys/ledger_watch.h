// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobs.h"

#include <satpad/core/seal.h>

#include <QTimer>

#include <stop_token>

namespace satpad::gui {

class Notice;

/// Work on a long ledger: from its first second on a notice tells how far it is and offers to cancel
/// it, and again if something else was said meanwhile. One at a time; it is cancelled with this. GUI
/// thread, but for what begin() gives.
class LedgerWatch final : public QObject
{
    Q_OBJECT
public:
    /// Both outlive it. The notice's button is this one's while work goes on.
    LedgerWatch(Jobs& jobs, Notice& notice, QObject* parent);
    ~LedgerWatch() override;

    /// For the ledger, on any thread: Errc::cancelled once it is cancelled or the window closes.
    /// `what` is what goes on, without an ellipsis.
    [[nodiscard]] core::Progress begin(const QString& what);
    /// Takes back what it said.
    void end();

private:
    void tell();
    void cancel();

    Jobs& m_jobs;
    Notice& m_notice;
    QTimer m_timer;
    QString m_what;
    QString m_said; ///< by tell(), last
    std::stop_source m_stop;
    std::shared_ptr<std::atomic<quint64>> m_done;
    bool m_isWorking = false;
};

} // namespace satpad::gui
