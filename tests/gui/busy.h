// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/jobs.h"

#include <QSemaphore>

namespace satpad::test {

/// All threads of the pool wait until this goes: what is asked for meanwhile stays in its queue.
class Busy
{
public:
    Busy(gui::Jobs& jobs, QObject& asker)
    {
        for (int i = 0; i < k_threads; ++i) {
            jobs.run(
                &asker,
                [gate = m_gate] {
                    gate->acquire();
                    return 0;
                },
                [](int) {});
        }
    }
    ~Busy() { m_gate->release(k_threads); }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

private:
    static constexpr int k_threads = 8;
    std::shared_ptr<QSemaphore> m_gate = std::make_shared<QSemaphore>();
};

} // namespace satpad::test
