// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jobs.h"

namespace satpad::gui {

Jobs::Jobs(int threads)
{
    m_pool.setMaxThreadCount(threads);
}

void Jobs::askToStop()
{
    if (!m_stop.exchange(true)) {
        Q_EMIT stopAsked();
    }
}

Jobs::~Jobs()
{
    m_stop = true;
    m_pool.waitForDone();
}

} // namespace satpad::gui
