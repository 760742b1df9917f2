// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo_run.h"

/// Looking back at the steps of the demo that are done.
namespace satpad::gui {

const DemoScene& DemoRun::scene() const
{
    return m_back ? m_past[static_cast<std::size_t>(*m_back)] : m_live;
}

void DemoRun::back()
{
    if (hasBack()) {
        m_back = position() - 1;
        Q_EMIT changed();
    }
}

void DemoRun::forward()
{
    if (!m_back) {
        return;
    }
    ++*m_back;
    if (*m_back == livePosition()) {
        m_back.reset();
    }
    Q_EMIT changed();
}

/// Figures that come in late, until the next step begins, belong to the last one.
void DemoRun::keepPast()
{
    if (m_live.done > 0 && !m_live.working) {
        m_past[static_cast<std::size_t>(m_live.done - 1)] = m_live;
    }
}

const core::Bytes& DemoRun::sealedBytes() const
{
    static const core::Bytes none;
    return m_back && !isDone(DemoStep::send) ? none : m_sealed;
}

} // namespace satpad::gui
