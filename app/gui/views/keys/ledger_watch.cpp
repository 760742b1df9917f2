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

/// Who asked for the work is gone, and nobody would hear of its end.
LedgerWatch::~LedgerWatch()
{
    m_stop.request_stop();
}

core::Progress LedgerWatch::begin(const QString& what)
{
    m_what = what;
    m_stop = {};
    m_done = std::make_shared<std::atomic<quint64>>(0);
    m_isWorking = true;
    m_said.clear();
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
    const bool stands = !m_said.isEmpty() && m_notice.sentence() == m_said;
    m_said = sentence;
    if (stands) {
        m_notice.amend(sentence);
        return;
    }
    m_notice.say(Notice::Tone::plain, sentence);
    m_notice.setClosable(false); // it would come back
    m_notice.offer(m_stop.stop_requested() ? QString() : tr("Cancel"));
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
    if (m_said.isEmpty()) {
        return;
    }
    m_notice.setClosable(true);
    if (m_notice.sentence() == m_said) {
        m_notice.clear();
    }
}

} // namespace satpad::gui
