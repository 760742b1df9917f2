// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "courier_work.h"
#include "pull_work.h"
#include "relay_work.h"

#include <QObject>
#include <QStringList>

#include <atomic>
#include <memory>
#include <optional>

namespace satpad::gui {

class Desk;

enum class KeyDeed
{
    making,    ///< a courier file
    importing, ///< one, or the reply to one
    replying,
    relaying,
    pulling ///< from a KME
};

/// What goes on now.
struct KeyJob
{
    KeyDeed deed = KeyDeed::making;
    QString subject; ///< the peer, the file or the relay
    quint64 done = 0;
    quint64 total = 0; ///< 0: not known
    bool stopping = false;
    PullNews pull = {}; ///< of pulling
    bool simulated = false;
};

/// What came of it.
struct KeyAnswer
{
    KeyDeed deed = KeyDeed::making;
    QString peer; ///< or the relay
    QString file;
    std::optional<core::Error> error;
    CourierResult courier; ///< of making and importing
    RelayResult relay;     ///< of relaying
    PullEnd pull = {};     ///< of pulling
};

/// The one job with key that there is at a time, and its answer. Lives as long as its desk, so that
/// a page that is built anew shows the same. GUI thread; the work is done in jobs.
class KeyWork final : public QObject
{
    Q_OBJECT
public:
    /// The desk's own; made when it is asked for first.
    [[nodiscard]] static KeyWork& of(Desk& desk);

    [[nodiscard]] const std::optional<KeyJob>& job() const noexcept { return m_job; }
    [[nodiscard]] const std::optional<KeyAnswer>& answer() const noexcept { return m_answer; }

    // Each forgets the last answer, and does nothing while a job runs.
    void make(const CourierOrder& order, const QString& peer);
    void import(const QStringList& files);
    void reply(const core::BatchId& batch, const QString& peer, const QString& file);
    void relay(const core::Clock& clock, const RelayOrder& order);
    void pull(const core::Clock& clock, const PullOrder& order);
    /// The job ends soon, and says so in its answer; a call that is being dialled takes some seconds,
    /// a pull confirms first what both sites have.
    void cancel();
    /// The answer was read.
    void forget();

Q_SIGNALS:
    /// A job has begun, is being stopped or has ended, or the answer was forgotten.
    void changed();
    void progressed();

private:
    explicit KeyWork(Desk& desk);
    void begin(KeyDeed deed, const QString& subject, bool simulated = false);
    void end(KeyAnswer answer);
    void importNext(QStringList files);
    [[nodiscard]] CourierWatch watch();
    void takeNews(const PullNews& news);
    [[nodiscard]] PullWatch pullWatch();

    Desk& m_desk;
    std::optional<KeyJob> m_job;
    std::optional<KeyAnswer> m_answer;
    std::shared_ptr<std::atomic<bool>> m_stop;
};

} // namespace satpad::gui
