// SPDX-License-Identifier: GPL-3.0-or-later
#include "doctor_work.h"

#include "models/desk.h"

#include <satpad/service/stop_when.h>

namespace satpad::gui {

DoctorWork::DoctorWork(Desk& desk)
    : QObject(&desk)
    , m_desk(desk)
{
    setObjectName("doctorWork");
}

DoctorWork& DoctorWork::of(Desk& desk)
{
    auto* known = desk.findChild<DoctorWork*>({}, Qt::FindDirectChildrenOnly);
    return known != nullptr ? *known : *new DoctorWork(desk);
}

void DoctorWork::check(const core::Clock& clock, const core::Peer& peer, bool draw)
{
    if (m_run && m_run->runs) {
        return;
    }
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_run = DoctorRun{peer.id, clock.now(), {}, true, draw, {}};
    Q_EMIT changed();
    // The desk waits for its jobs before this object goes.
    const service::EachCheck each = [this](const service::Check& check) {
        QMetaObject::invokeMethod(
            this,
            [this, check] {
                m_run->checks.push_back(check);
                Q_EMIT changed();
            },
            Qt::QueuedConnection);
    };
    m_desk.jobs().run(
        this,
        [site = &m_desk.site(),
            clock = &clock,
            peer,
            draw,
            each,
            wanted = m_stop,
            all = &m_desk.jobs().stop()] {
            const service::StopWhen stop([&] { return *wanted || *all; });
            return service::diagnose(*site, *clock, {peer, draw, stop.token()}, each);
        },
        [this](const core::Expected<service::Diagnosis>& ended) {
            m_run->runs = false;
            if (!ended) {
                m_run->error = ended.error();
            }
            Q_EMIT changed();
        });
}

void DoctorWork::stop()
{
    if (m_run && m_run->runs) {
        *m_stop = true;
    }
}

} // namespace satpad::gui
