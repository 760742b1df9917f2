// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>

namespace satpad::gui {

/// Work beside the GUI thread, which never waits for a disk, a child or a peer. Each job's answer
/// comes back to the GUI thread, and only while the object that asked still lives; who no longer
/// wants it compares a number of its own. GUI thread, but for the work.
class Jobs final : public QObject
{
    Q_OBJECT
public:
    explicit Jobs(int threads = 8); ///< deliveries wait in theirs
    /// Raises stop() and waits for the work that runs.
    ~Jobs() override;

    /// `work` runs on a thread of the pool and may look at stop(); `done` gets what it returned.
    template <typename Work, typename Done> void run(QObject* asker, Work work, Done done)
    {
        ++m_running;
        m_pool.start([this,
                         asker = QPointer<QObject>(asker),
                         work = std::move(work),
                         done = std::move(done)]() mutable {
            using Result = decltype(work());
            auto result = std::make_shared<Result>(work());
            QMetaObject::invokeMethod(
                this,
                [this, asker, done = std::move(done), result]() mutable {
                    --m_running;
                    if (asker) {
                        done(std::move(*result));
                    }
                },
                Qt::QueuedConnection);
        });
    }
    [[nodiscard]] const std::atomic<bool>& stop() const noexcept { return m_stop; }
    /// Raises stop(); the work goes on until it looks.
    void askToStop();
    /// Jobs whose answer has not come back.
    [[nodiscard]] int running() const noexcept { return m_running; }

Q_SIGNALS:
    /// Once, by askToStop().
    void stopAsked();

private:
    QThreadPool m_pool;
    std::atomic<bool> m_stop{false};
    int m_running = 0;
};

} // namespace satpad::gui
