// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger_watch.h"

#include "look/figures.h"
#include "views/notice.h"

namespace satpad::gui {
namespace {

constexpr std::chrono::milliseconds k_silent{1000};
constexpr std::chrono::milliseconds k_between{250};

} // namespace

LedgerWatch::LedgerWatch(Jobs& jobs, Notice& notice, QObject* parent)
    : QObject(parent)
    , m_jobs(jobs)
    , m_notice(notice)
{
    connect(&m_timer, &QTimer::timeout, this, &LedgerWatch::tell);
    connect(&notice, &Notice::actionChosen, this, &LedgerWatch::cancel);
}

core::Progress LedgerWatch::begin(const QString& what)
{
    m_what = what;
    m_stop = {};
    m_done = std::make_shared<std::atomic<quint64>>(0);
    m_isWorking = true;
    m_isSaid = false;
    m_timer.start(k_silent);
    return [stop = m_stop.get_token(), done = m_done, &closing = m_jobs.stop()](
               std::uint64_t so_far) -> core::Expected<void> {
        *done = so_far;
        return stop.stop_requested() || closing ? core::Unexpected(core::Errc::cancelled)
                                                : core::Expected<void>();
    };
}

void LedgerWatch::tell()
{
    m_timer.setInterval(k_between);
    const QString sentence = m_stop.stop_requested()
                                 ? tr("Cancelling…")
                                 : tr("%1: %2 entries so far").arg(m_what, grouped(*m_done));
    if (m_isSaid) {
        m_notice.amend(sentence);
        return;
    }
    m_isSaid = true;
    m_notice.say(Notice::Tone::plain, sentence);
    m_notice.offer(tr("Cancel"));
}

void LedgerWatch::cancel()
{
    if (m_isWorking) {
        m_stop.request_stop();
        m_notice.offer({});
        tell();
    }
}

void LedgerWatch::end()
{
    m_timer.stop();
    m_isWorking = false;
    if (m_isSaid) {
        m_notice.clear();
    }
}

} // namespace satpad::gui
